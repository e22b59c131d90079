import assert from "node:assert/strict";
import { test } from "node:test";

import { WHOLE, moved, scaled } from "../../static/js/zoom-view.js";

const size = { photo: [300, 400], screen: [360, 740] };

test("the point under the fingers stays on the same spot of the photo", () => {
  const view = scaled(WHOLE, 3, [60, 30], size);
  // what was 60 px right of the middle of the photo is 60 * 3 px right of it now
  assert.deepEqual([view.x + 60 * 3, view.y + 30 * 3], [60, 30]);
});

test("an enlarged photo is moved up to its edge, and not past it", () => {
  const view = scaled(WHOLE, 2, [0, 0], size);
  assert.deepEqual(moved(view, [1000, 1000], size), { scale: 2, x: 120, y: 30 });
  assert.deepEqual(moved(view, [-1000, 0], size), { scale: 2, x: -120, y: 0 });
});

test("no photo is smaller than whole, and whole it is in the middle", () => {
  const view = moved(scaled(WHOLE, 2, [0, 0], size), [50, 0], size);
  assert.deepEqual(scaled(view, 0.5, [0, 0], size), WHOLE);
  assert.equal(scaled(WHOLE, 100, [0, 0], size).scale, 6);
});
