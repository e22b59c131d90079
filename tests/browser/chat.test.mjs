// The chat between two real pages: photos, quotes, deletions, and connections that break.

import assert from "node:assert/strict";

import { SMALL, WIDE, story, until } from "./harness.mjs";
import { openRoomAboutNewListing, photo } from "./listings.mjs";

const field = (someone) => someone.page.locator('[data-send] [name="text"]');

async function send(someone, text) {
  await field(someone).fill(text);
  await someone.page.locator("[data-send] button").click();
}

async function attachPhoto(someone, { name = "goresan.png", size = [300, 400] } = {}) {
  await someone.page.setInputFiles("[data-attach]", { name, mimeType: "image/png", buffer: photo(...size) });
  await someone.page.locator("[data-attached]").waitFor();
}

const bubble = (someone, text) => someone.page.locator("[data-log] .bubble", { has: someone.page.locator("[data-text]", { hasText: text }) });
const texts = (someone) => someone.page.locator("[data-log] .bubble [data-text]").allTextContents();

async function assertReads(someone, expected, options) {
  await until(`${someone.name} reads ${expected.join(" | ")}`, async () => {
    const seen = await texts(someone);
    return JSON.stringify(seen) === JSON.stringify(expected);
  }, options);
}

const quoteOf = (someone, text) => bubble(someone, text).locator("[data-quote]");

async function deleteMessage(someone, text) {
  const message = bubble(someone, text);
  await message.focus();
  await message.getByRole("button", { name: "Hapus" }).click();
  await someone.page.getByRole("button", { name: "Hapus pesan" }).click();
}

story("Sari quotes Budi with a photo, he deletes his question, and both screens show it, also after a reload", async ({ person }) => {
  const sari = await person("Sari", { kind: "penjual", viewport: SMALL });
  const budi = await person("Budi", { viewport: WIDE });
  await openRoomAboutNewListing(sari, budi, { title: "Kursi rotan bekas kafe" });
  await send(budi, "Ada goresan di kakinya? Lihat https://contoh.id/kursi juga ya");
  await bubble(sari, "Ada goresan").waitFor();
  const link = bubble(sari, "Ada goresan").locator('[data-text] a[href="https://contoh.id/kursi"]');
  assert.equal(await link.getAttribute("rel"), "noopener nofollow ugc");

  // A photo with a text that quotes his question, from a phone.
  await bubble(sari, "Ada goresan").click();
  await bubble(sari, "Ada goresan").getByRole("button", { name: "Balas" }).click();
  await sari.page.locator("[data-quoting]", { hasText: "Ada goresan" }).waitFor();
  await attachPhoto(sari);
  await sari.fits("the composer with a photo and a quote");
  await sari.shot("chat-composing", { fullPage: false });
  await send(sari, "Sedikit, di sini");
  assert.ok(await sari.page.locator("[data-quoting]").isHidden(), "the quote left the composer");
  assert.ok(await sari.page.locator("[data-attached]").isHidden(), "the photo left the composer");
  const seen = bubble(budi, "Sedikit, di sini").locator("[data-photo] img");
  await seen.waitFor();
  assert.deepEqual([await seen.getAttribute("width"), await seen.getAttribute("height")], ["300", "400"], "the layout does not shift when it loads");
  await until("the photo is there", () => seen.evaluate((image) => image.complete && image.naturalWidth > 0));
  await until("Budi reads his quoted text as his own", async () => (await quoteOf(budi, "Sedikit").innerText()).startsWith("Kamu"));
  await until("Sari reads it as Budi's", async () => (await quoteOf(sari, "Sedikit").innerText()).startsWith("Budi"));

  // The photo opens in a dialog, and closes.
  await seen.click();
  await budi.page.locator("dialog[data-lightbox][open] img").waitFor();
  await budi.page.keyboard.press("Escape");
  assert.equal(await budi.page.locator("dialog[data-lightbox][open]").count(), 0);

  // He deletes his question: both see the mark for a deleted message, also in her quote.
  await deleteMessage(budi, "Ada goresan");
  for (const someone of [budi, sari]) {
    await someone.page.locator(".bubble.gone", { hasText: "Pesan ini dihapus" }).waitFor();
    await until("the quote shows the deletion", async () => (await quoteOf(someone, "Sedikit").innerText()).includes("Pesan dihapus"));
    assert.deepEqual(await texts(someone), ["Sedikit, di sini"]);
    await someone.fits("the room");
  }
  const html = async (someone) => {
    const entries = await someone.page.locator("[data-log] .bubble[data-seq]").all();
    return Promise.all(entries.map(async (entry) => (await entry.innerText()).replace(/\s+/g, " ").trim()));
  };
  for (const someone of [budi, sari]) {
    await someone.page.mouse.move(0, 0);
    const before = await html(someone);
    await someone.page.reload();
    await someone.live();
    assert.deepEqual(await html(someone), before, "a reloaded page shows the same");
    assert.equal(await someone.page.locator(".bubble.gone").count(), 1);
    await someone.shot("chat-photo-quote-deleted", { fullPage: false });
  }
  // Later messages keep their order.
  await send(sari, "Jadi gimana?");
  await assertReads(budi, ["Sedikit, di sini", "Jadi gimana?"]);
});

