// Every page at four widths: it fits, has one heading and causes no error in the browser. And what must work without scripts.

import assert from "node:assert/strict";

import { PHONE, SMALL, TABLET, WIDE, story, until } from "./harness.mjs";
import { listingPoster } from "./listings.mjs";

const OPEN = ["/", "/cari", "/cari?q=tidakadabarangini", "/kategori", "/kategori/elektronik", "/papan-peringkat", "/masuk", "/daftar", "/lupa-sandi",
  "/syarat", "/privasi", "/aturan", "/larangan"];
const OWN = ["/jual", "/chat", "/profil/saya", "/pesanan", "/akun"];

for (const [name, viewport] of Object.entries({ SMALL, PHONE, TABLET, WIDE })) {
  story(`every page fits a ${name} screen, has one heading and a landmark`, async ({ guest, person }) => {
    const visitor = await guest({ viewport });
    const rara = await person("Rara", { viewport });
    for (const [someone, paths] of [[visitor, OPEN], [rara, [...OPEN.slice(0, 2), ...OWN]]]) {
      for (const path of paths) {
        await someone.goto(path);
        await someone.fits(path);
        assert.equal(await someone.page.locator("h1").count(), 1, `${path} has one h1`);
        assert.equal(await someone.page.locator("main").count(), 1, `${path} has one main`);
        const keys = await someone.page.locator("body").innerText();
        assert.doesNotMatch(keys, /\b(error|chat|listing|deal|sell|search|signup|time|month|mode|sort)-[a-z]{3,}(-[a-z]+)*\b/, `${path} shows a key of the catalogue`);
      }
    }
    await visitor.goto("/tidak-ada", { status: 404 });
    await visitor.fits("the page for an unknown address");
  });
}

story("without scripts Rara signs up, searches, edits her profile and signs out", async ({ person }) => {
  const rara = await person("Rara", { javaScriptEnabled: false });
  const { page } = rara;
  await rara.goto("/cari");
  await page.locator('form[role="search"] input[name="q"]').filter({ visible: true }).first().fill("sepeda");
  await page.keyboard.press("Enter");
  await page.waitForURL(/q=sepeda/);
  await rara.goto("/akun");
  await page.fill('form[action="/akun"] [name="bio"]', "Suka barang lama yang masih bagus.");
  await rara.submit(page.locator('form[action="/akun"]'));
  assert.equal(await page.inputValue('form[action="/akun"] [name="bio"]'), "Suka barang lama yang masih bagus.");
  await rara.goto("/profil/saya");
  await rara.submit(page.locator('form[action="/keluar"]').first());
  assert.equal(await page.locator('meta[name="me"]').count(), 0);
});

story("a visitor reaches the content by keyboard alone, and the focus is always visible", async ({ guest }) => {
  const visitor = await guest({ viewport: WIDE });
  await visitor.goto("/");
  await visitor.page.keyboard.press("Tab");
  const first = await visitor.page.evaluate(() => document.activeElement.className);
  assert.match(first, /skip/, "the first stop is the skip link");
  await visitor.page.keyboard.press("Enter");
  for (let stop = 0; stop < 12; stop += 1) {
    await visitor.page.keyboard.press("Tab");
    const seen = await visitor.page.evaluate(() => {
      const here = document.activeElement;
      const style = getComputedStyle(here);
      const box = here.getBoundingClientRect();
      return here === document.body || (box.width > 0 && (style.outlineStyle !== "none" || style.boxShadow !== "none"));
    });
    assert.ok(seen, `stop ${stop + 1} shows its focus`);
  }
});

story("a visitor with an English browser reads English", async ({ guest }) => {
  const visitor = await guest({ locale: "en-GB" });
  await visitor.goto("/");
  assert.equal(await visitor.page.getAttribute("html", "lang"), "en");
  await visitor.sees("Sell second-hand, bargain live");
  await visitor.goto("/masuk");
  await visitor.doesNotSee("Kata sandi");
});

