// node --test tests/js
import assert from "node:assert/strict";
import { test } from "node:test";
import { placeOf, Timeline } from "../../static/js/chat/timeline.js";

const message = (seq, id = `m${seq}`) => ({ seq, id });

test("live events are taken one by one, doubles are dropped", () => {
  const timeline = new Timeline(4);
  assert.equal(timeline.take(message(5)), "new");
  assert.equal(timeline.take(message(5)), "seen");
  assert.equal(timeline.take(message(3)), "seen");
  assert.equal(timeline.take(message(6)), "new");
  assert.equal(timeline.last, 6);
});

test("a gap is reported once, later events wait, and the replay fills it", () => {
  const timeline = new Timeline(4);
  assert.equal(timeline.take(message(7)), "gap");
  assert.equal(timeline.take(message(8)), "wait");
  assert.equal(timeline.last, 4);
  assert.equal(timeline.joined(8, true), "ok");
  assert.deepEqual([5, 6, 7, 8].map((seq) => timeline.take(message(seq))), ["new", "new", "new", "new"]);
  assert.equal(timeline.take(message(9)), "new");
});

test("a replay may skip numbers, live events after it may not", () => {
  const timeline = new Timeline(1);
  timeline.joined(6, true);
  assert.equal(timeline.take(message(3)), "new");
  assert.equal(timeline.take(message(6)), "new");
  assert.equal(timeline.take(message(8)), "gap");
});

test("a replay whose last number has no event does not count as a gap", () => {
  const timeline = new Timeline(1);
  timeline.joined(6, true);
  assert.equal(timeline.take(message(4)), "new");
  assert.equal(timeline.take(message(7)), "new");
});

test("when the connection breaks during a replay, only received events count", () => {
  const timeline = new Timeline(1);
  timeline.joined(6, true);
  timeline.take(message(2));
  timeline.dropped();
  assert.equal(timeline.last, 2);
  assert.equal(timeline.take(message(7)), "gap");
});

test("when the server does not replay, the page has to fetch", () => {
  const timeline = new Timeline(3);
  assert.equal(timeline.joined(9, false), "behind");
  timeline.caughtUp(9);
  assert.equal(timeline.take(message(10)), "new");
  assert.equal(new Timeline(9).joined(9, false), "ok");
});

test("an acked own message takes its number, and its echo is a double", () => {
  const timeline = new Timeline(2);
  timeline.know("mine");
  timeline.acked(3);
  assert.equal(timeline.take(message(3, "mine")), "seen");
  assert.equal(timeline.take(message(4)), "new");
  timeline.acked(9); // not the next one: the messages between are still in transit
  assert.equal(timeline.take(message(5)), "new");
});

test("events without a number are always new", () => {
  assert.equal(new Timeline(5).take({}), "new");
});

test("any order of doubles and losses ends with every message once, in order", () => {
  let seed = 7;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  for (let round = 0; round < 200; round += 1) {
    const timeline = new Timeline(0);
    const shown = [];
    let sent = 0;
    const receive = (seq) => {
      const verdict = timeline.take(message(seq));
      if (verdict === "new") shown.push(seq);
      if (verdict === "gap") {
        timeline.joined(sent, true);
        for (let again = timeline.last + 1; again <= sent; again += 1) if (timeline.take(message(again)) === "new") shown.push(again);
      }
    };
    for (let step = 0; step < 40; step += 1) {
      sent += 1;
      if (random() < 0.3) continue; // lost
      receive(sent);
      if (random() < 0.3) receive(Math.ceil(random() * sent)); // doubled
    }
    receive(sent += 1);
    assert.deepEqual(shown, Array.from({ length: sent }, (_, n) => n + 1));
  }
});

test("entries are ordered by number, unsent ones last in their own order", () => {
  assert.equal(placeOf([1, 2, 5, null], 3), 2);
  assert.equal(placeOf([1, 2, 5, null], 6), 3);
  assert.equal(placeOf([1, 2, null], null), 3);
  assert.equal(placeOf([4, 5], 1), 0);
  assert.equal(placeOf([], 1), 0);
});
