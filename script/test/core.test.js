"use strict";

const test = require("node:test");
const assert = require("node:assert");
const { World } = require("./world.js");

/** A phone that is connected and has heard one room. */
function connected(options) {
  const world = new World(options);
  world.settle();
  world.hear("1", "안녕");
  world.settle();
  return world;
}

test("a phone says hello, proves itself and tells how it is", () => {
  const world = connected();
  const hello = world.server.session.hello;
  assert.strictEqual(hello.protocol, 1);
  assert.match(hello.nonce, /^[0-9a-f]{32}$/);
  assert.match(hello.boot, /^[0-9a-f]{16}$/);
  assert.match(hello.install, /^[0-9a-f]{16}$/);
  const health = world.server.of("health")[0];
  assert.strictEqual(health.battery, 50);
  assert.strictEqual(health.starts, 1);
  assert.strictEqual(health.last_error, "");
  assert.strictEqual(health.last_event_ms, null);
  assert.strictEqual(world.core.link.port.ms, 75000);
});

test("a message carries what the dialect names, and its ids as text", () => {
  const world = connected();
  world.hear("9007199254740993", "긴 글".repeat(400), { log_id: "9007199254740995", is_mention: true, image: true });
  world.settle();
  const m = world.server.of("message")[1];
  assert.deepStrictEqual(Object.keys(m).sort(), ["age_ms", "at", "channel_id", "image", "is_group", "is_mention", "log_id", "maybe_cut", "q", "room", "sender", "text", "user_hash"]);
  assert.strictEqual(m.channel_id, "9007199254740993");
  assert.strictEqual(m.log_id, "9007199254740995");
  assert.strictEqual(m.q, 2);
  assert.ok(m.maybe_cut && m.image && m.is_mention && m.is_group);
});

test("messages without a room id, or with one that lost digits, are dropped with one line", () => {
  const world = connected();
  for (let i = 0; i < 5; i++) { world.hear(null, "글"); }
  world.hear("100000000000000000 (inexact)", "글");
  world.settle();
  assert.strictEqual(world.server.of("message").length, 1);
  assert.strictEqual(world.log.filter((l) => l.includes("channelId")).length, 1);
  world.pass(300000, 1000);
  assert.strictEqual(world.server.of("health").pop().dropped, 6);
});

test("a server that does not know the key gets nothing, and the next one is tried", () => {
  const world = new World({ servers: [{ key: "00".repeat(32) }, {}] });
  world.settle();
  assert.strictEqual(world.servers[0].welcomed, 0);
  assert.strictEqual(world.servers[0].session.state, "prove");
  assert.strictEqual(world.servers[1].welcomed, 1);
});

test("a server whose keys have changed convinces by the former one", () => {
  const world = new World();
  const plain = world.server.plain.bind(world.server);
  world.server.plain = (session, event, data) => {
    if (event === "challenge") { data = { nonce: data.nonce, proof: "0".repeat(64), former_proof: data.proof, server_time: data.server_time }; }
    plain(session, event, data);
  };
  world.settle();
  assert.strictEqual(world.server.welcomed, 1);
});

test("after a refusal the phone waits a minute", () => {
  const world = new World({ servers: [{ refuse: "unknown_bot" }] });
  world.pass(59000, 1000);
  world.server.refuse = null;
  assert.strictEqual(world.server.hellos, 1);
  assert.strictEqual(world.server.welcomed, 0);
  world.pass(13000, 1000);
  assert.strictEqual(world.server.welcomed, 1);
});

test("a frame that is not genuine ends the connection, and the phone comes back", () => {
  const world = connected();
  const session = world.server.session;
  world.wires.push({ at: world.now, session, line: `99 ${"0".repeat(32)} {"event":"say","data":{}}` });
  world.settle();
  assert.strictEqual(session.link.state, "closed");
  world.pass(2000);
  assert.strictEqual(world.server.welcomed, 2);
});

test("an endless line before the welcome ends the connection", () => {
  const world = new World();
  world.core.turn();
  const { link, wire, server } = world.pending[0];
  world.pending = [];
  server.accept(link, wire);
  world.core.opened(link);
  world.core.bytes(link, "x".repeat(70000), (t) => t);
  assert.strictEqual(link.state, "closed");
});

