// The room on a phone: how much of it is messages, upright and on its side, and that nothing moves what is read.

import assert from "node:assert/strict";

import { PHONE, SMALL, WIDE, story, until } from "./harness.mjs";
import { currentOffer, listingPoster, openRoom, sendOffer } from "./listings.mjs";
import { recordShifts, shiftsOf } from "./shifts.mjs";

const SIDEWAYS = { width: 740, height: 340 };
const MODES = { modes: ["jual"], price: 300_000 };

/** A room about a chair of Sari, with as many messages of Budi as wanted. */
async function chat(site, sari, budi, { messages = 0 } = {}) {
  const listing = await (await listingPoster(site, sari))("Kursi kayu jati", MODES);
  const room = await openRoom(sari, budi, `/barang/${listing.slug}`);
  const { body } = await site.api("POST", "/api/auth/login", { body: { identifier: budi.email, password: budi.password } });
  const say = async (text) => {
    const { status } = await site.api("POST", `/api/chat/${listing.id}`, { token: body.token, body: { text } });
    assert.equal(status, 201);
  };
  for (let n = 1; n <= messages; n += 1) await say(`Pertanyaan nomor ${n}`);
  return { room, say };
}

const text = (someone, words) => someone.page.locator("[data-log] .bubble", { hasText: words }).last();

/** The parts of the screen: where the head ends, where the composer begins, and the share of what is between. */
const parts = (page) => page.evaluate(() => {
  const bars = document.querySelector(".room-bars");
  const folded = getComputedStyle(bars).visibility === "hidden";
  const head = document.querySelector(folded ? ".room-bar" : ".room-top").getBoundingClientRect().bottom;
  const composer = document.querySelector(".composer").getBoundingClientRect().top;
  return { head, composer, messages: (composer - head) / innerHeight, folded };
});

const boxOf = (locator) => locator.evaluate((element) => {
  const { top, bottom } = element.getBoundingClientRect();
  return { top, bottom };
});

/** The browser scrolls by whole pixels, messages have heights with fractions. */
async function assertStands(locator, before, why) {
  const now = await boxOf(locator);
  assert.ok(Math.abs(now.top - before.top) < 1, `${why}: ${before.top} px, then ${now.top} px`);
}

/** The buttons of the open sheet that cannot be pressed because a toast lies on them. */
const coveredByToast = (page) => page.evaluate(async () => {
  const main = document.querySelector('script[type="module"]').src;
  const { toast } = await import(main.replace("main.js", "toast.js"));
  const line = toast("Dede Nuraeni: jadi diambil besok sore, Kak?", { act: { label: "Buka", href: "/chat" } });
  const buttons = [...document.querySelectorAll(".sheet-wrap.is-open .sheet :is(a, button)")];
  const covered = buttons.filter((button) => {
    const { left, right, top, bottom } = button.getBoundingClientRect();
    return line.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2));
  });
  line.remove();
  return covered.map((button) => button.textContent.trim());
});

