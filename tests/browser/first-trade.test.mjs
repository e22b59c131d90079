// The first trade between two real pages: a listing is posted, found by its city, negotiated and sold.

import assert from "node:assert/strict";

import { PHONE, WIDE, story, until } from "./harness.mjs";
import { assertFollows } from "./lag.mjs";
import { openRoomAboutNewListing, sendOffer, currentOffer, postListing } from "./listings.mjs";

story("Sari posts a camera, Budi finds it by city and makes an offer, Sari counters, Budi accepts", async ({ site, person }) => {
  const sari = await person("Sari", { kind: "penjual", viewport: PHONE });
  const budi = await person("Budi", { viewport: WIDE });
  const path = await postListing(sari, { title: "Kamera analog rangefinder 35mm", price: 1_250_000 });
  await sari.fits("the listing's page");

  await until("the camera can be found by its city", async () => {
    const { body } = await site.api("GET", "/api/listings?q=kamra&city=Bandung");
    return body.listings?.length === 1;
  }, { within: 5_000 });
  await budi.goto("/cari?q=kamera&kota=Bandung");
  await budi.page.locator(".listing a", { hasText: "Kamera analog" }).first().click();
  await budi.page.waitForURL(`**${path}`);
  await sendOffer(budi, 1_000_000);
  await budi.page.waitForURL(/\/chat\//);
  const room = new URL(budi.page.url()).pathname;
  await budi.live();

  await sari.goto(room);
  await sari.live();
  await currentOffer(sari.page, "Rp1.000.000").waitFor();
  await sari.shot("room-seller-turn", { fullPage: false });
  await sendOffer(sari, 1_080_000);

  await currentOffer(sari.page, "Rp1.080.000").waitFor();
  await currentOffer(budi.page, "Rp1.080.000").waitFor();
  const accept = budi.page.getByRole("button", { name: /Terima Rp1\.080\.000/ });
  await accept.waitFor();
  await budi.page.locator('[role="timer"]:visible').first().waitFor();
  await budi.shot("room-buyer-turn", { fullPage: false });

  // A reload and a broken connection change nothing.
  await budi.page.reload();
  await budi.live();
  await sari.network(false);
  await accept.click();
  await budi.page.locator('.offer[data-status="accepted"]').waitFor();
  await sari.network(true);
  await sari.live();
  await sari.page.locator('.offer[data-status="accepted"]').waitFor();
  for (const someone of [sari, budi]) {
    await someone.sees(/Sepakat Rp1\.080\.000/);
    assert.equal(await someone.page.locator('[data-status="pending"]').count(), 0, "no offer is pending");
    await someone.fits("the room");
  }
  await budi.goto("/pesanan");
  await budi.page.locator(".deal-row", { hasText: "Rp1.080.000" }).click();
  await budi.page.waitForURL(/\/pesanan\/ORD-/);
  await budi.shot("deal");
  await budi.fits("the deal");
});

story("each move of Sari and Budi is on both screens within a second", async ({ site, person, context }) => {
  const sari = await person("Sari", { kind: "penjual" });
  const budi = await person("Budi");
  const path = await postListing(sari, { title: "Lensa manual 50mm f1.8", price: 700_000 });
  await budi.goto(path);
  await sendOffer(budi, 500_000);
  await budi.page.waitForURL(/\/chat\//);
  await sari.goto(new URL(budi.page.url()).pathname);
  await Promise.all([sari.live(), budi.live()]);
  let [mover, other] = [sari, budi];
  const times = [];
  for (const amount of [650_000, 550_000, 620_000, 580_000]) {
    const sum = `Rp${amount.toLocaleString("id-ID")}`;
    await sendOffer(mover, amount);
    await assertFollows(site, other, (page) => currentOffer(page, sum).waitFor(), times);
    await currentOffer(mover.page, sum).waitFor();
    [mover, other] = [other, mover];
  }
  await mover.page.getByRole("button", { name: /Terima Rp580\.000/ }).click();
  await assertFollows(site, other, (page) => page.locator('.offer[data-status="accepted"]').waitFor(), times);
  await mover.page.locator('.offer[data-status="accepted"]').waitFor();
  context.diagnostic(`the other screen followed after ${times.map((ms) => ms.toFixed(0)).join(", ")} ms`);
});

story("the server is killed during a chat and Sari and Budi have every message once, in order", async ({ site, person }) => {
  const sari = await person("Sari", { kind: "penjual" });
  const budi = await person("Budi", { viewport: WIDE });
  await openRoomAboutNewListing(sari, budi, { title: "Tripod besi bekas studio" });

  const send = async (someone, text) => {
    await someone.page.fill('[data-send] [name="text"]', text);
    await someone.page.locator("[data-send] button").click();
  };
  const texts = (someone) => someone.page.locator("[data-log] .bubble [data-text]").allTextContents();
  await send(budi, "Halo Kak, tripodnya masih ada?");
  await until("Sari reads it", async () => (await texts(sari)).length === 1);
  await send(sari, "Masih, Kak.");
  await until("Budi reads it", async () => (await texts(budi)).length === 2);
  for (const someone of [sari, budi]) someone.expectOutage();

  await site.crash();
  // Written while the server is down: it waits in his browser and is sent once, later.
  await send(budi, "Bisa COD di Dago?");
  await send(budi, "Sabtu sore?");
  await site.start();
  const all = ["Halo Kak, tripodnya masih ada?", "Masih, Kak.", "Bisa COD di Dago?", "Sabtu sore?"];
  for (const someone of [sari, budi]) {
    await until(`${someone.name} has every message once, in order`, async () => {
      return JSON.stringify(await texts(someone)) === JSON.stringify(all);
    }, { within: 40_000 });
  }
  await sari.page.reload();
  assert.deepEqual(await texts(sari), all, "a reloaded page shows the same");
});
