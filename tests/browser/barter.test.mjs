// A barter between two real pages: the package is put together on the scale, more is requested, it is improved and accepted.

import assert from "node:assert/strict";

import { PHONE, WIDE, story, until } from "./harness.mjs";
import { assertFollows } from "./lag.mjs";
import { listingPoster, openRoom } from "./listings.mjs";

/** Sari's camera, and Budi's listings: his camera is worth as much as hers, his novels are worth little. */
async function postGoods(site, sari, budi) {
  const [ofSari, ofBudi] = await Promise.all([listingPoster(site, sari), listingPoster(site, budi)]);
  return {
    camera: await ofSari("Kamera analog rangefinder"),
    novels: await ofBudi("Lima novel Indonesia", { category: "novel" }),
    twin: await ofBudi("Kamera analog kompak"),
    atlas: await ofBudi("Atlas dunia lama", { category: "novel", kept: true }),
  };
}

const verdict = (page) => page.locator("[data-verdict]");
const itemCheckbox = (page, listing) => page.locator(`[data-good][value="${listing.id}"]`);
const agreed = (page) => page.locator('.offer[data-status="accepted"]');

/** Marks the page, so that a reload is noticed. */
const markPage = (page) => page.evaluate(() => { window.notReloaded = true; });
const assertNotReloaded = async (person) => assert.ok(await person.page.evaluate(() => window.notReloaded), `${person.name}'s page was not reloaded`);

story("Budi puts a barter together, Sari asks for more, he improves it, she accepts, and both screens show it", async ({ site, person, context }) => {
  const sari = await person("Sari", { kind: "penjual", viewport: PHONE });
  const budi = await person("Budi", { viewport: WIDE });
  const { camera, novels, twin, atlas } = await postGoods(site, sari, budi);
  const room = await openRoom(sari, budi, `/barang/${camera.slug}`);
  await markPage(sari.page);
  const times = [];

  // Budi puts the package together; the scale follows without a reload.
  await budi.page.getByRole("link", { name: "Susun barter" }).filter({ visible: true }).first().click();
  await budi.page.waitForURL(`**${room}/barter`);
  await markPage(budi.page);
  const empty = await verdict(budi.page).innerText();
  assert.match(empty, /^Kamu menerima [\d.]+ nilai lebih$/);
  assert.equal(await budi.page.getByRole("button", { name: "Kirim ajakan barter" }).filter({ visible: true }).count(), 0, "nothing to send yet");
  await itemCheckbox(budi.page, novels).check();
  await until("the verdict changes", async () => {
    const now = await verdict(budi.page).innerText();
    return /^Kamu menerima/.test(now) && now !== empty;
  });
  await budi.page.locator(".suggest-good", { hasText: `${twin.title}: rata` }).click();
  await verdict(budi.page).filter({ hasText: "Rata" }).waitFor();
  await itemCheckbox(budi.page, twin).and(budi.page.locator(":checked")).waitFor();
  await assertNotReloaded(budi);
  await budi.fits("the barter page");
  await budi.shot("barter-level");
  await budi.page.fill("#barter-note", "Boleh dicek dulu ya, Kak.");
  await budi.page.getByRole("button", { name: "Kirim ajakan barter" }).filter({ visible: true }).click();

  // Sari sees it in the room, and asks for more with a note.
  const firstOffer = (page) => page.locator('.offer.swap[data-status="pending"]', { hasText: twin.title });
  await firstOffer(budi.page).waitFor();
  await assertFollows(site, sari, (page) => firstOffer(page).waitFor(), times);
  await budi.live();
  await markPage(budi.page);
  await firstOffer(sari.page).getByText("Giliranmu").waitFor();
  await sari.fits("the room with a barter in it");
  await sari.shot("barter-room-seller", { fullPage: false });
  await sari.page.getByText("Minta tambahan", { exact: true }).click();
  await sari.page.getByLabel(/Apa yang kurang/).fill("Boleh tambah atlasnya?");
  await sari.page.getByRole("button", { name: "Kirim permintaan" }).click();
  await sari.page.locator(".offer", { hasText: "Kamu minta tambahan" }).waitFor();
  await assertFollows(site, budi, (page) => page.locator(".offer", { hasText: "Sari minta tambahan. Perbaiki tawaranmu?" }).waitFor(), times);
  await budi.sees(/Boleh tambah atlasnya\?/);
  await assertNotReloaded(budi);

  // Budi improves it with a barter-only listing.
  await budi.page.getByRole("link", { name: "Perbaiki tawaran" }).click();
  await budi.page.waitForURL(`**${room}/barter`);
  await itemCheckbox(budi.page, atlas).check();
  await budi.page.locator(".barter-mine .package-side li", { hasText: atlas.title }).waitFor();
  await budi.page.getByRole("button", { name: /^Kirim/ }).filter({ visible: true }).click();
  const improved = (page) => page.locator('.offer.swap[data-status="pending"]', { hasText: atlas.title });
  await improved(budi.page).waitFor();
  await assertFollows(site, sari, (page) => improved(page).waitFor(), times);
  await sari.page.locator('.offer.swap[data-status="countered"]').waitFor();
  await budi.live();
  await markPage(budi.page);

  await improved(sari.page).getByRole("button", { name: "Setuju barter" }).click();
  await agreed(sari.page).waitFor();
  await assertFollows(site, budi, (page) => agreed(page).waitFor(), times);
  for (const someone of [sari, budi]) {
    await someone.page.locator("[data-part=price-gap]", { hasText: "Sepakat barter" }).waitFor();
    assert.equal(await someone.page.locator('[data-status="pending"]').count(), 0, "no offer is pending");
    await assertNotReloaded(someone);
    await someone.fits("the room");
  }

  // The deal shows both sides of the package, as each of them sees it.
  for (const [someone, take, give] of [[sari, [novels, twin, atlas], [camera]], [budi, [camera], [novels, twin, atlas]]]) {
    await someone.page.getByRole("link", { name: "Lihat pesanan" }).filter({ visible: true }).first().click();
    await someone.page.waitForURL(/\/pesanan\/ORD-/);
    const terms = await someone.page.locator('[aria-labelledby="terms-title"]').innerText();
    const [, taken, given] = terms.split(/Yang kamu terima|Yang kamu berikan/);
    for (const listing of take) assert.ok(taken.includes(listing.title), `${someone.name} takes ${listing.title}`);
    for (const listing of give) assert.ok(given.includes(listing.title), `${someone.name} gives ${listing.title}`);
    await someone.fits("the deal");
    await someone.shot("barter-deal");
  }
  context.diagnostic(`the other screen followed after ${times.map((ms) => ms.toFixed(0)).join(", ")} ms`);
});

