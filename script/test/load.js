"use strict";

/** The logic of the phone script, evaluated in strict mode outside of the app. */

const fs = require("node:fs");
const path = require("node:path");
const crypto = require("node:crypto");

const source = fs.readFileSync(path.join(__dirname, "..", "loai.js"), "utf8");
const loaded = { exports: {} };
new Function("module", `"use strict";\n${source}`)(loaded);

/** Numbers that look random and are the same in every run. */
function seeded(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6D2B79F5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  next.below = (n) => Math.floor(next() * n);
  next.chance = (p) => next() < p;
  next.pick = (list) => list[next.below(list.length)];
  return next;
}

const mac = (key, text) => crypto.createHmac("sha256", key).update(text, "utf8").digest("hex");

module.exports = { Logic: loaded.exports.Logic, VERSION: loaded.exports.VERSION, source, seeded, mac };