test("a server that does not answer within ten seconds is left", () => {
  const world = new World({ servers: [{}, {}] });
  world.servers[0].line = () => {};
  world.pass(9000);
  assert.strictEqual(world.servers[1].welcomed, 0);
  world.pass(2000);
  assert.strictEqual(world.servers[1].welcomed, 1);
});

// --- saying ---

test("what is said is answered with its outcome and way", () => {
  const world = connected();
  world.say(1, "1");
  world.settle();
  assert.deepStrictEqual(world.shown, [{ key: "1", text: "답 1" }]);
  const result = world.server.of("result")[0];
  assert.deepStrictEqual(result, { q: 2, id: "1", outcome: "said", detail: "", way: "id", again: false });
});

test("a repeated order is answered from memory, also after a restart", () => {
  const world = connected();
  world.say(1, "1");
  world.settle();
  world.say(1, "1", { again: true });
  world.settle();
  world.restart();
  world.settle();
  world.say(1, "1", { again: true });
  world.settle();
  assert.strictEqual(world.shown.length, 1);
  assert.deepStrictEqual(world.results(), ["1 said", "1 said again", "1 said again"]);
});

test("an order twice in line is said once", () => {
  const world = connected();
  for (let i = 0; i < 3; i++) { world.say(1, "1"); world.say(2, "1"); }
  world.pass(1000);
  assert.deepStrictEqual(world.shown.map((s) => s.text), ["답 1", "답 2"]);
});

test("what was begun when the script ended is told as an error and never said again", () => {
  const world = connected();
  world.plan = () => ({ is: "true", detail: "", shows: true, crash: true });
  world.say(1, "1");
  assert.throws(() => world.settle(), /crash/);
  world.plan = () => ({ is: "true", detail: "", shows: true });
  world.restart();
  world.settle();
  world.say(1, "1", { again: true });
  world.settle();
  assert.strictEqual(world.shown.length, 1);
  assert.deepStrictEqual(world.server.of("result").map((r) => [r.outcome, r.detail, r.again]), [["error", "restart", false], ["error", "restart", true]]);
});

test("nothing is said after its time by the server's clock, however the phone's clock jumps", () => {
  const world = connected();
  world.jump = -86400000;
  world.sessions.clear();
  world.core.sayAt = world.now + 60000;
  world.say(1, "1", { until: world.server.time() + 5000 });
  world.pass(4900);
  assert.deepStrictEqual(world.results(), []);
  world.pass(200);
  assert.deepStrictEqual(world.results(), ["1 expired"]);
  assert.deepStrictEqual(world.shown, []);
});

test("orders are said in the order of their coming with a gap between them", () => {
  const world = connected();
  const times = [];
  world.plan = () => { times.push(world.now); return { is: "true", detail: "", shows: true }; };
  for (let i = 1; i <= 5; i++) { world.say(i, "1"); }
  world.pass(2000, 10);
  assert.deepStrictEqual(world.shown.map((s) => s.text), ["답 1", "답 2", "답 3", "답 4", "답 5"]);
  for (let i = 1; i < times.length; i++) { assert.ok(times[i] - times[i - 1] >= 200); }
});

test("a room without a session is told, and told again when it wakes up", () => {
  const world = connected();
  world.say(1, "7");
  world.settle();
  assert.deepStrictEqual(world.results(), ["1 no_session"]);
  assert.deepStrictEqual(world.server.of("awake"), []);
  world.hear("7", "글");
  world.settle();
  assert.deepStrictEqual(world.server.of("awake"), [{ channel_id: "7" }]);
  world.say(1, "7", { again: true });
  world.pass(500);
  assert.deepStrictEqual(world.results(), ["1 no_session", "1 said"]);
  world.hear("7", "글");
  world.settle();
  assert.strictEqual(world.server.of("awake").length, 1);
});

test("a room that wakes up while there is no connection is told afterwards", () => {
  const world = connected();
  world.say(1, "7");
  world.settle();
  world.server.up = false;
  world.server.cut();
  world.hear("7", "글");
  world.pass(3000);
  world.server.up = true;
  world.pass(40000);
  assert.deepStrictEqual(world.server.of("awake"), [{ channel_id: "7" }]);
});

