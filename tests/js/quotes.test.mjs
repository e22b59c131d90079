import assert from "node:assert/strict";
import { test } from "node:test";

const ME = "saya";
globalThis.document = {
  documentElement: { lang: "id" },
  querySelectorAll: () => [],
  querySelector: (what) => (what === 'meta[name="me"]' ? { content: ME } : null),
};
const { excerptFrom, Quotes, wordsFor } = await import("../../static/js/chat/quotes.js");

test("an excerpt names its sender and has at most 160 characters", () => {
  const message = { seq: 3, sender: ME, text: "a".repeat(500) };
  const excerpt = excerptFrom(message);
  assert.equal(excerpt.text.length, 160);
  assert.equal(excerpt.mine, true);
  assert.equal(excerptFrom({ ...message, sender: "lain" }).mine, false);
  assert.equal(excerptFrom({ ...message, sender: null }).house, true);
});

test("a photo without a text is called a photo, a deleted message is not repeated", () => {
  const photo = excerptFrom({ seq: 3, sender: ME, text: "", photo: { thumbnail: "/foto/x-s.webp" } });
  assert.equal(wordsFor(photo), "chat-photo");
  assert.equal(wordsFor({ ...photo, deleted: true, text: "rahasia" }), "chat-quote-deleted");
  assert.equal(wordsFor(excerptFrom({ seq: 4, sender: ME, text: "halo" })), "halo");
});

test("the reader is called you, the other member by name, and a system message has no name", () => {
  const quotes = new Quotes("ruang", "Sari", null);
  assert.deepEqual([{ mine: true }, { mine: false }, { house: true }].map((one) => quotes.whose(one)), ["chat-quote-you", "Sari", ""]);
});
