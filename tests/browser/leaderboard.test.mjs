// The leaderboard and points on profiles, with a few people who have traded.

import assert from "node:assert/strict";

import { findings, DARK } from "./axe.mjs";
import { clipped } from "./clipped.mjs";
import { PHONE, WIDE, story, until } from "./harness.mjs";
import { listingPoster } from "./listings.mjs";

async function tokenOf(site, person) {
  const { body } = await site.api("POST", "/api/auth/login", { body: { identifier: person.email, password: person.password } });
  return body.token;
}

story("Sari sells to three people: the podium, her own row, her history, and how points work", async ({ site, person }) => {
  const sari = await person("Sari Wulandari", { kind: "penjual", viewport: PHONE });
  const buyers = [];
  for (const name of ["Budi", "Rara", "Made Artana"]) buyers.push(await person(name, { viewport: WIDE }));
  const post = await listingPoster(site, sari);
  for (const buyer of buyers) {
    const token = await tokenOf(site, buyer);
    const lens = await post(`Lensa untuk ${buyer.name}`, { modes: ["jual"], price: 700_000, delivery: ["cod"] });
    const { body } = await site.api("POST", "/api/orders", { token, body: { listing_id: lens.id, buy_now: true } });
    await site.api("PUT", `/api/orders/${body.order.code}/status`, { token, body: { status: "completed" } });
  }
  await until("everybody has their points", async () => {
    const { body } = await site.api("GET", "/api/leaderboard");
    return body.buyer_leaderboard.length === 3 && body.seller_leaderboard[0].points_seller === 30;
  });
  const [budi] = buyers;
  for (const someone of [sari, budi]) {
    await someone.goto("/papan-peringkat");
    await someone.fits("the leaderboard");
    await someone.sees("Juara 1");
    assert.equal(await someone.page.locator(".podium li").count(), 3);
    assert.deepEqual(await findings(someone.page, [DARK]), []);
    await someone.shot("leaderboard");
    await someone.page.locator(".fold summary").first().click();
    await someone.sees("Cara dapat poin");
    await someone.shot("leaderboard-rules");
  }
  await budi.page.getByRole("link", { name: "Pembeli" }).first().click();
  await budi.page.waitForURL("**type=buyer");
  await budi.goto("/papan-peringkat?kota=Bandung");
  await budi.sees("Belum ada yang punya poin di sini");
  await budi.shot("leaderboard-empty");
  for (const someone of [sari, budi]) {
    await someone.goto("/profil/saya");
    await someone.page.getByText("Riwayat poin").click();
    await someone.fits("one's own profile");
    await someone.shot("points-mine");
    await someone.goto("/profil/sari-wulandari");
    await someone.fits("a profile");
    await someone.shot("points-profile");
  }
  await sari.goto("/papan-peringkat");
  await sari.page.evaluate(() => { document.documentElement.style.fontSize = "200%"; });
  assert.deepEqual(await sari.page.evaluate(clipped), []);
});