test("that a room is awake is told after the result that said it was not", () => {
  const world = connected();
  world.free = 0;
  world.say(1, "7");
  world.settle();
  world.hear("7", "글");
  world.free = 64;
  world.pass(1000);
  world.free = 500;
  world.pass(1000);
  const events = world.server.events.map((e) => e.event).filter((e) => e === "result" || e === "awake");
  assert.deepStrictEqual(events, ["result", "awake"]);
});

test("a room that woke up while its word was lost is told again with the repeated outcome", () => {
  const world = connected();
  world.server.acknowledge = false;
  world.say(1, "7");
  world.settle();
  world.hear("7", "글");
  world.core.awake = [];
  world.say(1, "7", { again: true });
  world.settle();
  assert.deepStrictEqual(world.server.of("awake"), [{ channel_id: "7" }]);
});

test("that a room is awake is told again after a connection that broke", () => {
  const world = connected();
  world.say(1, "7");
  world.settle();
  world.hear("7", "글");
  world.core.link.port.send = () => true;
  world.settle();
  world.server.cut();
  world.pass(40000);
  assert.deepStrictEqual(world.server.of("awake"), [{ channel_id: "7" }]);
});

test("a name that two rooms have is no way to speak in either", () => {
  const world = connected();
  world.hear("2", "글", { room: "방 1" });
  world.sessions = new Set(["방 1"]);
  world.core.rooms.get("1").message = null;
  world.say(1, "1");
  world.settle();
  assert.deepStrictEqual(world.results(), ["1 no_session"]);
});

test("an outcome that the server may not have yet is repeated, not tried anew", () => {
  const world = connected();
  world.server.acknowledge = false;
  world.say(1, "7");
  world.settle();
  world.hear("7", "글");
  world.say(1, "7", { again: true });
  world.settle();
  assert.deepStrictEqual(world.results(), ["1 no_session", "1 no_session again"]);
  assert.deepStrictEqual(world.shown, []);
});

test("what is forgotten is not said, and every id is answered", () => {
  const world = connected();
  world.say(1, "1");
  world.settle();
  world.core.sayAt = world.now + 5000;
  world.say(2, "1");
  world.say(3, "1");
  world.server.send("forget", { ids: ["1", "2", "9"] });
  world.pass(6000);
  assert.deepStrictEqual(world.results().sort(), ["1 said", "1 said again", "2 stopped", "3 said", "9 stopped"]);
});

test("after an emergency stop nothing is said until it is lifted", () => {
  const world = connected();
  world.core.sayAt = world.now + 500;
  world.say(1, "1");
  world.server.send("stop", { on: true });
  world.say(2, "1");
  world.pass(2000);
  assert.deepStrictEqual(world.results(), ["1 stopped", "2 stopped"]);
  world.server.send("stop", { on: false });
  world.say(3, "1");
  world.pass(1000);
  assert.deepStrictEqual(world.shown.map((s) => s.text), ["답 3"]);
});

test("while media is on its way pings are answered, other rooms are spoken to and its own room waits", () => {
  const world = connected();
  world.hear("2", "글");
  world.say(1, "1", { text: undefined, media: { kind: "image", urls: ["http://x/a.png"], wait_ms: 9000 } });
  world.say(2, "1");
  world.say(3, "2");
  world.server.send("ping", { token: "t1", server_time: world.server.time() });
  world.pass(3000);
  assert.deepStrictEqual(world.shown.map((s) => s.text), ["답 3"]);
  assert.strictEqual(world.server.of("pong")[0].token, "t1");
  assert.strictEqual(world.medias[0].wait, 9000);
  world.mediaDone("1");
  world.pass(1000);
  assert.deepStrictEqual(world.results(), ["3 said", "1 said", "2 said"]);
});

test("media goes one after another with a gap, and one that hangs is given up", () => {
  const world = connected();
  const media = { kind: "image", urls: ["http://x/a.png"], wait_ms: 1000 };
  const until = world.server.time() + 600000;
  world.say(1, "1", { text: undefined, media, until });
  world.say(2, "1", { text: undefined, media, until });
  world.pass(60000, 1000);
  assert.strictEqual(world.medias.length, 1);
  world.pass(30000, 1000);
  assert.deepStrictEqual(world.server.of("result").map((r) => r.detail), ["media timeout"]);
  world.mediaDone("1");
  world.pass(6000, 1000);
  assert.strictEqual(world.medias.length, 2);
  assert.deepStrictEqual(world.results(), ["1 error"]);
});

