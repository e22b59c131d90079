// A person with a browser: a context of their own (cookies, storage), one page, and a record
// of all problems on it.

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
const TIMEOUT = 15_000;

/** The errors of a page while the site is down; `expectOutage` allows them. */
const OUTAGE = /ERR_CONNECTION_(REFUSED|RESET|CLOSED)|ERR_EMPTY_RESPONSE|ERR_INTERNET_DISCONNECTED|ERR_SOCKET_NOT_CONNECTED|ERR_NETWORK_CHANGED|WebSocket connection to|Failed to fetch/;

let personCount = 0;

export class Person {
  /** Errors of the page, and requests that it must not make. */
  problems = [];
  #expectedProblems = [];
  #sockets = new Set();

  /**
   * A new person, not signed in.
   * `viewport` (a phone by default), `locale`, `javaScriptEnabled`, `permissions`,
   * `geolocation`, `colorScheme` are passed to the browser.
   */
  static async open(site, browser, { name = "Tamu", viewport = PHONE, ...choices } = {}) {
    const person = new Person();
    person.site = site;
    person.name = name;
    // Every person has an e-mail address of their own, whatever the name.
    personCount += 1;
    const account = name.toLowerCase().normalize("NFKD").replace(/[^a-z0-9]+/g, "");
    person.email = `${account}.${process.pid}.${personCount}@example.id`;
    person.password = `sandi-${account}-rahasia-${personCount}`;
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
    person.context.setDefaultTimeout(TIMEOUT);
    person.context.setDefaultNavigationTimeout(30_000);
    person.page = await person.context.newPage();
    await person.watch(person.page);
    return person;
  }

  /** Records the problems of a page (their own, or another one that they opened). */
  async watch(page) {
    page.on("pageerror", (error) => this.#recordProblem(`error in a script: ${error.stack ?? error}`));
    page.on("console", (message) => {
      if (message.type() !== "error") return;
      const where = message.location().url;
      this.#recordProblem(`console: ${message.text()}${where ? ` (${where})` : ""}`);
    });
    page.on("request", (request) => {
      const url = new URL(request.url());
      const own = url.origin === this.site.url || ["data:", "blob:", "about:"].includes(url.protocol);
      if (!own) this.#recordProblem(`requested another host: ${request.url()}`);
    });
    page.on("response", (response) => {
      if (response.status() >= 500) this.#recordProblem(`${response.status()} from ${response.url()}`);
    });
    page.on("websocket", (socket) => {
      const connection = { socket, welcomed: false };
      this.#sockets.add(connection);
      socket.on("framereceived", ({ payload }) => {
        if (/"type"\s*:\s*"welcome"/.test(String(payload))) connection.welcomed = true;
      });
      socket.on("close", () => this.#sockets.delete(connection));
    });
    // Chromium reports a violated content security policy on the console too, but not always its source.
    await page.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        console.error(`CSP: ${event.violatedDirective} forbids ${event.blockedURI || "inline"} `
          + `(${event.sourceFile || document.URL}:${event.lineNumber})`);
      });
    });
  }

  /** Opens a page of the site; a status other than the expected one is an error. */
  async goto(path, { status = 200 } = {}) {
    // The browser logs each 4xx on the console; the expected one is no problem.
    if (status >= 400) this.expectProblem(new RegExp(`status of ${status}`));
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

  /** Chooses one of a group of radio buttons or of the options of a select. */
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

  async mustBeSignedIn(action) {
    const signedIn = await this.page.locator('meta[name="me"]').count();
    if (signedIn) return;
    const errors = await this.page.locator(".field-error, [role=alert]").allInnerTexts();
    assert.fail(`${this.name} ${action}, is at ${this.page.url()}, and reads: ${errors.join(" · ") || "nothing"}`);
  }

  /** Waits until a text is visible. */
  async sees(text) {
    await this.page.getByText(text).filter({ visible: true }).first().waitFor({ state: "visible" });
  }

  /** Waits until a text is no longer visible. */
  async doesNotSee(text) {
    const visible = this.page.getByText(text).filter({ visible: true });
    await until(`${this.name} no longer sees ${text}`, async () => (await visible.count()) === 0);
  }

  /** Waits until the page's socket is open and welcomed by the site. */
  async live({ within = 30_000 } = {}) {
    await until(`${this.name}'s page is live`, () => [...this.#sockets].some((connection) => connection.welcomed), { within });
  }

  /** Waits until the page's socket is closed. */
  async isDisconnected() {
    await until(`${this.name}'s page is disconnected`, () => this.#sockets.size === 0, { within: 30_000 });
  }

  /** Switches their network off or on; the site stays up. */
  async network(on) {
    if (!on) this.expectOutage();
    await this.context.setOffline(!on);
  }

  /** Saves a screenshot of the page in tests/browser/shots: `name` with the width in front. */
  async shot(name, { fullPage = true } = {}) {
    await mkdir(SHOTS, { recursive: true });
    await this.page.evaluate(() => document.fonts.ready);
    const { width } = this.page.viewportSize();
    await this.page.screenshot({ path: `${SHOTS}${width}-${name}.png`, fullPage, animations: "disabled" });
  }

  /** Asserts that the page is not wider than the screen; names the elements that overflow. */
  async fits(what = this.page.url()) {
    const out = await this.page.evaluate(overflowing);
    const { width } = this.page.viewportSize();
    assert.deepEqual(out, [], `${what} is wider than ${width} px`);
  }

  /** Allows problems that match, also those before. */
  expectProblem(pattern) {
    this.#expectedProblems.push(pattern);
  }

  /** Allows the errors of a site or a network that is down. */
  expectOutage() {
    this.expectProblem(OUTAGE);
    this.expectProblem(/status of 50[234]|^50[234] from/);
  }

  /** Fails when the pages had a problem that was not expected. */
  check() {
    const left = this.problems.filter((problem) => !this.#expectedProblems.some((pattern) => pattern.test(problem)));
    assert.deepEqual(left, [], `${this.name}'s pages had no problem`);
  }

  /** After a failure: the address of the page, its problems, and a screenshot. */
  async reportFailure(context, slug) {
    context.diagnostic(`${this.name} was at ${this.page.url()}; ${this.problems.join("; ") || "no problem"}`);
    await this.shot(`${slug}-${this.name.toLowerCase()}`, { fullPage: false }).catch((cause) => {
      context.diagnostic(`no screenshot: ${cause.message}`);
    });
  }

  async close() {
    await this.context.close();
  }

  #recordProblem(text) {
    this.problems.push(text);
  }
}
