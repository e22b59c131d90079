// Two people finish a deal and say of each other how it was: hidden at first, then on both profiles.

import assert from "node:assert/strict";

import { PHONE, WIDE, story } from "./harness.mjs";
import { listingPoster } from "./listings.mjs";

const button = (person, name) => person.page.getByRole("button", { name, exact: true }).filter({ visible: true }).first();
const link = (person, name) => person.page.getByRole("link", { name }).filter({ visible: true }).first();
const sees = (person, text) => person.page.getByText(text).filter({ visible: true }).first().waitFor();

/** Both have agreed and met; returns the address of the order. */
async function handOver(site, sari, budi) {
  const camera = await (await listingPoster(site, sari))("Kamera analog", { modes: ["jual"], price: 1_250_000, delivery: ["cod"] });
  await budi.goto(`/checkout/${camera.id}`);
  await button(budi, "Beli sekarang").click();
  await budi.page.waitForURL("**/pesanan/ORD-**");
  const order = new URL(budi.page.url()).pathname;
  await budi.page.locator(`form[action="${order}/terima"] button`).first().click();
  await sees(budi, /Selesai, terima kasih/);
  return order;
}

async function stars(person, n) {
  await person.page.locator(`label[for="star-${n}"]`).click();
}

story("a review is hidden until both wrote, then both profiles show it", async ({ site, person }) => {
  const sari = await person("Sari", { kind: "penjual", viewport: PHONE });
  const budi = await person("Budi", { viewport: WIDE });
  const order = await handOver(site, sari, budi);
  await budi.fits("the order with its way to the reviews");
  await budi.shot("review-order");
  await link(budi, "Beri ulasan").click();
  await budi.page.waitForURL("**/ulasan");
  await budi.shot("review-form");
  await stars(budi, 5);
  await budi.page.getByText("Sesuai foto dan cerita").click();
  await budi.page.getByText("Ramah", { exact: true }).click();
  await budi.page.fill("#comment", "Barang persis seperti foto, lecetnya juga disebut dari awal.");
  await budi.fits("the form of a review");
  await budi.shot("review-filled");
  await button(budi, "Kirim ulasan").click();
  await sees(budi, /Ulasanmu tersimpan/);
  await sees(budi, /Baru terlihat setelah Sari juga menulis/);
  await budi.shot("review-hidden");

  await sari.goto(`${order}/ulasan`);
  assert.equal(await sari.page.getByText("lecetnya juga disebut").count(), 0, "hidden");
  await sari.fits("the form on a phone");
  await sari.shot("review-form-phone");
  await stars(sari, 4);
  await sari.page.getByText("Cepat membayar").click();
  await sari.page.fill("#comment", "Datang tepat waktu.");
  await button(sari, "Kirim ulasan").click();
  await sees(sari, /lecetnya juga disebut/);
  await sari.page.fill("#reply", "Makasih, semoga betah kameranya!");
  await button(sari, "Kirim balasan").click();
  await sees(sari, /Makasih, semoga betah/);
  await sari.fits("the reviews on a phone");
  await sari.shot("review-both-phone");

  await sari.goto("/profil/saya");
  await sari.fits("the own profile on a phone");
  await sari.shot("review-mine-phone");
  const profile = await sari.page.locator('a[href*="?tab=ulasan"]').first().getAttribute("href");
  for (const one of [sari, budi]) {
    await one.goto(profile);
    await sees(one, /satu suara/);
    await sees(one, "1 ulasan dari 1 orang");
    await sees(one, /Makasih, semoga betah/);
    await one.fits("the reviews of a profile");
    await one.shot(`review-profile-${one.name.toLowerCase()}`);
  }
  await (await listingPoster(site, sari))("Lensa 50mm", { modes: ["jual"], price: 450_000, delivery: ["cod"] });
  await sari.goto("/profil/sari");
  await sari.page.locator(".seller-marks").first().waitFor();
  await sari.fits("cards with the seller's rating");
  await sari.shot("review-card-phone");
  const lens = await sari.page.locator(".listing .name a").first().getAttribute("href");
  await budi.goto(lens);
  await budi.fits("a listing with the seller's rating");
  await budi.shot("review-listing");
  await budi.goto("/profil/saya");
  await budi.page.locator("summary", { hasText: "Terpercaya" }).click();
  await budi.shot("review-mine-wide");
});
