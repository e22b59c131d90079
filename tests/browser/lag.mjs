// How slow this machine is just now. A goal in milliseconds is meant for a quiet machine; where other processes want the
// processor too, the time that a goal allows grows with the time that a plain round trip takes meanwhile.

import assert from "node:assert/strict";

/** Round trips that the longest path which a goal covers is made of, at most. */
const ROUND_TRIPS = 20;

/** Does something and answers how long it took, and how long it may take: `{took, allowed}` in milliseconds. */
async function measured(site, page, goal, doing) {
  let over = false;
  const trips = [];
  // One round trip: the server and its database, and a frame of the page that is looked at.
  const probing = (async () => {
    do {
      const since = performance.now();
      await fetch(`${site.url}/readyz`);
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => resolve()))).catch(() => {}); // it may be loading
      trips.push(performance.now() - since);
    } while (!over);
  })();
  const since = performance.now();
  try {
    await doing();
  } finally {
    over = true;
  }
  const took = performance.now() - since;
  await probing;
  const trip = trips.reduce((sum, ms) => sum + ms, 0) / trips.length;
  return { took, allowed: goal + trip * ROUND_TRIPS };
}

/**
 * The other screen follows a move that was just sent: `shown` waits for what it must show. Fails when that comes later
 * than a second allows on this machine.
 */
export async function follows(site, other, shown, times = []) {
  const { took, allowed } = await measured(site, other.page, 1_000, () => shown(other.page));
  times.push(took);
  assert.ok(took < allowed, `${other.name}'s screen follows within a second: ${took.toFixed(0)} ms, ${allowed.toFixed(0)} allowed on this machine`);
}
