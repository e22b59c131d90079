// Amounts as people type them, and what a field shows meanwhile.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { AMBIGUOUS, group, readMoney, shownWhileTyping } from "../../static/js/money.js";

const TABLE = new URL("../corpus/amounts.tsv", import.meta.url);

test("the browser reads amounts as the table says, which the server is tested with too", () => {
  const lines = readFileSync(TABLE, "utf8").split("\n").filter((line) => line && !line.startsWith("#"));
  assert.ok(lines.length > 60, "the table was not read");
  for (const line of lines) {
    const [text, amount] = line.split("\t");
    const expected = { "?": AMBIGUOUS, "-": null }[amount];
    assert.equal(readMoney(text), expected === undefined ? Number(amount) : expected, JSON.stringify(text));
  }
});

test("what is written is read back", () => {
  for (const amount of [0, 7, 999, 1000, 350_000, 1_250_000, 1_000_000_000_000]) {
    assert.equal(readMoney(group(amount)), amount);
  }
});

test("1.5jt typed key by key stays what it is", () => {
  let [value, own] = ["", false];
  for (const key of "1.5jt") {
    own ||= key === ".";
    value = shownWhileTyping(value + key, own);
  }
  assert.equal(value, "1.5jt");
  assert.equal(shownWhileTyping("1250000", false), "1.250.000");
  assert.equal(shownWhileTyping("1.2500", false), "12.500");
  assert.equal(shownWhileTyping("350,000", false), "350,000");
});