story("with the phone on its side Sari reads, writes and answers an offer; upright the bars fold while she reads back", async ({ site, person, context }) => {
  const sari = await person("Sari", { kind: "penjual", viewport: SIDEWAYS, hasTouch: true });
  const budi = await person("Budi", { viewport: WIDE });
  await chat(site, sari, budi, { messages: 12 });
  await sendOffer(budi, 250_000);
  const offer = currentOffer(sari.page, "Rp250.000");
  await offer.waitFor();
  const sideways = await parts(sari.page);
  assert.ok(sideways.head <= 56, `the head is one line, not ${sideways.head} px`);
  assert.ok(sideways.messages >= 0.45, `${Math.round(sideways.messages * 100)} % are messages`);
  await sari.fits("the room on its side");
  await sari.shot("room-sideways", { fullPage: false });

  await sari.page.fill('[data-send] [name="text"]', "Bisa, sebentar ya");
  await sari.page.locator("[data-send] button").click();
  await text(budi, "Bisa, sebentar").waitFor();
  await sari.page.locator('.offer [data-opens="offer"]').click();
  await sari.page.fill("#offer-amount", "280000");
  const send = await boxOf(sari.page.locator("[data-offer-send]"));
  assert.ok(send.bottom <= SIDEWAYS.height, `the button that sends is on the screen, at ${send.bottom}`);
  assert.deepEqual(await coveredByToast(sari.page), [], "a toast covers no button of the sheet");
  await sari.page.locator("[data-offer-send]").click();
  await currentOffer(budi.page, "Rp280.000").waitFor();

  // the menu by keyboard
  const menu = sari.page.locator("details[data-menu]");
  await menu.locator("summary").focus();
  await sari.page.keyboard.press("Enter");
  await sari.sees("Janjikan untuk Budi");
  await sari.page.keyboard.press("Escape");
  await sari.doesNotSee("Janjikan untuk Budi");
  assert.ok(await menu.locator("summary").evaluate((element) => element === document.activeElement), "the focus is on the menu's button");

  await sari.page.setViewportSize(PHONE);
  await until("the end is shown upright", async () => (await parts(sari.page)).messages > 0.5);
  const upright = await parts(sari.page);
  assert.ok(upright.messages >= 0.65, `upright ${Math.round(upright.messages * 100)} % are messages`);
  const top = sari.page.locator("[data-log] .bubble", { hasText: "Pertanyaan nomor 12" });
  await sari.page.mouse.move(180, 300);
  await sari.page.mouse.wheel(0, -250);
  await until("the bars are folded", async () => (await parts(sari.page)).folded);
  await top.waitFor();
  const back = await parts(sari.page);
  context.diagnostic(`messages: ${[sideways, upright, back].map((part) => `${Math.round(part.messages * 100)} %`).join(", ")} (on its side, upright, reading back)`);
  await sari.page.mouse.wheel(0, 2_000);
  await until("the bars are back", async () => !(await parts(sari.page)).folded);
});

story("without scripts Sari promises the chair from the menu", async ({ site, person }) => {
  const sari = await person("Sari", { kind: "penjual" });
  const budi = await person("Budi");
  const { room } = await chat(site, sari, budi, { messages: 1 });
  const cookies = await sari.context.cookies();
  const withoutScripts = await person("Tini", { javaScriptEnabled: false, viewport: SIDEWAYS });
  await withoutScripts.context.clearCookies();
  await withoutScripts.context.addCookies(cookies);
  await withoutScripts.goto(room);
  const promise = withoutScripts.page.locator("details[data-menu] form");
  assert.ok(await promise.isHidden(), "the menu is closed");
  await withoutScripts.page.locator("details[data-menu] summary").click();
  await withoutScripts.submit(promise);
  await withoutScripts.page.locator("details[data-menu] summary").click();
  await withoutScripts.sees(/Kamu menjanjikan barang ini untuk Budi/);
  await budi.sees(/Pemiliknya menjanjikan barang ini untukmu/);
});

story("an offer that arrives is whole above the composer, and who reads older messages is not moved", async ({ site, person, context }) => {
  const sari = await person("Sari", { kind: "penjual" });
  const budi = await person("Budi", { viewport: WIDE });
  const { room, say } = await chat(site, sari, budi, { messages: 30 });
  await say("kalau 240rb boleh?");
  await recordShifts(sari.page);
  await sari.goto(room);
  await sari.live();
  await text(sari, "240rb").waitFor();
  const opened = await shiftsOf(sari.page);
  assert.ok(opened < 0.02, `opening the room shifts by ${opened}`);

  await sendOffer(budi, 250_000);
  const offer = sari.page.locator(".offer", { has: sari.page.locator(".sum", { hasText: "Rp250.000" }) });
  await offer.waitFor();
  const arrived = await shiftsOf(sari.page);
  const [card, { head, composer }] = [await boxOf(offer), await parts(sari.page)];
  assert.ok(card.top >= head && card.bottom <= composer, `the card from ${card.top} to ${card.bottom} is between ${head} and ${composer}`);
  context.diagnostic(`layout shift: ${opened.toFixed(4)} on opening, ${(arrived - opened).toFixed(4)} when an offer arrives`);

  // She reads back; then he answers twice, and a chip appears for his new price.
  await sari.page.mouse.move(180, 300);
  await sari.page.mouse.wheel(0, -900);
  await until("she reads back", async () => (await parts(sari.page)).folded);
  const read = text(sari, "Pertanyaan nomor 20");
  const before = await boxOf(read);
  await say("eh 255rb deh");
  await sari.page.locator("[data-new]:visible").waitFor();
  await assertStands(read, before, "a message does not move what she reads");
  await budi.page.getByRole("button", { name: "Tarik tawaran" }).click();
  await sari.page.locator('.offer[data-status="withdrawn"]').waitFor({ state: "attached" });
  await assertStands(read, before, "an offer that is withdrawn does not either");
  await sendOffer(budi, 260_000);
  await currentOffer(sari.page, "Rp260.000").waitFor({ state: "attached" });
  await shiftsOf(sari.page);
  await assertStands(read, before, "nor does a new one");
  await sari.page.locator("[data-new]").click();
  await until("the pill leads to the new offer", async () => {
    const newest = await boxOf(sari.page.locator(".offer", { has: sari.page.locator(".sum", { hasText: "Rp260.000" }) }));
    return newest.bottom <= (await parts(sari.page)).composer;
  });
});

