// Which errors are temporary. After an unavailable service, a rate limit, a server error or a broken connection the message
// waits and is sent again under the same id. Any other error is final and shown with its text.

const PASSES = new Set(["unavailable", "too_many", "internal", "signed_out"]);

/** Whether an `error` frame of the socket is temporary. */
export const passes = (code) => PASSES.has(code);

/** The same for an HTTP status (0: no connection). */
export const passesOverHttp = (status) => !status || status >= 500 || status === 401 || status === 408 || status === 429;
