// node --test tests/js
import assert from "node:assert/strict";
import { test } from "node:test";
import { placeOf, Timeline } from "../../static/js/chat/timeline.js";

const message = (seq, id = `m${seq}`) => ({ seq, id });

test("live events go in one by one, doubles are dropped", () => {
  const line = new Timeline(4);
  assert.equal(line.take(message(5)), "new");
  assert.equal(line.take(message(5)), "seen");
  assert.equal(line.take(message(3)), "seen");
  assert.equal(line.take(message(6)), "new");
  assert.equal(line.last, 6);
});

test("a gap asks once, what comes meanwhile waits for its turn, the replay closes it", () => {
  const line = new Timeline(4);
  assert.equal(line.take(message(7)), "gap");
  assert.equal(line.take(message(8)), "wait");
  assert.equal(line.last, 4);
  assert.equal(line.joined(8, true), "ok");
  assert.deepEqual([5, 6, 7, 8].map((seq) => line.take(message(seq))), ["new", "new", "new", "new"]);
  assert.equal(line.take(message(9)), "new");
});

test("a replay may leave numbers out, live events after it may not", () => {
  const line = new Timeline(1);
  line.joined(6, true);
  assert.equal(line.take(message(3)), "new");
  assert.equal(line.take(message(6)), "new");
  assert.equal(line.take(message(8)), "gap");
});

test("a replay whose last number is nothing to show does not look like a gap", () => {
  const line = new Timeline(1);
  line.joined(6, true);
  assert.equal(line.take(message(4)), "new");
  assert.equal(line.take(message(7)), "new");
});

test("when the line breaks in a replay, only what arrived counts", () => {
  const line = new Timeline(1);
  line.joined(6, true);
  line.take(message(2));
  line.dropped();
  assert.equal(line.last, 2);
  assert.equal(line.take(message(7)), "gap");
});

test("the server cannot replay: the page has to fetch", () => {
  const line = new Timeline(3);
  assert.equal(line.joined(9, false), "behind");
  line.caughtUp(9);
  assert.equal(line.take(message(10)), "new");
  assert.equal(new Timeline(9).joined(9, false), "ok");
});

test("an acknowledged own message takes its number, its echo is a double", () => {
  const line = new Timeline(2);
  line.know("mine");
  line.acked(3);
  assert.equal(line.take(message(3, "mine")), "seen");
  assert.equal(line.take(message(4)), "new");
  line.acked(9); // not the next one: the messages between are still on their way
  assert.equal(line.take(message(5)), "new");
});

test("events without a number are always new", () => {
  assert.equal(new Timeline(5).take({}), "new");
});

test("any order of doubles and losses ends with every message once, in order", () => {
  let seed = 7;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  for (let round = 0; round < 200; round += 1) {
    const line = new Timeline(0);
    const shown = [];
    let sent = 0;
    const hear = (seq) => {
      const verdict = line.take(message(seq));
      if (verdict === "new") shown.push(seq);
      if (verdict === "gap") {
        line.joined(sent, true);
        for (let again = line.last + 1; again <= sent; again += 1) if (line.take(message(again)) === "new") shown.push(again);
      }
    };
    for (let step = 0; step < 40; step += 1) {
      sent += 1;
      if (random() < 0.3) continue; // lost
      hear(sent);
      if (random() < 0.3) hear(Math.ceil(random() * sent)); // doubled
    }
    hear(sent += 1);
    assert.deepEqual(shown, Array.from({ length: sent }, (_, n) => n + 1));
  }
});

test("entries stand by number, unsent ones last and in their order", () => {
  assert.equal(placeOf([1, 2, 5, null], 3), 2);
  assert.equal(placeOf([1, 2, 5, null], 6), 3);
  assert.equal(placeOf([1, 2, null], null), 3);
  assert.equal(placeOf([4, 5], 1), 0);
  assert.equal(placeOf([], 1), 0);
});
