import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.document = { documentElement: { lang: "id" }, querySelectorAll: () => [], querySelector: () => null, addEventListener: () => {} };
globalThis.location = { hash: "" };
const { offerable } = await import("../../static/js/chat/price-chips.js");
const { mayNameContact } = await import("../../static/js/chat/contact-check.js");

test("the newest price of a party may be offered, up to the asking price", () => {
  assert.equal(offerable([300000, 350000], 500000), 350000);
  assert.equal(offerable([300000, 650000], 500000), null);
  assert.equal(offerable([], 500000), null);
  assert.equal(offerable([300000], 0), null);
});

test("the server is asked about texts with a possible contact, and about no others", () => {
  for (const text of ["0812 3456 7890", "toko@contoh.com", "bit.ly/abc", "ig budi_23", "nol delapan satu"]) assert.ok(mayNameContact(text), text);
  for (const text of ["350rb nett", "masih ada kak?", "oke. makasih", "jam 10.30"]) assert.ok(!mayNameContact(text), text);
});
