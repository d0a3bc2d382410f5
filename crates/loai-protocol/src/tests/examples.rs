//! The byte-exact examples of protocol 1.8, E1 to E15 in order, without their LF.

/// E1.
pub(crate) const HANDSHAKE_SHORT: &str = r#"{"botName":"testbot","version":"3.1.4","deviceID":"a1b2c3d4e5f60718"}"#;
/// E2.
pub(crate) const HANDSHAKE_FLAT: &str = r#"{"clientType":"MessengerBotR","botName":"testbot","version":"3.2.0","deviceID":"a1b2c3d4e5f60718","deviceIP":"192.0.2.10","deviceInfo":"acme Model-1 (Android 13, API 33)"}"#;
/// E3.
pub(crate) const HANDSHAKE_WRAPPED: &str = r#"{"event":"handshake","data":{"clientType":"MessengerBotR","botName":"testbot","version":"3.3.3","deviceID":"a1b2c3d4e5f60718","deviceIP":"192.0.2.10","deviceInfo":"acme Model-1 (Android 13, API 33)","timestamp":"2025-07-20T05:40:00.123Z","timezone":"Asia/Seoul","message_positions":[0,0]}}"#;
/// E4.
pub(crate) const HANDSHAKE_COMPLETE: &str = r#"{"event":"handshakeComplete","data":{"success":true,"approved":false,"message":"pending","server_version":"1.0.0"}}"#;
/// E5.
pub(crate) const ANALYZE: &str = r##"{"event":"analyze","data":{"room":"테스트방","text":"# echo 안녕\n\"hi\" {x}","sender":"tester","isGroupChat":true,"channelId":"18412345678901234","logId":"3200000000000000001","userHash":"0f1e2d3c","isMention":false,"timestamp":"2025-07-20 14:40:00","botName":"testbot","clientType":"MessengerBotR","auth":{"clientType":"MessengerBotR","botName":"testbot","deviceUUID":"a1b2c3d4e5f60718","deviceID":"a1b2c3d4e5f60718","macAddress":"02:00:00:00:00:00","ipAddress":"192.0.2.10","timestamp":1752990000123,"version":"3.2.0","signature":"5e0a7f9ab39e74fb65af664de4b83d9ebeeb2c68982652ca5ef5669b42fb860c"}}}"##;
/// E6.
pub(crate) const MESSAGE: &str = r#"{"event":"message","data":{"room":"테스트방","channel_id":"18412345678901234","message_type":"text","content_encoding":"base64","message_positions":[0,32],"timestamp":"2025-07-20T05:40:00.123Z","timezone":"Asia/Seoul","sender":"tester","is_group_chat":true,"log_id":"3200000000000000001","user_hash":"0f1e2d3c","is_mention":false,"bot_name":"testbot","client_type":"MessengerBotR","auth":{"clientType":"MessengerBotR","botName":"testbot","deviceUUID":"a1b2c3d4e5f60718","deviceID":"a1b2c3d4e5f60718","macAddress":"02:00:00:00:00:00","ipAddress":"192.0.2.10","timestamp":1752990000123,"version":"3.3.3","signature":"5e0a7f9ab39e74fb65af664de4b83d9ebeeb2c68982652ca5ef5669b42fb860c"}}}IyBlY2hvIOyViOuFlQoiaGkiIHt4fQ=="#;
/// E7.
pub(crate) const PING: &str = r#"{"event":"ping","data":{"bot_name":"testbot","channel_id":"ping","room":"PING","user_hash":"system","server_timestamp":"2025-07-20 14:40:00.123","text":""}}"#;
/// E8.
pub(crate) const PING_ANSWER: &str = r#"{"event":"ping","data":{"bot_name":"testbot","server_timestamp":"2025-07-20 14:40:00.123","monitoring":{"total_memory":256,"memory_usage":48.3,"memory_percent":18.9,"message_queue_size":0,"active_rooms":2},"auth":{"clientType":"MessengerBotR","botName":"testbot","deviceUUID":"a1b2c3d4e5f60718","deviceID":"a1b2c3d4e5f60718","macAddress":"02:00:00:00:00:00","ipAddress":"192.0.2.10","timestamp":1752990000123,"version":"3.2.0","signature":"5e0a7f9ab39e74fb65af664de4b83d9ebeeb2c68982652ca5ef5669b42fb860c"}}}"#;
/// E9.
pub(crate) const PONG: &str = r#"{"event":"pong","data":{"bot_name":"testbot","server_timestamp":"2025-07-20 14:40:00.123","monitoring":{"total_memory":256,"memory_usage":48.3,"memory_percent":18.9,"message_queue_size":0,"active_rooms":2},"auth":{"clientType":"MessengerBotR","botName":"testbot","deviceUUID":"a1b2c3d4e5f60718","deviceID":"a1b2c3d4e5f60718","macAddress":"02:00:00:00:00:00","ipAddress":"192.0.2.10","timestamp":1752990000123,"version":"3.3.3","signature":"5e0a7f9ab39e74fb65af664de4b83d9ebeeb2c68982652ca5ef5669b42fb860c"},"timestamp":"2025-07-20T05:40:00.123Z","timezone":"Asia/Seoul","message_positions":[0,0]}}"#;
/// E10.
pub(crate) const TEXT_TO_A: &str = r#"{"event":"messageResponse","data":{"bot_name":"testbot","channel_id":"18412345678901234","room":"테스트방","text":"안녕 {x}\n둘째 줄"}}"#;
/// E11.
pub(crate) const TEXT_TO_B: &str = r#"{"event":"messageResponse","data":{"room":"테스트방","channel_id":"18412345678901234","bot_name":"testbot","message_type":"text","content_encoding":"base64","message_positions":[0,28],"timestamp":"2025-07-20T05:40:00.123Z","timezone":"Asia/Seoul"}}7JWI64WVIHt4fQrrkZjsp7gg7KSE"#;
/// E12.
pub(crate) const IMAGES_TO_A: &str = r#"{"event":"messageResponse","data":{"bot_name":"testbot","channel_id":"18412345678901234","room":"테스트방","text":"IMAGE_BASE64:QUJDRA==|||RUZHSElK","media_wait_time":5000}}"#;
/// E13.
pub(crate) const IMAGES_TO_B: &str = r#"{"event":"messageResponse","data":{"room":"테스트방","channel_id":"18412345678901234","bot_name":"testbot","message_type":"image","message_format":"png","media_wait_time":5000,"message_positions":[0,8,16],"timestamp":"2025-07-20T05:40:00.123Z","timezone":"Asia/Seoul"}}QUJDRA==RUZHSElK"#;
/// E14.
pub(crate) const URL_TO_B: &str = r#"{"event":"messageResponse","data":{"room":"테스트방","channel_id":"18412345678901234","bot_name":"testbot","message_type":"image","message_positions":[0,25],"timestamp":"2025-07-20T05:40:00.123Z","timezone":"Asia/Seoul"}}https://example.com/a.png"#;
/// E15.
pub(crate) const HANDSHAKE_C: &str = r#"{"type":"handshake","auth":{"clientType":"MessengerBotR","botName":"testbot","deviceUUID":"a1b2c3d4e5f60718","deviceID":"a1b2c3d4e5f60718","macAddress":"02:00:00:00:00:00","ipAddress":"192.0.2.10","timestamp":1752990000123,"version":"3.3.1","signature":"5e0a7f9ab39e74fb65af664de4b83d9ebeeb2c68982652ca5ef5669b42fb860c"},"info":{"clientType":"MessengerBotR","botName":"testbot","version":"3.3.1","deviceID":"a1b2c3d4e5f60718","deviceIP":"192.0.2.10","deviceInfo":"acme Model-1 (Android 13, API 33)"}}"#;

