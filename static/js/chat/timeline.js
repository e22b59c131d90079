// The position in a room's numbered events: decides whether an event is new, seen, or follows a gap. `seq` counts from 1 in a
// room. In the replay after a join numbers may be skipped (the server sends what is still relevant); a number skipped by live
// events is a gap, and the room is joined again from the last known number.

export class Timeline {
  #ids = new Set();
  #reach;
  #waiting = false;

  /** @param {number} seq the sequence number at which the page was rendered */
  constructor(seq = 0) {
    this.last = seq;
    this.#reach = seq;
  }

  /** Adds the ids of messages that are on the page. */
  know(id) {
    if (id) this.#ids.add(id);
  }

  knows(id) {
    return this.#ids.has(id);
  }

  /** "new": show it. "seen": drop it. "gap": events are missing, join again. "wait": the join is in progress. */
  take({ seq, id }) {
    if (!Number.isInteger(seq)) return "new"; // events without a number have no order
    if (seq <= this.last) return "seen";
    if (this.#waiting) return "wait"; // the replay contains it, in order
    if (seq > this.#reach && seq !== this.#base + 1) {
      this.#waiting = true;
      return "gap";
    }
    this.last = seq;
    if (id && this.#ids.has(id)) return "seen";
    this.know(id);
    return "new";
  }

  /** An own message got its number; the position moves when it is the next one. */
  acked(seq) {
    if (!this.#waiting && seq === this.#base + 1) this.last = seq;
  }

  /** The room was joined at `seq`. Returns "behind" when missed events are not replayed and have to be fetched. */
  joined(seq, resumed) {
    this.#waiting = false;
    this.#reach = Math.max(seq, this.last);
    if (resumed === false && seq > this.last) return "behind";
    return "ok";
  }

  /** Everything up to `seq` is on the page, by way of HTTP. */
  caughtUp(seq) {
    this.last = Math.max(this.last, seq);
    this.#reach = Math.max(this.#reach, this.last);
  }

  /** The connection broke, perhaps during a replay: only received events count from now on. */
  dropped() {
    this.#reach = this.last;
    this.#waiting = false;
  }

  /** The room was reloaded, perhaps after a restored backup: numbers may be lower than before. */
  restart(seq) {
    this.last = seq;
    this.dropped();
  }

  get #base() {
    return Math.max(this.last, this.#reach);
  }
}

/** The index at which an entry with `seq` belongs in `seqs` (ascending; entries without a number, null, stay last in their order). */
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
