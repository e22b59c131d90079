import assert from "node:assert/strict";
import { test } from "node:test";
import { afterClose, askedToWait, delayOf, laterOf, pauseOf } from "../../static/js/chat/backoff.js";

test("the limit of the delay doubles from half a second to fifteen seconds", () => {
  const longest = [0, 1, 2, 3, 4, 5, 6, 50].map((attempt) => delayOf(attempt, () => 1));
  assert.deepEqual(longest, [500, 1000, 2000, 4000, 8000, 15000, 15000, 15000]);
});

test("the delay is a random part of the limit, and never zero", () => {
  assert.equal(delayOf(3, () => 0.25), 1000);
  assert.equal(delayOf(3, () => 0), 100);
});

test("only signing out and a ban end the connection permanently; a tab too many asks again later", () => {
  assert.deepEqual([4001, 4003, 4009].map(afterClose), ["signed-out", "banned", "later"]);
  assert.deepEqual([laterOf(() => 0), laterOf(() => 1)], [15_000, 30_000]);
  assert.deepEqual([1000, 1001, 1006, 1012, 4008].map(afterClose), Array(5).fill("again"));
});

test("after a restart the client waits for about the time that the server asked for", () => {
  assert.equal(askedToWait(1012, "reconnect after 1000 ms", () => 0), 1000);
  assert.equal(askedToWait(1012, "reconnect after 1000 ms", () => 1), 1300);
  assert.equal(askedToWait(1012, "reconnect after 0 ms", () => 0.5), 100);
  assert.equal(askedToWait(1012, "reconnect after 99999999 ms", () => 0), 54_100);
  assert.deepEqual([askedToWait(1012, ""), askedToWait(1006, "reconnect after 5 ms")], [null, null]);
});

test("a message that was refused for now is sent again soon, but not at once", () => {
  assert.deepEqual([0, 1, 2, 3, 9].map((attempt) => pauseOf(attempt, () => 1)), [800, 1600, 3200, 4000, 4000]);
  assert.equal(pauseOf(0, () => 0), 400);
});
