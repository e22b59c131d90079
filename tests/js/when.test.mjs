import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.document = { documentElement: { lang: "id" }, querySelectorAll: () => [] };
const { clockTime, dayKey, dayLabel, agoText } = await import("../../static/js/chat/when.js");
const { formatLeft } = await import("../../static/js/clock.js");

const now = Date.parse("2026-11-20T17:30:00Z");

test("times are shown in the reader's zone, whatever the machine's zone is", () => {
  assert.equal(clockTime("2026-11-20T09:02:00Z", "WIB"), "16.02");
  assert.equal(clockTime("2026-11-20T09:02:00Z", "WIT"), "18.02");
  assert.equal(dayKey("2026-11-20T17:30:00Z", "WIB"), "2026-11-21");
  assert.equal(dayKey("2026-11-20T16:30:00Z", "WITA"), "2026-11-21");
});

test("days have the labels that people use", () => {
  assert.equal(dayLabel("2026-11-21", now, "WIB"), "chat-today");
  assert.equal(dayLabel("2026-11-20", now, "WIB"), "chat-yesterday");
  assert.equal(dayLabel("2026-08-17", now, "WIB"), "17 Agu");
  assert.equal(dayLabel("2025-08-17", now, "WIB"), "17 Agu 2025");
});

test("the time ago, in Indonesian", () => {
  assert.equal(agoText(now - 5 * 60_000, now), "5 menit lalu");
  assert.equal(agoText(now - 3 * 3_600_000, now), "3 jam lalu");
  assert.equal(agoText(now - 20_000, now), "chat-now");
});

test("the time left is never negative and is rounded up to the second", () => {
  assert.equal(formatLeft(21 * 3_600_000 + 43 * 60_000 + 10_000), "21.43.10");
  assert.equal(formatLeft(59_001), "0.01.00");
  assert.equal(formatLeft(1), "0.00.01");
  assert.equal(formatLeft(-5000), "0.00.00");
});
