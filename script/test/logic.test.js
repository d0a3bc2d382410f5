"use strict";

const test = require("node:test");
const assert = require("node:assert");
const { Logic, VERSION, source, seeded, mac } = require("./load.js");

test("the script starts nothing outside of the app and exports its logic", () => {
  assert.match(VERSION, /^\d+\.\d+\.\d+$/);
  assert.strictEqual(typeof Logic.Core, "function");
});

test("the settings block is one object of JSON between its marks", () => {
  const block = /^\/\/ <LOA\.i settings>\nvar SETTINGS = (.*);\n\/\/ <\/LOA\.i settings>$/m.exec(source);
  const settings = JSON.parse(block[1]);
  assert.deepStrictEqual(Object.keys(settings), ["bot", "phone_id", "key", "servers"]);
  assert.deepStrictEqual(settings.servers[0], { host: "", port: 37888, tls: false, pin: "" });
});

test("an id is kept as its digits, and what is no id is none", () => {
  assert.strictEqual(Logic.decimal("100000000000000001"), "100000000000000001");
  assert.strictEqual(Logic.decimal(7), "7");
  for (const none of [null, undefined, "", "1.5", "1e17", "abc", "100000000000000000 (inexact)", " 1"]) {
    assert.strictEqual(Logic.decimal(none), null, String(none));
  }
});

test("halves of surrogate pairs are replaced and nothing else is", () => {
  const random = seeded(1);
  const units = [0x41, 0xAC00, 0x200B, 0xD83D, 0xDE00, 0xDFFF, 0xD800, 0x0A, 0x2028];
  for (let round = 0; round < 2000; round++) {
    let text = "";
    for (let i = random.below(12); i > 0; i--) { text += String.fromCharCode(random.pick(units)); }
    assert.strictEqual(Logic.whole(text), text.toWellFormed ? text.toWellFormed() : Buffer.from(text, "utf8").toString("utf8"));
  }
  assert.strictEqual(Logic.short("가😀나", 2), "가\uFFFD");
});

test("the estimate of the server's time is never ahead and behind by the fastest of ten lines", () => {
  const random = seeded(2);
  for (let round = 0; round < 300; round++) {
    const clock = new Logic.ServerClock();
    const offset = random.below(1e12);
    const delays = [];
    let now = 1000;
    for (let i = 0; i < 30; i++) {
      now += random.below(30000);
      const delay = random.below(5000);
      delays.push(delay);
      clock.add(now - delay + offset, now);
      const behind = now + offset - clock.time(now);
      assert.ok(behind >= 0);
      assert.strictEqual(behind, Math.min(...delays.slice(-10)));
    }
  }
  assert.strictEqual(new Logic.ServerClock().time(5), null);
});

// --- servers ---

const middle = () => 0.5;

test("a failure takes the next server at once, and a round of failures waits longer each time up to 30 s", () => {
  const list = new Logic.ServerList(3, middle);
  let now = 0;
  const waits = [];
  for (let round = 0; round < 8; round++) {
    for (let i = 0; i < 3; i++) {
      assert.deepStrictEqual(list.pick(now), { wait: 0, index: i });
      list.failed(now);
    }
    waits.push(list.pick(now).wait);
    now += list.pick(now).wait;
  }
  assert.deepStrictEqual(waits, [1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000]);
});

test("waits differ by up to 30 % either way", () => {
  const random = seeded(3);
  const waits = [];
  for (let i = 0; i < 500; i++) {
    const list = new Logic.ServerList(1, random);
    list.failed(0);
    waits.push(list.pick(0).wait);
  }
  assert.ok(Math.min(...waits) >= 700 && Math.min(...waits) < 760);
  assert.ok(Math.max(...waits) <= 1300 && Math.max(...waits) > 1240);
});

test("only a connection that lasted ends the back-off", () => {
  const list = new Logic.ServerList(1, middle);
  let now = 0;
  for (let i = 0; i < 4; i++) { list.failed(now); now += list.pick(now).wait; }
  list.reached(0, now);
  list.lost(now + 100);
  assert.strictEqual(list.pick(now + 100).wait, 16000);
  now += 16100;
  list.reached(0, now);
  list.lost(now + 20000);
  assert.strictEqual(list.pick(now + 20000).wait, 1000);
});

test("a server that refused is left alone for a minute while the others are tried", () => {
  const list = new Logic.ServerList(2, () => 0);
  list.refused(0, 0);
  list.failed(0);
  assert.deepStrictEqual(list.pick(0), { wait: 0, index: 1 });
  list.refused(1, 0);
  list.failed(0);
  assert.strictEqual(list.pick(1000).index, -1);
  assert.ok(list.pick(1000).wait >= 59000 - 1);
  assert.strictEqual(list.pick(60000).index, 0);
});

