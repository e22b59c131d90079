// Search: filters send themselves and only the results are swapped; back and forward work.
// Without scripts the same form is sent by its button.

import { fragment } from "./api.js";
import { closeSheet, isOpen } from "./sheet.js";
import { parseMoney } from "./money.js";
import { toast } from "./toast.js";
import { say } from "./words.js";

let asking = null;
let shown = location.pathname + location.search;

const results = () => document.getElementById("results");
const form = () => document.querySelector("[data-filters]");

/** The address the filters stand for; empty fields and the first page are left out. */
function address(filters) {
  const query = new URLSearchParams();
  for (const [name, raw] of new FormData(filters)) {
    let value = String(raw).trim();
    if (!value || name === "region_label" || name === "region") continue;
    if (name === "hmin" || name === "hmax") value = String(parseMoney(value) ?? "");
    if (value) query.append(name, value);
  }
  const text = query.toString();
  return filters.getAttribute("action") + (text ? `?${text}` : "");
}

async function load(url, { push = true, scroll = false } = {}) {
  const box = results();
  asking?.abort();
  asking = new AbortController();
  const mine = asking;
  box.setAttribute("aria-busy", "true");
  try {
    const html = await fragment(url, { headers: { "X-Fragment": "results" }, signal: mine.signal });
    if (mine.signal.aborted) return;
    const page = new DOMParser().parseFromString(html, "text/html");
    const fresh = page.getElementById("results") ?? page.body;
    box.replaceChildren(...fresh.childNodes);
    for (const attribute of fresh.attributes ?? []) if (attribute.name.startsWith("data-")) box.setAttribute(attribute.name, attribute.value);
    if (push && url !== shown) history.pushState({ results: true }, "", url);
    shown = url;
    const heading = box.querySelector("h1");
    if (heading) document.title = `${heading.textContent.trim()} · ${document.title.split(" · ").at(-1)}`;
    follow(box);
    if (scroll) scrollTo({ top: 0 });
  } catch (cause) {
    if (cause.name === "AbortError" || mine.signal.aborted) return;
    toast(cause.detail ?? say("failed"), { act: { label: say("retry"), run: () => load(url, { push, scroll }) } });
  } finally {
    if (asking === mine) box.removeAttribute("aria-busy");
  }
}

/** What outside the results depends on them: the count on the sheet's button. */
function follow(box) {
  const { showLabel } = box.dataset;
  for (const button of document.querySelectorAll("[data-show-results]")) if (showLabel) button.textContent = showLabel;
}

/** Puts the fields back to what an address says, for back and forward and for removed chips. */
function fill(filters, url) {
  const query = new URL(url, location.href).searchParams;
  for (const field of filters.elements) {
    if (!field.name || field.matches("[data-sort]")) continue; // the sort comes back with the results
    if (field.type === "checkbox" || field.type === "radio") field.checked = query.getAll(field.name).includes(field.value) || (field.value === "" && !query.has(field.name));
    else if (field.type !== "submit" && field.name !== "region_label" && field.name !== "region") field.value = query.get(field.name) ?? "";
  }
  if (!["kota", "district", "village"].some((name) => query.has(name))) {
    for (const field of filters.querySelectorAll("[data-region-field], [data-region-code]")) field.value = "";
  }
  for (const box of document.querySelectorAll("[data-search-box] [name=q]")) box.value = query.get("q") ?? "";
}

function near(button) {
  if (!navigator.geolocation) {
    toast(say("locate-failed"));
    return;
  }
  button.setAttribute("aria-busy", "true");
  const waiting = toast(say("locating"), { icon: "fa-location-crosshairs" });
  const done = () => {
    button.removeAttribute("aria-busy");
    waiting?.remove();
  };
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      done();
      // two decimals, about a kilometre: nearer than that is nobody's business
      const lat = coords.latitude.toFixed(2);
      const lng = coords.longitude.toFixed(2);
      const filters = form();
      const url = new URL(filters ? address(filters) : button.dataset.near || "/cari", location.href);
      url.searchParams.set("lat", lat);
      url.searchParams.set("lng", lng);
      if (!url.searchParams.has("radius")) url.searchParams.set("radius", "10");
      url.searchParams.set("sort", "nearest");
      for (const name of ["page", "after", "kota", "district", "village"]) url.searchParams.delete(name);
      location.assign(url.pathname + url.search);
    },
    (problem) => {
      done();
      toast(say(problem.code === problem.PERMISSION_DENIED ? "locate-denied" : "locate-failed"));
    },
    { enableHighAccuracy: false, timeout: 10_000, maximumAge: 600_000 },
  );
}

export function start() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-near]");
    if (!button) return;
    event.preventDefault();
    near(button);
  });

  const filters = form();
  if (!filters || !results()) return;
  let timer = 0;
  const soon = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(() => load(address(filters)), delay);
  };
  filters.addEventListener("change", (event) => {
    if (event.target.matches("[data-region-field]")) return;
    if (event.target.matches("[data-region-code]")) {
      const code = event.target.value;
      // 32 province, 32.73 city, 32.73.02 district, 32.73.02.1001 village
      const depth = code ? code.split(".").length : 0;
      filters.elements.kota.value = depth === 2 ? code : "";
      filters.elements.district.value = depth === 3 ? code : "";
      filters.elements.village.value = depth === 4 ? code : "";
      for (const name of ["lat", "lng"]) if (code && filters.elements[name]) filters.elements[name].value = "";
    }
    soon(event.target.matches("[data-money]") ? 0 : 80);
  });
  filters.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    if (isOpen("saring")) closeSheet("saring");
    load(address(filters));
  });
  filters.addEventListener("reset", (event) => {
    event.preventDefault();
    const q = filters.elements.q?.value ?? "";
    const clean = filters.getAttribute("action") + (q ? `?q=${encodeURIComponent(q)}` : "");
    fill(filters, clean);
    load(clean);
  });
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-sort]")) return;
    load(address(filters));
  });
  // chips that take a filter away, and the page links
  results().addEventListener("click", (event) => {
    const link = event.target.closest("a[data-swap]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    fill(filters, link.href);
    load(link.getAttribute("href"), { scroll: link.dataset.swap === "page" });
  });
  addEventListener("popstate", () => {
    if (location.pathname + location.search === shown) return; // only the hash changed
    fill(filters, location.href);
    load(location.pathname + location.search, { push: false });
  });
}
