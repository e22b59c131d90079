// Someone in front of a browser: a context of their own (cookies, storage), one page, and a record
// of all that went wrong on it.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { overflowing } from "./overflow.mjs";
import { until } from "./until.mjs";

export const SMALL = { width: 320, height: 640 };
export const PHONE = { width: 360, height: 740 };
export const TABLET = { width: 768, height: 1024 };
export const WIDE = { width: 1280, height: 800 };

const SHOTS = fileURLToPath(new URL("shots/", import.meta.url));
const PATIENCE = 15_000;

/** What a page says while the site is closed; `outage` forgives it. */
const OUTAGE = /ERR_CONNECTION_(REFUSED|RESET|CLOSED)|ERR_EMPTY_RESPONSE|ERR_INTERNET_DISCONNECTED|ERR_SOCKET_NOT_CONNECTED|ERR_NETWORK_CHANGED|WebSocket connection to|Failed to fetch/;

let arrivals = 0;

export class Person {
  /** Everything the page should not have said or done. */
  troubles = [];
  #forgiven = [];
  #sockets = new Set();

  /**
   * Someone new at the door, not signed in.
   * `viewport` (a phone unless said otherwise), `locale`, `javaScriptEnabled`, `permissions`,
   * `geolocation`, `colorScheme` go to the browser as they are.
   */
  static async arrive(site, browser, { name = "Tamu", viewport = PHONE, ...choices } = {}) {
    const person = new Person();
    person.site = site;
    person.name = name;
    // No two people share an address, whatever their names.
    arrivals += 1;
    const account = name.toLowerCase().normalize("NFKD").replace(/[^a-z0-9]+/g, "");
    person.email = `${account}.${process.pid}.${arrivals}@example.id`;
    person.password = `sandi-${account}-rahasia-${arrivals}`;
    person.context = await browser.newContext({
      baseURL: site.url,
      viewport,
      locale: "id-ID",
      timezoneId: "Asia/Jakarta",
      reducedMotion: "reduce",
      hasTouch: viewport.width < 700,
      serviceWorkers: "block",
      ...choices,
    });
    person.context.setDefaultTimeout(PATIENCE);
    person.context.setDefaultNavigationTimeout(30_000);
    person.page = await person.context.newPage();
    await person.watch(person.page);
    return person;
  }

