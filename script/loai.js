/*
 * LOA.i 폰 스크립트 (메신저봇R, API2)
 *
 * 이 스크립트는 카카오톡 알림을 LOA.i 서버로 전하고, 서버의 답을 방에 말합니다.
 * 설치: 서버에서 `loai-server script 봇이름 --phone 폰이름`이 만든 내용을 그대로 API2 프로젝트에 붙여 넣고 컴파일합니다.
 * 업데이트: 같은 폰이름(아래 phone_id)으로 새로 만들어 전체를 바꿔 붙여 넣습니다. 보내지 못한 메시지는 파일에 남아 이어집니다.
 * TLS: servers의 tls를 true로 하고 pin에 서버 인증서의 SHA-256(64자리)을 넣습니다. 맞지 않으면 연결하지 않습니다.
 * 주의: 메신저봇R 설정의 "소켓"(디버그, 9500번 포트)은 꼭 꺼 두세요. 인증 없이 모두에게 열립니다.
 * 주의: 아래 key는 이 폰의 열쇠입니다. 다른 사람에게 보여 주지 마세요.
 */

// <LOA.i settings>
var SETTINGS = { "bot": "", "phone_id": "", "key": "", "servers": [{"host": "", "port": 37888, "tls": false, "pin": ""}] };
// </LOA.i settings>

// 이 폰에서만 쓰는 선택 사항입니다. 보통은 그대로 둡니다.
var LOCAL = {
  "debug_room": false, // 디버그룸의 메시지도 서버로 보냅니다.
  "wake_lock": true,   // 화면이 꺼져도 CPU가 잠들지 않게 합니다.
  "folder": ""         // 상태 파일을 둘 폴더입니다. 비우면 봇 폴더 안의 loai 폴더입니다.
};

var VERSION = "1.0.0";

/* =====================================================================================
 * The wire is described in crates/loai-protocol/DIALECT_L.md.
 *
 *  1. Settings            above
 *  2. Logic               no Java, no object of the app; tested under Node
 *  3. Java                the only place that knows classes
 *  4. App                 the only place that touches objects of MessengerBotR
 *  5. Threads             who runs what, and who holds the lock
 *  6. Life cycle          start, recompile, power
 *
 * Plain ES5, one file: it runs on Rhino and on GraalJS.
 * One lock guards all state of the script; whatever waits for the network or the disk of the
 * app waits outside of it.
 * ===================================================================================== */

// ---------------------------------------------------------------------------------------
// 2. Logic
// ---------------------------------------------------------------------------------------

