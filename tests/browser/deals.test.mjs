// Deals to their end, each by two people at their own pages: a parcel with Transaksi Aman, a barter with sealed numbers, a
// meeting with the hand-over code, a gift.

import assert from "node:assert/strict";

import { PHONE, WIDE, story, until } from "./harness.mjs";
import { listingPoster, openRoom } from "./listings.mjs";

const button = (person, name) => person.page.getByRole("button", { name, exact: true }).filter({ visible: true }).first();
const link = (person, name) => person.page.getByRole("link", { name }).filter({ visible: true }).first();
const orderOf = (person) => new URL(person.page.url()).pathname;
const sees = (person, text) => person.page.getByText(text).filter({ visible: true }).first().waitFor();
const markPage = (person) => person.page.evaluate(() => { window.notReloaded = true; });
const notReloaded = async (person) => assert.ok(await person.page.evaluate(() => window.notReloaded), `${person.name}'s page followed without a reload`);

async function fillAddress(page) {
  await page.fill("#address-name", "Budi Santoso");
  await page.fill("#address-phone", "0812 3456 7890");
  await page.fill("[data-region-field]", "");
  await page.locator("[data-region-field]").pressSequentially("Coblong", { delay: 20 });
  await page.getByRole("option", { name: /Coblong.*Kota Bandung/ }).first().click();
  await page.fill("#address-line", "Jl. Dipatiukur No. 12, RT 2/RW 5");
}

async function send(person, number) {
  await person.page.selectOption("#courier", "jne");
  await person.page.fill("#tracking", number);
  await button(person, "Simpan resi").click();
}

story("a parcel with Transaksi Aman: bought, paid, sent, received, paid out; both pages follow by themselves", async ({ site, person }) => {
  const sari = await person("Sari", { kind: "penjual", viewport: PHONE });
  const budi = await person("Budi", { viewport: WIDE });
  const camera = await (await listingPoster(site, sari))("Kamera analog", { modes: ["jual"], price: 1_250_000, delivery: ["kirim"] });
  await budi.goto(`/checkout/${camera.id}`);
  await budi.shot("deal-buy");
  await button(budi, "Beli sekarang").click();
  await budi.page.waitForURL("**/checkout/**");
  await fillAddress(budi.page);
  await budi.fits("the checkout");
  await budi.shot("deal-checkout");
  await budi.page.getByRole("button", { name: /^Bayar Rp/ }).click();
  await budi.page.waitForURL("**/sandbox/bayar/**");
  await sari.goto("/pesanan?role=seller");
  await sari.page.locator(".deal-row").first().click();
  await sari.page.waitForURL("**/pesanan/ORD-**");
  await sees(sari, /Menunggu pembayaran/);
  await sari.page.waitForFunction(() => document.documentElement.dataset.connection !== "lost");
  await markPage(sari);
  await budi.page.locator('button[value="paid"]').click();
  await budi.page.waitForURL("**/pesanan/ORD-**");
  await sari.page.locator("#tracking").waitFor();
  await notReloaded(sari);
  await sees(sari, "Jl. Dipatiukur No. 12, RT 2/RW 5");
  await sari.fits("the order of the seller");
  await sari.shot("deal-send");
  await sees(budi, /menyiapkan paketmu/);
  await markPage(budi);
  await send(sari, "JP 1234-567890");
  await sees(budi, "JP1234567890");
  await notReloaded(budi);
  await budi.shot("deal-shipped");
  await button(budi, "Sudah kuterima, sesuai").click();
  await sees(budi, /Selesai, terima kasih/);
  await budi.goto(`${orderOf(budi)}/resi`);
  await budi.fits("the receipt");
  await budi.shot("deal-receipt");
  await link(budi, "Lembar kesepakatan").click();
  await sees(budi, "SHA-256");
  await budi.fits("the deal sheet");
  await budi.shot("deal-sheet");
  await sari.goto(orderOf(budi));
  await sari.fits("the deal sheet on a phone");
  await sari.shot("deal-sheet");
  await sari.goto("/saldo");
  await sari.fits("the balance");
  await sari.shot("deal-balance");
  await sees(sari, /Penjualan/);
});

