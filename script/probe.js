/*
 * LOA.i 확인 스크립트 (메신저봇R, API2)
 *
 * 두 폰(서로 다른 계정)이 한 방에 있을 때 다음을 알아봅니다.
 *   1. 같은 메시지의 logId가 두 폰에서 같은가
 *   2. 같은 사람의 author.hash가 두 폰에서 같은가
 *   3. 폰이 자기 계정이 한 말을 알림으로 보는가
 *
 * 쓰는 법은 script/README.ko.md의 "확인 스크립트"에 있습니다. 확인이 끝나면 꼭 끄거나 지우세요.
 * 글과 이름은 남기지 않습니다. 번호, 해시, 글의 SHA-256, 시각만 남깁니다.
 */

// 첫째 폰은 "A", 둘째 폰은 "B"로 하세요.
var LABEL = "A";

/*
 * Each line that it writes has nine fields, parted by one blank; an absent value is a hyphen:
 *   LOAI-PROBE 1 LABEL KIND TIME CHANNEL_ID LOG_ID USER_HASH TEXT_SHA256
 * KIND is "heard" for a message that the app reported, "said" for a line that this phone said itself.
 * TIME is the phone's clock in UTC milliseconds.
 */
var Probe = (function () {
  var digits = "0123456789abcdef";

  function jclass(name) {
    try { return Java.type(name); } catch (e) { /* Rhino */ }
    var at = Packages;
    var parts = name.split(".");
    for (var i = 0; i < parts.length; i++) { at = at[parts[i]]; }
    return at;
  }

  var Lock = jclass("java.util.concurrent.locks.ReentrantLock");
  var Digest = jclass("java.security.MessageDigest");
  var Charset = jclass("java.nio.charset.Charset");
  var Arrays = jclass("java.util.Arrays");
  var System = jclass("java.lang.System");
  var unit = jclass("java.util.concurrent.TimeUnit").MILLISECONDS;
  var lock = new Lock();
  var count = 0;
  var spokeAt = 0;

  /** A property or the result of a method without arguments; null when there is none. */
  function read(object, name) {
    try {
      var value = object[name];
      var callable = false;
      try { callable = typeof value === "function"; } catch (e) { callable = false; }
      if (callable) { value = object[name](); }
      return value === undefined ? null : value;
    } catch (e2) {
      return null;
    }
  }

  /** One field; a number that has lost digits ends with "~". */
  function word(value) {
    var s = value === null ? "" : String(value);
    var number = false;
    try { number = typeof value === "number"; } catch (e) { number = false; }
    if (number && Math.abs(Number(s)) > 9007199254740991) { s += "~"; }
    return s === "" || s === "null" || s === "undefined" ? "-" : s.replace(/\s/g, "_");
  }

  function sha256(text) {
    var buffer = Charset.forName("UTF-8").encode(text);
    var bytes = Digest.getInstance("SHA-256").digest(Arrays.copyOf(buffer.array(), buffer.remaining()));
    var out = "";
    for (var i = 0; i < bytes.length; i++) {
      var b = bytes[i] & 255;
      out += digits.charAt(b >> 4) + digits.charAt(b & 15);
    }
    return out;
  }

  function write(kind, channel, log, hash, text) {
    var line = "LOAI-PROBE 1 " + word(LABEL) + " " + kind + " " + String(Math.floor(Number(System.currentTimeMillis()))) + " " +
      word(channel) + " " + word(log) + " " + word(hash) + " " + sha256(text);
    try { Log.i(line); } catch (e) { /* the file has it */ }
    try {
      FileStream.append(String(BotManager.getCurrentBot().getRootPath()) + "/probe.txt", line + "\n");
    } catch (e2) { /* the log has it */ }
  }

  function heard(message) {
    if (String(read(message, "isDebugRoom")) === "true") { return; }
    var author = read(message, "author");
    var hash = author === null ? null : read(author, "hash");
    var channel = read(message, "channelId");
    var text = read(message, "content");
    text = text === null ? "" : String(text);
    write("heard", channel, read(message, "logId"), hash, text);
    if (text === "#프로브 " + LABEL) { speak(channel, read(message, "room")); }
  }

  /** Says a line that occurs nowhere else, so that it is known again. Anybody in the room can ask for it: not too often. */
  function speak(channel, room) {
    var now = Number(System.currentTimeMillis());
    if (count >= 20 || Math.abs(now - spokeAt) < 3000) { return; }
    spokeAt = now;
    count++;
    var line = "프로브 " + LABEL + " " + String(System.currentTimeMillis()) + " " + count;
    var bot = BotManager.getCurrentBot();
    write("said", channel, null, null, line);
    if (String(bot.send(channel === null ? String(room) : String(channel), line)) === "false") {
      try { Log.e("LOAI-PROBE 말하지 못했습니다."); } catch (e) { /* no log */ }
    }
  }

  function listen(message) {
    try {
      if (!lock.tryLock(3000, unit)) { return; }
      try { heard(message); } finally { lock.unlock(); }
    } catch (e) {
      try { Log.e("LOAI-PROBE " + String(e)); } catch (e2) { /* no log */ }
    }
  }

  function start() {
    var bot = BotManager.getCurrentBot();
    try { bot.removeAllListeners("message"); } catch (e) { /* none yet */ }
    bot.addListener("message", listen);
    Log.i("LOAI-PROBE " + LABEL + " 시작했습니다.");
  }

  return {start: start};
});

try {
  Probe().start();
} catch (e) {
  try { Log.e("LOAI-PROBE 시작하지 못했습니다: " + String(e)); } catch (e2) { /* no log */ }
}