story("Budi writes a text and a photo offline, each is sent once later; his draft survives a reload; an offer cannot be sent offline", async ({ person }) => {
  const sari = await person("Sari", { kind: "penjual" });
  const budi = await person("Budi", { viewport: SMALL });
  const room = await openRoomAboutNewListing(sari, budi, { title: "Rak buku kayu jati" });
  await send(budi, "Halo Kak");
  await assertReads(sari, ["Halo Kak"]);
  await budi.network(false);
  await budi.sees(/Terputus, mencoba lagi|Kamu sedang offline/);
  await send(budi, "Ini ruang tamuku");
  await attachPhoto(budi, { name: "ruang.png", size: [400, 300] });
  await send(budi, "Muat di sini?");
  for (const text of ["Ini ruang tamuku", "Muat di sini?"]) await bubble(budi, text).getByText("menunggu").waitFor();
  await budi.page.locator('[data-opens="offer"]').filter({ visible: true }).first().click();
  await budi.page.locator("[data-offer-send]:disabled").waitFor();
  await budi.sees("Tidak tersambung. Jawaban baru bisa dikirim setelah tersambung lagi.");
  await budi.page.keyboard.press("Escape");
  await budi.fits("the room without a connection");
  await budi.shot("chat-offline", { fullPage: false });
  await budi.network(true);
  const all = ["Halo Kak", "Ini ruang tamuku", "Muat di sini?"];
  await assertReads(sari, all, { within: 40_000 });
  await assertReads(budi, all);
  await sari.page.locator("[data-log] .bubble [data-photo] img").waitFor();
  await until("no message is waiting", async () => (await budi.page.locator('.bubble.mine:not([data-state="sent"]):not([data-state="read"])').count()) === 0);
  await sari.page.reload();
  assert.deepEqual(await texts(sari), all, "each message once");
  assert.equal(await sari.page.locator("[data-log] [data-photo]").count(), 1);

  // A draft with a text and a photo survives a reload.
  await field(budi).fill("Belum selesai menul");
  await attachPhoto(budi);
  await until("the draft is kept", () => budi.page.evaluate(() => Object.keys(localStorage).some((key) => key.startsWith("draft/"))));
  await budi.goto(room);
  assert.equal(await field(budi).inputValue(), "Belum selesai menul");
  await budi.page.locator("[data-attached]").waitFor();
});

story("while Postgres is paused Budi's messages wait, then each is shown once", async ({ site, person }) => {
  const sari = await person("Sari", { kind: "penjual" });
  const budi = await person("Budi");
  await openRoomAboutNewListing(sari, budi, { title: "Kompor listrik dua tungku" });
  await send(budi, "Satu");
  await assertReads(sari, ["Satu"]);
  for (const someone of [sari, budi]) someone.expectOutage();
  const resume = site.pausePostgres();
  try {
    await send(budi, "Dua");
    await send(budi, "Tiga");
    for (const text of ["Dua", "Tiga"]) await bubble(budi, text).getByText("menunggu").waitFor({ timeout: 20_000 });
    assert.equal(await budi.page.locator(".bubble.failed").count(), 0, "no message is marked as failed");
    assert.deepEqual(await texts(sari), ["Satu"], "what is not committed is not shown");
  } finally {
    resume();
  }
  const all = ["Satu", "Dua", "Tiga"];
  for (const someone of [sari, budi]) await assertReads(someone, all, { within: 15_000 });
  await until("both are sent", async () => (await budi.page.locator('.bubble[data-state="waiting"], .bubble[data-state="sending"]').count()) === 0);
  await sari.page.reload();
  assert.deepEqual(await texts(sari), all);
});