/// Every example with its length and SHA-256, LF included.
pub(crate) const ALL: [(&str, usize, &str); 15] = [
    (HANDSHAKE_SHORT, 70, "9d330facca295539a10be9167aa779075c6c471e6ee21c9cf34ff2b31adf3c71"),
    (HANDSHAKE_FLAT, 172, "b547e8ae6e9712dc6bf518908e58177def3a1a975fb7bfbdc3605ddfb2d26e28"),
    (HANDSHAKE_WRAPPED, 290, "d6d59ade03235aac561a7c945f4b2aae03aac84a6cd27413e5ade190bfc2c347"),
    (HANDSHAKE_COMPLETE, 116, "b0181eda207ca3e206cb52d0c3204cdfb15e98c431ddaae88de9853b01e40564"),
    (ANALYZE, 609, "6e680d65103add58d05934ed4671b79fb1076510cd78cada42f7f467e7bc1c11"),
    (MESSAGE, 720, "695dfd7bc21d2a2e7039bd0abbad86edd328ac2941bd7c65366bfdd420343f30"),
    (PING, 157, "486513d6f54da01138a6aa6d60ea081bbc815137b4a8ccdba2c4af914eed15d8"),
    (PING_ANSWER, 509, "8146ccce16870b063573a210c25db641d56697e0d82d0e85a3039518a6ca190b"),
    (PONG, 598, "66aacc7cfda5b6a34bb49c73fb5e73c16a55cd56550cc323ed4d51af80fafb79"),
    (TEXT_TO_A, 145, "b7fddda45e8f2430aedb2c65906de02f486ba336e44abbfc56acaae3db57c7fd"),
    (TEXT_TO_B, 281, "7aa76c9b3cfd8c11646f79e396b96aab89baeefd6481109c2df270c76084a595"),
    (IMAGES_TO_A, 178, "21fddab747ba95a9d89bfcadf544cb2d63c9c22838a1a33fb1c6e0eb2258b6e7"),
    (IMAGES_TO_B, 290, "07bf6378f074f4eb58b7d087935e4a75857da2ba227c362fa4c91590ab6c9c99"),
    (URL_TO_B, 251, "ac4f3a59b0b7880065adbc682ff2086e84ec4912704b042c532733f50cfb19c6"),
    (HANDSHAKE_C, 501, "7955e37228058e34fa0226e7fa67bf566bc615f3d9ff52693e600ca52ff7f28b"),
];