story("dark follows the system until Rara chooses, on every page and at once", async ({ person }) => {
  const rara = await person("Rara", { colorScheme: "dark" });
  const { page } = rara;
  const theme = () => page.getAttribute("html", "data-bs-theme");
  const system = async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await page.waitForFunction((wanted) => matchMedia(`(prefers-color-scheme: ${wanted})`).matches, colorScheme);
  };
  await rara.goto("/profil/saya");
  assert.equal(await theme(), "dark");
  await system("light");
  assert.equal(await theme(), "light", "while the page is open");
  await page.getByText("Gelap", { exact: true }).click();
  assert.equal(await theme(), "dark");
  await rara.goto("/");
  assert.equal(await theme(), "dark", "her choice holds against the system");
  await rara.goto("/profil/saya");
  assert.ok(await page.locator("#theme-dark").isChecked());
  await page.getByText("Ikuti perangkat", { exact: true }).click();
  assert.equal(await theme(), "light");
});

story("on a phone a category's page shows its goods high up, each part once, and no zeros", async ({ site, person }) => {
  const sari = await person("Sari", { kind: "penjual" });
  const budi = await person("Budi");
  const post = await listingPoster(site, sari);
  await post("Kamera saku digital");
  await post("Laptop tipis 13 inci", { category: "laptop" });
  await until("both are found", async () => (await site.api("GET", "/api/listings?category=elektronik")).body.listings?.length === 2);
  const { page } = budi;
  await budi.goto("/kategori/elektronik");
  const photo = await page.locator(".listing .photo").first().boundingBox();
  assert.ok(photo.y < 300, `the first photo begins at ${photo.y} px`);
  const chips = await page.locator(".results .chip").filter({ visible: true }).allInnerTexts();
  assert.deepEqual(chips.map((text) => text.trim()), [...new Set(chips.map((text) => text.trim()))]);
  assert.ok(chips.some((text) => text.includes("Laptop")), "narrower categories are offered");
  assert.equal((await page.locator("#sort option:checked").innerText()).trim(), "Terbaru");

  const card = page.locator(".listing").first();
  assert.equal((await card.locator(".counts").innerText()).trim(), "", "nobody likes it, nobody wrote");
  await card.locator(".heart").click();
  await card.locator("[data-likes]", { hasText: "1" }).waitFor();
  await card.locator(".heart").click();
  await card.locator("[data-likes]").waitFor({ state: "hidden" });
});

story("a title stands once on a phone, and one number says how much somebody sells", async ({ site, person }) => {
  const sari = await person("Sari", { kind: "penjual" });
  const post = await listingPoster(site, sari);
  await post("Kamera saku digital");
  await post("Atlas dunia lama", { category: "novel", kept: true });
  const { page } = sari;
  for (const path of ["/kategori", "/suka", "/syarat", "/privasi", "/api/docs", "/pesanan", "/akun", "/chat", "/profil/saya"]) {
    await sari.goto(path);
    const title = await page.locator(".top-title").filter({ visible: true }).innerText();
    const shown = await page.locator("h1").evaluateAll((all) => all.filter((h1) => h1.offsetWidth > 1).map((h1) => h1.innerText));
    assert.ok(!shown.includes(title), `${path} shows "${title}" once`);
  }
  const counts = async () => (await page.locator(".trust-facts div", { hasText: "dijual" }).innerText()).match(/\d+/)[0];
  assert.equal(await counts(), "1", "to herself");
  assert.equal((await page.locator("main").innerText()).match(/\bdijual\b/g).length, 1, "said once");
  const profile = await page.locator('.menu-list a[href^="/profil/"]').getAttribute("href");
  await sari.goto(`${profile}?tab=terjual`);
  assert.equal(await counts(), "1", "to others, on each tab");
});

story("a form that was open for too long has a page of its own, and leads back", async ({ guest }) => {
  const visitor = await guest();
  const { page } = visitor;
  await visitor.goto("/masuk");
  visitor.expectProblem(/status of 403/);
  await page.evaluate(() => document.querySelector('main [name="_csrf"]').remove());
  await Promise.all([page.waitForEvent("load"), page.evaluate(() => document.querySelector("main form").submit())]);
  await visitor.sees("Halaman ini kedaluwarsa");
  await page.getByRole("link", { name: "Muat ulang halamannya" }).click();
  await page.waitForURL(/\/masuk$/);
});
