// A barter goes wrong, on three screens: Budi complains, Sari answers, Dewi of the staff joins, asks for a photo and rules
// that both get their own back; both parcels go back, and nobody holds any money.

import assert from "node:assert/strict";

import { PHONE, WIDE, story } from "./harness.mjs";
import { listingPoster, photo } from "./listings.mjs";

const button = (person, name) => person.page.getByRole("button", { name, exact: true }).filter({ visible: true }).first();
const sees = (person, text) => person.page.getByText(text).filter({ visible: true }).first().waitFor();
const opens = (person, id) => person.page.locator(`#${id} > summary`).click();

async function tokenOf(site, { email, password }) {
  const { body } = await site.api("POST", "/api/auth/login", { body: { identifier: email, password } });
  return body.token;
}

/** A barter whose two parcels have arrived; the deal's code. */
async function arrivedBarter(site, sari, budi) {
  const ways = { delivery: ["kirim"], modes: ["barter"], price: null };
  const camera = await (await listingPoster(site, sari))("Kamera analog", ways);
  const guitar = await (await listingPoster(site, budi))("Gitar akustik", ways);
  const [hers, his] = [await tokenOf(site, sari), await tokenOf(site, budi)];
  const call = async (token, method, path, body) => {
    const answer = await site.api(method, path, { token, body });
    assert.ok(answer.status < 300, `${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const offer = { amount: 0, items: [guitar.id], method: "kirim" };
  const made = await call(his, "POST", `/api/listings/${camera.id}/offer`, offer);
  const accept = { action: "accept", version: made.negotiation.version };
  const { deal } = await call(hers, "PUT", `/api/offers/${made.offer.id}`, accept);
  const moves = (token, body) => call(token, "PUT", `/api/orders/${deal.code}/status`, body);
  await moves(his, { status: "shipped", courier: "jne", tracking_no: "000111222333" });
  await moves(hers, { status: "shipped", courier: "jne", tracking_no: "000444555666" });
  await moves(his, { status: "delivered" });
  await moves(hers, { status: "delivered" });
  return deal.code;
}

async function giveAddress(person) {
  const { page } = person;
  await page.fill("#address-name", person.name);
  await page.fill("#address-phone", "0812 3456 7890");
  await page.fill("[data-region-field]", "");
  await page.locator("[data-region-field]").pressSequentially("Coblong", { delay: 20 });
  await page.getByRole("option", { name: /Coblong.*Kota Bandung/ }).first().click();
  await page.fill("#address-line", "Jl. Dipatiukur No. 12, RT 2/RW 5");
  await button(person, "Simpan alamat").click();
}

story("a barter in dispute: complaint, answer, mediator, evidence, ruling, and both parcels go back", async ({ site, person }) => {
  const sari = await person("Sari", { kind: "penjual", viewport: PHONE });
  const budi = await person("Budi", { viewport: PHONE });
  const dewi = await person("Dewi", { viewport: WIDE });
  site.command("user", "promote", dewi.email, "moderator");
  const code = await arrivedBarter(site, sari, budi);

  await budi.goto(`/pesanan/${code}`);
  await budi.page.getByRole("link", { name: /Ada masalah/ }).filter({ visible: true }).first().click();
  await budi.page.waitForURL("**/sengketa");
  await budi.fits("the form to complain");
  await budi.shot("dispute-open");
  await budi.page.selectOption("#reason", "not_as_described");
  await budi.page.fill("#open-text", "Lensanya berjamur, di iklan tidak disebut.");
  await budi.page.setInputFiles("#open-photos", { name: "jamur.png", mimeType: "image/png", buffer: photo() });
  await budi.page.locator('label[for="wish-return_both"]').click();
  await button(budi, "Ajukan komplain").click();
  await sees(budi, /Menunggu jawaban Sari/);
  await budi.shot("dispute-waiting");

  await sari.goto(`/pesanan/${code}/sengketa`);
  await sees(sari, "Lensanya berjamur, di iklan tidak disebut.");
  await sari.page.fill("#answer-text", "Waktu dikemas masih bersih, Kak.");
  await sari.page.locator('label[for="answer-pay"]').click();
  await button(sari, "Kirim jawaban").click();
  await sees(budi, /Menunggu putusan mediator/);

  await dewi.goto("/admin/sengketa");
  await dewi.shot("dispute-cases");
  await dewi.page.getByText(code).first().click();
  await dewi.page.waitForURL(`**/admin/sengketa/${code}`);
  await button(dewi, "Ambil kasus ini").click();
  await button(dewi, "Gabung ke chat").click();
  await sees(budi, /Dewi bergabung sebagai mediator/);
  await dewi.page.fill("#say-text", "Halo, saya Dewi dari tim. Saya baca dulu berkasnya.");
  await button(dewi, "Kirim").click();
  const room = await budi.page.locator("aside a[href^='/chat/']").getAttribute("href");
  await budi.goto(room);
  await sees(budi, "Dewi · tim");
  await budi.shot("dispute-chat");
  await budi.goto(`/pesanan/${code}/sengketa`);
  await opens(dewi, "fold-ask");
  await dewi.page.locator('label[for="ask-buyer"]').click();
  await dewi.page.fill("#ask-text", "Minta foto lensanya dari dekat.");
  const due = await dewi.page.locator("#ask-due").getAttribute("max");
  await dewi.page.fill("#ask-due", due);
  await button(dewi, "Minta bukti").click();
  await sees(budi, /Minta foto lensanya dari dekat/);
  await opens(budi, "fold-evidence");
  await budi.page.fill("#evidence-text", "Ini lensanya dari dekat.");
  await budi.page.setInputFiles("#evidence-photos", { name: "dekat.png", mimeType: "image/png", buffer: photo(300, 300) });
  await button(budi, "Kirim bukti").click();
  // Dewi's page follows by itself.
  await sees(dewi, "Ini lensanya dari dekat.");
  await dewi.fits("a case");
  await dewi.shot("dispute-case");
  await dewi.page.setViewportSize(PHONE);
  await dewi.fits("a case on a phone");
  await dewi.shot("dispute-case-phone");
  await dewi.page.locator('label[for="ruling-return_both"]').click();
  await dewi.page.selectOption("#ruling-reason", "flaw_not_mentioned");
  await dewi.page.fill("#ruling-text", "Jamur tidak disebut di iklan maupun di chat. Keduanya mengirim kembali.");
  await button(dewi, "Putuskan").click();

  for (const one of [budi, sari]) {
    await sees(one, "Putusan Dewi, mediator");
    await one.page.reload();
    await button(one, "Terima putusan").click();
    await sees(one, /menerima putusan/);
  }
  await sari.shot("dispute-ended");
  for (const one of [budi, sari]) {
    await one.goto(`/pesanan/${code}`);
    await giveAddress(one);
  }
  for (const [one, number] of [[budi, "000777888999"], [sari, "000999888777"]]) {
    await one.goto(`/pesanan/${code}`);
    await one.page.selectOption("#courier", "jne");
    await one.page.fill("#tracking", number);
    await button(one, "Simpan resi").click();
    await sees(one, number);
  }
  await sari.fits("an order whose goods go back");
  await sari.shot("dispute-returning");
  for (const one of [budi, sari]) {
    await one.goto(`/pesanan/${code}`);
    await button(one, "Sudah kuterima, sesuai").click();
  }
  const { body } = await site.api("GET", `/api/orders/${code}`, { token: await tokenOf(site, budi) });
  assert.deepEqual([body.order.status, body.order.outcome, body.order.payment.status], ["cancelled", "returned", "none"]);
  assert.match(site.command("check"), /Everything is whole/);
});
