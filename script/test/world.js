"use strict";

/** A phone without Java and a server without sockets: everything the core touches, on a clock that a test turns. */

const crypto = require("node:crypto");
const { Logic, seeded, mac } = require("./load.js");

const KEY = "5a".repeat(32);

/** One server of the dialect, written from its page and not from the script. */
class Server {
  constructor(world, options = {}) {
    this.world = world;
    this.up = options.up !== false;
    this.key = options.key || KEY;
    this.refuse = options.refuse || null;
    this.lag = 0;
    this.got = {};
    this.install = null;
    this.heard = [];
    this.events = [];
    this.settings = options.settings || { log: "info" };
    this.session = null;
    this.welcomed = 0;
    this.hellos = 0;
    this.onwelcome = () => {};
    this.onevent = () => {};
    this.acknowledge = true;
    this.keep = new Set();
  }

  accept(link, wire) {
    this.session = { link, wire, state: "hello", sent: 0, heard: 0, key: "" };
    wire.server = this;
    wire.session = this.session;
  }

  time() { return 1700000000000 + this.world.now; }

  /** A line of the phone. */
  line(session, line) {
    if (session !== this.session || !this.up) { return; }
    if (session.state === "hello") { this.hello(session, JSON.parse(line).data); return; }
    if (session.state === "prove") { this.prove(session, JSON.parse(line).data); return; }
    const [, n, code, json] = /^(\d+) ([0-9a-f]{32}) (.*)$/.exec(line);
    if (Number(n) !== session.heard + 1) { throw new Error(`frame ${n} after ${session.heard}`); }
    if (mac(session.key, `phone\n${n}\n${json}`).slice(0, 32) !== code) { throw new Error("a wrong code"); }
    session.heard = Number(n);
    const { event, data } = JSON.parse(json);
    this.take(event, data);
  }

  hello(session, data) {
    session.hello = data;
    this.hellos++;
    session.nonce = crypto.createHash("md5").update(String(this.world.now) + this.welcomed).digest("hex");
    session.tail = `${data.bot}\n${data.phone_id}\n${data.nonce}\n${session.nonce}`;
    if (this.refuse !== null) { this.plain(session, "refused", { reason: this.refuse }); return; }
    session.state = "prove";
    this.plain(session, "challenge", { nonce: session.nonce, proof: mac(this.key, `server\n${session.tail}`), server_time: this.time() });
  }

  prove(session, data) {
    if (data.proof !== mac(this.key, `phone\n${session.tail}`)) { this.plain(session, "refused", { reason: "proof" }); return; }
    session.key = mac(this.key, `session\n${session.hello.nonce}\n${session.nonce}`);
    session.state = "welcome";
    this.install = session.hello.install;
    this.welcomed++;
    this.send("welcome", { approved: true, state: "approved", server_version: "1", server_time: this.time(),
      got: this.got[this.install] || 0, script: "1.0.0", settings: this.settings });
    this.onwelcome(this);
  }

  take(event, data) {
    this.heard.push({ event, data });
    if (data.q !== undefined) {
      if (data.q <= (this.got[this.install] || 0)) { this.events.push({ event, data, late: true }); return; }
      this.got[this.install] = data.q;
      if (this.acknowledge) { this.send("got", { q: data.q }); }
    }
    this.events.push({ event, data });
    this.onevent(event, data);
  }

  plain(session, event, data) { this.write(session, JSON.stringify({ event, data })); }

  send(event, data) {
    const session = this.session;
    if (session === null || session.state !== "welcome") { return; }
    const json = JSON.stringify({ event, data });
    session.sent++;
    this.write(session, `${session.sent} ${mac(session.key, `server\n${session.sent}\n${json}`).slice(0, 32)} ${json}`);
  }

  write(session, line) { this.world.wires.push({ at: this.world.now + this.lag, session, line }); }

  of(event) { return this.events.filter((e) => e.event === event && !e.late).map((e) => e.data); }

  cut() {
    const session = this.session;
    this.session = null;
    if (session !== null && session.link.state !== "closed") { this.world.core.fail(session.link, "cut"); }
  }
}

class World {
  constructor(options = {}) {
    this.random = seeded(options.seed || 1);
    this.now = 1000;
    this.jump = 0;
    this.files = {};
    this.wires = [];
    this.log = [];
    this.shown = [];
    this.calls = [];
    this.sessions = new Set();
    this.plan = () => ({ is: "true", detail: "", shows: true });
    this.medias = [];
    this.sayable = true;
    this.free = 500;
    this.disk = true;
    this.servers = (options.servers || [{}]).map((o) => new Server(this, o));
    this.start();
  }

