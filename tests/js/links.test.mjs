import assert from "node:assert/strict";
import { test } from "node:test";
import { pieces } from "../../static/js/chat/links.js";

const links = (text) => pieces(text).filter((piece) => piece.href).map((piece) => piece.text);

test("addresses become links, the words around them stay as they were", () => {
  const text = "lihat https://contoh.id/a?b=1, ya. Atau (http://contoh.id/c).";
  assert.deepEqual(links(text), ["https://contoh.id/a?b=1", "http://contoh.id/c"]);
  assert.equal(pieces(text).map((piece) => piece.text).join(""), text);
});

test("brackets that belong to an address stay in it", () => {
  assert.deepEqual(links("https://id.wikipedia.org/wiki/Kamera_(alat)"), ["https://id.wikipedia.org/wiki/Kamera_(alat)"]);
});

test("nothing but http and https, and no address that hides where it goes", () => {
  assert.deepEqual(links("javascript:alert(1) data:text/html,x ftp://x.id http://"), []);
  assert.deepEqual(links("https://bank.co.id@jahat.id/masuk"), []);
});

test("markup in a message is text", () => {
  assert.deepEqual(pieces("<b>halo</b>"), [{ text: "<b>halo</b>" }]);
});