story("without scripts Budi compares and sends a barter, and Sari asks for more and declines with a reason, by forms alone", async ({ site, person }) => {
  const sari = await person("Sari", { kind: "penjual", viewport: PHONE, javaScriptEnabled: false });
  const budi = await person("Budi", { viewport: PHONE, javaScriptEnabled: false });
  const { camera, novels, twin } = await postGoods(site, sari, budi);
  const press = (page, name) => Promise.all([
    page.waitForEvent("load"),
    page.getByRole("button", { name }).filter({ visible: true }).first().click(),
  ]);

  await budi.goto(`/barang/${camera.slug}/barter`);
  await itemCheckbox(budi.page, novels).check();
  await press(budi.page, "Hitung ulang");
  assert.match(await verdict(budi.page).innerText(), /^Kamu menerima [\d.]+ nilai lebih$/);
  await press(budi.page, `${twin.title}: rata`);
  assert.match(await verdict(budi.page).innerText(), /Rata/);
  assert.ok(!budi.page.url().includes("_csrf"), "no address carries the token");
  await press(budi.page, "Kirim ajakan barter");
  const room = new URL(budi.page.url()).pathname;
  assert.match(room, /^\/chat\/[\da-f-]+$/);

  await sari.goto(room);
  await sari.page.getByText("Minta tambahan", { exact: true }).click();
  await sari.page.getByLabel(/Apa yang kurang/).fill("Boleh tambah satu lagi?");
  await press(sari.page, "Kirim permintaan");
  await sari.page.locator(".offer", { hasText: "Kamu minta tambahan" }).waitFor();
  await sari.page.getByText("Tolak, beri alasan").click();
  await press(sari.page, "Barangnya kurang pas");
  await sari.page.locator('.offer[data-status="declined"]', { hasText: "Barangnya kurang pas" }).waitFor();
  await budi.goto(room);
  await budi.page.locator('.offer[data-status="declined"]', { hasText: "Barangnya kurang pas" }).waitFor();
});

story("Sari declines with a reason of her own, and Budi's selection waits for the connection", async ({ site, person }) => {
  const sari = await person("Sari", { kind: "penjual" });
  const budi = await person("Budi");
  const { camera, novels, twin } = await postGoods(site, sari, budi);
  const room = await openRoom(sari, budi, `/barang/${camera.slug}`);

  // Budi loses his connection while he selects; his selection is compared when he is connected again.
  await budi.goto(`${room}/barter`);
  await budi.network(false);
  await itemCheckbox(budi.page, twin).check();
  await budi.page.locator("[data-toasts] > *").first().waitFor();
  await budi.page.locator("[data-weigh]").filter({ visible: true }).waitFor();
  await budi.network(true);
  await verdict(budi.page).filter({ hasText: "Rata" }).waitFor();
  await itemCheckbox(budi.page, novels).check();
  await budi.page.locator(".barter-mine .package-side li", { hasText: novels.title }).waitFor();
  await budi.page.getByRole("button", { name: "Kirim ajakan barter" }).filter({ visible: true }).click();
  await budi.page.locator('.offer[data-status="pending"]').waitFor();
  await budi.live();

  // By keyboard alone.
  const summary = sari.page.locator("summary", { hasText: "Tolak, beri alasan" });
  await summary.focus();
  await sari.page.keyboard.press("Enter");
  await sari.page.getByLabel("Dengan kata sendiri").focus();
  await sari.page.keyboard.type("Maaf, aku cari lensa.");
  await sari.page.keyboard.press("Enter");
  for (const { page } of [sari, budi]) {
    await page.locator('.offer[data-status="declined"]', { hasText: "Maaf, aku cari lensa." }).waitFor();
  }
});
