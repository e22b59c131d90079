// How long to wait before trying again: the room for it doubles from half a second to fifteen, and the moment in it
// is random ("full jitter"), so that a thousand browsers do not come back in the same instant.

const FIRST = 500;
const LONGEST = 15_000;
const LEAST = 100;

/** Milliseconds to wait before try number `attempt` (0 for the first repetition). */
export function delayOf(attempt, random = Math.random) {
  const room = Math.min(LONGEST, FIRST * 2 ** Math.max(0, Math.min(attempt, 20)));
  return Math.max(LEAST, Math.round(random() * room));
}

/** What a close code asks of us: "again", or an end: "signed-out", "banned", "too-many". */
export function afterClose(code) {
  switch (code) {
    case 4001: return "signed-out";
    case 4003: return "banned";
    case 4009: return "too-many";
    default: return "again"; // 1001 and 1012 the server goes, 4008 we were too slow, 1006 the line broke
  }
}
