// Which "no" is final. A part that is away, too much at once, a fault of the house or a broken line pass:
// what was said waits and goes again under the same id. Everything else is told, with its sentence.

const PASSES = new Set(["unavailable", "too_many", "internal", "signed_out"]);

/** Whether an `error` frame of the socket is only for now. */
export const passes = (code) => PASSES.has(code);

/** The same for an HTTP status (0: the line is down). */
export const passesOverHttp = (status) => !status || status >= 500 || status === 401 || status === 408 || status === 429;