test("media that waits holds back its own room, and media on its way is not begun again", () => {
  const world = connected();
  const media = { kind: "image", urls: ["http://x/a.png"], wait_ms: 1000 };
  world.say(1, "1", { text: undefined, media });
  world.settle();
  world.hear("2", "글");
  world.say(2, "2", { text: undefined, media });
  world.say(3, "2");
  world.say(1, "1", { text: undefined, media, again: true });
  world.pass(2000);
  assert.deepStrictEqual(world.shown, []);
  world.mediaDone("1");
  world.pass(6000);
  world.mediaDone("2");
  world.pass(6000);
  assert.deepStrictEqual(world.medias.map((m) => m.say.id), ["1", "2"]);
  assert.deepStrictEqual(world.results(), ["1 said", "2 said", "3 said"]);
});

test("the outcome of media is told at once, and the room goes on when the app is back", () => {
  const world = connected();
  world.say(1, "1", { text: undefined, media: { kind: "image", urls: ["http://x/a.png"], wait_ms: 3000 } });
  world.say(2, "1");
  world.settle();
  world.core.mediaDone("1", "said", "", "media");
  world.pass(3000);
  assert.deepStrictEqual(world.results(), ["1 said"]);
  world.core.mediaFree("1");
  world.pass(1000);
  assert.deepStrictEqual(world.results(), ["1 said", "2 said"]);
});

test("between two media the app has five seconds", () => {
  const world = connected();
  const media = { kind: "image", urls: ["http://x/a.png"], wait_ms: 0 };
  world.say(1, "1", { text: undefined, media });
  world.say(2, "1", { text: undefined, media });
  world.settle();
  world.mediaDone("1");
  world.pass(4900);
  assert.strictEqual(world.medias.length, 1);
  world.pass(300);
  assert.strictEqual(world.medias.length, 2);
});

test("when only the worker died, media on its way keeps its own end", () => {
  const world = connected();
  world.say(1, "1", { text: undefined, media: { kind: "image", urls: ["http://x/a.png"], wait_ms: 0 } });
  world.settle();
  world.core.outcomes.begin("9");
  world.core.mend();
  world.settle();
  world.mediaDone("1");
  world.settle();
  assert.deepStrictEqual(world.results(), ["9 error", "1 said"]);
});

test("a stop ends with its connection: the server says it anew", () => {
  const world = connected();
  world.server.send("stop", { on: true });
  world.settle();
  world.server.cut();
  world.pass(3000);
  world.say(1, "1");
  world.settle();
  assert.deepStrictEqual(world.results(), ["1 said"]);
});

test("an app without media says so at once", () => {
  const world = connected();
  world.sayable = false;
  world.say(1, "1", { text: undefined, media: { kind: "image", urls: ["http://x/a.png"] } });
  world.say(2, "1");
  world.pass(500);
  assert.deepStrictEqual(world.results(), ["1 unsayable", "2 said"]);
});

test("an order without words, media, room or id harms nothing", () => {
  const world = connected();
  for (const data of [{}, { id: "x" }, { id: "5" }, { id: "6", channel_id: 7 }, { id: "8", channel_id: "1", text: 5, media: 5 }]) { world.server.send("say", data); }
  for (const [event, data] of [["forget", {}], ["forget", { ids: 5 }], ["got", {}], ["settings", null], ["nonsense", { a: 1 }], ["ping", {}]]) { world.server.send(event, data); }
  world.pass(1000);
  assert.deepStrictEqual(world.results(), ["8 unsayable"]);
  assert.strictEqual(world.core.link.state, "welcome");
});

// --- the queue over gaps ---

test("what the server does not have is sent again after a gap and after a restart, in order", () => {
  const world = connected();
  world.server.up = false;
  world.server.cut();
  for (let i = 0; i < 10; i++) { world.hear("1", `글 ${i}`); }
  world.pass(5000);
  world.restart();
  world.hear("1", "새 글");
  world.server.up = true;
  world.pass(40000);
  assert.deepStrictEqual(world.server.of("message").map((m) => m.text), ["안녕", "글 0", "글 1", "글 2", "글 3", "글 4", "글 5", "글 6", "글 7", "글 8", "글 9", "새 글"]);
  assert.ok(world.server.of("message")[1].age_ms >= 5000);
});

