// Where a room's stream of numbered events stands: what is new, what was seen, what is missing.
// `seq` counts from 1 in a room; while replaying after a join the numbers may jump (the server sends what matters),
// live events may not: a jump there is a gap, and the room is joined again from the last number we have.

export class Timeline {
  #ids = new Set();
  #reach;
  #waiting = false;

  /** @param {number} seq the number the page was rendered at */
  constructor(seq = 0) {
    this.last = seq;
    this.#reach = seq;
  }

  /** Messages already on the page. */
  know(id) {
    if (id) this.#ids.add(id);
  }

  knows(id) {
    return this.#ids.has(id);
  }

  /** "new": show it. "seen": drop it. "gap": something is missing, join again. "wait": that is under way. */
  take({ seq, id }) {
    if (!Number.isInteger(seq)) return "new"; // not numbered, nothing to order
    if (seq <= this.last) return "seen";
    if (this.#waiting) return "wait"; // comes again, in its place
    if (seq > this.#reach && seq !== this.#base + 1) {
      this.#waiting = true;
      return "gap";
    }
    this.last = seq;
    if (id && this.#ids.has(id)) return "seen";
    this.know(id);
    return "new";
  }

  /** An own message was numbered; counts when it is the next one. */
  acked(seq) {
    if (!this.#waiting && seq === this.#base + 1) this.last = seq;
  }

  /** The server let us in at `seq`. "behind": it cannot send what we missed, fetch it. */
  joined(seq, resumed) {
    this.#waiting = false;
    this.#reach = Math.max(seq, this.last);
    if (resumed === false && seq > this.last) return "behind";
    return "ok";
  }

  /** Everything up to `seq` is on the page, by another way. */
  caughtUp(seq) {
    this.last = Math.max(this.last, seq);
    this.#reach = Math.max(this.#reach, this.last);
  }

  /** The line broke, perhaps in the middle of a replay: from now on only what we have counts. */
  dropped() {
    this.#reach = this.last;
    this.#waiting = false;
  }

  /** The room was taken anew, perhaps from a restored backup: numbers may have gone back. */
  restart(seq) {
    this.last = seq;
    this.dropped();
  }

  get #base() {
    return Math.max(this.last, this.#reach);
  }
}

/** Where an entry with `seq` belongs among `seqs` (ascending; null is not numbered yet and stays last, in its order). */
export function placeOf(seqs, seq) {
  let at = seqs.length;
  if (seq === null) return at;
  while (at > 0) {
    const before = seqs[at - 1];
    if (before !== null && before <= seq) break;
    at -= 1;
  }
  return at;
}
