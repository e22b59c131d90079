import assert from "node:assert/strict";
import { test } from "node:test";

import { shortLabel } from "../../static/js/sell/place.js";

test("the preview of a listing names the place as its card will, without the village", () => {
  for (const [label, short] of [
    ["Dago, Coblong, Kota Bandung, Jawa Barat", "Coblong, Bandung"],
    ["Coblong, Kota Bandung, Jawa Barat", "Coblong, Bandung"],
    ["Kota Administrasi Jakarta Pusat, DKI Jakarta", "Jakarta Pusat"],
    ["Lamandau, Kabupaten Lamandau, Kalimantan Tengah", "Lamandau"],
    ["Bali", "Bali"],
    ["", ""],
  ]) {
    assert.equal(shortLabel(label), short, label);
  }
});