  get server() { return this.servers[0]; }

  start() {
    const settings = { bot: "LOA.i", phone_id: "p1", key: KEY,
      servers: this.servers.map((_, i) => ({ host: `server${i}`, port: 37888, tls: false, pin: "" })) };
    this.core = new Logic.Core(settings, "1.0.0", this.ports());
    this.core.load();
  }

  ports() {
    const world = this;
    return {
      now: () => world.now, wall: () => 1600000000000 + world.now + world.jump, random: () => world.random(),
      hex: (n) => { let s = ""; while (s.length < 2 * n) { s += world.random.below(16).toString(16); } return s; },
      mac, engine: "node", info: () => "브랜드 모델 Android 13", health: () => ({ battery: 50, charging: true }),
      read: (name) => (world.files[name] === undefined ? null : world.files[name]),
      append: (name, text) => { world.files[name] = (world.files[name] || "") + text; },
      replace: (name, text) => { world.files[name] = text; },
      note: (level, text) => { world.log.push(`${level} ${text}`); },
      open: (index, link) => world.open(index, link),
      ways: (text, room) => world.ways(text, room),
      media: (say, wait) => { world.medias.push({ say, wait }); return world.sayable ? null : "MediaSender"; }
    };
  }

  open(index, link) {
    const world = this;
    const wire = { closed: false, polite: null, ms: null,
      send: (line) => { if (wire.server) { wire.server.line(wire.session, line); } return true; },
      free: () => world.free, timeout: (ms) => { wire.ms = ms; },
      close: (polite) => { wire.closed = true; wire.polite = polite; } };
    const server = this.servers[index];
    this.pending = this.pending || [];
    this.pending.push({ link, wire, server });
    return wire;
  }

  ways(text, room) {
    const call = (way, key) => {
      this.calls.push(`${way} ${key}`);
      const answer = this.plan(way, key, text);
      if (answer.shows) { this.shown.push({ key, text }); }
      if (answer.crash) { throw new Error("crash"); }
      return answer;
    };
    const known = (key) => ({ is: this.sessions.has(key) ? "true" : "false", detail: "" });
    return { can: known, send: (key) => call("send", key),
      reply: () => (room === null || room.message === null ? { is: "missing", detail: "" } : call("reply", room.message.key)) };
  }

  /** A message in a room; the app has a session for it from then on. */
  hear(key, text, more = {}) {
    this.sessions.add(key);
    this.core.message(Object.assign({ channel_id: key, room: `방 ${key}`, text, sender: "민수", user_hash: "h", log_id: null,
      is_group: true, is_mention: false, image: false, pkg: "com.kakao.talk" }, more), { key }, this.now);
  }

  /** Lets connections open, lines arrive and the core do what is due. */
  settle() {
    for (let i = 0; i < 50; i++) {
      const pending = this.pending || [];
      this.pending = [];
      for (const { link, wire, server } of pending) {
        if (server.up) { server.accept(link, wire); this.core.opened(link); } else { this.core.fail(link, "connection refused"); }
      }
      const due = this.wires.filter((w) => w.at <= this.now);
      this.wires = this.wires.filter((w) => w.at > this.now);
      for (const { session, line } of due) {
        const latin = Buffer.from(`${line}\n`, "utf8").toString("latin1");
        const cut = this.random.below(latin.length);
        const decode = (text) => Buffer.from(text, "latin1").toString("utf8");
        this.core.bytes(session.link, latin.slice(0, cut), decode);
        this.core.bytes(session.link, latin.slice(cut), decode);
      }
      this.core.turn();
      if (this.pending.length === 0 && this.wires.every((w) => w.at > this.now)) { return; }
    }
  }

  pass(ms, step = 100) {
    for (let gone = 0; gone < ms; gone += step) {
      this.now += Math.min(step, ms - gone);
      this.settle();
    }
  }

  /** The script ends without a word and starts again with its files. */
  restart() {
    for (const server of this.servers) { server.session = null; }
    this.pending = [];
    this.wires = [];
    this.sessions.clear();
    this.start();
  }

  say(id, key, more = {}) {
    this.server.send("say", Object.assign({ id: String(id), epoch: 1, channel_id: key, room: `방 ${key}`, until: this.server.time() + 30000, text: `답 ${id}` }, more));
  }

  /** The app took the media, and had the time that it needs. */
  mediaDone(id) {
    this.core.mediaDone(id, "said", "", "media");
    this.core.mediaFree(id);
  }

  results() { return this.server.of("result").map((r) => `${r.id} ${r.outcome}${r.again ? " again" : ""}`); }
}

module.exports = { World, Server, KEY };