story("Budi sees that Sari is online and typing, and Sari sees that he has read her message", async ({ person }) => {
  const sari = await person("Sari", { kind: "penjual", viewport: SMALL });
  const budi = await person("Budi", { viewport: WIDE });
  const room = await openRoomAboutNewListing(sari, budi, { title: "Lampu meja belajar" });
  const status = budi.page.locator("[data-presence]");
  await until("Sari is online", async () => (await status.innerText()) === "Online");
  await field(sari).pressSequentially("Sebentar");
  await until("Budi sees that she types", async () => /mengetik/.test(await status.innerText()));
  await send(sari, "Sebentar ya");
  await bubble(budi, "Sebentar ya").waitFor();
  await until("she sees that it was read", async () => (await bubble(sari, "Sebentar ya").getAttribute("data-state")) === "read");
  await sari.goto("/");
  await sari.page.goto("about:blank");
  await until("Sari is offline", async () => /^Online .*(baru saja|lalu)/.test(await status.innerText()), { within: 30_000 });
  await sari.goto(room);
  await until("Sari is online again", async () => (await status.innerText()) === "Online", { within: 30_000 });
});

story("without a socket Budi gets the same messages every three seconds", async ({ person }) => {
  const sari = await person("Sari", { kind: "penjual" });
  const budi = await person("Budi");
  const room = await openRoomAboutNewListing(sari, budi, { title: "Sepatu lari ukuran 42" });
  await budi.page.addInitScript(() => { delete window.WebSocket; });
  await budi.goto(room);
  await budi.sees(/Pesan diperiksa tiap 3 detik/);
  await send(sari, "Dari soket");
  await assertReads(budi, ["Dari soket"]);
  await attachPhoto(budi);
  await send(budi, "Dari jauh");
  await bubble(sari, "Dari jauh").locator("[data-photo] img").waitFor();
  await bubble(sari, "Dari jauh").focus();
  await bubble(sari, "Dari jauh").getByRole("button", { name: "Balas" }).click();
  await send(sari, "Bagus");
  await until("the quote is shown", async () => /Kamu/.test(await quoteOf(budi, "Bagus").innerText()));
  await deleteMessage(budi, "Dari jauh");
  for (const someone of [sari, budi]) await someone.page.locator(".bubble.gone").waitFor();
});

story("Budi scrolls back: older messages are loaded without a shift, and a quote leads to its message", async ({ site, person }) => {
  const sari = await person("Sari", { kind: "penjual" });
  const budi = await person("Budi", { viewport: SMALL });
  const room = await openRoomAboutNewListing(sari, budi, { title: "Koleksi perangko lama" });
  const listing = await budi.page.getAttribute("[data-chat]", "data-listing");
  const { body } = await site.api("POST", "/api/auth/login", { body: { identifier: budi.email, password: budi.password } });
  for (let n = 1; n <= 90; n += 1) {
    const { status } = await site.api("POST", `/api/chat/${listing}`, { token: body.token, body: { text: `Nomor ${n}` } });
    assert.equal(status, 201);
  }
  await site.api("POST", `/api/chat/${listing}`, { token: body.token, body: { text: "Jawaban untuk yang pertama", quote: 1 } });
  await budi.goto(room);
  await budi.live();
  await until("the end is shown", () => bubble(budi, "Jawaban untuk yang pertama").isVisible());
  const oldest = async () => (await texts(budi))[0];
  const before = await oldest();
  const topBefore = await budi.page.evaluate((text) => {
    const entries = [...document.querySelectorAll("[data-log] .bubble")];
    const entry = entries.find((one) => one.querySelector("[data-text]")?.textContent === text);
    entry.scrollIntoView({ block: "center" });
    return Math.round(entry.getBoundingClientRect().top);
  }, before);
  await until("older messages are loaded", async () => (await oldest()) !== before);
  const now = await budi.page.locator("[data-log] .bubble [data-text]", { hasText: new RegExp(`^${before}$`) })
    .evaluate((text) => Math.round(text.closest(".bubble").getBoundingClientRect().top));
  assert.ok(Math.abs(now - topBefore) <= 2, `the message that he reads does not move: ${topBefore} px, then ${now} px`);
  await budi.goto(room);
  await budi.live();
  await quoteOf(budi, "Jawaban untuk").click();
  await until("the first message is on the screen", async () => {
    const at = await bubble(budi, "Nomor 1").first().evaluate((entry) => entry.getBoundingClientRect().top);
    return (await oldest()) === "Nomor 1" && at > 0 && at < 640;
  });
});

