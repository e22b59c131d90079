// One photo to the server (POST /api/upload). XMLHttpRequest, because fetch cannot tell how far an upload is.

import { ApiError, csrf } from "./api.js";
import { say } from "./words.js";

const STUCK = 120_000;

/**
 * Answers the photo as the server keeps it. Throws ApiError: status 0 when the line broke, else the server's sentence.
 * `onProgress` gets a number from 0 to 1.
 */
export function upload(file, { onProgress, signal } = {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const data = new FormData();
    data.append("file", file, file.name || "foto.jpg");
    request.open("POST", "/api/upload");
    request.setRequestHeader("X-CSRF-Token", csrf());
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.timeout = STUCK;
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onProgress?.(event.loaded / event.total);
    });
    request.addEventListener("loadend", () => {
      const { status, response } = request;
      if (status === 201 && response?.id) resolve(response);
      else reject(new ApiError(status, { detail: response?.detail || say(status ? "failed" : "offline") }));
    });
    signal?.addEventListener("abort", () => request.abort());
    request.send(data);
  });
}
