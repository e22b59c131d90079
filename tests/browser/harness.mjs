// The environment of the browser stories: a site of their own (a new `tawar` on an empty data
// folder), and people who use it through a real Chromium.
//
//   import { story } from "./harness.mjs";
//   story("a buyer and a seller agree", async ({ site, person }) => {
//     const sari = await person("Sari", { kind: "penjual" });          // signed up, on a phone
//     const budi = await person("Budi", { viewport: WIDE });
//     await sari.goto("/jual");
//     await site.crash();                                              // kill -9 …
//     await site.start();                                              // … same data, same port
//   });
//
// Nothing here sleeps for a fixed time: everything waits for a named condition.
// At the end of a story every person must have had a page without errors, see `Person.check`.

import { after, before, test } from "node:test";

import { launch } from "./browser.mjs";
import { Site } from "./site.mjs";
import { Person } from "./person.mjs";

export { Site } from "./site.mjs";
export { PHONE, Person, SMALL, TABLET, WIDE } from "./person.mjs";
export { until } from "./until.mjs";

let site;
let browser;

/** One site and one browser for all stories of a file; each story has people of its own. */
function openOnce() {
  if (openOnce.done) return;
  openOnce.done = true;
  before(async () => {
    [site, browser] = await Promise.all([Site.open(), launch()]);
  }, { timeout: 180_000 });
  after(async () => {
    await browser?.close();
    await site?.close();
  }, { timeout: 60_000 });
}

/**
 * A test with people. `run` gets `{site, browser, person, guest}`:
 * `person(name, options)` is signed up, `guest(options)` is not.
 */
export function story(title, run, options = {}) {
  openOnce();
  test(title, { timeout: 120_000, ...options }, async (context) => {
    const people = [];
    const guest = async (settings = {}) => {
      const someone = await Person.open(site, browser, settings);
      people.push(someone);
      return someone;
    };
    const person = async (name, { kind = "pembeli", ...settings } = {}) => {
      const someone = await guest({ name, ...settings });
      await someone.signUp({ kind });
      return someone;
    };
    try {
      await run({ site, browser, person, guest, context });
      for (const someone of people) someone.check();
    } catch (cause) {
      const slug = title.toLowerCase().replace(/[^a-z0-9]+/g, "-");
      for (const someone of people) await someone.reportFailure(context, `failed-${slug}`);
      context.diagnostic(`the last output of the site:\n${site.lastLines(40)}`);
      throw cause;
    } finally {
      await Promise.all(people.map((someone) => someone.close()));
    }
  });
}
