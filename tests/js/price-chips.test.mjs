import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.document = { documentElement: { lang: "id" }, querySelectorAll: () => [], querySelector: () => null, addEventListener: () => {} };
globalThis.location = { hash: "" };
const { chipOf } = await import("../../static/js/chat/price-chips.js");
const { mayNameContact } = await import("../../static/js/chat/contact-check.js");

test("the newest price of a party may be offered, up to the asking price", () => {
  const free = { asking: 500000, pending: null };
  assert.equal(chipOf([300000, 350000], free), "offer");
  assert.equal(chipOf([300000, 650000], free), null);
  assert.equal(chipOf([], free), null);
  assert.equal(chipOf([300000], { ...free, asking: 0 }), null);
});

test("the price of the pending offer is accepted, and a worse one has no chip", () => {
  const chips = (higherIsBetter) => [300000, 350000, 400000].map((price) => chipOf([price], { asking: 500000, pending: { amount: 350000, higherIsBetter } }));
  assert.deepEqual(chips(true), [null, "accept", "offer"]);
  assert.deepEqual(chips(false), ["offer", "accept", null]);
});

test("the server is asked about texts with a possible contact, and about no others", () => {
  for (const text of ["0812 3456 7890", "toko@contoh.com", "bit.ly/abc", "ig budi_23", "nol delapan satu"]) assert.ok(mayNameContact(text), text);
  for (const text of ["350rb nett", "masih ada kak?", "oke. makasih", "jam 10.30"]) assert.ok(!mayNameContact(text), text);
});
