// The viewer of a listing's photos: fingers, keys, buttons, and without scripts.

import assert from "node:assert/strict";

import { PHONE, WIDE, story, until } from "./harness.mjs";
import { listingPoster } from "./listings.mjs";

const viewer = (someone) => someone.page.locator("dialog[data-lightbox][open]");
const picture = (someone) => viewer(someone).locator("img");

/** How much the photo is enlarged. */
const scaleOf = (someone) => picture(someone).evaluate((image) => new DOMMatrix(getComputedStyle(image).transform).a);

async function assertScale(someone, expected, why) {
  await until(`${why}: the photo is at ${expected}`, async () => {
    const scale = await scaleOf(someone);
    return Math.abs(scale - expected) < 0.05 || `it is at ${scale}`;
  });
}

/** Two fingers at the same height, as far from the middle as each distance says, one step after the other. */
async function pinch(someone, distances) {
  const input = await someone.page.context().newCDPSession(someone.page);
  const points = (distance) => [-distance, distance].map((x, id) => ({ x: 180 + x, y: 370, id }));
  const [first, ...rest] = distances;
  await input.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: points(first) });
  for (const distance of rest) await input.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: points(distance) });
  await input.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
}

story("Budi looks at Sari's photos: by finger on a phone, by key on a laptop, and as plain pictures without scripts", async ({ site, person, guest }) => {
  const sari = await person("Sari", { kind: "penjual" });
  const listing = await (await listingPoster(site, sari))("Kursi kayu jati", { photoCount: 2 });
  const path = `/barang/${listing.slug}`;

  const budi = await guest({ name: "Budi", viewport: PHONE });
  await budi.goto(path);
  await budi.page.locator("[data-zoom]").first().tap();
  await viewer(budi).waitFor();
  await until("the large picture is there", () => picture(budi).evaluate((image) => image.complete && image.naturalWidth > 0));
  await pinch(budi, [40, 60, 80, 100, 120]);
  await assertScale(budi, 3, "two fingers that move apart");
  await pinch(budi, [120, 60, 20]);
  await assertScale(budi, 1, "two fingers that come together");
  for (const tap of [1, 2]) await budi.page.touchscreen.tap(180, 370);
  await assertScale(budi, 2.5, "a double tap");
  await budi.shot("photo-enlarged", { fullPage: false });
  for (const tap of [1, 2]) await budi.page.touchscreen.tap(180, 370);
  await assertScale(budi, 1, "another double tap");
  await viewer(budi).getByRole("button", { name: "Tutup" }).click();
  assert.equal(await viewer(budi).count(), 0);

  await budi.page.setViewportSize(WIDE);
  await budi.goto(path);
  await budi.page.locator("[data-zoom]").first().focus();
  await budi.page.keyboard.press("Enter");
  await viewer(budi).waitFor();
  const first = await picture(budi).getAttribute("src");
  await budi.page.keyboard.press("+");
  await budi.page.keyboard.press("+");
  await assertScale(budi, 2.25, "the + key, twice");
  await budi.page.keyboard.press("-");
  await assertScale(budi, 1.5, "the - key");
  await budi.page.keyboard.press("0");
  await assertScale(budi, 1, "the 0 key");
  await budi.page.keyboard.press("ArrowRight");
  assert.notEqual(await picture(budi).getAttribute("src"), first, "an arrow leads to the next photo");
  await budi.page.keyboard.press("ArrowLeft");
  assert.equal(await picture(budi).getAttribute("src"), first);
  await budi.page.keyboard.press("Escape");
  assert.equal(await viewer(budi).count(), 0);
  assert.ok(await budi.page.evaluate(() => document.activeElement.matches("[data-zoom]")), "the focus is back on the photo");

  const tini = await guest({ name: "Tini", javaScriptEnabled: false });
  tini.expectProblem(/\/foto\//); // the policy of a photo's address forbids what Chromium draws around it
  await tini.goto(path);
  const link = tini.page.locator("[data-zoom]").first();
  const address = await link.getAttribute("href");
  await Promise.all([tini.page.waitForURL(`**${address}`), link.click()]);
  assert.match(await tini.page.evaluate(() => document.contentType), /^image\//);
});
