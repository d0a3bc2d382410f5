"use strict";

const test = require("node:test");
const assert = require("node:assert");
const fs = require("node:fs");
const path = require("node:path");
const { check } = require("./es5.js");

const script = (name) => fs.readFileSync(path.join(__dirname, "..", name), "utf8");

for (const name of ["loai.js", "probe.js"]) {
  test(`${name} is plain ES5`, () => {
    assert.deepStrictEqual(check(script(name)), []);
  });

  test(`${name} has no byte order mark, no tabs and ends with one line feed`, () => {
    const text = script(name);
    assert.ok(!text.startsWith("\uFEFF") && !text.includes("\t") && !text.includes("\r"));
    assert.match(text, /[^\n]\n$/);
  });
}

const REFUSED = [
  "const a = 1;", "let a = 1;", "class A {}", "var f = a => a;", "var s = `x`;", "f(...a);", "var a = [1, 2,];",
  "var a = {b: 1,};", "f(1,);", "a?.b;", "a ?? b;", "var r = /a/u;", "var r = /a/y;", "var r = /a/s;", "var r = /(?<=a)b/;",
  "var r = /(?<!a)b/;", "var r = /(?<n>b)/;", "a.at(0);", "a.flat();", "a.replaceAll(b, c);", "a.padStart(2);", "importPackage(a);",
  "new JavaAdapter(a, b);", "for (var a of b) {}", "for (const a in b) {}", "function f(a = 1) {}", "function f(...a) {}",
  "function f({a}) {}", "var {a} = b;", "var [a] = b;", "var a = {b, c: 1};", "var a = {b() {}};", "var a = {[b]: 1};",
  "async function f() {}", "function* f() {}", "try {} catch {}", "var a = 1n;", "var a = 0b1;", "require(\"a\");", "a ** b;",
  "var m = new Map();", "eval(a);"
];

test("every construct of the list is refused", () => {
  for (const source of REFUSED) { assert.notDeepStrictEqual(check(source), [], source); }
});

const TAKEN = [
  "var a = {b: 1, \"c\": [1, 2], 3: {d: null}};", "var r = /[/]\\/(?:a|b)(?=c)/gi; var x = a / b / c;", "a[\"class\"]; a.of; ({of: 1});",
  "// const\n/* let */ var s = \"`=>\";", "function f(a, b) { return {x: a ? {y: b} : []}; }", "for (var k in a) { if (b) { c(); } }",
  "if (a) { b(); } else { c(); }", "var f = function () {};\nf();", "try { a(); } catch (e) { b(); } finally { c(); }"
];

test("what is ES5 is taken", () => {
  for (const source of TAKEN) { assert.deepStrictEqual(check(source), [], source); }
});
