// The first trade, told with two real pages: a thing is posted, found by its city, bargained for, agreed on.

import assert from "node:assert/strict";

import { PHONE, WIDE, story, until } from "./harness.mjs";
import { follows } from "./lag.mjs";
import { meet, offers, onTable, posts } from "./things.mjs";

story("the seller lists, the buyer finds it by city and offers, the seller counters, the buyer accepts", async ({ site, person }) => {
  const sari = await person("Sari", { kind: "penjual", viewport: PHONE });
  const budi = await person("Budi", { viewport: WIDE });
  const path = await posts(sari, { title: "Kamera analog rangefinder 35mm", price: 1_250_000 });
  await sari.fits("the listing's page");

  await until("the camera can be found by its city", async () => {
    const { body } = await site.api("GET", "/api/listings?q=kamra&city=Bandung");
    return body.listings?.length === 1;
  }, { within: 5_000 });
  await budi.goto("/cari?q=kamera&kota=Bandung");
  await budi.page.locator(".listing a", { hasText: "Kamera analog" }).first().click();
  await budi.page.waitForURL(`**${path}`);
  await offers(budi, 1_000_000);
  await budi.page.waitForURL(/\/chat\//);
  const room = new URL(budi.page.url()).pathname;
  await budi.live();

  await sari.goto(room);
  await sari.live();
  await onTable(sari.page, "Rp1.000.000").waitFor();
  await sari.shot("room-seller-turn", { fullPage: false });
  await offers(sari, 1_080_000);

  await onTable(sari.page, "Rp1.080.000").waitFor();
  await onTable(budi.page, "Rp1.080.000").waitFor();
  const accept = budi.page.getByRole("button", { name: /Terima Rp1\.080\.000/ });
  await accept.waitFor();
  await budi.page.locator('[role="timer"]:visible').first().waitFor();
  await budi.shot("room-buyer-turn", { fullPage: false });

  // A reload and a cut socket in the middle change nothing.
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
    assert.equal(await someone.page.locator('[data-status="pending"]').count(), 0, "nothing is left on the table");
    await someone.fits("the room");
  }
  await budi.goto("/pesanan");
  await budi.page.locator(".deal-row", { hasText: "Rp1.080.000" }).click();
  await budi.page.waitForURL(/\/pesanan\/ORD-/);
  await budi.shot("deal");
  await budi.fits("the deal");
});

story("both screens show each move within a second of the other", async ({ site, person, context }) => {
  const sari = await person("Sari", { kind: "penjual" });
  const budi = await person("Budi");
  const path = await posts(sari, { title: "Lensa manual 50mm f1.8", price: 700_000 });
  await budi.goto(path);
  await offers(budi, 500_000);
  await budi.page.waitForURL(/\/chat\//);
  await sari.goto(new URL(budi.page.url()).pathname);
  await Promise.all([sari.live(), budi.live()]);
  let [mover, other] = [sari, budi];
  const times = [];
  for (const amount of [650_000, 550_000, 620_000, 580_000]) {
    const sum = `Rp${amount.toLocaleString("id-ID")}`;
    await offers(mover, amount);
    await follows(site, other, (page) => onTable(page, sum).waitFor(), times);
    await onTable(mover.page, sum).waitFor();
    [mover, other] = [other, mover];
  }
  await mover.page.getByRole("button", { name: /Terima Rp580\.000/ }).click();
  await follows(site, other, (page) => page.locator('.offer[data-status="accepted"]').waitFor(), times);
  await mover.page.locator('.offer[data-status="accepted"]').waitFor();
  context.diagnostic(`the other screen followed after ${times.map((ms) => ms.toFixed(0)).join(", ")} ms`);
});

story("the server is killed in the middle of a chat and every message is there once, in order", async ({ site, person }) => {
  const sari = await person("Sari", { kind: "penjual" });
  const budi = await person("Budi", { viewport: WIDE });
  await meet(sari, budi, { title: "Tripod besi bekas studio" });

  const says = async (someone, text) => {
    await someone.page.fill('[data-send] [name="text"]', text);
    await someone.page.locator("[data-send] button").click();
  };
  const read = (someone) => someone.page.locator("[data-log] .bubble [data-text]").allTextContents();
  await says(budi, "Halo Kak, tripodnya masih ada?");
  await until("Sari reads it", async () => (await read(sari)).length === 1);
  await says(sari, "Masih, Kak.");
  await until("Budi reads it", async () => (await read(budi)).length === 2);
  for (const someone of [sari, budi]) someone.outage();

  await site.crash();
  // Written while nobody answers: it waits on his side and is sent once, later.
  await says(budi, "Bisa COD di Dago?");
  await says(budi, "Sabtu sore?");
  await site.start();
  const all = ["Halo Kak, tripodnya masih ada?", "Masih, Kak.", "Bisa COD di Dago?", "Sabtu sore?"];
  for (const someone of [sari, budi]) {
    await until(`${someone.name} has every message once, in order`, async () => {
      return JSON.stringify(await read(someone)) === JSON.stringify(all);
    }, { within: 40_000 });
  }
  await sari.page.reload();
  assert.deepEqual(await read(sari), all, "a fresh page tells the same");
});