test("messages that are too old are not sent after a long gap, and counted", () => {
  const world = connected();
  world.server.up = false;
  world.server.cut();
  world.hear("1", "옛 글");
  world.pass(605000, 5000);
  world.hear("1", "새 글");
  world.server.up = true;
  world.pass(40000, 1000);
  assert.deepStrictEqual(world.server.of("message").map((m) => m.text), ["안녕", "새 글"]);
  assert.strictEqual(world.core.queue.dropped, 1);
});

test("a phone that lost its counter begins a new installation and loses no message", () => {
  const world = connected();
  const old = world.server.install;
  for (let i = 0; i < 5; i++) { world.hear("1", `글 ${i}`); }
  world.settle();
  world.files.queue = `{"install":"${old}","counter":2}\n`;
  world.restart();
  world.hear("1", "뒤의 글");
  world.pass(5000);
  assert.notStrictEqual(world.server.install, old);
  assert.strictEqual(world.server.of("message").pop().text, "뒤의 글");
});

test("a queue file that is gone or broken begins a new installation", () => {
  for (const file of [undefined, "", "{broken", "\u0000"]) {
    const world = connected();
    const old = world.server.install;
    world.files.queue = file;
    world.restart();
    world.settle();
    assert.notStrictEqual(world.server.install, old);
  }
});

test("a slow writer is not flooded: events wait for room in it", () => {
  const world = connected();
  world.free = 40;
  for (let i = 0; i < 10; i++) { world.hear("1", `글 ${i}`); }
  world.settle();
  assert.strictEqual(world.server.of("message").length, 1);
  world.free = 500;
  world.settle();
  assert.strictEqual(world.server.of("message").length, 11);
});

test("the words of people do not stay in the file for long once the server has them", () => {
  const world = connected();
  world.hear("1", "비밀 이야기");
  world.settle();
  world.pass(61000, 1000);
  assert.ok(!world.files.queue.includes("비밀"));
});

test("the file does not grow with what is past", () => {
  const world = connected();
  for (let i = 0; i < 5000; i++) { world.hear("1", "글"); if (i % 10 === 0) { world.settle(); } }
  world.settle();
  assert.ok(world.files.queue.split("\n").length < 1200);
  assert.ok(world.files.outcomes.split("\n").length < 2600);
});

// --- servers ---

test("from a second server the phone goes back to the first and says why", () => {
  const world = new World({ servers: [{ up: false }, {}] });
  world.settle();
  assert.strictEqual(world.servers[1].welcomed, 1);
  world.pass(60000, 1000);
  world.servers[0].up = true;
  world.pass(59000, 1000);
  assert.strictEqual(world.servers[0].welcomed, 0);
  const old = world.servers[1].session.link;
  world.pass(3000, 1000);
  assert.strictEqual(world.servers[0].welcomed, 1);
  assert.deepStrictEqual(world.servers[1].of("bye"), [{ reason: "move" }]);
  assert.strictEqual(old.port.polite, true);
  world.hear("1", "글");
  world.settle();
  assert.strictEqual(world.servers[0].of("message").length, 1);
  assert.strictEqual(world.servers[1].of("message").length, 0);
});

test("a first server that cannot be reached does not disturb the second", () => {
  const world = new World({ servers: [{ up: false }, {}] });
  world.pass(600000, 1000);
  assert.strictEqual(world.servers[1].welcomed, 1);
  assert.strictEqual(world.core.link.index, 1);
});

test("losing the second server while the first is being tried keeps one connection", () => {
  const world = new World({ servers: [{ up: false }, {}] });
  world.settle();
  world.servers[0].up = true;
  world.servers[0].line = () => {};
  world.pass(121000, 1000);
  assert.notStrictEqual(world.core.trial, null);
  world.servers[1].cut();
  world.pass(30000, 1000);
  assert.strictEqual(world.core.link.state, "welcome");
  assert.strictEqual(world.servers[1].welcomed, 2);
});