var Logic = (function () {
  var CONNECT_MS = 5000;         // TCP connect
  var HANDSHAKE_MS = 10000;      // each of the server's two answers
  var REFUSED_MS = 60000;        // rest after "refused"
  var STABLE_MS = 20000;         // a connection that lived so long ends the back-off
  var MAIN_EVERY_MS = 120000;    // how often the first server is tried from another one
  var WAITS_MS = [1000, 2000, 4000, 8000, 16000, 30000];
  var JITTER = 0.3;
  var LINE_MAX = 16 * 1024 * 1024 + 4096;  // a line of the server, in bytes
  var TEXT_MAX = 65000;          // UTF-16 units of a chat message that go to the server
  var CUT_FROM = 1000;           // notifications may cut texts from this length on
  var QUEUE_CHARS = 4000000;     // a bound for the queue besides the number of events
  var FILE_CHARS = 1000000;      // how much of the past its file may hold
  var RESULT_TTL_MS = 86400000;
  var OUTCOMES = 600;            // at least 500 by the dialect
  var SAYS_MAX = 2000;
  var ROOMS_MAX = 1000;
  var MESSAGES_MAX = 200;        // message objects kept for their reply()
  var PUMP_ROOM = 64;            // lines of the writer's queue that events leave free
  var MEDIA_GAP_MS = 5000;
  var MEDIA_SEND_MS = 25000;
  var CLOCK_SAMPLES = 10;

  // --- small things ---

  function has(object, key) {
    return Object.prototype.hasOwnProperty.call(object, key);
  }

  /** A decimal id as the dialect wants it, or null when it is none or has lost digits. */
  function decimal(text) {
    if (text === null || text === undefined) { return null; }
    var s = String(text);
    return /^-?[0-9]{1,20}$/.test(s) ? s : null;
  }

  /** Replaces halves of surrogate pairs, which UTF-8 cannot carry. */
  function whole(text) {
    var s = String(text);
    if (!/[\uD800-\uDFFF]/.test(s)) { return s; }
    var out = "";
    for (var i = 0; i < s.length; i++) {
      var c = s.charCodeAt(i);
      if (c < 0xD800 || c > 0xDFFF) { out += s.charAt(i); continue; }
      var d = i + 1 < s.length ? s.charCodeAt(i + 1) : 0;
      if (c <= 0xDBFF && d >= 0xDC00 && d <= 0xDFFF) {
        out += s.charAt(i) + s.charAt(i + 1);
        i++;
      } else {
        out += "\uFFFD";
      }
    }
    return out;
  }

  /** The beginning of a text, for errors and names. */
  function short(text, max) {
    var s = String(text);
    return whole(s.length > max ? s.substring(0, max) : s);
  }

  /** An object from JSON, or null for anything else. */
  function parseObject(json) {
    try {
      var value = JSON.parse(json);
      return value !== null && typeof value === "object" ? value : null;
    } catch (e) {
      return null;
    }
  }

  /** Whether two texts are equal, in a time that does not tell where they differ. */
  function same(a, b) {
    if (typeof a !== "string" || typeof b !== "string" || a.length !== b.length) { return false; }
    var diff = 0;
    for (var i = 0; i < a.length; i++) { diff |= a.charCodeAt(i) ^ b.charCodeAt(i); }
    return diff === 0;
  }

  // --- the server's time ---

  /** Estimates the server's clock from the times it told: never ahead of it. */
  function ServerClock() {
    this.samples = [];
  }

  ServerClock.prototype.add = function (serverTime, now) {
    if (typeof serverTime !== "number" || !isFinite(serverTime)) { return; }
    this.samples.push(serverTime - now);
    if (this.samples.length > CLOCK_SAMPLES) { this.samples.shift(); }
  };

  /** The server's time, or null before it told one. */
  ServerClock.prototype.time = function (now) {
    if (this.samples.length === 0) { return null; }
    var best = this.samples[0];
    for (var i = 1; i < this.samples.length; i++) {
      if (this.samples[i] > best) { best = this.samples[i]; }
    }
    return best + now;
  };

  // --- servers ---

  /** Which server is tried when. */
  function ServerList(count, random) {
    this.count = count;
    this.random = random;
    this.index = 0;
    this.round = 0;
    this.notBefore = 0;
    this.blocked = [];
    this.reachedAt = null;
    this.mainTriedAt = null;
    for (var i = 0; i < count; i++) { this.blocked.push(0); }
  }

  /** `{wait: ms}`, or `{wait: 0, index: n}` when that server is to be tried now. */
  ServerList.prototype.pick = function (now) {
    if (this.count === 0) { return {wait: 60000, index: -1}; }
    if (now < this.notBefore) { return {wait: this.notBefore - now, index: -1}; }
    var earliest = -1;
    for (var i = 0; i < this.count; i++) {
      var k = (this.index + i) % this.count;
      if (this.blocked[k] <= now) {
        this.index = k;
        return {wait: 0, index: k};
      }
      if (earliest < 0 || this.blocked[k] < earliest) { earliest = this.blocked[k]; }
    }
    return {wait: earliest - now, index: -1};
  };

  ServerList.prototype.failed = function (now) {
    this.reachedAt = null;
    this.index++;
    if (this.index < this.count) { return; }
    this.index = 0;
    var wait = WAITS_MS[Math.min(this.round, WAITS_MS.length - 1)];
    this.round++;
    this.notBefore = now + Math.floor(wait * (1 + JITTER * (2 * this.random() - 1)));
  };

  ServerList.prototype.refused = function (index, now) {
    this.blocked[index] = now + REFUSED_MS + Math.floor(this.random() * 10000);
  };

  ServerList.prototype.reached = function (index, now) {
    this.index = index;
    this.reachedAt = now;
    this.mainTriedAt = now;
  };

  /** A connection that had been welcome is gone. */
  ServerList.prototype.lost = function (now) {
    if (this.reachedAt !== null && now - this.reachedAt >= STABLE_MS) { this.round = 0; }
    this.failed(now);
  };

  /** Whether it is time to try the first server beside the one in use. */
  ServerList.prototype.mainDue = function (now) {
    return this.reachedAt !== null && this.index !== 0 && this.blocked[0] <= now &&
      now - this.mainTriedAt >= MAIN_EVERY_MS;
  };

  ServerList.prototype.mainTried = function (now) {
    this.mainTriedAt = now;
  };

  // --- frames ---

  function frame(mac, session, direction, n, json) {
    return n + " " + mac(session, direction + "\n" + n + "\n" + json).substring(0, 32) + " " + json;
  }

  /** `{n, json}` of a frame that is genuine and in order, or null. */
  function unframe(mac, session, direction, last, line) {
    var a = line.indexOf(" ");
    var b = a < 0 ? -1 : line.indexOf(" ", a + 1);
    if (b < 0) { return null; }
    var number = line.substring(0, a);
    if (!/^[1-9][0-9]{0,15}$/.test(number)) { return null; }
    var json = line.substring(b + 1);
    var wanted = mac(session, direction + "\n" + number + "\n" + json).substring(0, 32);
    if (!same(wanted, line.substring(a + 1, b))) { return null; }
    return Number(number) > last ? {n: Number(number), json: json} : null;
  }

  // --- the queue of events that the server must get ---

  /** Events with `q`, oldest first. `lines` collects what belongs into the file. */
  function EventQueue(install) {
    this.install = install;
    this.counter = 0;
    this.items = [];
    this.chars = 0;
    this.dropped = 0;
    this.lines = [];
    this.written = 0;
    this.writtenChars = 0;
  }

  EventQueue.prototype.header = function () {
    return JSON.stringify({install: this.install, counter: this.counter});
  };

  EventQueue.prototype.add = function (kind, data, mono, wall) {
    this.counter++;
    var item = {q: this.counter, e: kind, m: mono, w: wall, d: data};
    var line = JSON.stringify(item);
    item.size = line.length;
    item.old = false;
    this.items.push(item);
    this.chars += item.size;
    this.lines.push(line);
    return item;
  };

  /** How old an event is; after a restart the greater of what both clocks say. */
  EventQueue.prototype.age = function (item, mono, wall) {
    var age = mono - item.m;
    if (item.old) { age = Math.max(age, wall - item.w); }
    return Math.max(0, Math.floor(age));
  };

  EventQueue.prototype.got = function (q) {
    var n = 0;
    while (n < this.items.length && this.items[n].q <= q) {
      this.chars -= this.items[n].size;
      n++;
    }
    if (n === 0) { return; }
    this.items.splice(0, n);
    this.lines.push(JSON.stringify({got: q}));
  };

  /** Whether an event still waits for the server's word. */
  EventQueue.prototype.holds = function (q) {
    return this.items.length > 0 && this.items[0].q <= q;
  };

  /** Drops what is too old or too much: messages first. */
  EventQueue.prototype.prune = function (mono, wall, ttl, max) {
    var kept = [];
    var spare = Math.max(0, this.items.length - max);
    var chars = 0;
    for (var i = 0; i < this.items.length; i++) {
      var item = this.items[i];
      var message = item.e === "message";
      var late = this.age(item, mono, wall) > (message ? ttl : RESULT_TTL_MS);
      var over = message && (spare > 0 || this.chars - chars > QUEUE_CHARS);
      if (late || over) {
        if (over && spare > 0) { spare--; }
        if (message) { this.dropped++; }
        chars += item.size;
        this.lines.push(JSON.stringify({gone: item.q}));
      } else {
        kept.push(item);
      }
    }
    while (kept.length > max + OUTCOMES) {
      var first = kept.shift();
      chars += first.size;
      this.lines.push(JSON.stringify({gone: first.q}));
    }
    this.items = kept;
    this.chars -= chars;
  };

  /** The first event above `q`, or null. */
  EventQueue.prototype.next = function (q) {
    var low = 0;
    var high = this.items.length;
    while (low < high) {
      var middle = (low + high) >> 1;
      if (this.items[middle].q <= q) { low = middle + 1; } else { high = middle; }
    }
    return low < this.items.length ? this.items[low] : null;
  };

  /** Begins a new installation, since the counter of the old one is lost. */
  EventQueue.prototype.renew = function (install) {
    this.install = install;
    this.counter = 0;
    for (var i = 0; i < this.items.length; i++) {
      this.counter++;
      this.items[i].q = this.counter;
    }
  };

  /** The whole file. */
  EventQueue.prototype.file = function () {
    var text = this.header() + "\n";
    for (var i = 0; i < this.items.length; i++) {
      var it = this.items[i];
      text += JSON.stringify({q: it.q, e: it.e, m: it.m, w: it.w, d: it.d}) + "\n";
    }
    return text;
  };

  /** The queue that a file tells of; null when its installation cannot be read. A torn line is skipped. */
  EventQueue.read = function (text) {
    var lines = String(text).split("\n");
    var head = parseObject(lines[0]);
    if (head === null || !/^[0-9a-f]{16}$/.test(String(head.install)) || !(head.counter >= 0)) { return null; }
    var queue = new EventQueue(head.install);
    queue.counter = head.counter;
    var gone = {};
    var got = 0;
    var items = [];
    for (var i = 1; i < lines.length; i++) {
      var row = lines[i] === "" ? null : parseObject(lines[i]);
      if (row === null) { continue; }
      if (row.got > got) { got = row.got; }
      if (row.gone > 0) { gone[row.gone] = true; }
      if (row.q > 0 && typeof row.e === "string" && row.d !== null && typeof row.d === "object") {
        items.push({q: row.q, e: row.e, m: Number(row.m) || 0, w: Number(row.w) || 0, d: row.d,
          size: lines[i].length, old: true});
      }
    }
    for (var k = 0; k < items.length; k++) {
      if (items[k].q > queue.counter) { queue.counter = items[k].q; }
      if (items[k].q > got && !has(gone, items[k].q)) {
        queue.items.push(items[k]);
        queue.chars += items[k].size;
      }
    }
    if (got > queue.counter) { queue.counter = got; }
    return queue;
  };

  // --- what became of the things to say ---

  /** Remembers outcomes by id, the last 600 of them. */
  function Outcomes() {
    this.known = {};
    this.order = [];
    this.lines = [];
  }

  Outcomes.prototype.put = function (id, entry) {
    if (!has(this.known, id)) {
      this.order.push(id);
      if (this.order.length > OUTCOMES) { delete this.known[this.order.shift()]; }
    }
    this.known[id] = entry;
  };

  Outcomes.prototype.get = function (id) {
    return has(this.known, id) ? this.known[id] : null;
  };

  Outcomes.prototype.begin = function (id) {
    this.put(id, {begun: true, outcome: "", detail: "", way: "", q: 0});
    this.lines.push(JSON.stringify({id: id, begun: true}));
  };

  Outcomes.prototype.end = function (id, outcome, detail, way, q) {
    this.put(id, {begun: false, outcome: outcome, detail: detail, way: way, q: q});
    this.lines.push(JSON.stringify({id: id, outcome: outcome, detail: detail, way: way, q: q}));
  };

  Outcomes.prototype.file = function () {
    var text = "";
    for (var i = 0; i < this.order.length; i++) {
      var id = this.order[i];
      var o = this.known[id];
      text += JSON.stringify(o.begun ? {id: id, begun: true} :
        {id: id, outcome: o.outcome, detail: o.detail, way: o.way, q: o.q}) + "\n";
    }
    return text;
  };

  Outcomes.read = function (text) {
    var outcomes = new Outcomes();
    var lines = String(text).split("\n");
    for (var i = 0; i < lines.length; i++) {
      var row = lines[i] === "" ? null : parseObject(lines[i]);
      if (row === null || typeof row.id !== "string") { continue; }
      outcomes.put(row.id, row.begun === true ?
        {begun: true, outcome: "", detail: "", way: "", q: 0} :
        {begun: false, outcome: String(row.outcome), detail: String(row.detail), way: String(row.way),
          q: Number(row.q) || 0});
    }
    return outcomes;
  };

  /** The ids that were begun and have no end: the script ended in between. */
  Outcomes.prototype.broken = function () {
    var ids = [];
    for (var i = 0; i < this.order.length; i++) {
      if (this.known[this.order[i]].begun) { ids.push(this.order[i]); }
    }
    return ids;
  };

  /** Whether an outcome says that nothing was said, so that the server may ask again. */
  function silent(outcome) {
    return outcome === "no_session" || outcome === "expired" || outcome === "stopped";
  }

  // --- rooms ---

  /** Rooms by id: their names, and the last message object of the recent ones. */
  function Rooms() {
    this.known = {};
    this.order = [];
    this.objects = [];
  }

  Rooms.prototype.see = function (id, name, message, pkg) {
    var room = this.get(id);
    if (room === null) {
      room = {name: name, message: null, pkg: pkg, asleep: false, heard: false};
      this.known[id] = room;
    }
    if (message !== null) { room.heard = true; }
    room.name = name;
    room.pkg = pkg;
    room.message = message;
    var oldest = latest(this.order, id, ROOMS_MAX);
    if (oldest !== null) { delete this.known[oldest]; }
    oldest = message === null ? null : latest(this.objects, id, MESSAGES_MAX);
    if (oldest !== null && this.get(oldest) !== null) { this.get(oldest).message = null; }
    return room;
  };

  /** Moves an id to the end of a list; the one that has to leave a list that is too long, or null. */
  function latest(list, id, max) {
    var at = list.indexOf(id);
    if (at >= 0) { list.splice(at, 1); }
    list.push(id);
    return list.length > max ? list.shift() : null;
  }

  Rooms.prototype.get = function (id) {
    return has(this.known, id) ? this.known[id] : null;
  };

  Rooms.prototype.count = function () {
    return this.order.length;
  };

  /** Whether another room has this name, so that a name would not say which one is meant. */
  Rooms.prototype.ambiguous = function (id, name) {
    for (var i = 0; i < this.order.length; i++) {
      if (this.order[i] !== id && this.known[this.order[i]].name === name) { return true; }
    }
    return false;
  };

  // --- how to say something ---

  /**
   * Says a text by the first way that has a session: id, name, last message object.
   * `ways` gives `can(key)`, `send(key)`, `reply()`; each returns `{is, detail}` with `is` one of "true", "false",
   * "unknown", "threw", "missing".
   * A way that was tried and did not plainly say "no session" is the last one: the text may have been said.
   */
  function speak(ways, id, name) {
    var keys = [["id", id]];
    if (name !== null && name !== "") { keys.push(["name", name]); }
    for (var i = 0; i < keys.length; i++) {
      var way = keys[i][0];
      var can = ways.can(keys[i][1]);
      if (can.is === "false") { continue; }
      var sent = ways.send(keys[i][1]);
      if (sent.is === "true") { return {outcome: "said", detail: "", way: way}; }
      if (sent.is === "missing") { return {outcome: "unsayable", detail: "send", way: ""}; }
      if (sent.is !== "false") { return doubt(sent, way); }
      if (can.is === "true") { return {outcome: "false", detail: "", way: way}; }
    }
    var replied = ways.reply();
    if (replied.is === "true") { return {outcome: "said", detail: "", way: "reply"}; }
    if (replied.is === "missing") { return {outcome: "no_session", detail: "", way: ""}; }
    if (replied.is === "false") { return {outcome: "false", detail: "", way: "reply"}; }
    if (replied.is === "threw" && /CanceledException/.test(replied.detail)) {
      return {outcome: "no_session", detail: short(replied.detail, 200), way: ""};
    }
    return doubt(replied, "reply");
  }

  function doubt(result, way) {
    var detail = result.is === "threw" ? result.detail : "the app returned " + result.detail;
    return {outcome: "error", detail: short(detail, 200), way: way};
  }

  /** How long a media intent needs before the app may come back, by size. */
  function mediaWait(count, bytes) {
    var mb = bytes / 1048576;
    var wait = count > 1 ? 1500 + 2000 * mb + 300 * (count - 1) : 1500 + 2000 * mb;
    var low = count > 1 ? 3000 : 4000;
    var high = count > 1 ? 15000 : 6000;
    return Math.floor(Math.min(high, Math.max(low, wait)));
  }

  /** The file name extension for base64 content. */
  function extension(kind, base64) {
    var heads = [["/9j/", "jpg"], ["iVBOR", "png"], ["R0lG", "gif"], ["UklGR", "webp"], ["JVBERi", "pdf"],
      ["SUQz", "mp3"], ["//u", "mp3"], ["T2dn", "ogg"], ["UEsDB", "zip"]];
    if (kind === "audio" && base64.indexOf("UklGR") === 0) { return "wav"; }
    for (var i = 0; i < heads.length; i++) {
      if (base64.indexOf(heads[i][0]) === 0) { return heads[i][1]; }
    }
    return {image: "png", audio: "m4a", video: "mp4"}[kind] || "bin";
  }

  // --- settings from the server ---

  function Remote() {
    this.queue_max = 2000;
    this.queue_ttl_ms = 600000;
    this.health_ms = 300000;
    this.read_timeout_ms = 75000;
    this.send_gap_ms = 200;
    this.log = "error";
  }

  var BOUNDS = {
    queue_max: [10, 20000], queue_ttl_ms: [1000, 86400000], health_ms: [10000, 86400000],
    read_timeout_ms: [5000, 3600000], send_gap_ms: [0, 60000]
  };

  /** Takes over what is known and sensible; what is missing goes back to its default. */
  Remote.read = function (data) {
    var remote = new Remote();
    if (data === null || typeof data !== "object") { return remote; }
    for (var key in BOUNDS) {
      if (has(BOUNDS, key) && typeof data[key] === "number" && isFinite(data[key])) {
        remote[key] = Math.floor(Math.min(BOUNDS[key][1], Math.max(BOUNDS[key][0], data[key])));
      }
    }
    if (data.log === "off" || data.log === "error" || data.log === "info") { remote.log = data.log; }
    return remote;
  };

  /** Whether version `a` is newer than `b`. */
  function newer(a, b) {
    var x = String(a).split(".");
    var y = String(b).split(".");
    for (var i = 0; i < 3; i++) {
      var d = (parseInt(x[i], 10) || 0) - (parseInt(y[i], 10) || 0);
      if (d !== 0) { return d > 0; }
    }
    return false;
  }

  // --- one connection ---

  /**
   * A connection from "hello" to its end. `port` is `{send(line) -> boolean, free() -> lines, close(bye), timeout(ms)}`.
   */
  function Link(index, port, now) {
    this.index = index;
    this.port = port;
    this.state = "connecting";   // connecting, hello, prove, welcome, closed
    this.deadline = now + CONNECT_MS * 3 + HANDSHAKE_MS;
    this.nonce = "";
    this.session = "";
    this.sent = 0;
    this.heard = 0;
    this.pumped = 0;
    this.rest = "";
    this.woke = [];
    this.clock = new ServerClock();
  }

  // --- the core ---

  /**
   * Everything the script decides. It is called under the lock only.
   *
   * `ports`: `now()` monotonic ms · `wall()` UTC ms · `random()` · `hex(bytes)` · `mac(key, text)` ·
   * `open(index, link)` -> port of a Link · `append(file, text)` · `replace(file, text)` · `read(file)` ·
   * `ways(text, room)` as `speak` wants them · `media(say, wait)` -> null (begun) or why not · `health()` -> object ·
   * `info()` -> text · `engine` · `note(level, text)`.
   */
  function Core(settings, version, ports) {
    this.settings = settings;
    this.version = version;
    this.ports = ports;
    this.servers = new ServerList(settings.servers.length, ports.random);
    this.remote = new Remote();
    this.boot = ports.hex(8);
    this.startedAt = ports.now();
    this.starts = 0;
    this.queue = null;
    this.outcomes = null;
    this.rooms = new Rooms();
    this.says = [];
    this.media = null;
    this.mediaAt = 0;
    this.sayAt = 0;
    this.awake = [];
    this.link = null;
    this.trial = null;
    this.stopped = false;
    this.approved = null;
    this.sentMax = 0;
    this.healthAt = 0;
    this.pruneAt = 0;
    this.lastEventAt = null;
    this.lastError = "";
    this.dropped = 0;
    this.on = true;
    this.told = {};
    this.noted = "";
    this.notedAt = 0;
    this.compactAt = 0;
  }

  Core.prototype.note = function (level, text) {
    if (level === "error") { this.lastError = short(text, 200); }
    if (this.remote.log === "off" || (level === "info" && this.remote.log !== "info")) { return; }
    var now = this.ports.now();
    if (text === this.noted && now - this.notedAt < 60000) { return; }
    this.noted = text;
    this.notedAt = now;
    this.ports.note(level, text);
  };

  /** Tells something once in the life of the script, whatever the log setting is. */
  Core.prototype.once = function (key, text) {
    if (has(this.told, key)) { return; }
    this.told[key] = true;
    this.ports.note("error", text);
  };

  // . files

  Core.prototype.load = function () {
    var text = this.ports.read("queue");
    this.queue = text === null ? null : EventQueue.read(text);
    if (this.queue === null) { this.queue = new EventQueue(this.ports.hex(8)); }
    this.sentMax = this.queue.counter;
    text = this.ports.read("outcomes");
    this.outcomes = text === null ? new Outcomes() : Outcomes.read(text);
    text = this.ports.read("starts");
    this.starts = (text === null ? 0 : parseInt(text, 10) || 0) + 1;
    this.ports.replace("starts", String(this.starts));
    this.mend();
    this.compactQueue();
    this.compactOutcomes();
  };

  /** Tells of what was begun and interrupted: nobody knows whether it was said. */
  Core.prototype.mend = function () {
    var broken = this.outcomes.broken();
    for (var i = 0; i < broken.length; i++) {
      if (this.media === null || this.media.id !== broken[i]) { this.result(broken[i], "error", "restart", ""); }
    }
  };

  Core.prototype.compactQueue = function () {
    this.queue.lines = [];
    this.queue.written = 0;
    this.queue.writtenChars = 0;
    this.compactAt = this.ports.now() + 60000;
    this.ports.replace("queue", this.queue.file());
  };

  Core.prototype.compactOutcomes = function () {
    this.outcomes.lines = [];
    this.outcomes.written = 0;
    this.ports.replace("outcomes", this.outcomes.file());
  };

  /** Writes what is new; a file that became mostly past is written anew. */
  Core.prototype.save = function () {
    var queue = this.queue;
    if (queue.lines.length > 0 || (queue.written > 0 && this.stale())) {
      var text = joined(queue.lines);
      if (queue.written + queue.lines.length > 2 * queue.items.length + 500 || this.stale() ||
          queue.writtenChars + text.length > 2 * queue.chars + FILE_CHARS) {
        this.compactQueue();
      } else {
        queue.written += queue.lines.length;
        queue.writtenChars += text.length;
        this.ports.append("queue", text);
        queue.lines = [];
      }
    }
    var outcomes = this.outcomes;
    if (outcomes.lines.length > 0) {
      if (outcomes.written + outcomes.lines.length > 4 * OUTCOMES) {
        this.compactOutcomes();
      } else {
        outcomes.written += outcomes.lines.length;
        this.ports.append("outcomes", joined(outcomes.lines));
        outcomes.lines = [];
      }
    }
  };

  /** Whether the file holds only messages that nobody needs: they do not stay on the phone for more than a minute. */
  Core.prototype.stale = function () {
    return this.queue.items.length === 0 && this.ports.now() >= this.compactAt;
  };

  function joined(lines) {
    var text = "";
    for (var i = 0; i < lines.length; i++) { text += lines[i] + "\n"; }
    return text;
  }

  // . from the app

  /**
   * A chat message: `{channel_id, room, text, sender, user_hash, log_id, is_group, is_mention, image, pkg}` with ids as
   * text or null; `object` is what `reply` is called on, `at` when it came by the monotonic clock.
   */
  Core.prototype.message = function (m, object, at) {
    this.lastEventAt = at;
    var id = decimal(m.channel_id);
    if (id === null) {
      this.dropped++;
      this.once("channel", m.channel_id === null ?
        "방 번호(channelId)가 없는 메시지는 보낼 수 없습니다. 안드로이드 11 이상과 메신저봇R 0.7.34a 이상이 필요합니다." :
        "방 번호(channelId)를 정확히 읽을 수 없습니다: " + short(m.channel_id, 40));
      return;
    }
    var text = m.text === null ? "" : String(m.text);
    var name = short(m.room === null ? "" : m.room, 1000);
    var room = this.rooms.see(id, name, object, m.pkg);
    if (room.asleep) {
      room.asleep = false;
      this.awake.push({id: id, q: this.queue.counter});
    }
    this.queue.add("message", {
      channel_id: id, room: name, text: short(text, TEXT_MAX), sender: short(m.sender === null ? "" : m.sender, 1000),
      user_hash: m.user_hash === null ? null : short(m.user_hash, 200), log_id: decimal(m.log_id),
      is_group: m.is_group === true, is_mention: m.is_mention === true, at: this.ports.wall(),
      image: m.image === true, maybe_cut: text.length >= CUT_FROM
    }, at, this.ports.wall());
  };

  Core.prototype.result = function (id, outcome, detail, way) {
    var item = this.queue.add("result",
      {id: id, outcome: outcome, detail: detail, way: way, again: false}, this.ports.now(), this.ports.wall());
    this.outcomes.end(id, outcome, detail, way, item.q);
  };

  /** Repeats an outcome that was told before. */
  Core.prototype.tellAgain = function (id, known) {
    this.queue.add("result", {id: id, outcome: known.outcome, detail: known.detail, way: known.way, again: true},
      this.ports.now(), this.ports.wall());
  };

  // . links

  Core.prototype.connect = function (index) {
    var link = new Link(index, null, this.ports.now());
    link.port = this.ports.open(index, link);
    return link;
  };

  /** TCP and TLS are there: the phone speaks first. */
  Core.prototype.opened = function (link) {
    if (link.state !== "connecting") { return; }
    link.state = "hello";
    link.deadline = this.ports.now() + HANDSHAKE_MS;
    link.nonce = this.ports.hex(16);
    link.port.send(JSON.stringify({event: "hello", data: {
      protocol: 1, bot: this.settings.bot, phone_id: this.settings.phone_id, nonce: link.nonce, version: this.version,
      boot: this.boot, install: this.queue.install, info: short(this.ports.info(), 200), engine: this.ports.engine
    }}));
  };

  /** Bytes of the server, one character for each; `decode` makes text of a whole line. */
  Core.prototype.bytes = function (link, chunk, decode) {
    var from = 0;
    while (link.state !== "closed") {
      var end = chunk.indexOf("\n", from);
      if (end < 0) { break; }
      var line = link.rest + chunk.substring(from, end);
      link.rest = "";
      from = end + 1;
      if (line !== "") { this.line(link, decode(line)); }
    }
    if (link.state === "closed") { return; }
    link.rest = link.rest + chunk.substring(from);
    if (link.rest.length > (link.state === "welcome" ? LINE_MAX : 65536)) { this.fail(link, "a line that is too long"); }
  };

  Core.prototype.line = function (link, line) {
    if (link.state === "hello" && line.charAt(0) === "{") { this.challenged(link, parseObject(line)); return; }
    if (link.state === "prove" && line.charAt(0) === "{") { this.refusedOr(link, parseObject(line)); return; }
    if (link.state !== "prove" && link.state !== "welcome") { this.fail(link, "a line out of turn"); return; }
    var inner = unframe(this.ports.mac, link.session, "server", link.heard, line);
    var packet = inner === null ? null : parseObject(inner.json);
    if (packet === null) { this.fail(link, "a frame that is not genuine"); return; }
    link.heard = inner.n;
    var data = packet.data !== null && typeof packet.data === "object" ? packet.data : {};
    if (link.state === "prove") {
      if (packet.event === "welcome") { this.welcome(link, data); } else { this.fail(link, "no welcome"); }
      return;
    }
    this.event(link, packet.event, data);
  };

  Core.prototype.refusedOr = function (link, packet) {
    if (packet !== null && packet.event === "refused") {
      var reason = packet.data ? String(packet.data.reason) : "";
      this.servers.refused(link.index, this.ports.now());
      this.note("error", "서버가 이 폰을 거절했습니다: " + short(reason, 40));
      this.fail(link, "refused");
    } else {
      this.fail(link, "a line out of turn");
    }
  };

  Core.prototype.challenged = function (link, packet) {
    if (packet === null || packet.event !== "challenge" || !packet.data) { this.refusedOr(link, packet); return; }
    var s = this.settings;
    var theirs = String(packet.data.nonce);
    var tail = s.bot + "\n" + s.phone_id + "\n" + link.nonce + "\n" + theirs;
    var proof = this.ports.mac(s.key, "server\n" + tail);
    if (!same(proof, String(packet.data.proof)) && !same(proof, String(packet.data.former_proof))) {
      this.note("error", "서버의 증명이 이 폰의 열쇠와 맞지 않습니다.");
      this.fail(link, "proof of the server");
      return;
    }
    link.session = this.ports.mac(s.key, "session\n" + link.nonce + "\n" + theirs);
    link.state = "prove";
    link.deadline = this.ports.now() + HANDSHAKE_MS;
    link.port.send(JSON.stringify({event: "prove", data: {proof: this.ports.mac(s.key, "phone\n" + tail)}}));
  };

  Core.prototype.welcome = function (link, data) {
    var now = this.ports.now();
    var got = typeof data.got === "number" ? data.got : 0;
    if (got > Math.max(this.sentMax, 0)) {
      // The server has events that this file does not know of: the counter is lost.
      this.queue.renew(this.ports.hex(8));
      this.sentMax = 0;
      this.compactQueue();
      this.note("error", "보낸 번호를 잃어 새로 시작합니다.");
      this.fail(link, "a lost counter");
      if (this.link !== null) { this.fail(this.link, "a lost counter"); }   // it goes by the old numbers
      return;
    }
    link.state = "welcome";
    link.clock.add(data.server_time, now);
    this.settle(data.settings);
    this.approve(data);
    this.stopped = false;   // a server that has stopped everything says so next
    if (typeof data.script === "string" && newer(data.script, this.version)) {
      this.once("version", "새 스크립트 " + short(data.script, 20) + "이 있습니다. 지금은 " + this.version + "입니다.");
    }
    if (link === this.trial) {
      this.trial = null;
      if (this.link !== null) { this.leave(this.link, "move"); }
    }
    this.link = link;
    this.servers.reached(link.index, now);
    this.queue.got(got);
    link.pumped = got;
    this.healthAt = now;
    link.port.timeout(this.remote.read_timeout_ms);
    this.note("info", "서버에 연결되었습니다: " + this.settings.servers[link.index].host);
  };

  Core.prototype.settle = function (data) {
    this.remote = Remote.read(data);
    if (this.link !== null && this.link.state === "welcome") { this.link.port.timeout(this.remote.read_timeout_ms); }
  };

  Core.prototype.approve = function (data) {
    var approved = data.approved === true;
    if (approved !== this.approved) {
      this.ports.note("info", approved ? "이 폰은 승인되었습니다." : "이 폰은 아직 승인되지 않았습니다.");
    }
    this.approved = approved;
  };

  /** Sends an event on the link in use; false when there is none or it is full. */
  Core.prototype.emit = function (event, data) {
    return this.link !== null && this.send(this.link, event, data);
  };

  Core.prototype.send = function (link, event, data) {
    if (link.state !== "welcome" || link.port.free() < 1) { return false; }
    var json = JSON.stringify({event: event, data: data});
    link.sent++;
    return link.port.send(frame(this.ports.mac, link.session, "phone", link.sent, json));
  };

  /** Says goodbye and closes when that is written. */
  Core.prototype.leave = function (link, reason) {
    this.send(link, "bye", {reason: reason});
    this.drop(link, true);
  };

  Core.prototype.drop = function (link, bye) {
    if (link.state === "closed") { return; }
    link.state = "closed";
    link.rest = "";
    link.port.close(bye);
  };

  /** Something is wrong with a link, or it is gone. */
  Core.prototype.fail = function (link, why) {
    if (link.state === "closed") { return; }
    var welcome = link.state === "welcome";
    if (!welcome) {
      var server = this.settings.servers[link.index];
      this.once("reach " + link.index, "서버에 연결하지 못했습니다: " + server.host + ":" + server.port + " " + short(why, 120));
    }
    this.drop(link, false);
    if (link === this.trial) { this.trial = null; return; }
    if (link !== this.link) { return; }
    this.link = null;
    var now = this.ports.now();
    // Nothing tells whether these words arrived, and they harm nothing when they come twice.
    this.awake = link.woke.concat(this.awake);
    this.lastError = short(why, 200);
    this.note(welcome ? "error" : "info", "서버와의 연결이 끊겼습니다: " + short(why, 120));
    if (welcome) { this.servers.lost(now); } else { this.servers.failed(now); }
  };

  // . events of the server

  Core.prototype.event = function (link, event, data) {
    if (event === "ping") {
      link.clock.add(data.server_time, this.ports.now());
      this.send(link, "pong", {token: data.token, queue: this.queue.items.length, rooms: this.rooms.count()});
    } else if (event === "got") {
      if (typeof data.q === "number") { this.queue.got(Math.min(data.q, this.queue.counter)); }
    } else if (event === "say") {
      this.asked(link, data);
    } else if (event === "forget") {
      this.forget(data);
    } else if (event === "stop") {
      this.stopped = data.on === true;
      if (this.stopped) { this.forget({all: true}); }
    } else if (event === "settings") {
      this.settle(data);
    } else if (event === "approval") {
      this.approve(data);
    }
  };

  Core.prototype.asked = function (link, data) {
    var id = decimal(data.id);
    var channel = data.channel_id === undefined ? null : data.channel_id;
    if (id === null || typeof channel !== "string") { this.note("error", "알 수 없는 요청을 받았습니다."); return; }
    var known = this.outcomes.get(id);
    if (known !== null) {
      if (known.begun) { return; }
      // Nothing was said, and the server knows that: this is a new attempt, not a repetition.
      if (!silent(known.outcome) || this.queue.holds(known.q)) {
        this.tellAgain(id, known);
        if (known.outcome === "no_session") { this.stillAwake(channel); }
        return;
      }
    }
    for (var i = 0; i < this.says.length; i++) {
      if (this.says[i].id === id) {
        this.says[i].until = data.until;
        this.says[i].clock = link.clock;
        return;
      }
    }
    if (this.stopped && data.anyway !== true) { this.result(id, "stopped", "", ""); return; }
    if (this.says.length >= SAYS_MAX) { this.result(id, "stopped", "too many", ""); return; }
    this.says.push({id: id, channel: channel, room: typeof data.room === "string" ? data.room : "",
      until: data.until, clock: link.clock, text: typeof data.text === "string" ? data.text : null,
      media: data.media !== null && typeof data.media === "object" ? data.media : null});
  };

  /** The word that a room is awake may have been lost with a connection. */
  Core.prototype.stillAwake = function (channel) {
    var room = this.rooms.get(channel);
    if (room !== null && room.message !== null && !room.asleep) { this.awake.push({id: channel, q: this.queue.counter}); }
  };

  Core.prototype.forget = function (data) {
    var all = data.all === true;
    var ids = !all && data.ids && data.ids.length > 0 ? data.ids : [];
    var wanted = {};
    for (var i = 0; i < ids.length; i++) { wanted[String(ids[i])] = true; }
    var kept = [];
    for (var k = 0; k < this.says.length; k++) {
      var say = this.says[k];
      if (all || has(wanted, say.id)) {
        delete wanted[say.id];
        this.result(say.id, "stopped", "", "");
      } else {
        kept.push(say);
      }
    }
    this.says = kept;
    for (var id in wanted) {
      if (!has(wanted, id) || decimal(id) === null) { continue; }
      var known = this.outcomes.get(id);
      if (known === null) { this.result(id, "stopped", "", ""); } else if (!known.begun) { this.tellAgain(id, known); }
    }
  };

  // . saying

  /** Says at most one thing; the ms until the next may be said. */
  Core.prototype.talk = function () {
    var now = this.ports.now();
    this.expire(now);
    if (this.media !== null && now > this.media.deadline) {
      var id = this.media.id;
      this.mediaDone(id, "error", "media timeout", "");
      this.mediaFree(id);
    }
    var busy = {};
    if (this.media !== null) { busy[this.media.channel] = true; }
    for (var i = 0; i < this.says.length; i++) {
      var say = this.says[i];
      if (has(busy, say.channel)) { continue; }
      if (say.media !== null) {
        if (this.media === null && now >= this.mediaAt) {
          this.says.splice(i, 1);
          this.show(say, now);
          return 0;
        }
        busy[say.channel] = true;
      } else if (now >= this.sayAt) {
        this.says.splice(i, 1);
        this.say(say);
        this.sayAt = this.ports.now() + this.remote.send_gap_ms;
        return this.says.length > 0 ? this.remote.send_gap_ms : 1000;
      }
    }
    if (this.says.length === 0) { return 1000; }
    return now < this.sayAt ? this.sayAt - now : 200;
  };

  Core.prototype.expire = function (now) {
    for (var i = 0; i < this.says.length; i++) {
      var say = this.says[i];
      var server = say.clock.time(now);
      if (typeof say.until === "number" && server !== null && server > say.until) {
        this.says.splice(i, 1);
        i--;
        this.result(say.id, "expired", "", "");
      }
    }
  };

  Core.prototype.say = function (say) {
    if (say.text === null) { this.result(say.id, "unsayable", "nothing to say", ""); return; }
    this.outcomes.begin(say.id);
    this.save();
    var room = this.rooms.get(say.channel);
    // Anybody can give a room the name of another: a name is a way only where this phone heard the room itself.
    var name = room !== null && room.heard && !this.rooms.ambiguous(say.channel, room.name) ? room.name : null;
    var end = speak(this.ports.ways(say.text, room), say.channel, name);
    if (end.outcome === "no_session") {
      if (room === null) { room = this.rooms.see(say.channel, say.room, null, null); }
      room.asleep = true;
    }
    this.result(say.id, end.outcome, end.detail, end.way);
    this.save();
    if (end.outcome === "error") { this.note("error", "말하지 못했습니다: " + end.detail); }
  };

  Core.prototype.show = function (say, now) {
    var wait = typeof say.media.wait_ms === "number" ? Math.max(0, Math.min(120000, say.media.wait_ms)) : null;
    this.outcomes.begin(say.id);
    this.save();
    var patience = MEDIA_SEND_MS + (wait === null ? 15000 : wait) + 60000;
    this.media = {id: say.id, channel: say.channel, done: false, deadline: now + patience};
    var refused = this.ports.media(say, wait);
    if (refused !== null) {
      this.mediaDone(say.id, "unsayable", refused, "");
      this.media = null;
    }
  };

  /** It is known what became of an item; until `mediaFree` its room and other media wait. */
  Core.prototype.mediaDone = function (id, outcome, detail, way) {
    if (this.media === null || this.media.id !== id || this.media.done) { return; }
    this.media.done = true;
    this.result(id, outcome, short(detail, 200), way);
    this.save();
  };

  Core.prototype.mediaFree = function (id) {
    if (this.media === null || this.media.id !== id) { return; }
    this.media = null;
    this.mediaAt = this.ports.now() + MEDIA_GAP_MS;
  };

  // . the turn

  /** Does what is due, and tells after how many ms it wants to be called again at the latest. */
  Core.prototype.turn = function () {
    var now = this.ports.now();
    this.watch(now);
    if (now >= this.pruneAt) {
      this.pruneAt = now + 5000;
      this.queue.prune(now, this.ports.wall(), this.remote.queue_ttl_ms, this.remote.queue_max);
    }
    var wait = 1000;
    if (this.on) { wait = this.talk(); } else { this.expire(now); }
    this.save();
    this.pump();
    this.wake();
    if (this.link !== null && this.link.state === "welcome" && now >= this.healthAt) {
      this.healthAt = now + this.remote.health_ms;
      this.tell();
    }
    return Math.max(0, Math.min(wait, 1000));
  };

  /** Opens, gives up and changes connections. */
  Core.prototype.watch = function (now) {
    if (this.link !== null && this.link.state !== "welcome" && now > this.link.deadline) { this.fail(this.link, "no answer"); }
    if (this.trial !== null && now > this.trial.deadline) { this.fail(this.trial, "no answer"); }
    if (!this.on) { return; }
    if (this.link === null && this.trial === null) {
      var pick = this.servers.pick(now);
      if (pick.index >= 0) { this.link = this.connect(pick.index); }
    } else if (this.link !== null && this.trial === null && this.servers.mainDue(now)) {
      this.servers.mainTried(now);
      this.trial = this.connect(0);
    }
  };

  /** Sends the events that the server does not have, as long as the writer keeps up. */
  Core.prototype.pump = function () {
    var link = this.link;
    while (link !== null && link.state === "welcome" && link.port.free() > PUMP_ROOM) {
      var item = this.queue.next(link.pumped);
      if (item === null) { return; }
      var data = {q: item.q};
      for (var key in item.d) {
        if (has(item.d, key)) { data[key] = item.d[key]; }
      }
      if (item.e === "message") { data.age_ms = this.queue.age(item, this.ports.now(), this.ports.wall()); }
      if (!this.send(link, item.e, data)) { return; }
      link.pumped = item.q;
      if (item.q > this.sentMax) { this.sentMax = item.q; }
    }
  };

  /** Tells which rooms that had no session have one again, after the results that said so. */
  Core.prototype.wake = function () {
    while (this.awake.length > 0 && this.link !== null) {
      var first = this.awake[0];
      var waiting = this.queue.next(this.link.pumped);
      if (waiting !== null && waiting.q <= first.q) { return; }
      if (!this.emit("awake", {channel_id: first.id})) { return; }
      this.awake.shift();
      this.link.woke.push(first);
      if (this.link.woke.length > 50) { this.link.woke.shift(); }
    }
  };

  Core.prototype.tell = function () {
    var now = this.ports.now();
    var health = this.ports.health();
    health.uptime_ms = Math.floor(now - this.startedAt);
    health.starts = this.starts;
    health.dropped = this.dropped + this.queue.dropped;
    health.last_event_ms = this.lastEventAt === null ? null : Math.max(0, Math.floor(now - this.lastEventAt));
    health.last_error = this.lastError;
    this.emit("health", health);
  };

  /** Stops saying and connecting and tells why, or goes on. What was not said yet is answered as stopped. */
  Core.prototype.power = function (on, reason) {
    if (on === this.on) { return; }
    this.on = on;
    if (on) { return; }
    this.forget({all: true});
    this.save();
    this.pump();
    this.abandon(reason);
  };

  /** Leaves everybody, without another word than goodbye. */
  Core.prototype.abandon = function (reason) {
    this.on = false;
    if (this.trial !== null) { this.drop(this.trial, false); this.trial = null; }
    if (this.link !== null) { this.leave(this.link, reason); this.link = null; }
  };

  return {
    has: has, decimal: decimal, whole: whole, short: short, same: same, newer: newer, silent: silent,
    ServerClock: ServerClock, ServerList: ServerList, frame: frame, unframe: unframe, EventQueue: EventQueue,
    Outcomes: Outcomes, Rooms: Rooms, speak: speak, mediaWait: mediaWait, extension: extension, Remote: Remote, Core: Core,
    CONNECT_MS: CONNECT_MS, HANDSHAKE_MS: HANDSHAKE_MS, MEDIA_SEND_MS: MEDIA_SEND_MS
  };
})();