test("from another server the first is tried every two minutes, and not from the first", () => {
  const list = new Logic.ServerList(2, middle);
  list.reached(1, 1000);
  assert.strictEqual(list.mainDue(120999), false);
  assert.strictEqual(list.mainDue(121000), true);
  list.mainTried(121000);
  assert.strictEqual(list.mainDue(240999), false);
  list.reached(0, 241000);
  assert.strictEqual(list.mainDue(900000), false);
});

// --- frames ---

test("a frame has the bytes that the dialect shows", () => {
  const session = "0123456789abcdef".repeat(4);
  const json = "{\"event\":\"pong\",\"data\":{\"token\":\"가\"}}";
  const line = Logic.frame(mac, session, "phone", 7, json);
  assert.strictEqual(line, `7 ${mac(session, `phone\n7\n${json}`).slice(0, 32)} ${json}`);
  assert.deepStrictEqual(Logic.unframe(mac, session, "phone", 6, line), { n: 7, json });
});

test("a frame that was changed, repeated, turned round or signed by another is none", () => {
  const session = "ab".repeat(32);
  const line = Logic.frame(mac, session, "server", 12, "{\"event\":\"ping\",\"data\":{}}");
  for (let i = 0; i < line.length; i++) {
    const changed = line.slice(0, i) + String.fromCharCode(line.charCodeAt(i) ^ 1) + line.slice(i + 1);
    assert.strictEqual(Logic.unframe(mac, session, "server", 0, changed), null, changed);
  }
  assert.strictEqual(Logic.unframe(mac, session, "server", 12, line), null);
  assert.strictEqual(Logic.unframe(mac, session, "phone", 0, line), null);
  assert.strictEqual(Logic.unframe(mac, "cd".repeat(32), "server", 0, line), null);
  for (const broken of ["", " ", "12", "12 ", "x y z", `0${line}`]) {
    assert.strictEqual(Logic.unframe(mac, session, "server", 0, broken), null);
  }
});

// --- the queue ---

const INSTALL = "00112233445566ff";
const add = (queue, text, mono, wall) => queue.add("message", { text }, mono || 0, wall || 0);

test("the queue survives its file, torn after any number of characters, and its counter never falls below what is there", () => {
  const queue = new Logic.EventQueue(INSTALL);
  let file = queue.file();
  for (let i = 0; i < 6; i++) { add(queue, `글 ${i}\n`); }
  queue.got(2);
  file += queue.lines.join("\n") + "\n";
  const head = file.indexOf("\n");
  for (let cut = head; cut <= file.length; cut++) {
    const read = Logic.EventQueue.read(file.slice(0, cut));
    const qs = read.items.map((item) => item.q);
    assert.deepStrictEqual(qs, qs.slice().sort((a, b) => a - b));
    assert.ok(qs.length === 0 || read.counter >= qs[qs.length - 1]);
  }
  const whole = Logic.EventQueue.read(file);
  assert.deepStrictEqual(whole.items.map((item) => item.q), [3, 4, 5, 6]);
  assert.strictEqual(whole.counter, 6);
  assert.strictEqual(whole.install, INSTALL);
  assert.deepStrictEqual(Logic.EventQueue.read(whole.file()).items.map((item) => item.d.text), ["글 2\n", "글 3\n", "글 4\n", "글 5\n"]);
});

test("a file whose head cannot be read is none", () => {
  for (const file of ["", "\n", "{}", "{\"install\":\"x\",\"counter\":1}", "{\"install\":\"" + INSTALL + "\"}", "[1]", "null"]) {
    assert.strictEqual(Logic.EventQueue.read(file), null, file);
  }
});

test("a counter outlives the events that the server has", () => {
  const queue = new Logic.EventQueue(INSTALL);
  add(queue, "a");
  add(queue, "b");
  queue.got(2);
  const read = Logic.EventQueue.read(queue.file());
  assert.strictEqual(read.items.length, 0);
  assert.strictEqual(add(read, "c").q, 3);
});

test("old and surplus messages go first, results stay, and what was lost is counted", () => {
  const queue = new Logic.EventQueue(INSTALL);
  for (let i = 0; i < 20; i++) {
    queue.add(i % 4 === 0 ? "result" : "message", { i }, i * 1000, 0);
  }
  queue.prune(20000, 0, 12000, 10);
  const kinds = queue.items.map((item) => item.e);
  assert.strictEqual(kinds.filter((kind) => kind === "result").length, 5);
  assert.strictEqual(kinds.length, 10);
  assert.strictEqual(queue.dropped, 10);
  assert.deepStrictEqual(queue.items.map((item) => item.q), queue.items.map((item) => item.q).sort((a, b) => a - b));
  const again = Logic.EventQueue.read(queue.header() + "\n" + queue.lines.join("\n") + "\n");
  assert.deepStrictEqual(again.items.map((item) => item.q), queue.items.map((item) => item.q));
});

