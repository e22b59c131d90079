// Posting on a phone that ends the page while the camera is open, and the second listing.

import assert from "node:assert/strict";

import { story, until } from "./harness.mjs";
import { photo, postListing } from "./listings.mjs";

const photos = (page) => page.locator('[data-photos] input[name="photo_id"]');
const drafts = (page) => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("jual-")));

async function beginListing(person, title) {
  const { page } = person;
  await person.goto("/jual");
  await page.setInputFiles("#photo-gallery", [
    { name: "depan.png", mimeType: "image/png", buffer: photo() },
    { name: "belakang.png", mimeType: "image/png", buffer: photo(400, 320, [60, 120, 200]) },
  ]);
  await until("both photos are uploaded", async () => (await photos(page).count()) === 2);
  await page.locator("[data-step-next]").click();
  await page.fill('[name="title"]', title);
  await until("the title is stored", () => page.evaluate((text) => Object.values(localStorage).some((value) => value.includes(text)), title));
  return photos(page).evaluateAll((fields) => fields.map((field) => field.value));
}

async function assertContinues({ page }, title, ids, step = "2") {
  await page.locator("[data-sell][data-ready]").waitFor({ state: "attached" });
  assert.equal(await page.locator("[data-step-n]").textContent(), step, "the step");
  assert.equal(await page.inputValue('[name="title"]'), title, "the title");
  assert.deepEqual(await photos(page).evaluateAll((fields) => fields.map((field) => field.value)), ids, "the photos, in their order");
}

story("Sari's draft keeps its photos and its step when the page is reloaded and when the browser is killed", async ({ site, browser, person }) => {
  const sari = await person("Sari", { kind: "penjual" });
  const title = "Blender dua liter";
  const ids = await beginListing(sari, title);
  await sari.page.reload();
  await assertContinues(sari, title, ids);

  // A killed browser keeps what it has on disk: cookies and local storage.
  const storageState = await sari.context.storageState();
  const again = await browser.newContext({ baseURL: site.url, storageState, locale: "id-ID", viewport: sari.page.viewportSize() });
  try {
    const page = await again.newPage();
    await page.goto("/jual");
    await assertContinues({ page }, title, ids);
    await page.locator(".shot img").first().waitFor({ state: "attached" });
    await page.locator("[data-step-back]").click();
    await page.locator(".shot .moves button").nth(1).click(); // the first photo goes behind the second one
    await page.reload();
    await assertContinues({ page }, title, [...ids].reverse(), "1");
  } finally {
    await again.close();
  }
});

story("nobody else on Sari's browser sees her draft, and it is gone when she signs out", async ({ person }) => {
  const sari = await person("Sari", { kind: "penjual" });
  await beginListing(sari, "Kursi kayu");
  assert.equal((await drafts(sari.page)).length, 1);
  // Her session ends without her: the draft stays, but only for her.
  await sari.context.clearCookies();
  const { email, name } = sari;
  Object.assign(sari, { email: `budi.${email}`, name: "Budi" });
  await sari.signUp({ kind: "penjual" });
  await sari.goto("/jual");
  await sari.page.locator("[data-sell][data-ready]").waitFor({ state: "attached" });
  assert.equal(await sari.page.inputValue('[name="title"]'), "");
  assert.equal(await photos(sari.page).count(), 0);
  await sari.signOut();

  Object.assign(sari, { email, name });
  await sari.signIn();
  await sari.goto("/jual");
  await until("her draft is back", async () => (await sari.page.inputValue('[name="title"]')) === "Kursi kayu");
  await sari.signOut();
  assert.deepEqual(await drafts(sari.page), []);
});

story("after Sari posts, the draft is gone and her second listing has the place and the hand-over of the first", async ({ person }) => {
  const sari = await person("Sari", { kind: "penjual" });
  await postListing(sari, { title: "Kamera saku", price: 300_000 });
  assert.deepEqual(await drafts(sari.page), [], "the draft was posted");
  await sari.goto("/jual");
  const { page } = sari;
  await page.locator("[data-sell][data-ready]").waitFor({ state: "attached" });
  assert.equal(await photos(page).count(), 0);
  assert.equal(await page.inputValue("[data-region-code]"), "32.73.02");
  assert.match(await page.inputValue("[data-region-field]"), /^Coblong, Kota Bandung/);
  assert.equal(await page.locator('[name="delivery"][value="cod"]').isChecked(), true);
});
