// Waiting for a condition that no event announces.

const EVERY = 40; // ms between looks

/**
 * Waits until `look` answers something true and gives it back. An error it throws counts as "not
 * yet". When the time is over, the message says what was waited for and what was seen last.
 */
export async function until(what, look, { within = 15_000 } = {}) {
  const deadline = Date.now() + within;
  let seen;
  for (;;) {
    try {
      seen = await look();
      if (seen) return seen;
    } catch (cause) {
      seen = cause;
    }
    if (Date.now() >= deadline) {
      throw new Error(`waited ${within} ms until ${what}; seen last: ${describe(seen)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, EVERY));
  }
}

function describe(seen) {
  if (seen instanceof Error) return seen.message;
  return typeof seen === "string" ? seen : JSON.stringify(seen);
}