story("without scripts Budi sends a message and deletes it", async ({ person }) => {
  const sari = await person("Sari", { kind: "penjual" });
  const budi = await person("Budi");
  const room = await openRoomAboutNewListing(sari, budi, { title: "Teko keramik buatan tangan" });
  await send(sari, "Silakan, Kak");
  await bubble(budi, "Silakan").waitFor();
  const cookies = await budi.context.cookies();
  const withoutScripts = await person("Tini", { javaScriptEnabled: false });
  await withoutScripts.context.clearCookies();
  await withoutScripts.context.addCookies(cookies);
  await withoutScripts.goto(room);
  await withoutScripts.page.fill('[data-send] [name="text"]', "Tanpa skrip");
  await withoutScripts.submit(withoutScripts.page.locator("[data-send]"));
  await withoutScripts.sees("Tanpa skrip");
  await bubble(sari, "Tanpa skrip").waitFor();
  await bubble(withoutScripts, "Tanpa skrip").locator("[data-text]").click(); // a tap opens the menu, by focus alone
  await Promise.all([withoutScripts.page.waitForEvent("load"), bubble(withoutScripts, "Tanpa skrip").getByRole("button", { name: "Hapus" }).click()]);
  await withoutScripts.sees("Pesan ini dihapus");
  await sari.page.locator(".bubble.gone").waitFor();
});

story("a price in a message becomes a live chip, which fills the offer sheet and disappears when nobody may offer", async ({ person }) => {
  const sari = await person("Sari", { kind: "penjual", viewport: SMALL });
  const budi = await person("Budi", { viewport: SMALL });
  await openRoomAboutNewListing(sari, budi, { title: "Setrika uap tangan", price: 300_000 });
  const chips = (someone) => someone.page.locator("[data-chips] [data-price-chip]");
  await send(budi, "gocap boleh?");
  await chips(budi).getByText("Tawar Rp50.000").waitFor();
  await send(budi, "eh, 250rb deh");
  await chips(budi).getByText("Tawar Rp250.000").waitFor();
  await send(sari, "270rb pas ya kak");
  await chips(budi).getByText("Tawar Rp270.000").waitFor();
  assert.equal(await chips(budi).count(), 2, "the newest of each party");
  assert.equal(await chips(sari).count(), 0, "it is not her turn");
  await budi.fits("the room with price chips");
  await budi.shot("chat-said-prices", { fullPage: false });

  await send(budi, "wa aja kak 0812 0000 1234");
  await bubble(budi, "wa aja").locator("[data-contact-warning]").waitFor();
  await bubble(sari, "wa aja").locator("[data-contact-warning]", { hasText: "Hati-hati" }).waitFor();
  assert.equal(await sari.page.locator("[data-contact-warning]").count(), 1, "each reads a sentence of their own");
  await budi.shot("chat-way-around", { fullPage: false });

  await chips(budi).getByText("Tawar Rp270.000").click();
  assert.equal(await budi.page.inputValue("#offer-amount"), "270.000");
  await budi.page.locator("[data-offer-send]").click();
  await until("no chip is left", async () => (await chips(budi).count()) === 0);
  await sari.page.locator("[data-offer]", { hasText: "Rp270.000" }).waitFor();
  await chips(sari).getByText("Terima Rp270.000").waitFor();
  assert.equal(await chips(sari).count(), 1, "Rp250.000 would be worse for her");
});
