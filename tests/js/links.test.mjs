import assert from "node:assert/strict";
import { test } from "node:test";
import { pieces } from "../../static/js/chat/links.js";

const links = (text) => pieces(text).filter((piece) => piece.href).map((piece) => piece.text);

test("addresses become links, the text around them does not change", () => {
  const text = "lihat https://contoh.id/a?b=1, ya. Atau (http://contoh.id/c).";
  assert.deepEqual(links(text), ["https://contoh.id/a?b=1", "http://contoh.id/c"]);
  assert.equal(pieces(text).map((piece) => piece.text).join(""), text);
});

test("brackets that belong to an address are part of the link", () => {
  assert.deepEqual(links("https://id.wikipedia.org/wiki/Kamera_(alat)"), ["https://id.wikipedia.org/wiki/Kamera_(alat)"]);
});

test("only http and https become links, and no address that hides its host", () => {
  assert.deepEqual(links("javascript:alert(1) data:text/html,x ftp://x.id http://"), []);
  assert.deepEqual(links("https://bank.co.id@jahat.id/masuk"), []);
});

test("markup in a message is text", () => {
  assert.deepEqual(pieces("<b>halo</b>"), [{ text: "<b>halo</b>" }]);
});
