// fetch with our manners: the CSRF token goes along, JSON comes back, and what went wrong is an ApiError
// whose message is meant for people.

import { say } from "./words.js";

const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? "";

export const csrf = () => meta("csrf");

/** The signed-in user's id, or "". */
export const me = () => meta("me");

export class ApiError extends Error {
  constructor(status, problem = {}) {
    super(problem.detail || problem.title || say("failed"));
    this.name = "ApiError";
    this.status = status;
    this.detail = this.message;
    this.errors = problem.errors ?? {};
    this.problem = problem;
  }
}

/** Turns a failed answer into an ApiError; a body that is no problem+json is ignored. */
export async function problemOf(response) {
  let problem = {};
  try {
    problem = await response.json();
  } catch {
    // an HTML error page, or nothing: the general sentence will do
  }
  return new ApiError(response.status, problem);
}

/**
 * Sends a request. A plain object as `body` goes as JSON, FormData and URLSearchParams as they are.
 * Answers the parsed JSON, or null when there is none. Throws ApiError; status 0 means the line is down.
 */
export async function api(path, { method = "GET", body, headers = {}, signal } = {}) {
  const send = { method, headers: { Accept: "application/json", ...headers }, credentials: "same-origin", signal };
  if (method !== "GET" && method !== "HEAD") send.headers["X-CSRF-Token"] = csrf();
  if (body !== undefined) {
    const ready = body instanceof FormData || body instanceof URLSearchParams || typeof body === "string";
    send.body = ready ? body : JSON.stringify(body);
    if (!ready) send.headers["Content-Type"] = "application/json";
  }
  let response;
  try {
    response = await fetch(path, send);
  } catch (cause) {
    if (cause.name === "AbortError") throw cause;
    throw new ApiError(0, { detail: say("offline") });
  }
  if (!response.ok) throw await problemOf(response);
  if (response.status === 204) return null;
  const type = response.headers.get("Content-Type") ?? "";
  return type.includes("json") ? response.json() : null;
}

export const get = (path, options) => api(path, options);
export const post = (path, body, options) => api(path, { ...options, method: "POST", body });
export const put = (path, body, options) => api(path, { ...options, method: "PUT", body });

/** A piece of a page as HTML text. */
export async function fragment(path, { headers = {}, signal } = {}) {
  let response;
  try {
    response = await fetch(path, { headers: { Accept: "text/html", ...headers }, credentials: "same-origin", signal });
  } catch (cause) {
    if (cause.name === "AbortError") throw cause;
    throw new ApiError(0, { detail: say("offline") });
  }
  if (!response.ok) throw await problemOf(response);
  return response.text();
}

/** A fresh id for a write that may be sent twice. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  // plain http on another host has no randomUUID
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
