// Goods for goods, told with two real pages: a barter is put together on the scale, asked about, bettered and agreed on.

import assert from "node:assert/strict";

import { PHONE, WIDE, story, until } from "./harness.mjs";
import { follows } from "./lag.mjs";
import { poster, sits } from "./things.mjs";

/** Sari's camera, and what Budi has to give for it: his camera counts as much as hers, his novels for little. */
async function goods(site, sari, budi) {
  const [hers, his] = await Promise.all([poster(site, sari), poster(site, budi)]);
  return {
    camera: await hers("Kamera analog rangefinder"),
    novels: await his("Lima novel Indonesia", { category: "novel" }),
    twin: await his("Kamera saku digital"),
    atlas: await his("Atlas dunia lama", { category: "novel", kept: true }),
  };
}

const verdict = (page) => page.locator("[data-verdict]");
const tick = (page, thing) => page.locator(`[data-good][value="${thing.id}"]`);
const agreed = (page) => page.locator('.offer[data-status="accepted"]');

/** Marks the page, so that a reload would show. */
const mark = (page) => page.evaluate(() => { window.neverLeft = true; });
const unmoved = async (person) => assert.ok(await person.page.evaluate(() => window.neverLeft), `${person.name}'s page was not loaded anew`);

story("two people weigh their things, better the barter and agree, and both screens tell it", async ({ site, person, context }) => {
  const sari = await person("Sari", { kind: "penjual", viewport: PHONE });
  const budi = await person("Budi", { viewport: WIDE });
  const { camera, novels, twin, atlas } = await goods(site, sari, budi);
  const room = await sits(sari, budi, `/barang/${camera.slug}`);
  await mark(sari.page);
  const times = [];

  // Budi puts it together; the scale answers without a reload.
  await budi.page.getByRole("link", { name: "Susun barter" }).filter({ visible: true }).first().click();
  await budi.page.waitForURL(`**${room}/barter`);
  await mark(budi.page);
  const empty = await verdict(budi.page).innerText();
  assert.match(empty, /^Kurang [\d.]+ nilai$/);
  assert.equal(await budi.page.getByRole("button", { name: "Kirim ajakan barter" }).filter({ visible: true }).count(), 0, "nothing to send yet");
  await tick(budi.page, novels).check();
  await until("the verdict changes", async () => {
    const now = await verdict(budi.page).innerText();
    return /^Kurang/.test(now) && now !== empty;
  });
  await budi.page.locator(".suggest-good", { hasText: `${twin.title}: rata` }).click();
  await verdict(budi.page).filter({ hasText: "Rata" }).waitFor();
  await tick(budi.page, twin).and(budi.page.locator(":checked")).waitFor();
  await unmoved(budi);
  await budi.fits("the barter page");
  await budi.shot("barter-level");
  await budi.page.fill("#barter-note", "Boleh dicek dulu ya, Kak.");
  await budi.page.getByRole("button", { name: "Kirim ajakan barter" }).filter({ visible: true }).click();

  // Sari sees it in the room, and asks for more with a word.
  const first = (page) => page.locator('.offer.swap[data-status="pending"]', { hasText: twin.title });
  await first(budi.page).waitFor();
  await follows(site, sari, (page) => first(page).waitFor(), times);
  await budi.live();
  await mark(budi.page);
  await first(sari.page).getByText("Giliranmu").waitFor();
  await sari.fits("the room with a barter in it");
  await sari.shot("barter-room-seller", { fullPage: false });
  await sari.page.getByText("Minta tambahan", { exact: true }).click();
  await sari.page.getByLabel(/Apa yang kurang/).fill("Boleh tambah atlasnya?");
  await sari.page.getByRole("button", { name: "Kirim permintaan" }).click();
  await sari.page.locator(".offer", { hasText: "Kamu minta tambahan" }).waitFor();
  await follows(site, budi, (page) => page.locator(".offer", { hasText: "Sari minta tambahan. Perbaiki tawaranmu?" }).waitFor(), times);
  await budi.sees(/Boleh tambah atlasnya\?/);
  await unmoved(budi);

  // Budi betters it with a thing that nobody else sees.
  await budi.page.getByRole("link", { name: "Perbaiki tawaran" }).click();
  await budi.page.waitForURL(`**${room}/barter`);
  await tick(budi.page, atlas).check();
  await budi.page.locator(".barter-mine .package-side li", { hasText: atlas.title }).waitFor();
  await budi.page.getByRole("button", { name: /^Kirim/ }).filter({ visible: true }).click();
  const better = (page) => page.locator('.offer.swap[data-status="pending"]', { hasText: atlas.title });
  await better(budi.page).waitFor();
  await follows(site, sari, (page) => better(page).waitFor(), times);
  await sari.page.locator('.offer.swap[data-status="countered"]').waitFor();
  await budi.live();
  await mark(budi.page);

  await better(sari.page).getByRole("button", { name: "Setuju barter" }).click();
  await agreed(sari.page).waitFor();
  await follows(site, budi, (page) => agreed(page).waitFor(), times);
  for (const someone of [sari, budi]) {
    await someone.page.locator("[data-part=price-gap]", { hasText: "Sepakat barter" }).waitFor();
    assert.equal(await someone.page.locator('[data-status="pending"]').count(), 0, "nothing is left on the table");
    await unmoved(someone);
    await someone.fits("the room");
  }

  // The deal holds both heaps, each from the reader's side.
  for (const [someone, take, give] of [[sari, [novels, twin, atlas], [camera]], [budi, [camera], [novels, twin, atlas]]]) {
    await someone.page.getByRole("link", { name: "Lihat pesanan" }).filter({ visible: true }).first().click();
    await someone.page.waitForURL(/\/pesanan\/ORD-/);
    const terms = await someone.page.locator('[aria-labelledby="terms-title"]').innerText();
    const [, taken, given] = terms.split(/Yang kamu terima|Yang kamu berikan/);
    for (const thing of take) assert.ok(taken.includes(thing.title), `${someone.name} takes ${thing.title}`);
    for (const thing of give) assert.ok(given.includes(thing.title), `${someone.name} gives ${thing.title}`);
    await someone.fits("the deal");
    await someone.shot("barter-deal");
  }
  context.diagnostic(`the other screen followed after ${times.map((ms) => ms.toFixed(0)).join(", ")} ms`);
});

