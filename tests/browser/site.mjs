// A `tawar serve` for the tests: an empty data folder, a free port, no demo data. It can be killed
// and started again on the same data and the same port.

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { until } from "./until.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PROGRAM = process.env.TAWAR_BIN
  ?? join(resolve(ROOT, process.env.CARGO_TARGET_DIR ?? "target"), "debug/tawar");

/** Only these environment variables reach the site: the database of a set DATABASE_URL must not be touched. */
const PASSED_VARIABLES = [
  "PATH", "HOME", "TMPDIR", "LANG", "RUST_LOG", "RUST_BACKTRACE", "TAWAR_PG_BIN", "TAWAR_MEILI_BIN",
  "SSL_CERT_FILE", "LLVM_PROFILE_FILE",
];

const running = new Set();
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => process.exit(1));

export class Site {
  #child = null;
  #lines = [];
  #data;
  #environment;
  #port = 0;

  /** Starts a new site. `env` is added to its environment. */
  static async open({ env = {} } = {}) {
    if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is missing: run \`cargo build\``);
    const site = new Site();
    site.#data = await mkdtemp(join(tmpdir(), "tawar-story-"));
    copyMigrated(site.#data);
    site.#environment = env;
    try {
      await site.start();
    } catch (cause) {
      await site.close();
      throw cause;
    }
    return site;
  }

  /** For example `http://127.0.0.1:40123`. */
  get url() {
    return `http://127.0.0.1:${this.#port}`;
  }

  get data() {
    return this.#data;
  }

  /** Starts the server; after a `crash` or `stop` at the same address. */
  async start() {
    if (this.#child) throw new Error("the site runs already");
    const [program, ...args] = [...killedWithParent(), PROGRAM, "serve", "--no-demo"];
    const child = spawn(program, args, {
      cwd: ROOT,
      env: { ...this.#childEnvironment(), ...this.#environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    running.add(child);
    child.once("exit", () => running.delete(child));
    child.once("error", (cause) => this.#lines.push(String(cause)));
    const from = this.#lines.length;
    for (const stream of [child.stdout, child.stderr]) this.#listen(stream);
    const address = /listening on http:\/\/127\.0\.0\.1:(\d+)/;
    await until("the site prints its address", () => {
      if (child.exitCode !== null || child.signalCode !== null) return "exited";
      const line = this.#lines.slice(from).find((text) => address.test(text));
      if (line) this.#port = Number(address.exec(line)[1]);
      return Boolean(line);
    }, { within: 120_000 });
    this.#assertRuns(child);
    await until("the site is ready", async () => {
      this.#assertRuns(child);
      return (await fetch(`${this.url}/readyz`)).ok;
    }, { within: 60_000 });
  }

  /** Stops the server as Ctrl-C does; returns its exit code. */
  async stop() {
    return this.#end("SIGINT");
  }

  /** Kills the server with SIGKILL. */
  async crash() {
    await this.#end("SIGKILL");
  }

  /** `crash` and `start`. */
  async restart() {
    await this.crash();
    await this.start();
  }

  /** Stops the server and removes its data. */
  async close() {
    if (this.#child) {
      const code = await this.stop().catch(() => this.crash());
      if (code) this.#lines.push(`the site ended with exit code ${code}`);
    }
    await rm(this.#data, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }

  /** Pauses the site's Postgres, as an overloaded disk would; returns a function that resumes it. */
  pausePostgres() {
    const [postmaster] = readFileSync(join(this.#data, "postgres/postmaster.pid"), "utf8").split("\n");
    const children = spawnSync("ps", ["-o", "pid=", "--ppid", postmaster], { encoding: "utf8" }).stdout;
    const all = [postmaster, ...children.trim().split(/\s+/)].filter(Boolean).map(Number);
    const send = (signal) => all.forEach((pid) => {
      try {
        process.kill(pid, signal);
      } catch {
        // a worker that has ended
      }
    });
    send("SIGSTOP");
    return () => send("SIGCONT");
  }

  /** The last lines of its output. */
  lastLines(lines = 100) {
    return this.#lines.slice(-lines).join("\n");
  }

  /** A request to the JSON API, for what a story needs and does not test: `{status, body}`. */
  async api(method, path, { token, body, headers = {} } = {}) {
    const answer = await fetch(this.url + path, {
      method,
      headers: {
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, body: text && /json/.test(answer.headers.get("content-type")) ? JSON.parse(text) : text };
  }

  /** Runs a command of `tawar` beside the running site. */
  command(...args) {
    const env = { ...this.#childEnvironment(), ...this.#environment };
    const done = spawnSync(PROGRAM, args, { cwd: ROOT, env, encoding: "utf8" });
    if (done.status !== 0) throw new Error(`tawar ${args.join(" ")}: ${done.stdout}${done.stderr}`);
    return done.stdout;
  }

  #childEnvironment() {
    const passed = PASSED_VARIABLES.filter((name) => process.env[name] !== undefined);
    return {
      ...Object.fromEntries(passed.map((name) => [name, process.env[name]])),
      NO_COLOR: "1",
      TAWAR_DATA: this.#data,
      TAWAR_ENV: "development",
      TAWAR_RATE_LIMITS: "off",
      BIND: `127.0.0.1:${this.#port}`,
    };
  }

  #listen(stream) {
    let rest = "";
    stream.setEncoding("utf8");
    stream.on("data", (piece) => {
      const lines = (rest + piece).split("\n");
      rest = lines.pop();
      this.#lines.push(...lines.map((line) => line.replace(/\x1b\[[0-9;]*m/g, "")));
      if (this.#lines.length > 5000) this.#lines.splice(0, 1000);
    });
  }

  #assertRuns(child) {
    if (child.exitCode === null && child.signalCode === null) return;
    this.#child = null;
    throw new Error(`the site ended (${child.exitCode ?? child.signalCode}):\n${this.lastLines(30)}`);
  }

  async #end(signal) {
    const child = this.#child;
    if (!child) return 0;
    this.#child = null;
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, "exit");
      child.kill(signal);
      const tooLong = setTimeout(() => {
        this.#lines.push(`the site did not end on ${signal} within 30 s and is killed`);
        child.kill("SIGKILL");
      }, 30_000);
      await exited;
      clearTimeout(tooLong);
    }
    return child.exitCode ?? (child.signalCode === signal ? 0 : 1);
  }
}

/** Fills a data folder from one that was migrated before, when there is one: `script/test` makes it once for all files. */
function copyMigrated(folder) {
  const migrated = process.env.TAWAR_MIGRATED_DATA;
  if (!migrated) return;
  const copied = spawnSync("cp", ["-a", `${migrated}/.`, folder], { encoding: "utf8" });
  if (copied.status !== 0) throw new Error(`${migrated} cannot be copied: ${copied.stderr}`);
}

/** The command prefix that ends the site when the test runner is killed. */
function killedWithParent() {
  const prefix = ["setpriv", "--pdeathsig", "TERM", "--"];
  killedWithParent.works ??= spawnSync(prefix[0], [...prefix.slice(1), "true"]).status === 0;
  return killedWithParent.works ? prefix : [];
}