// ---------------------------------------------------------------------------------------
// 3. Java
// ---------------------------------------------------------------------------------------

var Host = (function () {
  var NAMES = [
    "java.io.File", "java.io.FileOutputStream", "java.io.RandomAccessFile", "java.lang.Byte", "java.lang.Object",
    "java.lang.Runnable", "java.lang.String", "java.lang.System", "java.lang.Thread",
    "java.lang.Thread$UncaughtExceptionHandler", "java.lang.invoke.MethodHandles", "java.lang.invoke.MethodType",
    "java.lang.reflect.Array", "java.net.InetSocketAddress", "java.net.Socket", "java.nio.ByteBuffer",
    "java.nio.charset.Charset", "java.security.MessageDigest", "java.security.SecureRandom",
    "java.security.cert.X509Certificate", "java.util.AbstractMap$SimpleEntry", "java.util.Arrays", "java.util.Base64",
    "java.util.Collections", "java.util.concurrent.LinkedBlockingQueue", "java.util.concurrent.TimeUnit",
    "java.util.concurrent.locks.ReentrantLock", "javax.crypto.Mac", "javax.crypto.spec.SecretKeySpec",
    "javax.net.ssl.SSLContext", "javax.net.ssl.TrustManager", "javax.net.ssl.X509TrustManager",
    "android.net.SSLCertificateSocketFactory", "android.os.Build$VERSION", "android.os.SystemClock",
    "android.provider.Settings$Secure", "android.util.Base64"
  ];

  /** `Java.type` on GraalJS; `Packages` on Rhino, and the global `android` where `Packages` does not lead to it. */
  function find(name) {
    if (isGraal()) {
      try { return Java.type(name); } catch (e) { return null; }
    }
    var found = walk(function () { return Packages; }, name.split("."), 0);
    if (found === null && name.indexOf("android.") === 0) {
      found = walk(function () { return android; }, name.split("."), 1);
    }
    return found;
  }

  function walk(root, parts, from) {
    try {
      var at = root();
      for (var i = from; i < parts.length; i++) {
        at = at[parts[i]];
        if (at === null || at === undefined) { return null; }
      }
      return String(at).indexOf("[JavaPackage") === 0 ? null : at;
    } catch (e) {
      return null;
    }
  }

  // Every class is looked up once, before there are threads: afterwards the table is only read.
  var classes = {};
  for (var at = 0; at < NAMES.length; at++) { classes[NAMES[at]] = find(NAMES[at]); }

  /** A Java class of the list above, or null where there is none. */
  function jclass(name) { return classes[name]; }

  /** What Java calls its class: a parameter of the type `Class`. */
  function classOf(name) {
    try {
      var found = classes[name]["class"];
      if (found) { return found; }
    } catch (e) { /* Rhino takes the class itself */ }
    return classes[name];
  }

  var NetAddress = jclass("java.net.InetSocketAddress");
  var Arrays = jclass("java.util.Arrays");

  function isGraal() {
    try { return typeof Java !== "undefined" && !!Java.type; } catch (e) { return false; }
  }

  function charset(name) { return jclass("java.nio.charset.Charset").forName(name); }

  /** Java bytes of a text. A text of Java has no methods on GraalJS, so it is not asked for its bytes. */
  function encode(text, name) {
    var buffer = charset(name).encode(text);
    return Arrays.copyOf(buffer.array(), buffer.remaining());
  }

  function decode(bytes, name) {
    return String(charset(name).decode(jclass("java.nio.ByteBuffer").wrap(bytes)).toString());
  }

  function utf8(text) { return encode(text, "UTF-8"); }

  function newBytes(n) {
    return jclass("java.lang.reflect.Array").newInstance(jclass("java.lang.Byte").TYPE, n);
  }

  function hex(bytes) {
    var digits = "0123456789abcdef";
    var out = "";
    for (var i = 0; i < bytes.length; i++) {
      var b = bytes[i] & 255;
      out += digits.charAt(b >> 4) + digits.charAt(b & 15);
    }
    return out;
  }

  function randomHex(n) {
    var bytes = newBytes(n);
    var Random = jclass("java.security.SecureRandom");
    new Random().nextBytes(bytes);
    return hex(bytes);
  }

  var macs = {};
  var macKeys = [];
  /** HMAC-SHA256 in hex; the key is the ASCII text itself. Prepared keys are kept, the last eight of them. */
  function mac(key, text) {
    if (!Logic.has(macs, key)) {
      var Spec = jclass("javax.crypto.spec.SecretKeySpec");
      var made = jclass("javax.crypto.Mac").getInstance("HmacSHA256");
      made.init(new Spec(utf8(key), "HmacSHA256"));
      macs[key] = made;
      macKeys.push(key);
      if (macKeys.length > 8) { delete macs[macKeys.shift()]; }
    }
    return hex(macs[key].doFinal(utf8(text)));
  }

  function sha256(bytes) {
    return hex(jclass("java.security.MessageDigest").getInstance("SHA-256").digest(bytes));
  }

  /**
   * The text of a field or getter of a Java object, or null. A Java `long` becomes a number of JavaScript on its way and
   * may lose digits; here Java makes the text.
   */
  function exact(object, name) {
    var Handles = jclass("java.lang.invoke.MethodHandles");
    var Type = jclass("java.lang.invoke.MethodType");
    var Any = classOf("java.lang.Object");
    var Text = classOf("java.lang.String");
    var lookup = Handles.publicLookup();
    var made = lookup.findStatic(Text, "valueOf", Type.methodType(Text, Any));
    var kind = object.getClass();
    var getter;
    try {
      getter = lookup.unreflectGetter(kind.getField(name));
    } catch (e) {
      getter = lookup.unreflect(kind.getMethod("get" + name.charAt(0).toUpperCase() + name.substring(1)));
    }
    var whole = Handles.filterReturnValue(getter.asType(Type.methodType(Any, Any)), made);
    return String(whole.invokeWithArguments(jclass("java.util.Collections").singletonList(object)));
  }

  function safely(body) {
    try { return body(); } catch (e) { return null; }
  }

  // --- time ---

  /** Milliseconds by a clock that cannot be set and goes on while the phone sleeps, where there is one. */
  var now = (function () {
    var Android = jclass("android.os.SystemClock");
    var System = jclass("java.lang.System");
    try {
      if (Number(Android.elapsedRealtime()) >= 0) { return function now() { return Number(Android.elapsedRealtime()); }; }
    } catch (e) { /* not Android */ }
    return function now() { return Math.floor(Number(System.nanoTime()) / 1000000); };
  })();

  // --- threads ---

  var unit = safely(function () { return jclass("java.util.concurrent.TimeUnit").MILLISECONDS; });
  var Thread = jclass("java.lang.Thread");

  function queue(size) {
    var Queue = jclass("java.util.concurrent.LinkedBlockingQueue");
    return new Queue(size);
  }

  function lock() {
    var Lock = jclass("java.util.concurrent.locks.ReentrantLock");
    return new Lock(true);   // who waits for longest goes first: messages keep their order
  }

  /** Starts a daemon thread. An error that JavaScript cannot catch ends the thread, not the app. */
  function thread(name, body) {
    var Runnable = jclass("java.lang.Runnable");
    var made = new Thread(new Runnable({run: body}), name);
    made.setDaemon(true);
    try {
      var Handler = jclass("java.lang.Thread$UncaughtExceptionHandler");
      made.setUncaughtExceptionHandler(new Handler({uncaughtException: function died(t, e) { return; }}));
    } catch (e) { /* the default then */ }
    made.start();
    return made;
  }

  // --- sockets ---

  /** Whether the next TLS connection uses Android's own class or our trust manager; a failed handshake changes it. */
  var tlsBySystem = true;

  /**
   * A factory whose handshake accepts any certificate: `Wire.trusted` compares it with the pin right after the handshake,
   * before a byte of ours is sent or one of theirs is looked at, on the worker.
   *
   * A key store (the usual way) needs the certificate beforehand, and the settings hold only its digest. Both ways here
   * learn it in the handshake, which proves that the server has its key. Android's own class does it without any
   * JavaScript on the handshake's thread, which GraalJS wants. Elsewhere, and when that fails, a trust manager of three
   * empty functions does: it touches no state of the script, so it needs no lock, and an interface made from an object
   * works on both engines.
   */
  function tlsFactory() {
    var Android = tlsBySystem ? jclass("android.net.SSLCertificateSocketFactory") : null;
    if (Android !== null) {
      try {
        var made = Android.getInsecure(Logic.HANDSHAKE_MS, null);
        if (made) { return made; }
      } catch (e) { /* the other way then */ }
    }
    var Manager = jclass("javax.net.ssl.X509TrustManager");
    var arrays = jclass("java.lang.reflect.Array");
    var none = arrays.newInstance(classOf("java.security.cert.X509Certificate"), 0);
    var managers = arrays.newInstance(classOf("javax.net.ssl.TrustManager"), 1);
    arrays.set(managers, 0, new Manager({
      checkClientTrusted: function (chain, type) { return; },
      checkServerTrusted: function (chain, type) { return; },
      getAcceptedIssuers: function () { return none; }
    }));
    var context = jclass("javax.net.ssl.SSLContext").getInstance("TLS");
    context.init(null, managers, null);
    return context.getSocketFactory();
  }

  /**
   * The wires of one connection. `bell` is rung when something came; everything that blocks runs on two threads of its
   * own, without the lock, in `readAll` and `writeAll`: those only call Java and set fields that are there already.
   */
  function Wire(server, name, bell) {
    var Socket = jclass("java.net.Socket");
    this.server = server;
    this.name = name;
    this.bell = bell;
    this.raw = new Socket();
    this.factory = server.tls === true ? tlsFactory() : null;
    this.socket = null;
    this.input = queue(64);      // byte[] from the server
    this.output = queue(512);    // byte[] to the server; an empty one means: close
    this.opened = false;
    this.ended = false;
    this.error = "";
    this.buffer = newBytes(65536);
    this.writer = null;
    var wire = this;
    this.reader = thread(name + " reader", function reading() { readAll(wire); });
  }

  function readAll(wire) {
    try {
      wire.raw.connect(new NetAddress(wire.server.host, wire.server.port), Logic.CONNECT_MS);
      wire.raw.setTcpNoDelay(true);
      wire.raw.setKeepAlive(true);
      wire.raw.setSoTimeout(Logic.HANDSHAKE_MS);
      wire.socket = wire.raw;
      if (wire.factory !== null) {
        wire.socket = wire.factory.createSocket(wire.raw, wire.server.host, wire.server.port, true);
        wire.socket.startHandshake();
      }
      var stream = wire.socket.getInputStream();
      wire.opened = true;
      wire.bell.offer("open");
      for (var n = stream.read(wire.buffer); n >= 0; n = stream.read(wire.buffer)) {
        wire.input.put(Arrays.copyOf(wire.buffer, n));
        wire.bell.offer("read");
      }
      wire.error = "end of stream";
    } catch (e) {
      wire.error = String(e);
    }
    wire.ended = true;
    wire.bell.offer("end");
  }

  function writeAll(wire) {
    try {
      var out = wire.socket.getOutputStream();
      for (var bytes = wire.output.take(); bytes.length > 0; bytes = wire.output.take()) {
        out.write(bytes);
        out.flush();
      }
      wire.socket.close();
    } catch (e) { /* the reader sees it too */ }
    close(wire.raw);
  }

  function close(socket) {
    try { if (socket) { socket.close(); } } catch (e) { /* closed is closed */ }
  }

  /** The connection is there: from now on it can be written to. */
  Wire.prototype.open = function () {
    var wire = this;
    this.writer = thread(this.name + " writer", function writing() { writeAll(wire); });
  };

  /** Whether the other side is the one that the settings name: without TLS that is left to the handshake. */
  Wire.prototype.trusted = function () {
    if (this.server.tls !== true) { return true; }
    try {
      var chain = this.socket.getSession().getPeerCertificates();
      return Logic.same(sha256(chain[0].getEncoded()), String(this.server.pin).toLowerCase().replace(/[^0-9a-f]/g, ""));
    } catch (e) {
      return false;
    }
  };

  /** Notes that a handshake failed: the other way is next. */
  Wire.prototype.failed = function () {
    if (this.factory !== null && this.socket !== null) { tlsBySystem = !tlsBySystem; }
  };

  Wire.prototype.free = function () { return this.output.remainingCapacity() - 1; };

  Wire.prototype.send = function (line) { return !this.ended && this.output.offer(utf8(line + "\n")); };

  Wire.prototype.timeout = function (ms) {
    try { this.raw.setSoTimeout(ms); } catch (e) { /* it is closing */ }
    try { if (this.socket !== null) { this.socket.setSoTimeout(ms); } } catch (e2) { /* it is closing */ }
  };

  /**
   * Ends the threads: at once, or when what was written before has left. Only the bare socket is closed here: closing TLS
   * may block.
   */
  Wire.prototype.close = function (politely) {
    if (politely && this.writer !== null && this.output.offer(newBytes(0))) { return; }
    close(this.raw);
    this.output.clear();
    this.output.offer(newBytes(0));
    this.input.clear();
  };

  /** Closes for good what `close` left to the writer. */
  Wire.prototype.kill = function () {
    close(this.raw);
    this.input.clear();
  };

  // --- files ---

  /** A folder of small files. Appends go through open streams; whole files are replaced by renaming. */
  function Folder(path) {
    this.path = path;
    this.streams = {};
  }

  function file(path) {
    var File = jclass("java.io.File");
    return new File(path);
  }

  function write(path, bytes, append, sync) {
    var Out = jclass("java.io.FileOutputStream");
    var out = new Out(path, append);
    try {
      out.write(bytes);
      if (sync) { out.getFD().sync(); }
    } finally {
      out.close();
    }
  }

  Folder.prototype.name = function (name) { return this.path + "/" + name; };

  Folder.prototype.usable = function () {
    try {
      var folder = file(this.path);
      folder.mkdirs();
      write(this.name("test"), utf8("1"), false, false);
      file(this.name("test"))["delete"]();
      return true;
    } catch (e) {
      return false;
    }
  };

  Folder.prototype.read = function (name) {
    var path = this.name(name);
    if (!file(path).exists()) { path = this.name(name + ".new"); }
    if (!file(path).exists()) { return null; }
    var Random = jclass("java.io.RandomAccessFile");
    var from = new Random(path, "r");
    try {
      var bytes = newBytes(Math.min(Number(from.length()), 33554432));
      from.readFully(bytes);
      return decode(bytes, "UTF-8");
    } finally {
      from.close();
    }
  };

  Folder.prototype.append = function (name, text) {
    if (!Logic.has(this.streams, name)) {
      var Out = jclass("java.io.FileOutputStream");
      this.streams[name] = new Out(this.name(name), true);
    }
    this.streams[name].write(utf8(text));
  };

  Folder.prototype.replace = function (name, text) {
    this.shut(name);
    write(this.name(name + ".new"), utf8(text), false, true);
    var from = file(this.name(name + ".new"));
    var to = file(this.name(name));
    if (!from.renameTo(to)) {
      to["delete"]();
      if (!from.renameTo(to)) { throw "cannot rename " + name; }
    }
  };

  Folder.prototype.shut = function (name) {
    if (!Logic.has(this.streams, name)) { return; }
    var stream = this.streams[name];
    delete this.streams[name];
    try { stream.getFD().sync(); } catch (e) { /* not every file system can */ }
    try { stream.close(); } catch (e2) { /* closed is closed */ }
  };

  Folder.prototype.shutAll = function () {
    for (var name in this.streams) { this.shut(name); }
  };

  // --- media ---

  function base64(text) {
    var Android = jclass("android.util.Base64");
    return Android !== null ? Android.decode(text, 0) : jclass("java.util.Base64").getDecoder().decode(text);
  }

  /** A Java array of texts: GraalJS does not make one by itself for every call. */
  function strings(list) {
    var arrays = jclass("java.lang.reflect.Array");
    var made = arrays.newInstance(classOf("java.lang.String"), list.length);
    for (var i = 0; i < list.length; i++) { arrays.set(made, i, list[i]); }
    return made;
  }

  /** Two things for a queue, made and taken apart by any thread. */
  var Entry = jclass("java.util.AbstractMap$SimpleEntry");
  function pair(a, b) { return new Entry(a, b); }

  function sleep(ms) { Thread.sleep(ms); }

  function wall() { return Number(jclass("java.lang.System").currentTimeMillis()); }

  return {
    jclass: jclass, isGraal: isGraal, utf8: utf8, decode: decode, encode: encode, hex: hex, randomHex: randomHex,
    mac: mac, sha256: sha256, exact: exact, now: now, wall: wall, unit: unit, queue: queue, lock: lock,
    thread: thread, Wire: Wire, Folder: Folder, file: file, write: write, base64: base64, pair: pair,
    strings: strings, sleep: sleep
  };
})();

