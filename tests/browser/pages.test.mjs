// Every page at four widths: it fits, has one heading and causes no error in the browser. And what must work without scripts.

import assert from "node:assert/strict";

import { PHONE, SMALL, TABLET, WIDE, story } from "./harness.mjs";

const OPEN = ["/", "/cari", "/cari?q=tidakadabarangini", "/kategori", "/kategori/elektronik", "/masuk", "/daftar", "/lupa-sandi",
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