story("a barter with sealed numbers: they open when both are in", async ({ site, person }) => {
  const sari = await person("Sari", { kind: "penjual", viewport: PHONE });
  const budi = await person("Budi", { viewport: WIDE });
  const ways = { delivery: ["kirim"], modes: ["barter"], price: null };
  const camera = await (await listingPoster(site, sari))("Kamera analog", ways);
  const guitar = await (await listingPoster(site, budi))("Kamera saku", ways);
  const room = await openRoom(sari, budi, `/barang/${camera.slug}`);
  await budi.goto(`${room}/barter`);
  await budi.page.locator(`[data-good][value="${guitar.id}"]`).check();
  await budi.page.getByRole("button", { name: "Kirim ajakan barter" }).filter({ visible: true }).click();
  await budi.page.waitForURL(`**${room}**`);
  await sari.page.getByRole("button", { name: /Setuju barter/ }).filter({ visible: true }).first().click();
  await until("the deal is there", async () => {
    await sari.goto("/pesanan?role=seller");
    return (await sari.page.locator(".deal-row").count()) === 1;
  });
  await sari.page.locator(".deal-row").click();
  await sari.page.waitForURL("**/pesanan/ORD-**");
  const order = orderOf(sari);
  await budi.goto(order);
  await send(budi, "000111222333");
  await sees(sari, /tersegel/);
  assert.equal(await sari.page.getByText("000111222333").count(), 0, "sealed");
  await sari.fits("the barter's order");
  await sari.shot("deal-sealed");
  await send(sari, "000444555666");
  await sees(budi, "000444555666");
  for (const one of [sari, budi]) {
    await one.goto(order);
    await button(one, "Sudah kuterima, sesuai").click();
  }
  await sees(budi, /Selesai, terima kasih/);
});

story("a meeting: arranged in the chat, then Budi shows the code and Sari enters it", async ({ site, person }) => {
  const sari = await person("Sari", { kind: "penjual", viewport: PHONE });
  const budi = await person("Budi", { viewport: PHONE });
  const camera = await (await listingPoster(site, sari))("Kamera analog", { modes: ["jual"], price: 1_250_000, delivery: ["cod"] });
  await budi.goto(`/checkout/${camera.id}`);
  await button(budi, "Beli sekarang").click();
  await budi.page.waitForURL("**/pesanan/ORD-**");
  // Budi proposes on the page of the order; Sari, who is in the chat, agrees there.
  const room = await budi.page.locator(".only-phone a[href^='/chat/']").first().getAttribute("href");
  await sari.goto(room);
  await sari.live();
  await button(budi, "Stasiun").click();
  await budi.page.locator("#meeting-place").pressSequentially("Bandung, pintu utara");
  await budi.page.locator("#ketemuan .chips label").nth(1).click();
  await budi.fits("the form for a meeting");
  await budi.shot("deal-meeting-form");
  await button(budi, "Kirim usul").click();
  await sees(budi, /Menunggu jawaban Sari/);
  await markPage(budi);
  await sees(sari, /mengusulkan ketemuan/);
  await button(sari, "Setuju").waitFor();
  await sari.fits("the chat with a proposal to meet");
  await sari.shot("chat-meeting");
  await button(sari, "Setuju").click();
  await sees(sari, /Ketemuan disepakati/);
  assert.equal(await sari.page.locator("[data-meeting]:not([hidden])").count(), 0, "nothing waits any more");
  await link(budi, "Simpan ke kalender").waitFor();
  await notReloaded(budi);
  await budi.shot("deal-meeting-agreed");
  const digits = (await budi.page.locator(".handover-code").innerText()).replace(/\s/g, "");
  assert.match(digits, /^\d{6}$/);
  await budi.fits("the order with the code");
  await budi.shot("deal-code");
  // The QR code leads the seller's camera to the form, filled in.
  await sari.goto(`${orderOf(budi)}?serah=${digits}`);
  assert.equal(await sari.page.inputValue("#handover"), digits);
  await sari.fits("the order with the form for the code");
  await sari.shot("deal-handover");
  await button(sari, "Tandai terjual").click();
  await sees(sari, /Selesai, terima kasih/);
  await sees(budi, /Selesai, terima kasih/);
});

story("a gift is asked for, given, and handed over", async ({ site, person }) => {
  const sari = await person("Sari", { kind: "penjual", viewport: PHONE });
  const budi = await person("Budi", { viewport: PHONE });
  const gift = { delivery: ["cod"], modes: ["gratis"], price: null };
  const lamp = await (await listingPoster(site, sari))("Lampu meja", gift);
  const room = await openRoom(sari, budi, `/barang/${lamp.slug}`);
  await budi.goto(`/barang/${lamp.slug}`);
  await budi.page.locator('form[action$="/tawar"] button').filter({ visible: true }).first().click();
  await budi.page.waitForURL(`**${room}**`);
  await sari.goto(room);
  await sari.page.locator('form[action$="/terima"] button').filter({ visible: true }).first().click();
  await until("the deal is there", async () => {
    await budi.goto("/pesanan");
    return (await budi.page.locator(".deal-row").count()) === 1;
  });
  await budi.page.locator(".deal-row").click();
  await button(budi, "Sudah ketemu, barang kuterima").click();
  await sees(budi, /Selesai, terima kasih/);
});
