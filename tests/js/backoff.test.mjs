import assert from "node:assert/strict";
import { test } from "node:test";
import { afterClose, delayOf } from "../../static/js/chat/backoff.js";

test("the room for the wait doubles from half a second to fifteen", () => {
  const longest = [0, 1, 2, 3, 4, 5, 6, 50].map((attempt) => delayOf(attempt, () => 1));
  assert.deepEqual(longest, [500, 1000, 2000, 4000, 8000, 15000, 15000, 15000]);
});

test("the moment in it is random, but never at once", () => {
  assert.equal(delayOf(3, () => 0.25), 1000);
  assert.equal(delayOf(3, () => 0), 100);
});

test("only signing out, a ban and too many tabs are the end", () => {
  assert.deepEqual([4001, 4003, 4009].map(afterClose), ["signed-out", "banned", "too-many"]);
  assert.deepEqual([1000, 1001, 1006, 1012, 4008].map(afterClose), Array(5).fill("again"));
});