  /** Records what goes wrong on a page (their own, or one they opened besides). */
  async watch(page) {
    page.on("pageerror", (error) => this.#trouble(`error in a script: ${error.stack ?? error}`));
    page.on("console", (message) => {
      if (message.type() !== "error") return;
      const where = message.location().url;
      this.#trouble(`console: ${message.text()}${where ? ` (${where})` : ""}`);
    });
    page.on("request", (request) => {
      const url = new URL(request.url());
      const own = url.origin === this.site.url || ["data:", "blob:", "about:"].includes(url.protocol);
      if (!own) this.#trouble(`asked another host: ${request.url()}`);
    });
    page.on("response", (response) => {
      if (response.status() >= 500) this.#trouble(`${response.status()} from ${response.url()}`);
    });
    page.on("websocket", (socket) => {
      const line = { socket, welcomed: false };
      this.#sockets.add(line);
      socket.on("framereceived", ({ payload }) => {
        if (/"type"\s*:\s*"welcome"/.test(String(payload))) line.welcomed = true;
      });
      socket.on("close", () => this.#sockets.delete(line));
    });
    // Chromium reports a broken content security policy on the console too, but not always whose.
    await page.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        console.error(`CSP: ${event.violatedDirective} forbids ${event.blockedURI || "inline"} `
          + `(${event.sourceFile || document.URL}:${event.lineNumber})`);
      });
    });
  }

  /** Opens a page of the site; a status other than the expected one is an error. */
  async goto(path, { status = 200 } = {}) {
    // The browser notes each 4xx on the console; when it is the expected one, that is no trouble.
    if (status >= 400) this.forgive(new RegExp(`status of ${status}`));
    const answer = await this.page.goto(path);
    assert.equal(answer.status(), status, `${this.name} opens ${path}`);
    return answer;
  }

  /** Signs up through the page, as somebody who read and accepted the terms. */
  async signUp({ kind = "pembeli", next } = {}) {
    await this.goto(next ? `/daftar?next=${encodeURIComponent(next)}` : "/daftar");
    const form = this.page.locator('form[action="/daftar"]');
    await this.choose(form, "kind", kind);
    await form.locator('[name="name"]').fill(this.name);
    await form.locator('[name="email"]').fill(this.email);
    await form.locator('[name="password"]').fill(this.password);
    await form.locator('[name="accept_terms"]').check();
    await this.submit(form);
    await this.mustBeSignedIn("signs up");
  }

  /** Signs in through the page. */
  async signIn({ next } = {}) {
    await this.goto(next ? `/masuk?next=${encodeURIComponent(next)}` : "/masuk");
    const form = this.page.locator('form[action="/masuk"]');
    await form.locator('[name="identifier"]').fill(this.email);
    await form.locator('[name="password"]').fill(this.password);
    await this.submit(form);
    await this.mustBeSignedIn("signs in");
  }

  /** Signs out through the form on their own profile. */
  async signOut() {
    await this.goto("/profil/saya");
    await this.submit(this.page.locator('form[action="/keluar"]').first());
    await this.page.waitForFunction(() => !document.querySelector('meta[name="me"]'));
  }

  /** Picks one of a group of radio buttons or the options of a select, however it looks. */
  async choose(form, name, value) {
    const select = form.locator(`select[name="${name}"]`);
    if (await select.count()) return void (await select.selectOption(value));
    const choice = form.locator(`[name="${name}"][value="${value}"]`);
    const id = await choice.getAttribute("id");
    const label = id ? form.locator(`label[for="${id}"]`) : choice.locator("xpath=ancestor::label");
    await label.first().click();
    assert.ok(await choice.isChecked(), `${this.name} picks ${name}=${value}`);
  }

  /** Presses a form's button and waits for the page that follows. */
  async submit(form) {
    await Promise.all([
      this.page.waitForEvent("load"),
      form.locator('button:not([type="button"]), input[type="submit"]').first().click(),
    ]);
  }

  async mustBeSignedIn(doing) {
    const signedIn = await this.page.locator('meta[name="me"]').count();
    if (signedIn) return;
    const complaints = await this.page.locator(".field-error, [role=alert]").allInnerTexts();
    assert.fail(`${this.name} ${doing}, is at ${this.page.url()}, and reads: ${complaints.join(" · ") || "nothing"}`);
  }

  /** Waits until a text can be seen. */
  async sees(text) {
    await this.page.getByText(text).filter({ visible: true }).first().waitFor({ state: "visible" });
  }

  /** Waits until a text can no longer be seen. */
  async doesNotSee(text) {
    const visible = this.page.getByText(text).filter({ visible: true });
    await until(`${this.name} no longer sees ${text}`, async () => (await visible.count()) === 0);
  }

  /** Waits until the page's socket is open and welcomed by the site. */
  async live({ within = 30_000 } = {}) {
    await until(`${this.name}'s page is live`, () => [...this.#sockets].some((line) => line.welcomed), { within });
  }

  /** Waits until the page's socket is gone. */
  async cutOff() {
    await until(`${this.name}'s page is cut off`, () => this.#sockets.size === 0, { within: 30_000 });
  }

  /** Cuts (or mends) their network, the site stays up. */
  async network(on) {
    if (!on) this.outage();
    await this.context.setOffline(!on);
  }

  /** A picture of the page in tests/browser/shots: `name` with the width in front. */
  async shot(name, { fullPage = true } = {}) {
    await mkdir(SHOTS, { recursive: true });
    await this.page.evaluate(() => document.fonts.ready);
    const { width } = this.page.viewportSize();
    await this.page.screenshot({ path: `${SHOTS}${width}-${name}.png`, fullPage, animations: "disabled" });
  }

  /** The page is not wider than the screen; names the elements that stick out. */
  async fits(what = this.page.url()) {
    const out = await this.page.evaluate(overflowing);
    const { width } = this.page.viewportSize();
    assert.deepEqual(out, [], `${what} is wider than ${width} px`);
  }

  /** Says that such a trouble is part of the story, from now on and before. */
  forgive(pattern) {
    this.#forgiven.push(pattern);
  }

  /** Says that the site or the network goes away in this story. */
  outage() {
    this.forgive(OUTAGE);
    this.forgive(/status of 50[234]|^50[234] from/);
  }

  /** Fails when the pages said or did anything they should not have. */
  check() {
    const left = this.troubles.filter((trouble) => !this.#forgiven.some((pattern) => pattern.test(trouble)));
    assert.deepEqual(left, [], `${this.name}'s pages had no trouble`);
  }

  /** After a failure: where they were, what went wrong there, and a picture. */
  async confess(context, slug) {
    context.diagnostic(`${this.name} was at ${this.page.url()}; ${this.troubles.join("; ") || "no trouble"}`);
    await this.shot(`${slug}-${this.name.toLowerCase()}`, { fullPage: false }).catch((cause) => {
      context.diagnostic(`no picture: ${cause.message}`);
    });
  }

  async leave() {
    await this.context.close();
  }

  #trouble(text) {
    this.troubles.push(text);
  }
}
