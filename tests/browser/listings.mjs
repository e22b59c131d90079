// Listings, photos, rooms and offers.

import assert from "node:assert/strict";
import { deflateSync } from "node:zlib";

import { until } from "./until.mjs";

/** A PNG of one colour: no photo needs to be stored in the repository. */
export function photo(width = 320, height = 400, [r, g, b] = [200, 120, 60]) {
  const chunk = (kind, data) => {
    const body = Buffer.concat([Buffer.from(kind, "latin1"), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc(body), body.length + 4);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.concat([Buffer.from([0]), Buffer.from(Array.from({ length: width }, () => [r, g, b]).flat())]);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
  const sign = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([sign, chunk("IHDR", head), chunk("IDAT", pixels), chunk("IEND", Buffer.alloc(0))]);
}

function crc(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}

/** Posts a listing through the five steps of the page. Returns the listing's path. */
export async function postListing(seller, { title, price, city = "Coblong" }) {
  const { page } = seller;
  await seller.goto("/jual");
  const next = page.locator("[data-step-next]");
  await page.setInputFiles("#photo-gallery", [
    { name: "depan.png", mimeType: "image/png", buffer: photo() },
    { name: "belakang.png", mimeType: "image/png", buffer: photo(400, 320, [60, 120, 200]) },
  ]);
  await until("both photos are uploaded", async () => (await page.locator('[data-photos] input[name="photo_id"]').count()) === 2);
  await next.click();
  await page.fill('[name="title"]', title);
  await page.fill('[name="description"]', "Dipakai setahun, masih bagus, dilepas karena pindah rumah.");
  await page.selectOption('select[name="category"]', "kamera");
  await page.locator('label[for]:has-text("Bagus")').first().click();
  await next.click();
  await page.fill('[name="price"]', String(price));
  await next.click();
  const region = page.locator("[data-region-field]");
  await region.fill("");
  await region.pressSequentially(city, { delay: 20 });
  await page.getByRole("option", { name: /Kota Bandung/ }).first().click();
  await until("the region has a code", async () => (await page.inputValue("[data-region-code]")) !== "");
  await next.click();
  for (const box of await page.locator('section[data-step]:visible input[type="checkbox"]').all()) await box.check();
  await Promise.all([page.waitForURL(/\/barang\//), page.locator("[data-step-submit]").click()]);
  return new URL(page.url()).pathname;
}

/** Returns a function that posts listings of a person over the API, for stories about something else. */
export async function listingPoster(site, person) {
  const { body } = await site.api("POST", "/api/auth/login", { body: { identifier: person.email, password: person.password } });
  const { token } = body;
  const upload = async (n) => {
    const form = new FormData();
    form.append("file", new Blob([photo(320, 400, [200, 120, 60 + 40 * n])], { type: "image/png" }), "depan.png");
    const answer = await fetch(`${site.url}/api/upload`, { method: "POST", headers: { authorization: `Bearer ${token}` }, body: form });
    return (await answer.json()).id;
  };
  return async (title, { photoCount = 1, ...change } = {}) => {
    const photos = [];
    for (let n = 0; n < photoCount; n += 1) photos.push(await upload(n));
    const listing = {
      title, description: "Dipakai setahun, masih bagus.", flaw: "Goresan tipis", category: "kamera", condition: "bagus",
      modes: ["barter"], price: null, delivery: ["cod"], region: "32.73.02", photos, ...change,
    };
    const answer = await site.api("POST", "/api/listings", { token, body: listing });
    assert.equal(answer.status, 201, `${person.name} posts ${title}: ${JSON.stringify(answer.body)}`);
    return answer.body.listing;
  };
}

/** Opens the room about a listing on the pages of both, both live. Returns the room's path. */
export async function openRoom(seller, buyer, path) {
  await buyer.goto(path);
  await buyer.page.locator('form[action$="/chat"] button').filter({ visible: true }).first().click();
  await buyer.page.waitForURL(/\/chat\//);
  const room = new URL(buyer.page.url()).pathname;
  await seller.goto(room);
  await Promise.all([seller.live(), buyer.live()]);
  return room;
}

/** The same, about a new listing. */
export async function openRoomAboutNewListing(seller, buyer, { title, price = 300_000 }) {
  return openRoom(seller, buyer, await postListing(seller, { title, price }));
}

/** Fills the offer sheet and sends it. */
export async function sendOffer(person, amount) {
  const { page } = person;
  await page.locator('[data-opens="offer"]').filter({ visible: true }).first().click();
  await page.fill("#offer-amount", String(amount));
  await page.locator("[data-offer-send]").click();
}

/** The newest offer with this sum. */
export const currentOffer = (page, sum) => page.locator(".offer .sum", { hasText: sum }).last();
