"use strict";

/**
 * Says whether a script is the ES5 that every phone understands: `node script/test/es5.js FILE...`.
 *
 * It reads tokens, not a grammar, and knows the constructs that one engine or the other in the field refuses or treats
 * differently. A parser of ES5 is the other half of the check.
 */

const KEYWORDS = ["const", "let", "class", "async", "await", "yield", "import", "export", "super", "with", "of", "enum"];
const NAMES = ["importPackage", "importClass", "JavaAdapter", "JavaImporter", "Promise", "Symbol", "BigInt", "WeakMap",
  "WeakSet", "Proxy", "Reflect", "Intl", "fetch", "globalThis", "require", "eval"];
const METHODS = ["at", "flat", "flatMap", "replaceAll", "padStart", "padEnd", "trimStart", "trimEnd", "includes",
  "startsWith", "endsWith", "repeat", "assign", "entries", "values", "fromEntries", "from", "matchAll", "codePointAt",
  "fromCodePoint", "normalize", "findIndex", "findLast", "fill", "hasOwn", "allSettled", "raw", "isInteger"];
const PUNCTUATORS = ["...", "=>", "?.", "??", "**", "===", "!==", ">>>", "==", "!=", "<=", ">=", "&&", "||", "++", "--",
  "<<", ">>", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^="];
const MODERN = ["...", "=>", "?.", "??", "**"];
const BEFORE_REGEX = ["return", "typeof", "case", "in", "delete", "void", "throw", "new", "else", "do", "instanceof"];
const BEFORE_OBJECT = ["(", ",", "=", "[", "?", ":", "&&", "||", "!", "===", "!==", "==", "!=", "+", "return", "throw", "in"];

/** Splits a source into `{kind, text, line}`: name, number, string, regex, template, punctuator. */
function tokens(source) {
  const found = [];
  let line = 1;
  let at = 0;
  const last = () => found[found.length - 1];
  const push = (kind, end) => {
    const text = source.slice(at, end);
    found.push({ kind, text, line });
    line += text.split("\n").length - 1;
    at = end;
  };
  const skip = (end) => {
    line += source.slice(at, end).split("\n").length - 1;
    at = end;
  };
  while (at < source.length) {
    const rest = source.slice(at, at + 3);
    const c = rest[0];
    if (/\s|\uFEFF/.test(c)) { skip(at + 1); continue; }
    if (rest.startsWith("//")) { const e = source.indexOf("\n", at); skip(e < 0 ? source.length : e); continue; }
    if (rest.startsWith("/*")) { skip(source.indexOf("*/", at + 2) + 2); continue; }
    if (c === "`") { push("template", source.indexOf("`", at + 1) + 1); continue; }
    if (c === "\"" || c === "'") { push("string", quoted(source, at, c)); continue; }
    if (/[A-Za-z_$\u0080-\uFFFF]/.test(c)) { push("name", at + /^[\w$\u0080-\uFFFF]+/.exec(source.slice(at))[0].length); continue; }
    if (/[0-9]/.test(c) || /^\.[0-9]/.test(rest)) { push("number", at + /^[0-9A-Za-z_.]+/.exec(source.slice(at))[0].length); continue; }
    if (c === "/" && regexMayStart(last())) { push("regex", regex(source, at)); continue; }
    const p = PUNCTUATORS.find((x) => source.startsWith(x, at));
    push("punctuator", at + (p ? p.length : 1));
  }
  return found;
}

function quoted(source, at, quote) {
  let end = at + 1;
  while (source[end] !== quote) { end += source[end] === "\\" ? 2 : 1; }
  return end + 1;
}

function regex(source, at) {
  let end = at + 1;
  let inClass = false;
  while (source[end] !== "/" || inClass) {
    if (source[end] === "\\") { end++; } else if (source[end] === "[") { inClass = true; } else if (source[end] === "]") { inClass = false; }
    end++;
  }
  return end + 1 + /^[A-Za-z]*/.exec(source.slice(end + 1))[0].length;
}

function regexMayStart(token) {
  if (!token) { return true; }
  if (token.kind === "punctuator") { return token.text !== ")" && token.text !== "]" && token.text !== "}"; }
  return token.kind === "name" && BEFORE_REGEX.includes(token.text);
}

/** Everything in a source that is not for every phone, as `line: what`. */
function faults(source) {
  const all = tokens(source);
  const found = [];
  const say = (token, what) => found.push(`${token.line}: ${what}`);
  const stack = [];
  for (let i = 0; i < all.length; i++) {
    const t = all[i];
    const before = all[i - 1] || { kind: "", text: "" };
    const after = all[i + 1] || { kind: "", text: "" };
    const member = before.text === ".";
    const inObject = stack.length > 0 && stack[stack.length - 1] === "object";
    if (t.kind === "template") { say(t, "template literal"); }
    if (t.kind === "number" && !/^(0|[1-9][0-9]*)?(\.[0-9]*)?([eE][0-9]+)?$|^0[xX][0-9a-fA-F]+$/.test(t.text)) { say(t, `number ${t.text}`); }
    if (t.kind === "regex") { regexFaults(t, say); }
    if (t.kind === "string" && /\\u\{/.test(t.text)) { say(t, "\\u{} in a string"); }
    if (t.kind === "name") { nameFaults(t, before, after, member, inObject, say); }
    if (MODERN.includes(t.text) && t.kind === "punctuator") { say(t, t.text); }
    if (t.text === "," && [")", "]", "}"].includes(after.text) && t.kind === "punctuator") { say(t, "trailing comma"); }
    if (t.kind !== "punctuator") { continue; }
    if (t.text === "{") { stack.push(BEFORE_OBJECT.includes(before.text) && !["string", "number"].includes(before.kind) ? "object" : "block"); }
    if (t.text === "(" || t.text === "[") { stack.push(t.text); }
    if ([")", "]", "}"].includes(t.text)) { stack.pop(); }
    const opens = stack[stack.length - 1] === "object" && (t.text === "{" || t.text === ",");
    if (opens && after.text !== "}") { keyFaults(all, i + 1, say); }
  }
  return found;
}

function regexFaults(t, say) {
  const flags = t.text.slice(t.text.lastIndexOf("/") + 1);
  if (/[^gim]/.test(flags)) { say(t, `regex flags ${flags}`); }
  if (/\(\?</.test(t.text)) { say(t, "look-behind or named group"); }
  if (/\\p\{|\\u\{/.test(t.text)) { say(t, "unicode property in a regex"); }
}

function nameFaults(t, before, after, member, inObject, say) {
  const key = inObject && after.text === ":";
  if (KEYWORDS.includes(t.text) && !member && !key) { say(t, t.text); }
  if (NAMES.includes(t.text) && !member && !key) { say(t, t.text); }
  if (member && METHODS.includes(t.text) && after.text === "(") { say(t, `.${t.text}()`); }
  if (t.text === "var" && (after.text === "{" || after.text === "[")) { say(t, "destructuring"); }
  if (t.text === "catch" && !member && after.text === "{") { say(t, "catch without a name"); }
  if (before.text === "new" && (t.text === "Map" || t.text === "Set")) { say(t, `new ${t.text}`); }
  if (before.text === "for" && t.text === "each") { say(t, "for each"); }
}

/** A key of an object literal must be followed by a colon, or be an accessor of ES5. */
function keyFaults(all, i, say) {
  const key = all[i];
  const next = all[i + 1] || { text: "" };
  if (key.text === "[") { say(key, "computed key"); return; }
  if (next.text !== ":") { say(key, `short-hand ${key.text}`); }
}

/** Parameters are names only: no defaults, no patterns. */
function parameterFaults(source) {
  const all = tokens(source);
  const found = [];
  for (let i = 0; i < all.length; i++) {
    if (all[i].text !== "function" || all[i].kind !== "name") { continue; }
    let k = i + 1;
    if (all[k].text === "*") { found.push(`${all[k].line}: generator`); k++; }
    if (all[k].kind === "name") { k++; }
    for (k++; all[k].text !== ")"; k++) {
      if (all[k].kind !== "name" && all[k].text !== ",") { found.push(`${all[k].line}: parameter ${all[k].text}`); break; }
    }
  }
  return found;
}

function check(source) {
  return faults(source).concat(parameterFaults(source));
}

module.exports = { check };

if (require.main === module) {
  const fs = require("node:fs");
  let bad = 0;
  for (const file of process.argv.slice(2)) {
    for (const fault of check(fs.readFileSync(file, "utf8"))) {
      console.log(`${file}:${fault}`);
      bad++;
    }
  }
  process.exitCode = bad > 0 ? 1 : 0;
}
