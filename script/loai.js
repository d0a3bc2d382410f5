// <LOA.i settings>
var SETTINGS = { "bot": "", "phone_id": "", "key": "", "servers": [{"host": "", "port": 37888, "tls": false, "pin": ""}] };
// </LOA.i settings>
var VERSION = "1.0.0";
