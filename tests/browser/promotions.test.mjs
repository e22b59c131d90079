// Sari pays for places of her camera; Budi finds it there, labelled; she reads what it brought.

import assert from "node:assert/strict";

import { PHONE, TABLET, WIDE, story } from "./harness.mjs";
import { listingPoster } from "./listings.mjs";

const sees = (person, text) => person.page.getByText(text).filter({ visible: true }).first().waitFor();

async function looks(person, path, name) {
  for (const [viewport, width] of [[PHONE, 360], [TABLET, 768], [WIDE, 1440]]) {
    await person.page.setViewportSize({ ...viewport, width });
    await person.goto(path);
    await person.fits(`${name} at ${width}`);
    await person.shot(`${name}-${width}`);
  }
  await person.page.setViewportSize(PHONE);
}

/** Chooses a place on the page of promotions, pays at the till, and is back. */
async function buys(person, path, choice) {
  await person.goto(path);
  await person.page.locator(`label[for="choice-${choice}"]`).click();
  await person.page.getByRole("button", { name: "Lanjut ke pembayaran" }).click();
  await person.page.waitForURL("**/sandbox/bayar/**");
  await person.page.locator('button[value="paid"]').click();
  await person.page.waitForURL(`**${path}`);
  await sees(person, "Sedang tayang");
}

story("Sari pays for a bump and a banner, and Budi finds her camera in both", async ({ site, person }) => {
  const sari = await person("Sari", { kind: "penjual", viewport: PHONE });
  const budi = await person("Budi", { viewport: PHONE });
  const posts = await listingPoster(site, sari);
  const camera = await posts("Kamera analog rangefinder dengan tas kulit dan lensa 50 mm", { modes: ["jual"], price: 1_250_000 });
  for (const title of ["Kamera saku", "Kamera instan"]) await posts(title, { modes: ["jual"], price: 300_000 });

  await sari.goto(camera.url);
  await sari.shot("promotion-invite");
  await sari.page.getByRole("link", { name: /Promosikan barang/ }).click();
  const path = `${camera.url}/iklan`;
  await sari.page.waitForURL(`**${path}`);
  await looks(sari, path, "promotion-offers");
  await buys(sari, path, "bump-24-10000");
  await buys(sari, path, "banner-48-25000");
  await looks(sari, path, "promotion-running");
  await sees(sari, "sudah tayang di semua tempat");

  await budi.goto("/");
  const first = budi.page.locator(".grid-cards .listing").filter({ has: budi.page.locator(".ad-mark") }).first();
  assert.match(await first.innerText(), /Iklan/);
  await looks(budi, "/", "promotion-home");
  await looks(budi, "/kategori/kamera", "promotion-category");
  const banner = budi.page.locator(".banner-ad");
  assert.match(await banner.innerText(), /Iklan/);
  await banner.getByRole("link").focus();
  await budi.shot("promotion-banner-focus");
  await budi.page.keyboard.press("Enter");
  await budi.page.waitForURL("**/barang/**");
  assert.match(budi.page.url(), /\?iklan=/);
  await budi.goto("/kategori/kamera?q=kamera");
  assert.equal(await budi.page.locator(".ad-mark, .banner-ad").count(), 0, "words decide alone");

  // What was counted is written every ten seconds.
  await sari.page.waitForTimeout(11_000);
  await looks(sari, path, "promotion-figures");
  const figures = await sari.page.locator(".figures").first().innerText();
  assert.match(figures.replaceAll("\n", " "), /Dilihat 1 Dibuka 1 Chat baru 0/);
  assert.match(site.command("check"), /Everything is whole/);

  site.command("listing", "take-down", camera.url.split("/").at(-1), "--fault", "nobody");
  await sari.page.waitForTimeout(1_000);
  await sari.goto(path);
  await sees(sari, "Dana dikembalikan");
  await sari.shot("promotion-refunded");
  assert.match(site.command("check"), /Everything is whole/);
});
