import assert from "node:assert/strict";
import { mock, test } from "node:test";

globalThis.document = { documentElement: { lang: "id" }, querySelectorAll: () => [], querySelector: () => null };
const { Outbox, wordsOf } = await import("../../static/js/chat/outbox.js");
const { passes, passesOverHttp } = await import("../../static/js/chat/refusal.js");

mock.timers.enable({ apis: ["setTimeout"] }); // what is never answered would knock for ever

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** An outbox with a line one can cut; `sent` are the texts that went out, in order. */
function desk() {
  const state = { up: true, sent: [], shown: new Map() };
  const box = new Outbox("ruang", {
    ready: () => state.up,
    deliver: (entry) => state.up && Boolean(state.sent.push(entry.text)),
    show: (entry) => state.shown.set(entry.text, entry),
  });
  const stateOf = (text) => state.shown.get(text).state;
  const idOf = (text) => state.shown.get(text).id;
  const write = async (text) => {
    await box.add({ text });
    await settled();
  };
  return Object.assign(state, { box, stateOf, idOf, write });
}

test("what is written offline waits and goes in order, each with the id it was given", async () => {
  const here = desk();
  here.up = false;
  await here.write("satu");
  await here.write("dua");
  assert.deepEqual(here.sent, []);
  assert.equal(here.stateOf("satu"), "waiting");
  here.up = true;
  here.box.flush();
  await settled();
  assert.deepEqual(here.sent, ["satu", "dua"]);
  assert.equal(here.stateOf("dua"), "sending");
});

test("a part that is away is no failure: one knocks after a pause, the rest follows when it was let in", async () => {
  const here = desk();
  await here.write("satu");
  await here.write("dua");
  const id = here.idOf("satu");
  for (const text of ["satu", "dua"]) here.box.later(here.idOf(text));
  assert.deepEqual([here.stateOf("satu"), here.stateOf("dua")], ["waiting", "waiting"]);
  await here.write("tiga");
  assert.deepEqual(here.sent, ["satu", "dua"], "nothing goes while it is held");
  mock.timers.tick(4_000);
  await settled();
  assert.deepEqual(here.sent, ["satu", "dua", "satu"], "one knocks");
  assert.equal(here.idOf("satu"), id);
  here.box.settle(id);
  await settled();
  assert.deepEqual(here.sent, ["satu", "dua", "satu", "dua", "tiga"]);
});

test("no answer is asked for again under the same id, never called failed", async () => {
  const here = desk();
  await here.write("halo");
  mock.timers.tick(6_000);
  assert.equal(here.stateOf("halo"), "waiting");
  mock.timers.tick(4_000);
  await settled();
  assert.deepEqual(here.sent, ["halo", "halo"]);
  here.box.settle(here.idOf("halo"));
  assert.equal(here.box.size, 0);
});

test("a refusal is told with its sentence, and can be tried again", async () => {
  const here = desk();
  await here.write("halo");
  here.box.refuse(here.idOf("halo"), "Percakapan ini sudah ditutup.");
  assert.equal(here.stateOf("halo"), "failed");
  assert.equal(here.shown.get("halo").why, "Percakapan ini sudah ditutup.");
  here.box.flush();
  await settled();
  assert.deepEqual(here.sent, ["halo"], "a failed one does not go by itself");
  here.box.retry(here.idOf("halo"));
  await settled();
  assert.deepEqual(here.sent, ["halo", "halo"]);
  here.box.discard(here.idOf("halo"));
  assert.equal(here.box.size, 0);
});

test("when the line breaks, all that was under way goes again with the next one", async () => {
  const here = desk();
  await here.write("halo");
  here.up = false;
  here.box.interrupted();
  assert.equal(here.stateOf("halo"), "waiting");
  here.up = true;
  here.box.flush();
  await settled();
  assert.deepEqual(here.sent, ["halo", "halo"]);
  here.box.settle(here.idOf("halo"));
});

test("an entry on the wire has its photo and its quote only when there are some", () => {
  assert.deepEqual(wordsOf({ id: "a", text: "x", file: {}, at: 1 }), { id: "a", text: "x" });
  assert.deepEqual(wordsOf({ id: "a", text: "", photo: { id: "f" }, quote: 7 }), { id: "a", text: "", photo: "f", quote: 7 });
});

test("what passes waits, what does not is told", () => {
  assert.deepEqual(["unavailable", "too_many", "internal", "invalid", "not_found", "message_evidence"].map(passes), [true, true, true, false, false, false]);
  assert.deepEqual([0, 429, 500, 503, 403, 404, 409, 413, 422].map(passesOverHttp), [true, true, true, true, false, false, false, false, false]);
});
