// Every page of a site with something on it: goods of each kind, offers, a deal. For checks of all pages alike.

import { listingPoster } from "./listings.mjs";
import { Person } from "./person.mjs";

/** Three people walk at once: on a busy machine a page may take long, and that is no fault of the page. */
export const PATIENCE = 90_000;

const LONG_NAME = "Kamera analog rangefinder 35mm lengkap dengan tas kulit dan talinya";

/** A site's people and goods, made once; `open` signs the same people in again, on any screen. */
export async function prepareTour(site, browser) {
  const [sari, budi] = await Promise.all([
    newcomer(site, browser, "Sari", "penjual"),
    newcomer(site, browser, "Budi", "pembeli"),
  ]);
  const [ofSari, ofBudi] = await Promise.all([listingPoster(site, sari.person), listingPoster(site, budi.person)]);
  const [sale, swap, gift, sold, theirs] = await Promise.all([
    ofSari(LONG_NAME, { modes: ["jual", "barter"], price: 1_250_000, min_price: 1_000_000, original_price: 2_000_000, original_source: "nota toko" }),
    ofSari("Tripod besi bekas studio", { wanted: "buku foto" }),
    ofSari("Lima novel Indonesia", { modes: ["gratis"], category: "novel" }),
    ofSari("Lensa manual 50mm f1.8", { modes: ["jual"], price: 700_000 }),
    ofBudi("Atlas dunia lama", { category: "novel" }),
  ]);
  const offer = (listing, body) => site.api("POST", `/api/listings/${listing.id}/offer`, { token: budi.token, body });
  const priced = await offer(sale, { amount: 900_000, note: "Boleh kurang, Kak?" });
  const mixed = await offer(swap, { items: [theirs.id] });
  await offer(gift, { note: "Untuk perpustakaan kampung." });
  const { offer: asked, negotiation } = (await offer(sold, { amount: 650_000 })).body;
  const { body: { deal } } = await site.api("PUT", `/api/offers/${asked.id}`, {
    token: sari.token, body: { action: "accept", version: negotiation.version },
  });
  await site.api("POST", `/api/listings/${gift.id}/like`, { token: budi.token });
  await Promise.all([sari, budi].map((someone) => someone.person.close()));
  return { sari, budi, sale, swap, gift, sold, deal, room: priced.body.room, barter: mixed.body.room };
}

/** Signed up, with the token of the API and the cookies of the browser. */
async function newcomer(site, browser, name, kind) {
  const person = await Person.open(site, browser, { name });
  person.context.setDefaultTimeout(PATIENCE);
  await person.signUp({ kind });
  const { body } = await site.api("POST", "/api/auth/login", { body: { identifier: person.email, password: person.password } });
  return { person, token: body.token, handle: body.user.handle, cookies: await person.context.storageState() };
}

/** The pages of a visitor, the owner and the buyer: `[path, options]`; what an option does is said at `visit`. */
export function pagesOf(tour) {
  const goods = ["sale", "swap", "gift"].map((kind) => `/barang/${tour[kind].slug}`);
  const [sale] = goods;
  const profile = `/profil/${tour.sari.handle}`;
  return {
    visitor: [
      ["/"], ["/cari?q=lensa"], ["/cari", { sheets: ["saring"] }], ["/cari?q=tidakadabarangini"], ["/kategori"], ["/kategori/elektronik"], ["/papan-peringkat"],
      ...goods.map((path) => [path]), [profile], ["/masuk"], ["/daftar"], ["/lupa-sandi"], ["/atur-ulang?token=lama"],
      ["/verifikasi?token=lama", { status: 422 }], ["/syarat"], ["/privasi"], ["/aturan"], ["/larangan"], ["/api/docs"],
      ["/tidak-ada", { status: 404 }], ["/masuk", { expired: true }],
    ],
    buyer: [
      [sale, { sheets: ["offer", "beli"] }], ...goods.slice(1).map((path) => [path]), ["/chat"],
      [`/chat/${tour.room}`], [`/chat/${tour.barter}`], [`/chat/${tour.barter}/barter`], ["/suka"], ["/pesanan"],
      [`/pesanan/${tour.deal.code}`, { sheets: ["batal"] }],
    ],
    owner: [
      [sale, { sheets: ["hapus"] }], [goods[2]], ["/jual"], [`/jual/${tour.sale.id}/edit`, { steps: 5 }], ["/chat/meja"],
      [`/chat/${tour.room}`, { sheets: ["offer"] }], ["/profil/saya"], [profile], ["/akun"], [`/jual/${tour.sale.id}/asisten`],
    ],
  };
}

/**
 * Opens a page and calls `look(name)` for it, then `look(name, selector)` for each of its sheets, or for each of its steps.
 * `status`: the expected one. `sheets`: opened by their links. `steps`: of the form, filled already. `expired`: the page
 * that answers a form without its token.
 */
export async function visit(person, path, { status = 200, sheets = [], steps = 1, expired } = {}, look) {
  const { page } = person;
  await person.goto(path, { status });
  if (expired) {
    person.expectProblem(/status of 403/);
    await page.evaluate(() => document.querySelectorAll('[name="_csrf"]').forEach((field) => field.remove()));
    await Promise.all([page.waitForEvent("load"), page.evaluate(() => document.querySelector("main form").submit())]);
    return look("the page for an expired form");
  }
  await look(path);
  for (let step = 2; step <= steps; step += 1) {
    await page.locator("[data-step-next]").click();
    await look(`${path}, step ${step}`, "main");
  }
  for (const sheet of sheets) {
    const opener = page.locator(`[data-opens="${sheet}"]`).filter({ visible: true });
    if (!(await opener.count())) continue; // the filters stand in the page on a wide screen
    await opener.first().evaluate((link) => link.click()); // with large letters it may be out of reach
    await look(`${path}, the sheet ${sheet}`, `[data-sheet="${sheet}"]`);
    await page.keyboard.press("Escape");
  }
}