story("two buyers with long names wait for Sari: her chats name the listing, and the table of offers fits 320 px", async ({ site, person }) => {
  const sari = await person("Sari", { kind: "penjual", viewport: SMALL });
  const listing = await (await listingPoster(site, sari))("Lemari pakaian kayu jati tiga pintu bekas rumah nenek", { modes: ["jual"], price: 12_500_000 });
  for (const name of ["Maximilianus Hardjosoemantri", "Bartholomeus Wirjohardjosoewignjo"]) {
    const buyer = await person(name, { viewport: SMALL });
    await buyer.goto(`/barang/${listing.slug}`);
    await sendOffer(buyer, 11_750_000);
    await buyer.page.waitForURL(/\/chat\//);
  }
  await sari.goto("/chat");
  assert.equal(await sari.page.locator(".inbox-row", { hasText: "Lemari pakaian kayu jati" }).count(), 2);
  await sari.fits("the inbox");
  await sari.goto("/chat/meja");
  for (const fold of await sari.page.locator("[data-open-offers] summary").all()) await fold.click();
  await sari.fits("/chat/meja");
  await sari.shot("open-offers");
});

story("Sari is asked before she offers less than Budi does, and accepts his price by the chip", async ({ site, person }) => {
  const sari = await person("Sari", { kind: "penjual" });
  const budi = await person("Budi", { viewport: WIDE });
  const { say } = await chat(site, sari, budi);
  await sendOffer(budi, 250_000);
  await currentOffer(sari.page, "Rp250.000").waitFor();
  await say("250rb ya kak");
  const chip = sari.page.locator("[data-price-chip]", { hasText: "Terima Rp250.000" });
  await chip.waitFor();

  const { page } = sari;
  await page.locator('.offer [data-opens="offer"]').click();
  const [note, confirm] = [page.locator("[data-worse]"), page.locator('[data-offer-form] [name="confirm"]')];
  await page.fill("#offer-amount", "280000");
  assert.ok(await note.isHidden(), "a higher price needs no word");
  await page.fill("#offer-amount", "250000");
  assert.ok(await note.isVisible() && await confirm.isHidden(), "the same price is accepted, not confirmed");
  await page.fill("#offer-amount", "200000");
  assert.ok(await confirm.isVisible());
  await page.locator("[data-offer-send]").click();
  assert.ok(await confirm.evaluate((box) => box === document.activeElement), "without the tick nothing is sent");
  await confirm.check();
  await page.locator("[data-offer-send]").click();
  await currentOffer(budi.page, "Rp200.000").waitFor();

  await sendOffer(budi, 190_000);
  await say("190rb deh");
  await page.locator("[data-price-chip]", { hasText: "Terima Rp190.000" }).locator("button").click();
  for (const someone of [sari, budi]) await someone.page.locator('.offer[data-status="accepted"]').waitFor();
});