// ---------------------------------------------------------------------------------------
// 4. App
// ---------------------------------------------------------------------------------------

/*
 * Objects of the app are read and called here only. On Rhino some of them must not meet `typeof`, `in` or
 * JSON.stringify: a property is read, then made a text. It may be a value or, in some versions, a method.
 */
var Msgbot = (function () {
  function safe(body) {
    try { return body(); } catch (e) { return undefined; }
  }

  /** A property or the result of a method without arguments; undefined when it cannot be read. */
  function safeProp(object, name) {
    try {
      var value = object[name];
      var callable = false;
      try { callable = typeof value === "function"; } catch (e) { callable = false; }
      return callable ? object[name]() : value;
    } catch (e2) {
      return undefined;
    }
  }

  function text(value) {
    try {
      if (value === null || value === undefined) { return null; }
      var s = String(value);
      return s === "null" || s === "undefined" ? null : s;
    } catch (e) {
      return null;
    }
  }

  /** Like `text`, for what people write: the word "null" is a word. */
  function words(value) {
    try {
      return value === null || value === undefined ? null : String(value);
    } catch (e) {
      return null;
    }
  }

  function flag(value) {
    var s = text(value);
    return s === "true" ? true : s === "false" ? false : null;
  }

  function number(value) {
    var s = text(value);
    var n = s === null || s === "" ? NaN : Number(s);
    return isFinite(n) ? n : null;
  }

  function whole(value) {
    var n = number(value);
    return n === null ? null : Math.floor(n);
  }

  /** An id as text. A number above 2^53 may have lost digits in the engine: where they cannot be had, it is told as such. */
  function id(object, name) {
    var value = safeProp(object, name);
    var s = text(value);
    if (s === null) { return null; }
    var n = false;
    try { n = typeof value === "number"; } catch (e) { n = false; }
    if (!n || Math.abs(Number(s)) <= 9007199254740991) { return s; }
    var digits = safe(function () { return Host.exact(object, name); });
    return digits === undefined ? s + " (inexact)" : digits;
  }

  // --- globals ---

  function bot() { return safe(function () { return BotManager.getCurrentBot(); }); }
  function device() { return safe(function () { return Device; }); }

  function log(level, line) {
    safe(function () {
      if (level === "error") { Log.e("[LOA.i] " + line); } else { Log.i("[LOA.i] " + line); }
    });
  }

  function context() {
    var found = safe(function () { return App.getContext(); });
    if (!found) { found = safe(function () { return Api.getContext(); }); }
    return found ? found : null;
  }

  // --- messages ---

  function image(message) {
    var value = safeProp(message, "image");
    if (text(value) === null) { return false; }
    var bitmap;
    try { bitmap = value.getBitmap(); } catch (e) { return true; }
    return text(bitmap) !== null;
  }

  /** A message as the core wants it; null for one of the debug room. */
  function message(object, debugRoom) {
    if (!debugRoom && flag(safeProp(object, "isDebugRoom")) === true) { return null; }
    var author = safeProp(object, "author");
    var hash = text(safeProp(author, "hash"));
    if (hash === null) { hash = text(safeProp(author, "userHash")); }
    return {
      channel_id: id(object, "channelId"),
      room: words(safeProp(object, "room")),
      text: words(safeProp(object, "content")),
      sender: words(safeProp(author, "name")),
      user_hash: hash === "" ? null : hash,
      log_id: id(object, "logId"),
      is_group: flag(safeProp(object, "isGroupChat")),
      is_mention: flag(safeProp(object, "isMention")),
      image: image(object),
      pkg: text(safeProp(object, "packageName"))
    };
  }

  // --- saying ---

  function answer(body) {
    var value;
    try { value = body(); } catch (e) { return {is: "threw", detail: String(e)}; }
    var s = text(value);
    if (s === "true" || s === "false") { return {is: s, detail: ""}; }
    return {is: "unknown", detail: s === null ? "nothing" : Logic.short(s, 40)};
  }

  function missing(object, name) {
    try {
      var value = object[name];
      return value === undefined || value === null;
    } catch (e) {
      return true;
    }
  }

  /** The ways to say a text, as `Logic.speak` wants them. */
  function ways(line, room) {
    var b = bot();
    var pkg = room !== null && room.pkg !== null && room.pkg !== "com.kakao.talk" ? room.pkg : null;
    return {
      can: function (key) {
        if (missing(b, "canReply")) { return {is: "missing", detail: ""}; }
        return answer(function () { return pkg === null ? b.canReply(key) : b.canReply(key, pkg); });
      },
      send: function (key) {
        if (missing(b, "send")) { return {is: "missing", detail: ""}; }
        return answer(function () { return pkg === null ? b.send(key, line) : b.send(key, line, pkg); });
      },
      reply: function () {
        if (room === null || room.message === null || missing(room.message, "reply")) { return {is: "missing", detail: ""}; }
        var object = room.message;
        return answer(function () { return object.reply(line); });
      }
    };
  }

  function mediaSender() {
    return safe(function () { return new MediaSender(); });
  }

  // --- health ---

  function call(object, name) { return safe(function () { return object[name](); }); }

  function version(pkg) {
    return text(safe(function () { return context().getPackageManager().getPackageInfo(pkg, 0).versionName; }));
  }

  function notifications() {
    var list = text(safe(function () {
      var Secure = Host.jclass("android.provider.Settings$Secure");
      return Secure.getString(context().getContentResolver(), "enabled_notification_listeners");
    }));
    var own = text(safe(function () { return context().getPackageName(); }));
    return list === null || own === null ? null : list.indexOf(own + "/") >= 0;
  }

  function temperature() {
    var tenths = whole(safe(function () { return Device.getBatteryIntent().getIntExtra("temperature", -10000); }));
    if (tenths !== null && tenths > -10000) { return tenths; }
    return whole(call(device(), "getBatteryTemperature"));
  }

  function charging() { return flag(call(device(), "isCharging")); }

  function android() {
    var name = text(call(device(), "getAndroidVersionName"));
    return name !== null ? name : text(safe(function () { return Host.jclass("android.os.Build$VERSION").RELEASE; }));
  }

  function wifi() {
    var name = text(call(device(), "getWifiName"));
    return name === null ? null : name !== "" && name.indexOf("unknown ssid") < 0;
  }

  function health() {
    var d = device();
    return {
      battery: whole(call(d, "getBatteryLevel")), charging: charging(), temperature: temperature(),
      memory_free: whole(call(d, "getFreeMemory")), memory_total: whole(call(d, "getTotalMemory")),
      storage_free: whole(safe(function () { return d.getFreeStorageSpace("/sdcard"); })),
      kakao: version("com.kakao.talk"), app: version(text(safe(function () { return context().getPackageName(); }))),
      android: android(), notifications: notifications(), power_save: flag(call(d, "isPowerSaveMode")),
      screen: flag(call(d, "isScreenOn")), wifi: wifi()
    };
  }

  function info() {
    var d = device();
    var parts = [text(call(d, "getPhoneBrand")), text(call(d, "getPhoneModel")), android()];
    var out = "";
    for (var i = 0; i < parts.length; i++) {
      if (parts[i] !== null) { out += (out === "" ? "" : " ") + (i === 2 ? "Android " : "") + parts[i]; }
    }
    return out;
  }

  // --- staying awake ---

  var held = null;
  var borrowed = false;
  /** Holds a partial wake lock, again whenever the system took it away. */
  function stayAwake() {
    try {
      if (held === null) {
        held = context().getSystemService("power").newWakeLock(1, "LOA.i:script");
        held.setReferenceCounted(false);
      }
      if (flag(held.isHeld()) !== true) { held.acquire(); }
    } catch (e) {
      held = null;
      if (!borrowed) { borrowed = safe(function () { Device.acquireWakeLock(1, "LOA.i"); return true; }) === true; }
    }
  }

  function rest() {
    if (held !== null) { safe(function () { held.release(); }); held = null; }
    if (borrowed) { safe(function () { Device.releaseWakeLock(); }); borrowed = false; }
  }

  /** Whether the bot is switched on; yes when it cannot be known. */
  function power() { return flag(call(bot(), "getPower")) !== false; }

  function rootPath() { return text(call(bot(), "getRootPath")); }
  function name() { return text(call(bot(), "getName")); }

  return {
    safe: safe, safeProp: safeProp, text: text, flag: flag, number: number, bot: bot, log: log, context: context,
    message: message, ways: ways, mediaSender: mediaSender, health: health, info: info, charging: charging,
    notifications: notifications, stayAwake: stayAwake, rest: rest, power: power, rootPath: rootPath, name: name
  };
})();

