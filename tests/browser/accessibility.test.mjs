// Every page with something on it, as guest, buyer and owner: what axe-core finds, and whether large letters can be read.

import assert from "node:assert/strict";

import { DARK, OTHER_SITES, findings } from "./axe.mjs";
import { clipped } from "./clipped.mjs";
import { PHONE, story } from "./harness.mjs";
import { overflowing } from "./overflow.mjs";
import { PATIENCE, pagesOf, prepareTour, visit } from "./tour.mjs";

const DESK = { width: 1440, height: 900 };
const TIMEOUT = 480_000; // for a busy machine; a quiet one needs less than half a minute for each

let prepared;

/** Walks through all pages, each reader in a browser of their own; `look(page, within)` returns what is wrong. */
async function tour({ site, browser, guest }, viewport, look, wanted = () => true) {
  prepared ??= prepareTour(site, browser);
  const made = await prepared;
  const cookies = { visitor: undefined, buyer: made.budi.cookies, owner: made.sari.cookies };
  const walks = Object.entries(pagesOf(made)).map(async ([reader, pages]) => {
    const person = await guest({ name: reader, viewport, storageState: cookies[reader] });
    person.context.setDefaultTimeout(PATIENCE);
    person.context.setDefaultNavigationTimeout(PATIENCE);
    const found = [];
    for (const [path, options] of pages.filter(([path]) => wanted(path))) {
      await visit(person, path, options, async (name, within) => {
        found.push(...(await look(person.page, within)).map((fault) => `${reader} at ${name}: ${fault}`));
      });
    }
    return found;
  });
  return (await Promise.all(walks)).flat();
}

for (const viewport of [PHONE, DESK]) {
  story(`axe finds nothing serious on any page and sheet at ${viewport.width} px, light or dark`, async (world) => {
    assert.deepEqual(await tour(world, viewport, (page, within) => findings(page, [DARK], within)), []);
  }, { timeout: TIMEOUT });
}

story("the colours of the other sites have enough contrast", async (world) => {
  const typical = (path) => /^\/$|^\/cari$|^\/barang\/kamera|^\/chat\/|^\/pesanan\/|saya$|asisten$/.test(path);
  assert.deepEqual(await tour(world, PHONE, (page, within) => findings(page, OTHER_SITES, within), typical), []);
}, { timeout: TIMEOUT });

story("with letters of twice the size nothing is cut off and no page is wider than the screen", async (world) => {
  const look = async (page) => {
    await page.evaluate(() => { document.documentElement.style.fontSize = "200%"; });
    return [...await page.evaluate(clipped), ...await page.evaluate(overflowing)];
  };
  assert.deepEqual(await tour(world, PHONE, look), []);
}, { timeout: TIMEOUT });
