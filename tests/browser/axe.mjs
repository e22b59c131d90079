// What axe-core finds on a page. It is a development dependency only: the site never sends it.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const SOURCE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** A finding of these kinds fails whatever its impact; axe calls the first one experimental. */
const ALSO = ["label-content-name-mismatch", "heading-order", "region", "landmark-unique", "page-has-heading-one"];

/** The colours of a page: the site's profile and the theme. */
export const DARK = { site: "tawar", theme: "dark" };
export const OTHER_SITES = ["barterhub", "sampahkupilah"].flatMap((site) => ["light", "dark"].map((theme) => ({ site, theme })));

/**
 * Everything serious on the page as it is, and every text with too little contrast in each of the `looks`; `within`: a
 * selector of the part to examine.
 */
export async function findings(page, looks, within = "html") {
  if ((await page.evaluate("typeof axe")) === "undefined") await page.evaluate(SOURCE);
  return page.evaluate(inPage, { also: ALSO, looks, within });
}

/** Runs inside the page. */
async function inPage({ also, looks, within }) {
  const root = document.documentElement;
  const before = { site: root.dataset.site, theme: root.dataset.bsTheme };
  const wear = ({ site, theme }) => Object.assign(root.dataset, { site, bsTheme: theme });
  const describe = (look, violations) => violations
    .filter(({ id, impact }) => also.includes(id) || impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ target, any }) => `${look}: ${id} at ${target.join(" ")} ${any[0]?.message ?? ""}`));
  const quick = { resultTypes: ["violations"], preload: false };
  const all = { ...quick, rules: Object.fromEntries(also.map((id) => [id, { enabled: true }])) };
  const found = describe("as it is", (await axe.run(within, all)).violations);
  for (const look of looks) {
    wear(look);
    const { violations } = await axe.run(within, { ...quick, runOnly: ["color-contrast"] });
    found.push(...describe(`${look.site}, ${look.theme}`, violations));
  }
  wear(before);
  return found;
}
