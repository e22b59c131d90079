// Waiting for a condition that no event announces.

const INTERVAL = 40; // ms between checks

/**
 * Waits until `check` returns something true and returns that. An error it throws counts as "not
 * yet". When the time is over, the error names the condition and the last result.
 */
export async function until(what, check, { within = 15_000 } = {}) {
  const deadline = Date.now() + within;
  let last;
  for (;;) {
    try {
      last = await check();
      if (last) return last;
    } catch (cause) {
      last = cause;
    }
    if (Date.now() >= deadline) {
      throw new Error(`waited ${within} ms until ${what}; last result: ${describe(last)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, INTERVAL));
  }
}

function describe(last) {
  if (last instanceof Error) return last.message;
  return typeof last === "string" ? last : JSON.stringify(last);
}