story("without scripts a barter is weighed, sent, asked about and declined with a reason by forms alone", async ({ site, person }) => {
  const sari = await person("Sari", { kind: "penjual", viewport: PHONE, javaScriptEnabled: false });
  const budi = await person("Budi", { viewport: PHONE, javaScriptEnabled: false });
  const { camera, novels, twin } = await goods(site, sari, budi);
  const presses = (page, name) => Promise.all([
    page.waitForEvent("load"),
    page.getByRole("button", { name }).filter({ visible: true }).first().click(),
  ]);

  await budi.goto(`/barang/${camera.slug}/barter`);
  await tick(budi.page, novels).check();
  await presses(budi.page, "Hitung ulang");
  assert.match(await verdict(budi.page).innerText(), /^Kurang [\d.]+ nilai$/);
  await presses(budi.page, `${twin.title}: rata`);
  assert.match(await verdict(budi.page).innerText(), /Rata/);
  assert.ok(!budi.page.url().includes("_csrf"), "no address carries the token");
  await presses(budi.page, "Kirim ajakan barter");
  const room = new URL(budi.page.url()).pathname;
  assert.match(room, /^\/chat\/[\da-f-]+$/);

  await sari.goto(room);
  await sari.page.getByText("Minta tambahan", { exact: true }).click();
  await sari.page.getByLabel(/Apa yang kurang/).fill("Boleh tambah satu lagi?");
  await presses(sari.page, "Kirim permintaan");
  await sari.page.locator(".offer", { hasText: "Kamu minta tambahan" }).waitFor();
  await sari.page.getByText("Tolak, beri alasan").click();
  await presses(sari.page, "Barangnya kurang pas");
  await sari.page.locator('.offer[data-status="declined"]', { hasText: "Barangnya kurang pas" }).waitFor();
  await budi.goto(room);
  await budi.page.locator('.offer[data-status="declined"]', { hasText: "Barangnya kurang pas" }).waitFor();
});

story("a no with one's own words reaches the other screen, and ticks wait for the line", async ({ site, person }) => {
  const sari = await person("Sari", { kind: "penjual" });
  const budi = await person("Budi");
  const { camera, novels, twin } = await goods(site, sari, budi);
  const room = await sits(sari, budi, `/barang/${camera.slug}`);

  // The line goes while Budi weighs; what he ticked is weighed when it is back.
  await budi.goto(`${room}/barter`);
  await budi.network(false);
  await tick(budi.page, twin).check();
  await budi.page.locator("[data-toasts] > *").first().waitFor();
  await budi.page.locator("[data-weigh]").filter({ visible: true }).waitFor();
  await budi.network(true);
  await verdict(budi.page).filter({ hasText: "Rata" }).waitFor();
  await tick(budi.page, novels).check();
  await budi.page.locator(".barter-mine .package-side li", { hasText: novels.title }).waitFor();
  await budi.page.getByRole("button", { name: "Kirim ajakan barter" }).filter({ visible: true }).click();
  await budi.page.locator('.offer[data-status="pending"]').waitFor();
  await budi.live();

  // By keyboard alone.
  const fold = sari.page.locator("summary", { hasText: "Tolak, beri alasan" });
  await fold.focus();
  await sari.page.keyboard.press("Enter");
  await sari.page.getByLabel("Dengan kata sendiri").focus();
  await sari.page.keyboard.type("Maaf, aku cari lensa.");
  await sari.page.keyboard.press("Enter");
  for (const { page } of [sari, budi]) {
    await page.locator('.offer[data-status="declined"]', { hasText: "Maaf, aku cari lensa." }).waitFor();
  }
});
