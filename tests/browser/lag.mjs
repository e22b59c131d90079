// The latency of this machine at this moment. A goal in milliseconds is meant for a quiet machine; where other processes compete
// for the processor, the time that a goal allows grows with the time of a plain round trip.

import assert from "node:assert/strict";

/** The most round trips that a path with a goal consists of. */
const ROUND_TRIPS = 20;

/** Runs an action; returns how long it took, and how long it may take: `{took, allowed}` in milliseconds. */
async function measured(site, page, goal, action) {
  let done = false;
  const trips = [];
  // One round trip: the server and its database, and a frame of the page.
  const measuring = (async () => {
    do {
      const since = performance.now();
      await fetch(`${site.url}/readyz`);
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => resolve()))).catch(() => {}); // it may be loading
      trips.push(performance.now() - since);
    } while (!done);
  })();
  const since = performance.now();
  try {
    await action();
  } finally {
    done = true;
  }
  const took = performance.now() - since;
  await measuring;
  const trip = trips.reduce((sum, ms) => sum + ms, 0) / trips.length;
  return { took, allowed: goal + trip * ROUND_TRIPS };
}

/**
 * Asserts that the other screen follows a move that was just sent: `waitUntilShown` waits for it. Fails when that takes longer
 * than a second allows on this machine.
 */
export async function assertFollows(site, other, waitUntilShown, times = []) {
  const { took, allowed } = await measured(site, other.page, 1_000, () => waitUntilShown(other.page));
  times.push(took);
  assert.ok(took < allowed, `${other.name}'s screen follows within a second: ${took.toFixed(0)} ms, ${allowed.toFixed(0)} allowed on this machine`);
}
