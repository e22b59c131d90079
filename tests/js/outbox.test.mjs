import assert from "node:assert/strict";
import { mock, test } from "node:test";

globalThis.document = { documentElement: { lang: "id" }, querySelectorAll: () => [], querySelector: () => null };
const { Outbox, wordsOf } = await import("../../static/js/chat/outbox.js");
const { passes, passesOverHttp } = await import("../../static/js/chat/refusal.js");

mock.timers.enable({ apis: ["setTimeout"] }); // an entry without an ack would be sent again for ever

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** An outbox with a connection that can be cut; `sent` are the texts that were sent, in order. */
function openOutbox() {
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

test("messages written offline wait and are sent in order, each with its id", async () => {
  const here = openOutbox();
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

test("while a service is unavailable one message is tried after a pause, and the rest is sent when it is accepted", async () => {
  const here = openOutbox();
  await here.write("satu");
  await here.write("dua");
  const id = here.idOf("satu");
  for (const text of ["satu", "dua"]) here.box.later(here.idOf(text));
  assert.deepEqual([here.stateOf("satu"), here.stateOf("dua")], ["waiting", "waiting"]);
  await here.write("tiga");
  assert.deepEqual(here.sent, ["satu", "dua"], "nothing is sent during the pause");
  mock.timers.tick(4_000);
  await settled();
  assert.deepEqual(here.sent, ["satu", "dua", "satu"], "one is tried");
  assert.equal(here.idOf("satu"), id);
  here.box.settle(id);
  await settled();
  assert.deepEqual(here.sent, ["satu", "dua", "satu", "dua", "tiga"]);
});

test("a message without an ack is sent again under the same id and does not count as failed", async () => {
  const here = openOutbox();
  await here.write("halo");
  mock.timers.tick(6_000);
  assert.equal(here.stateOf("halo"), "waiting");
  mock.timers.tick(4_000);
  await settled();
  assert.deepEqual(here.sent, ["halo", "halo"]);
  here.box.settle(here.idOf("halo"));
  assert.equal(here.box.size, 0);
});

test("a refusal is shown with its text, and the message can be sent again", async () => {
  const here = openOutbox();
  await here.write("halo");
  here.box.refuse(here.idOf("halo"), "Percakapan ini sudah ditutup.");
  assert.equal(here.stateOf("halo"), "failed");
  assert.equal(here.shown.get("halo").why, "Percakapan ini sudah ditutup.");
  here.box.flush();
  await settled();
  assert.deepEqual(here.sent, ["halo"], "a failed message is not sent by itself");
  here.box.retry(here.idOf("halo"));
  await settled();
  assert.deepEqual(here.sent, ["halo", "halo"]);
  here.box.discard(here.idOf("halo"));
  assert.equal(here.box.size, 0);
});

test("when the connection breaks, all messages without an ack are sent again over the next one", async () => {
  const here = openOutbox();
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

test("a send command has a photo and a quote only when the message has them", () => {
  assert.deepEqual(wordsOf({ id: "a", text: "x", file: {}, at: 1 }), { id: "a", text: "x" });
  assert.deepEqual(wordsOf({ id: "a", text: "", photo: { id: "f" }, quote: 7 }), { id: "a", text: "", photo: "f", quote: 7 });
});

test("temporary errors let a message wait, other errors are shown", () => {
  assert.deepEqual(["unavailable", "too_many", "internal", "invalid", "not_found", "message_evidence"].map(passes), [true, true, true, false, false, false]);
  assert.deepEqual([0, 429, 500, 503, 403, 404, 409, 413, 422].map(passesOverHttp), [true, true, true, true, false, false, false, false, false]);
});
