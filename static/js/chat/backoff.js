// Delays before reconnecting and resending: the limit doubles from half a second to 15 s, and the delay is a random part of it
// ("full jitter"), so that a thousand browsers do not reconnect in the same instant.

const FIRST = 500;
const LONGEST = 15_000;
const LEAST = 100;
const LONGEST_PAUSE = 4_000;
const LONGEST_RESTART = 60_000;

/** Milliseconds before reconnect attempt number `attempt` (0 for the first). */
export function delayOf(attempt, random = Math.random) {
  const room = Math.min(LONGEST, FIRST * 2 ** Math.max(0, Math.min(attempt, 20)));
  return Math.max(LEAST, Math.round(random() * room));
}

/** Milliseconds before a message that was refused for now is sent again: 0.4 s to 4 s. */
export function pauseOf(attempt, random = Math.random) {
  const room = Math.min(LONGEST_PAUSE, 800 * 2 ** Math.max(0, Math.min(attempt, 10)));
  return Math.round(room * (0.5 + random() / 2));
}

/** Milliseconds to wait after the close frame of a restart ("reconnect after 1200 ms"); null when it names none. */
export function askedToWait(code, reason, random = Math.random) {
  const said = code === 1012 && /reconnect after (\d+) ms/.exec(reason ?? "");
  if (!said) return null;
  return LEAST + Math.round(Math.min(LONGEST_RESTART, Number(said[1])) * (0.9 + random() * 0.3));
}

/** Milliseconds before a tab that was one too many asks again: another one may have been closed meanwhile. */
export const laterOf = (random = Math.random) => Math.round(LONGEST * (1 + random()));

/** What a close code means: "again" to reconnect, "later" likewise, or a permanent end: "signed-out", "banned". */
export function afterClose(code) {
  switch (code) {
    case 4001: return "signed-out";
    case 4003: return "banned";
    case 4009: return "later"; // too many tabs
    default: return "again"; // 1001 and 1012 the server restarts, 4008 too slow, 1006 the connection broke
  }
}