// ---------------------------------------------------------------------------------------
// 5. Threads
// ---------------------------------------------------------------------------------------

/*
 * worker    takes the lock, does everything, gives it back, waits for the bell
 * reader    one for each connection: connects, then bytes -> queue
 * writer    one for each connection: queue -> bytes
 * media     one at a time: MediaSender blocks for seconds
 * watch     sees that the worker lives
 * listeners of the app come on threads of the app: they wait for the lock for a while at most and do no network
 *
 * Without the lock run only: reading, readAll, writing, writeAll, close, showing, showAll, watching, sleep, working, run,
 * guarded, listener, message, heard, now, pair, startCompile, stop, died and the functions of the trust manager. They
 * hand things over, and touch nothing that is shared but fields that are there from the beginning.
 */
var Phone = (function () {
  var LISTENER_MS = 3000;
  var STOP_MS = 2000;
  var STUCK_MS = 60000;   // so long nobody holds the lock who is alive

  function Phone(settings, local) {
    this.settings = settings;
    this.local = local;
    this.lock = Host.lock();
    this.bell = Host.queue(1024);
    this.late = Host.queue(1000);   // message objects of listeners that did not get the lock
    this.links = [];
    this.closing = [];
    this.core = null;
    this.folder = null;
    this.generation = 0;
    this.leaving = null;            // the reason, once it is to end
    this.ended = false;
    this.worker = null;
    this.slowAt = 0;
    this.newestAt = 0;
    this.watcher = null;
    this.revived = false;
    this.complaint = "";            // the last error of a turn: the same one is told once
    this.health = "";
  }

  Phone.prototype.label = function () {
    return "LOA.i/" + this.settings.bot + "/" + this.settings.phone_id + "/" + this.generation;
  };

  /** Runs `body` under the lock; false when that was not to be had within `ms`. */
  Phone.prototype.guarded = function (ms, body) {
    var lock = this.lock;
    if (!lock.tryLock(ms, Host.unit)) { return false; }
    try { body(this); } finally { lock.unlock(); }
    return true;
  };

  // . the ports of the core

  Phone.prototype.ports = function () {
    var phone = this;
    return {
      now: Host.now, wall: Host.wall, random: Math.random, hex: Host.randomHex, mac: Host.mac,
      engine: Host.isGraal() ? "graal" : "rhino",
      open: function (index, link) { return phone.open(index, link); },
      read: function (name) { return phone.disk(function () { return phone.folder.read(name); }, null); },
      append: function (name, text) { phone.disk(function () { phone.folder.append(name, text); }, null); },
      replace: function (name, text) {
        if (phone.newest()) { phone.disk(function () { phone.folder.replace(name, text); }, null); }
      },
      ways: Msgbot.ways,
      media: function (say, wait) { return phone.media(say, wait); },
      health: Msgbot.health, info: Msgbot.info, note: Msgbot.log
    };
  };

  /** A broken disk costs the memory over restarts, not the work. */
  Phone.prototype.disk = function (body, otherwise) {
    if (this.folder === null) { return otherwise; }
    try {
      return body();
    } catch (e) {
      if (this.core !== null) { this.core.once("disk", "상태 파일을 쓸 수 없습니다: " + Logic.short(String(e), 120)); }
      return otherwise;
    }
  };

  Phone.prototype.open = function (index, link) {
    var wire = new Host.Wire(this.settings.servers[index], this.label(), this.bell);
    this.links.push({link: link, wire: wire, told: false});
    return wire;
  };

  // . media

  /** Begins to send media on a thread of its own; null, or why it cannot be. */
  Phone.prototype.media = function (say, wait) {
    var phone = this;
    var sender = Msgbot.mediaSender();
    if (!sender) { return "MediaSender"; }
    var job = {id: say.id, to: say.channel, what: null, wait: 0, sent: "unknown", error: null};
    try {
      var plan = this.plan(sender, say, say.media);
      job.what = plan.what;
      job.wait = wait === null ? Logic.mediaWait(plan.count, plan.bytes) : wait;
    } catch (e) {
      return String(e);
    }
    Host.thread(this.label() + " media", function showing() { showAll(phone, sender, job); });
    return null;
  };

  /** Runs without the lock while the app works. */
  function showAll(phone, sender, job) {
    try {
      job.sent = sender.send(job.to, job.what, Logic.MEDIA_SEND_MS);
    } catch (e) {
      job.error = e;
    }
    phone.guarded(STUCK_MS, function () { phone.shown(job); });
    try {
      Host.sleep(job.wait);
      sender.returnToAppNow();
    } catch (e2) { /* a build without it */ }
    phone.guarded(STUCK_MS, function () { phone.free(job); });
  }

  /** The app took it, or did not: the server hears that at once. */
  Phone.prototype.shown = function (job) {
    var sent = Msgbot.text(job.sent);
    if (job.error !== null) {
      this.core.mediaDone(job.id, "error", String(job.error), "media");
    } else if (sent === "true" || sent === "false") {
      this.core.mediaDone(job.id, sent === "true" ? "said" : "false", "", "media");
    } else {
      this.core.mediaDone(job.id, "error", "the app returned " + sent, "media");
    }
    this.bell.offer("media");
  };

  /** KakaoTalk had its time, and the app is in front again. */
  Phone.prototype.free = function (job) {
    this.core.mediaFree(job.id);
    this.bell.offer("media");
  };

  /** What MediaSender is given: a link, a file name, or an array of them. */
  Phone.prototype.plan = function (sender, say, media) {
    var list = [];
    var bytes = 0;
    var i;
    if (media.urls && media.urls.length > 0) {
      for (i = 0; i < media.urls.length; i++) { list.push(String(media.urls[i])); }
    } else if (media.base64 && media.base64.length > 0) {
      var base = Msgbot.text(sender.getBaseDirectory());
      var folder = base + "/loai";
      Host.file(folder).mkdirs();
      this.sweep(folder);
      for (i = 0; i < media.base64.length; i++) {
        var name = folder + "/" + say.id + "-" + i + "." + Logic.extension(media.kind, media.base64[i]);
        var content = Host.base64(media.base64[i]);
        bytes += content.length;
        Host.write(name, content, false, false);
        list.push(name);
      }
    } else {
      throw "nothing to send";
    }
    return {what: list.length === 1 ? list[0] : Host.strings(list), count: list.length, bytes: bytes};
  };

  /** Removes files of media that were sent more than an hour ago. */
  Phone.prototype.sweep = function (folder) {
    Msgbot.safe(function () {
      var files = Host.file(folder).listFiles();
      for (var i = 0; i < files.length; i++) {
        if (Host.wall() - Number(files[i].lastModified()) > 3600000) { files[i]["delete"](); }
      }
    });
  };

  // . the worker

  Phone.prototype.run = function () {
    var phone = this;
    var wait = 0;
    while (!this.ended) {
      try {
        this.bell.poll(Math.max(1, Math.floor(wait)), Host.unit);
        this.bell.clear();
      } catch (e) { /* interrupted: look whether it is to end */ }
      wait = 0;
      if (!this.guarded(STUCK_MS, function () { wait = phone.turn(); })) {
        this.lock = Host.lock();
        Msgbot.log("error", "잠금이 풀리지 않아 새로 만들었습니다.");
      }
    }
  };

  /** A turn that survives whatever goes wrong in it. */
  Phone.prototype.turn = function () {
    try {
      return this.step();
    } catch (e) {
      var error = Logic.short(String(e), 200);
      if (error !== this.complaint) { Msgbot.log("error", "내부 오류: " + error); }
      this.complaint = error;
      if (this.core !== null) { this.core.lastError = error; }
      return 500;
    }
  };

  /** One turn under the lock; the ms until the next. */
  Phone.prototype.step = function () {
    if (this.core === null) { this.load(); }
    if (this.revived) { this.revived = false; this.core.mend(); }
    var now = Host.now();
    if (this.leaving === null && !this.newest()) {
      this.leaving = "stop";
      Msgbot.log("error", "더 새로운 스크립트가 있어 멈춥니다.");
    }
    if (this.leaving !== null) { this.end(); return 1; }
    this.listen();
    for (var i = 0; i < this.links.length; i++) { this.serve(this.links[i]); }
    if (now >= this.slowAt) {
      this.slowAt = now + 5000;
      this.slow();
    }
    var wait = this.core.turn();
    this.reap();
    return wait;
  };

  Phone.prototype.load = function () {
    this.folder = this.place();
    var core = new Logic.Core(this.settings, VERSION, this.ports());
    core.load();
    this.core = core;
    if (this.folder === null) { core.once("disk", "상태를 둘 폴더를 쓸 수 없습니다. 다시 시작하면 보내지 못한 메시지를 잃습니다."); }
  };

  /** The folder for the state: of the settings, of the bot, of the app, or none. */
  Phone.prototype.place = function () {
    var paths = [];
    if (this.local.folder) { paths.push(String(this.local.folder)); }
    var root = Msgbot.rootPath();
    if (root !== null && root !== "") { paths.push(root + "/loai"); }
    var name = Msgbot.name();
    if (name !== null) { paths.push("/sdcard/msgbot/Bots/" + name + "/loai"); }
    var inner = Msgbot.text(Msgbot.safe(function () { return Msgbot.context().getFilesDir().getAbsolutePath(); }));
    if (inner !== null) { paths.push(inner + "/loai-" + this.settings.phone_id); }
    for (var i = 0; i < paths.length; i++) {
      var folder = new Host.Folder(paths[i]);
      if (folder.usable()) { return folder; }
    }
    return null;
  };

  /** What came from a connection. */
  Phone.prototype.serve = function (entry) {
    var core = this.core;
    var wire = entry.wire;
    var link = entry.link;
    var ended = wire.ended;   // read first: what was queued before the end is still served
    if (wire.opened && !entry.told) {
      entry.told = true;
      if (wire.trusted()) {
        wire.open();
        core.opened(link);
      } else {
        core.note("error", "서버의 인증서가 설정의 pin과 다릅니다. 연결하지 않습니다.");
        core.fail(link, "the certificate is not the one of the settings");
      }
    }
    for (;;) {
      var chunk = wire.input.poll();
      if (chunk === null || chunk === undefined) { break; }
      core.bytes(link, Host.decode(chunk, "ISO-8859-1"), fromWire);
    }
    if (ended && !entry.told && link.state !== "closed") { wire.failed(); }
    if (ended || !alive(wire.reader)) { core.fail(link, wire.error === "" ? "the reader died" : wire.error); }
  };

  function fromWire(line) {
    return Host.decode(Host.encode(line, "ISO-8859-1"), "UTF-8");
  }

  function alive(thread) {
    return Msgbot.flag(thread.isAlive()) !== false;
  }

  /** Forgets closed connections; one that was to close politely gets two seconds. */
  Phone.prototype.reap = function () {
    var open = [];
    for (var i = 0; i < this.links.length; i++) {
      var entry = this.links[i];
      if (entry.link.state !== "closed") { open.push(entry); continue; }
      this.closing.push({wire: entry.wire, at: Host.now() + STOP_MS});
    }
    this.links = open;
    var later = [];
    for (var k = 0; k < this.closing.length; k++) {
      var gone = this.closing[k];
      if (Host.now() >= gone.at || gone.wire.ended) { gone.wire.kill(); } else { later.push(gone); }
    }
    this.closing = later;
  };

  /** Messages whose listener did not get the lock, or that came before the files were read. */
  Phone.prototype.listen = function () {
    for (;;) {
      var late = this.late.poll();
      if (late === null || late === undefined) { return; }
      this.hear(late.getKey(), Number(String(late.getValue())));
    }
  };

  Phone.prototype.hear = function (object, at) {
    var message = Msgbot.message(object, this.local.debug_room === true);
    if (message !== null) { this.core.message(message, object, at); }
  };

  /** What changes slowly: power, wake lock, charging and permission. */
  Phone.prototype.slow = function () {
    var on = Msgbot.power();
    this.core.power(on, "off");
    if (on && this.local.wake_lock !== false) { Msgbot.stayAwake(); } else { Msgbot.rest(); }
    var health = String(Msgbot.charging()) + " " + String(Msgbot.notifications());
    if (health !== this.health) {
      this.health = health;
      this.core.healthAt = 0;
    }
  };

  // . the end

  Phone.prototype.end = function () {
    try {
      this.leave();
    } finally {
      this.ended = true;
    }
    var watcher = this.watcher;
    if (watcher !== null) { Msgbot.safe(function () { watcher.interrupt(); }); }
  };

  Phone.prototype.leave = function () {
    // The files belong to the newest instance: another one leaves them alone.
    var newest = this.newest();
    if (!newest && this.folder !== null) {
      this.folder.shutAll();
      this.folder = null;
    }
    if (this.core !== null && newest) {
      this.listen();
      for (var k = 0; k < this.links.length; k++) { this.serve(this.links[k]); }
      this.core.power(false, this.leaving);
    } else if (this.core !== null) {
      this.core.abandon(this.leaving);
    }
    this.reap();
    var until = Host.now() + 500;
    for (var i = 0; i < this.closing.length; i++) {
      var wire = this.closing[i].wire;
      if (wire.writer !== null) {
        Msgbot.safe(function () { wire.writer.join(Math.max(1, until - Host.now())); });
      }
      wire.kill();
    }
    this.closing = [];
    if (this.folder !== null) { this.folder.shutAll(); }
    Msgbot.rest();
  };

  // ---------------------------------------------------------------------------------------
  // 6. Life cycle
  // ---------------------------------------------------------------------------------------

  /*
   * A recompile makes a new scope and leaves old threads running. START_COMPILE ends them; where it did not come,
   * a number that rises with every start does: it is kept where all scopes of the process see it.
   */

  Phone.prototype.generationKey = function () {
    return "loai.generation." + this.settings.bot + "." + this.settings.phone_id;
  };

  Phone.prototype.generationInProcess = function () {
    var key = this.generationKey();
    return Msgbot.number(Msgbot.safe(function () { return Host.jclass("java.lang.System").getProperty(key); })) || 0;
  };

  Phone.prototype.generationInApp = function () {
    var key = this.generationKey();
    return Msgbot.number(Msgbot.safe(function () { return AppData.getInt(key); })) || 0;
  };

  Phone.prototype.claim = function () {
    var key = this.generationKey();
    var mine = Math.max(this.generationInProcess(), this.generationInApp()) + 1;
    this.generation = mine;
    Msgbot.safe(function () { Host.jclass("java.lang.System").setProperty(key, String(mine)); });
    Msgbot.safe(function () { AppData.putInt(key, mine); });
  };

  /** Whether no instance has started after this one. The app's store is slower, and asked twice a second at most. */
  Phone.prototype.newest = function () {
    if (this.generationInProcess() > this.generation) { return false; }
    var now = Host.now();
    if (now < this.newestAt) { return true; }
    this.newestAt = now + 500;
    return this.generationInApp() <= this.generation;
  };

  /** Ends this instance: the worker says goodbye and closes, since network must not happen on a thread of the app. */
  Phone.prototype.stop = function (reason) {
    this.leaving = reason;
    this.bell.offer("stop");
    try { this.worker.join(STOP_MS); } catch (e) { /* it ends by itself */ }
  };

  Phone.prototype.heard = function (object) {
    if (this.leaving !== null) { return; }
    var at = Host.now();
    var heard = this.core !== null && this.guarded(LISTENER_MS, function hearing(phone) {
      phone.listen();   // older ones first
      phone.hear(object, at);
    });
    if (!heard) { this.late.offer(Host.pair(object, String(at))); }
    this.bell.offer("message");
  };

  Phone.prototype.work = function () {
    var phone = this;
    this.worker = Host.thread(this.label() + " worker", function working() { phone.run(); });
  };

  /** Starts the worker again when an error ended it that JavaScript cannot catch; its lock is lost with it. */
  Phone.prototype.watch = function () {
    var phone = this;
    this.watcher = Host.thread(this.label() + " watch", function watching() {
      while (!phone.ended) {
        try { Host.sleep(2000); } catch (e) { /* interrupted: it ends */ }
        try {
          if (!phone.ended && String(phone.worker.isAlive()) === "false") { phone.revive(); }
        } catch (e2) { /* the next round tries again */ }
      }
    });
  };

  Phone.prototype.revive = function () {
    this.lock = Host.lock();
    this.revived = true;
    Msgbot.log("error", "작업 스레드가 멈춰 다시 시작합니다.");
    this.work();
  };

  Phone.prototype.start = function (bot) {
    var phone = this;
    this.claim();
    this.listenTo(bot, "MESSAGE", "message", function message(object) { phone.heard(object); });
    this.listenTo(bot, "START_COMPILE", "startCompile", function startCompile() { phone.stop("compile"); });
    this.work();
    this.watch();
  };

  /** Listens to an event of the app, alone and without ever letting an error out. */
  Phone.prototype.listenTo = function (bot, constant, name, body) {
    var event = Msgbot.text(Msgbot.safe(function () { return Event[constant]; }));
    if (event === null) { event = name; }
    Msgbot.safe(function () { bot.removeAllListeners(event); });
    bot.addListener(event, function listener(argument) {
      try { body(argument); } catch (e) { Msgbot.log("error", "내부 오류: " + Logic.short(String(e), 300)); }
    });
  };

  return Phone;
})();

function begin() {
  var bot = Msgbot.bot();
  if (!bot) {
    Msgbot.log("error", "BotManager를 쓸 수 없습니다. API2 프로젝트로 만들어 주세요.");
    return;
  }
  var s = SETTINGS;
  if (!s.bot || !s.phone_id || !s.key || !s.servers || s.servers.length === 0 || !s.servers[0].host) {
    Msgbot.log("error", "설정이 비어 있습니다. 서버에서 loai-server script 로 만든 내용을 붙여 넣어 주세요.");
    return;
  }
  try {
    new Phone(s, LOCAL).start(bot);
  } catch (e) {
    Msgbot.log("error", "시작하지 못했습니다: " + String(e));
  }
}

begin();

// For tests outside of the app: nothing above starts there, since there is no BotManager.
if (typeof module !== "undefined" && module && module.exports) { module.exports = {Logic: Logic, VERSION: VERSION}; }