test("long messages cannot fill the memory", () => {
  const queue = new Logic.EventQueue(INSTALL);
  for (let i = 0; i < 200; i++) { add(queue, "가".repeat(60000)); }
  queue.prune(0, 0, 600000, 2000);
  assert.ok(queue.chars <= 4000000);
  assert.ok(queue.items.length > 50);
  assert.strictEqual(queue.items[queue.items.length - 1].q, 200);
});

test("the age of an event cannot jump with the wall clock, and after a restart the older of two ages counts", () => {
  const queue = new Logic.EventQueue(INSTALL);
  const item = add(queue, "a", 1000, 5000000);
  assert.strictEqual(queue.age(item, 4000, 1), 3000);
  const read = Logic.EventQueue.read(queue.file()).items[0];
  assert.strictEqual(queue.age(read, 50, 5009000), 9000);
  assert.strictEqual(queue.age(read, 50, 4000000), 0);
  assert.strictEqual(queue.age(read, 8000, 5000100), 7000);
});

test("the next event above a number is found among thousands, with gaps", () => {
  const random = seeded(4);
  const queue = new Logic.EventQueue(INSTALL);
  for (let i = 0; i < 1000; i++) { add(queue, "x"); }
  queue.items = queue.items.filter(() => random.chance(0.5));
  for (let q = 0; q <= 1001; q++) {
    const wanted = queue.items.find((item) => item.q > q);
    assert.strictEqual(queue.next(q), wanted === undefined ? null : wanted);
  }
});

// --- outcomes ---

test("at least 500 outcomes are kept over a restart, and the oldest go first", () => {
  const outcomes = new Logic.Outcomes();
  for (let i = 0; i < 1000; i++) { outcomes.begin(String(i)); outcomes.end(String(i), "said", "", "id", i); }
  const read = Logic.Outcomes.read(outcomes.file());
  for (let i = 500; i < 1000; i++) { assert.strictEqual(read.get(String(i)).outcome, "said"); }
  assert.strictEqual(read.get("1"), null);
  assert.ok(read.order.length <= 600);
  assert.strictEqual(read.get("constructor"), null);
});

test("what was begun and has no end is known as broken", () => {
  const outcomes = new Logic.Outcomes();
  outcomes.begin("1");
  outcomes.end("1", "said", "", "id", 1);
  outcomes.begin("2");
  const read = Logic.Outcomes.read(outcomes.lines.join("\n") + "\n{\"id\":\"3\",\"begun\":tr");
  assert.deepStrictEqual(read.broken(), ["2"]);
});

// --- how to say something ---

test("at most one call can have said the text, whatever the app answers", () => {
  const answers = ["true", "false", "unknown", "threw", "missing"];
  let tried = 0;
  for (const canId of answers) for (const sendId of answers) for (const canName of answers) for (const sendName of answers) for (const reply of answers) {
    const calls = [];
    let doubtful = 0;
    const give = (is, what, can) => {
      calls.push(what);
      if (is === "true" || is === "unknown" || is === "threw" || (is === "false" && can === "true")) { doubtful++; }
      return { is, detail: is === "threw" ? "Error: x" : "nothing" };
    };
    const end = Logic.speak({
      can: (key) => ({ is: key === "1" ? canId : canName, detail: "" }),
      send: (key) => (key === "1" ? give(sendId, "id", canId) : give(sendName, "name", canName)),
      reply: () => (reply === "missing" ? { is: reply, detail: "" } : give(reply, "reply", "true"))
    }, "1", "방");
    const shown = [canId, sendId, canName, sendName, reply].join(" ");
    assert.ok(doubtful <= 1, shown);
    if (end.outcome === "said") { assert.strictEqual(calls[calls.length - 1], end.way, shown); }
    if (end.outcome === "no_session" || end.outcome === "unsayable") { assert.strictEqual(doubtful, 0, shown); }
    if (doubtful === 0) { assert.ok(end.outcome === "no_session" || end.outcome === "unsayable", shown); }
    tried++;
  }
  assert.strictEqual(tried, 3125);
});

const told = (plan) => Logic.speak({
  can: (key) => plan.can[key] || { is: "false" },
  send: (key) => plan.send[key],
  reply: () => plan.reply || { is: "missing" }
}, "1", plan.name === undefined ? "방" : plan.name);