// --- settings, power ---

test("settings of the server act at once", () => {
  const world = connected();
  world.server.send("settings", { read_timeout_ms: 30000, send_gap_ms: 1000, log: "off" });
  world.settle();
  assert.strictEqual(world.core.link.port.ms, 30000);
  const lines = world.log.length;
  world.server.cut();
  assert.strictEqual(world.log.length, lines);
});

test("a newer script is told once", () => {
  const world = new World();
  const send = world.server.send.bind(world.server);
  world.server.send = (event, data) => send(event, event === "welcome" ? Object.assign(data, { script: "1.2.0" }) : data);
  world.settle();
  world.server.cut();
  world.pass(3000);
  assert.strictEqual(world.log.filter((l) => l.includes("1.2.0")).length, 1);
});

test("a bot that is switched off says goodbye, says nothing and comes back", () => {
  const world = connected();
  world.core.sayAt = world.now + 1000;
  world.say(1, "1");
  world.settle();
  world.core.power(false, "off");
  world.pass(5000);
  assert.deepStrictEqual(world.server.of("bye"), [{ reason: "off" }]);
  assert.deepStrictEqual(world.results(), ["1 stopped"]);
  assert.strictEqual(world.core.link, null);
  world.core.power(true, "");
  world.pass(1000);
  assert.strictEqual(world.server.welcomed, 2);
});

// --- everything at once ---

test("whatever breaks: nothing is said twice, no message is lost or doubled, and the order holds", () => {
  for (let seed = 1; seed <= 150; seed++) { chaos(seed); }
});

function chaos(seed) {
  const world = new World({ seed });
  const random = world.random;
  const orders = new Map();
  const heard = [];
  const answered = new Set();
  world.server.onwelcome = () => { for (const [id, key] of orders) { if (!answered.has(id)) { world.say(id, key, { again: true, until: 1e15 }); } } };
  world.server.onevent = (event, data) => {
    if (event === "result" && ["said", "false", "error"].includes(data.outcome)) { answered.add(data.id); }
    if (event === "result" && data.outcome === "no_session") { world.hear(orders.get(data.id), `깨움 ${data.id}`); heard.push(`깨움 ${data.id}`); }
    if (event === "awake" || event === "message") { for (const [id, key] of orders) { if (key === data.channel_id && !answered.has(id)) { world.say(id, key, { again: true, until: 1e15 }); } } }
  };
  world.plan = () => {
    const crash = random.chance(0.05);
    return random.pick([{ is: "true", detail: "", shows: true, crash }, { is: "true", detail: "", shows: true, crash }, { is: "true", detail: "", shows: false, crash },
      { is: "false", detail: "", shows: true, crash }, { is: "threw", detail: "x", shows: random.chance(0.5), crash }, { is: "unknown", detail: "", shows: true, crash }]);
  };
  const live = (body) => { try { body(); } catch (e) { if (e.message !== "crash") { throw e; } world.restart(); } };
  for (let i = 0; i < 120; i++) {
    const key = String(1 + random.below(4));
    if (random.chance(0.5)) { world.hear(key, `글 ${i}`); heard.push(`글 ${i}`); }
    if (random.chance(0.5)) { const id = String(1000 + i); orders.set(id, key); live(() => world.say(id, key, { until: 1e15 })); }
    if (random.chance(0.05)) { world.server.cut(); }
    if (random.chance(0.03)) { live(() => { world.core.turn(); world.restart(); }); }
    if (random.chance(0.1)) { world.server.up = !world.server.up; if (!world.server.up) { world.server.cut(); } }
    if (random.chance(0.1)) { world.sessions.delete(key); }
    live(() => world.pass(random.below(400), 50));
  }
  world.server.up = true;
  for (let i = 0; i < 60; i++) { live(() => world.pass(2000, 200)); }
  const texts = world.shown.map((s) => s.text);
  assert.strictEqual(new Set(texts).size, texts.length, `seed ${seed}: said twice`);
  assert.strictEqual(answered.size, orders.size, `seed ${seed}: an order without an answer`);
  assert.deepStrictEqual(world.server.of("message").map((m) => m.text).sort(), heard.sort(), `seed ${seed}: messages`);
  const qs = world.server.events.filter((e) => !e.late && e.data.q).map((e) => e.data.q);
  for (let i = 1; i < qs.length; i++) { assert.ok(qs[i] > qs[i - 1], `seed ${seed}: q`); }
}

