// A balance on its way to a bank account, and the evidence of the order that it came from.

import assert from "node:assert/strict";

import { PHONE, SMALL, TABLET, WIDE, story } from "./harness.mjs";
import { listingPoster } from "./listings.mjs";

const button = (person, name) => person.page.getByRole("button", { name }).filter({ visible: true }).first();
const sees = (person, text) => person.page.getByText(text).filter({ visible: true }).first().waitFor();

/** Looks at a page at three widths. */
async function looks(person, path, name) {
  for (const [viewport, width] of [[SMALL, 320], [PHONE, 360], [TABLET, 768], [WIDE, 1280]]) {
    await person.page.setViewportSize(viewport);
    await person.goto(path);
    await person.fits(`${name} at ${width}`);
    await person.shot(name);
  }
  await person.page.setViewportSize(PHONE);
}

async function fillAddress(page) {
  await page.fill("#address-name", "Budi Santoso");
  await page.fill("#address-phone", "0812 3456 7890");
  await page.fill("[data-region-field]", "");
  await page.locator("[data-region-field]").pressSequentially("Coblong", { delay: 20 });
  await page.getByRole("option", { name: /Coblong.*Kota Bandung/ }).first().click();
  await page.fill("#address-line", "Jl. Dipatiukur No. 12, RT 2/RW 5");
}

/** Sari sells a camera to Budi; the money is in her balance. Returns the path of the order. */
async function sells(site, sari, budi) {
  const camera = await (await listingPoster(site, sari))("Kamera analog", { modes: ["jual"], price: 1_250_000, delivery: ["kirim"] });
  await budi.goto(`/checkout/${camera.id}`);
  await button(budi, "Beli sekarang").click();
  await budi.page.waitForURL("**/checkout/**");
  await fillAddress(budi.page);
  await button(budi, /^Bayar Rp/).click();
  await budi.page.waitForURL("**/sandbox/bayar/**");
  await budi.page.locator('button[value="paid"]').click();
  await budi.page.waitForURL("**/pesanan/ORD-**");
  await sees(budi, /menyiapkan paketmu/);
  const order = new URL(budi.page.url()).pathname;
  await sari.goto(order);
  await sari.page.selectOption("#courier", "jne");
  await sari.page.fill("#tracking", "JP 1234-567890");
  await button(sari, "Simpan resi").click();
  await sees(budi, "JP1234567890");
  await button(budi, "Sudah kuterima, sesuai").click();
  await sees(budi, /Selesai, terima kasih/);
  return order;
}

async function givesAccount(sari, number) {
  await sari.goto("/saldo");
  if (!(await sari.page.locator("#payout-bank").isVisible())) {
    await sari.page.getByText("Ganti rekening tujuan").click();
  }
  await sari.page.selectOption("#payout-bank", "bca");
  await sari.page.fill("#payout-number", number);
  await sari.page.fill("#payout-password", sari.password ?? "kopi tubruk");
  await button(sari, "Periksa nama pemilik").click();
  await sees(sari, /Pastikan nama ini benar/);
}

story("Sari has her balance paid out, and Hakim checks the evidence of the order", async ({ site, person, guest }) => {
  const sari = await person("Sari", { kind: "penjual", viewport: PHONE });
  const budi = await person("Budi", { viewport: WIDE });
  const order = await sells(site, sari, budi);
  await looks(sari, "/saldo", "saldo-empty");
  await givesAccount(sari, "1234 5678 90");
  await sari.fits("the name of the holder");
  await sari.shot("saldo-confirm");
  await button(sari, "Benar, simpan").click();
  await sees(sari, /Rekening tujuan tersimpan/);
  await looks(sari, "/saldo", "saldo-form");
  await sari.page.fill("#payout-amount", "500rb");
  await button(sari, "Cairkan").click();
  await sees(sari, /Permintaan pencairan tercatat/);
  await sari.shot("saldo-asked");
  await sari.page.waitForFunction(async () => {
    const page = await (await fetch("/saldo")).text();
    return page.includes("Sudah masuk");
  }, null, { polling: 500, timeout: 30_000 });
  await looks(sari, "/saldo", "saldo-paid");
  await givesAccount(sari, "9876543290");
  await sari.shot("saldo-confirm-change");
  await button(sari, "Benar, simpan").click();
  await sees(sari, /ditahan sampai/);
  await looks(sari, "/saldo", "saldo-rests");

  await looks(sari, order, "order-evidence");
  const bundle = await sari.page.evaluate(async (path) => (await fetch(path)).text(), `/api/orders/${order.split("/")[2]}/evidence`);
  const hakim = await guest({ name: "Hakim", viewport: SMALL });
  await hakim.goto("/bukti");
  await hakim.fits("the page of evidence");
  await hakim.shot("bukti");
  const file = (text) => ({ name: "bukti.json", mimeType: "application/json", buffer: Buffer.from(text) });
  await hakim.page.setInputFiles("#file", file(bundle));
  await button(hakim, "Periksa").click();
  await sees(hakim, "Utuh.");
  await hakim.fits("whole evidence");
  await hakim.shot("bukti-whole");
  await hakim.page.setInputFiles("#file", file(bundle.replace('"seq": 2', '"seq": 3')));
  await button(hakim, "Periksa").click();
  await sees(hakim, "Tidak utuh.");
  await hakim.shot("bukti-changed");
  assert.ok(await hakim.page.getByText(/Pesan nomor 2/).isVisible());
});