test("the ways are tried in order: id, name, last message", () => {
  const yes = { is: "true" };
  assert.deepStrictEqual(told({ can: { 1: yes }, send: { 1: yes } }), { outcome: "said", detail: "", way: "id" });
  assert.deepStrictEqual(told({ can: { 방: yes }, send: { 방: yes } }), { outcome: "said", detail: "", way: "name" });
  assert.deepStrictEqual(told({ can: {}, send: {}, reply: yes }), { outcome: "said", detail: "", way: "reply" });
  assert.strictEqual(told({ can: {}, send: {} }).outcome, "no_session");
  assert.strictEqual(told({ can: { 방: yes }, send: { 방: yes }, name: null }).outcome, "no_session");
});

test("a false of the app is in doubt when it had a session, and a cancelled intent said nothing", () => {
  assert.strictEqual(told({ can: { 1: { is: "true" } }, send: { 1: { is: "false" } }, reply: { is: "true" } }).outcome, "false");
  const cancelled = { is: "threw", detail: "JavaException: android.app.PendingIntent$CanceledException" };
  assert.strictEqual(told({ can: {}, send: {}, reply: cancelled }).outcome, "no_session");
  const thrown = told({ can: { 1: { is: "true" } }, send: { 1: { is: "threw", detail: "x".repeat(500) } } });
  assert.strictEqual(thrown.outcome, "error");
  assert.strictEqual(thrown.detail.length, 200);
  assert.strictEqual(told({ can: {}, send: {}, reply: { is: "unknown", detail: "nothing" } }).detail, "the app returned nothing");
});

test("a name that two rooms have is not used", () => {
  const rooms = new Logic.Rooms();
  rooms.see("1", "친구", null, null);
  rooms.see("2", "친구", null, null);
  rooms.see("3", "다른 방", null, null);
  assert.strictEqual(rooms.ambiguous("1", "친구"), true);
  assert.strictEqual(rooms.ambiguous("3", "다른 방"), false);
});

test("rooms and message objects are bounded", () => {
  const rooms = new Logic.Rooms();
  for (let i = 0; i < 3000; i++) {
    rooms.see(String(i), "방", { i }, null);
    rooms.see("busy", "바쁜 방", { i }, null);
  }
  assert.strictEqual(rooms.count(), 1000);
  let kept = 0;
  for (let i = 0; i < 3000; i++) { if (rooms.get(String(i)) !== null && rooms.get(String(i)).message !== null) { kept++; } }
  assert.strictEqual(kept, 199);
  assert.strictEqual(rooms.get("2999").message.i, 2999);
  assert.strictEqual(rooms.get("busy").message.i, 2999);
});

// --- the rest ---

test("media waits by its size within limits", () => {
  assert.strictEqual(Logic.mediaWait(1, 0), 4000);
  assert.strictEqual(Logic.mediaWait(1, 2 * 1048576), 5500);
  assert.strictEqual(Logic.mediaWait(1, 50 * 1048576), 6000);
  assert.strictEqual(Logic.mediaWait(3, 0), 3000);
  assert.strictEqual(Logic.mediaWait(3, 2 * 1048576), 6100);
  assert.strictEqual(Logic.mediaWait(9, 90 * 1048576), 15000);
});

test("the name of a media file follows its content, then its kind", () => {
  assert.strictEqual(Logic.extension("image", "/9j/4AAQ"), "jpg");
  assert.strictEqual(Logic.extension("image", "iVBORw0KGgo"), "png");
  assert.strictEqual(Logic.extension("audio", "UklGRiQ"), "wav");
  assert.strictEqual(Logic.extension("video", "AAAAIGZ0eXA"), "mp4");
  assert.strictEqual(Logic.extension("document", "AAAA"), "bin");
});

test("settings of the server are taken within bounds, and nonsense leaves the default", () => {
  const remote = Logic.Remote.read({ queue_max: 5, queue_ttl_ms: "x", health_ms: 1e12, send_gap_ms: -4, log: "loud", read_timeout_ms: NaN });
  assert.deepStrictEqual(Object.assign({}, remote), {
    queue_max: 10, queue_ttl_ms: 600000, health_ms: 86400000, read_timeout_ms: 75000, send_gap_ms: 0, log: "error"
  });
  for (const none of [null, undefined, "x", 3]) { assert.strictEqual(Logic.Remote.read(none).queue_max, 2000); }
});

test("versions are compared by their numbers", () => {
  assert.strictEqual(Logic.newer("1.10.0", "1.9.9"), true);
  assert.strictEqual(Logic.newer("1.0.0", "1.0.0"), false);
  assert.strictEqual(Logic.newer("0.9", "1.0.0"), false);
  assert.strictEqual(Logic.newer("nonsense", "1.0.0"), false);
});