// --- what nobody may bring about ---

test("during an emergency stop only what tells of it is said, and a stop after it ends that too", () => {
  const world = connected();
  world.server.send("stop", { on: true });
  world.say(1, "1");
  world.say(2, "1", { anyway: true });
  world.say(3, "1", { anyway: "true" });
  world.pass(500);
  assert.deepStrictEqual(world.shown.map((s) => s.text), ["답 2"]);
  assert.deepStrictEqual(world.results(), ["1 stopped", "3 stopped", "2 said"]);
  world.core.sayAt = world.now + 60000;
  world.say(4, "1", { anyway: true });
  world.settle();
  world.server.send("stop", { on: true });
  world.pass(500);
  assert.deepStrictEqual(world.results().slice(3), ["4 stopped"]);
  world.server.send("stop", { on: false });
  world.core.sayAt = 0;
  world.say(1, "1");
  world.pass(500);
  assert.deepStrictEqual(world.results().slice(4), ["1 said"]);
});

test("the time in a challenge, which nobody has signed, changes nothing", () => {
  const world = new World();
  const plain = world.server.plain.bind(world.server);
  world.server.plain = (session, event, data) => plain(session, event, event === "challenge" ? Object.assign(data, { server_time: 9e15 }) : data);
  world.settle();
  world.hear("1", "안녕");
  world.say(1, "1");
  world.pass(500);
  assert.deepStrictEqual(world.results(), ["1 said"]);
});

test("a room that this phone has not heard is not spoken to by a name that others may bear", () => {
  const world = new World();
  world.settle();
  world.sessions.add("방 1");
  world.say(1, "1");
  world.pass(500);
  world.say(2, "1");
  world.pass(500);
  assert.deepStrictEqual(world.results(), ["1 no_session", "2 no_session"]);
  assert.deepStrictEqual(world.shown, []);
  world.hear("1", "안녕");
  world.sessions.delete("1");
  world.say(3, "1");
  world.pass(500);
  assert.deepStrictEqual(world.shown, [{ key: "방 1", text: "답 3" }]);
});

test("a counter whose loss only the main server shows is renewed on the other connection as well", () => {
  const world = new World({ servers: [{ up: false }, {}] });
  world.pass(2000);
  world.hear("1", "하나");
  world.settle();
  world.servers[0].got[world.core.queue.install] = 900;
  world.servers[0].up = true;
  const before = world.core.queue.install;
  for (let i = 0; i < 1800 && world.core.queue.install === before; i++) { world.pass(100); }
  world.hear("1", "둘");
  world.pass(40000, 1000);
  const texts = world.servers.flatMap((s) => s.of("message").map((m) => m.text));
  assert.deepStrictEqual(texts.sort(), ["둘", "하나"].sort());
  assert.strictEqual(world.core.queue.items.length, 0);
});

test("the queue knows its size also after results that nobody took were given up", () => {
  const world = new World({ servers: [{ up: false }] });
  for (let i = 0; i < 4000; i++) { world.core.result(String(i), "stopped", "", ""); }
  world.pass(6000, 1000);
  const { items, chars } = world.core.queue;
  assert.strictEqual(items.length, 2600);
  assert.strictEqual(chars, items.reduce((sum, item) => sum + item.size, 0));
  world.restart();
  assert.strictEqual(world.core.queue.items.length, 2600);
});

test("the file of the queue stays small however long the texts are", () => {
  const world = connected();
  let most = 0;
  for (let i = 0; i < 100; i++) {
    world.hear("1", "가".repeat(60000));
    world.settle();
    most = Math.max(most, world.files.queue.length);
  }
  assert.strictEqual(world.server.of("message").length, 101);
  assert.ok(most < 1300000, String(most));
});

test("a server that cannot be reached is told once in the log, whatever the log setting is", () => {
  const world = new World({ servers: [{ up: false, settings: {} }] });
  world.pass(60000, 1000);
  assert.strictEqual(world.log.filter((line) => line.includes("server0:37888")).length, 1);
});
