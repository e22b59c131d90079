// Posting in five steps. Without scripts the same form is one long page.

import { group, parseMoney, rupiah, spellOut } from "./money.js";
import { checkContacts } from "./sell/contact-check.js";
import { draft, forgetOnSignOut, sent, tidy } from "./sell/draft.js";
import { photos } from "./sell/photos.js";
import { shortLabel } from "./sell/place.js";
import { sayUnder, unsay } from "./sell/field-errors.js";
import { toast } from "./toast.js";
import { lang, say } from "./words.js";

export function start() {
  forgetOnSignOut();
  const form = document.querySelector("[data-sell]");
  if (!form) {
    tidy();
    return;
  }
  form.noValidate = true; // we bring people to the step with the problem ourselves
  const steps = [...form.querySelectorAll("[data-step]")];
  const dots = [...document.querySelectorAll("[data-step-dot]")];
  const shown = document.querySelector("[data-step-n]");
  const back = document.querySelector("[data-step-back]");
  const next = document.querySelector("[data-step-next]");
  const submit = document.querySelector("[data-step-submit]");
  const shots = photos(form);
  let at = 0;

  const chosen = (name) => [...form.querySelectorAll(`[name="${name}"]`)].filter((field) => !field.disabled && (field.checked || field.type === "hidden"));
  const labels = (name) => chosen(name).map((field) => field.dataset.label).filter(Boolean).join(", ");
  const amount = (name) => parseMoney(form.elements[name]?.value ?? "");
  const goes = (mode) => chosen("modes").some((field) => field.value === mode);
  const goesOnly = (mode) => goes(mode) && chosen("modes").length === 1;

  function show(n, { push = true, focus = true } = {}) {
    at = Math.max(0, Math.min(steps.length - 1, n));
    steps.forEach((step, k) => { step.hidden = k !== at; });
    dots.forEach((dot, k) => { dot.className = k < at ? "done" : k === at ? "now" : ""; });
    shown.textContent = String(at + 1);
    back.hidden = at === 0;
    next.hidden = at === steps.length - 1;
    submit.hidden = at !== steps.length - 1;
    if (at === steps.length - 1) {
      preview();
      checkContacts(form);
    }
    if (push && history.state?.step !== at) history.pushState({ step: at }, "");
    if (form.dataset.ready !== undefined) form.dispatchEvent(new CustomEvent("sell:step"));
    if (focus) {
      steps[at].focus({ preventScroll: true });
      scrollTo({ top: 0 });
    }
  }

  function preview() {
    const put = (name, text) => form.querySelectorAll(`[data-preview="${name}"]`).forEach((el) => { el.textContent = text; });
    const price = amount("price");
    put("title", form.elements.title.value.trim());
    put("condition", form.querySelector("[name=condition]:checked")?.dataset.label ?? "");
    put("price", goes("jual") && price ? rupiah(price) : say(goes("gratis") ? "mode-gratis" : "mode-barter"));
    put("place", shortLabel(form.elements.region_label.value));
    put("modes", labels("kept") || labels("modes"));
    put("delivery", labels("delivery"));
    put("photos", String(shots.count()));
    // what is kept is shown to nobody, for no number of days
    const keeps = chosen("kept").length > 0;
    for (const part of form.querySelectorAll("[data-when-shown]")) part.hidden = keeps;
    for (const part of form.querySelectorAll("[data-when-kept]")) part.hidden = !keeps;
    const image = form.querySelector("[data-preview-photo]");
    const cover = shots.cover();
    image.hidden = !cover;
    form.querySelector("[data-preview-none]").hidden = Boolean(cover);
    if (cover) image.src = cover;
  }

  const line = (name, text) => {
    const el = form.querySelector(`[data-${name}-error]`);
    el.hidden = !text;
    el.textContent = text;
    return text ? el : null;
  };

  /** What is missing in a step: the field to go to, or null. */
  function missing(n) {
    if (n === 0) {
      const problem = shots.problem();
      shots.complain(problem);
      if (problem) return form.querySelector("#photo-gallery");
    }
    if (n === 2) {
      if (line("mode", chosen("modes").length ? "" : say("sell-mode-none"))) return form.querySelector("[name=modes]");
      const { price, min_price: least } = form.elements;
      if (price && price.type !== "hidden") {
        const asked = amount("price");
        const lowest = amount("min_price");
        price.setCustomValidity(goes("jual") && !asked ? say("sell-price-none") : "");
        least.setCustomValidity(goes("jual") && least.value.trim() && (lowest === null || (asked && lowest > asked)) ? say("sell-min-high") : "");
      }
    }
    if (n === 3) {
      if (line("delivery", chosen("delivery").length ? "" : say("sell-delivery-none"))) return form.querySelector("[name=delivery]");
      form.elements.region_label.setCustomValidity(form.elements.region.value ? "" : say("sell-region-none"));
    }
    return [...steps[n].querySelectorAll("input, select, textarea")].find((field) => !field.disabled && field.type !== "file" && !field.checkValidity()) ?? null;
  }

  function point(field) {
    const hidden = field.closest("details:not([open])");
    if (hidden) hidden.open = true;
    field.focus({ preventScroll: true });
    sayUnder(field);
  }

  // fields that only matter for some ways
  function ways() {
    for (const part of form.querySelectorAll("[data-when-mode]")) part.hidden = !goes(part.dataset.whenMode);
    for (const part of form.querySelectorAll("[data-only-mode]")) {
      part.hidden = !goesOnly(part.dataset.onlyMode);
      for (const field of part.querySelectorAll("input")) field.disabled = part.hidden; // what is not seen is not sent
    }
  }
  function words(field) {
    const echo = document.getElementById(field.dataset.spell);
    echo.dataset.hint ??= echo.textContent;
    const value = parseMoney(field.value);
    echo.textContent = value ? spellOut(value, lang) : echo.dataset.hint;
  }

  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-sell-mode]")) {
      // what is given away is not sold as well
      if (event.target.checked) {
        for (const other of form.querySelectorAll("[data-sell-mode]")) {
          if (other !== event.target && (other.value === "gratis") !== (event.target.value === "gratis")) other.checked = false;
        }
      }
      line("mode", "");
      ways();
    }
    if (event.target.name === "delivery") line("delivery", "");
    if (event.target.matches("[data-region-code]")) unsay(form.elements.region_label);
    if (event.target.validity) unsay(event.target);
  });
  form.addEventListener("input", (event) => {
    const field = event.target;
    field.setCustomValidity?.("");
    unsay(field);
    if (field.dataset.spell) words(field);
    if (field.dataset.count) document.getElementById(field.dataset.count).textContent = `${field.value.length}/${field.maxLength}`;
  });
  form.addEventListener("sell:photos", () => {
    if (!shots.problem()) shots.complain("");
  });
  form.addEventListener("keydown", (event) => {
    // Enter in a field goes on instead of posting something half done
    if (event.key === "Enter" && !event.defaultPrevented && event.target.matches("input:not([type=checkbox]):not([type=radio]):not([type=file])") && at < steps.length - 1) {
      event.preventDefault();
      next.click();
    }
  });
  next.addEventListener("click", () => {
    const field = missing(at);
    if (field) point(field);
    else show(at + 1);
  });
  back.addEventListener("click", () => show(at - 1));
  addEventListener("popstate", (event) => {
    if (typeof event.state?.step === "number") show(event.state.step, { push: false });
    else history.replaceState({ step: at }, ""); // the skip link, not a step
  });

  form.addEventListener("submit", (event) => {
    for (let n = 0; n < steps.length; n += 1) {
      const field = missing(n);
      if (field) {
        event.preventDefault();
        if (n !== at) show(n, { focus: false });
        point(field);
        return;
      }
    }
    if (form.dataset.sent !== undefined) {
      event.preventDefault(); // a second tap posts nothing twice
      return;
    }
    for (const field of form.querySelectorAll("[data-money]")) {
      const value = parseMoney(field.value);
      if (value !== null) field.value = String(value);
    }
    sent(form);
    submit.setAttribute("aria-busy", "true");
    submit.textContent = say("sell-posting");
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload(); // back to a form that was sent: ask the server what holds now
  });

  const restored = draft(form, {
    shots,
    step: () => at,
    onRestored: (forget) => toast(say("sell-draft"), {
      icon: "fa-floppy-disk",
      act: {
        label: say("sell-draft-drop"),
        run() {
          form.dataset.dropped = "";
          forget();
          location.reload();
        },
      },
    }),
  });

  for (const field of form.querySelectorAll("[data-money]")) {
    const value = parseMoney(field.value);
    if (value !== null) field.value = group(value);
    if (field.dataset.spell && field.value) words(field);
  }
  for (const field of form.querySelectorAll("[data-count]")) document.getElementById(field.dataset.count).textContent = `${field.value.length}/${field.maxLength}`;
  ways();
  const wrong = steps.findIndex((step) => step.querySelector("[aria-invalid=true], .field-error:not([hidden])"));
  const first = wrong >= 0 ? wrong : restored;
  at = Math.max(0, Math.min(steps.length - 1, first));
  history.replaceState({ step: at }, "");
  show(at, { push: false, focus: wrong > 0 });
  form.dataset.ready = "";
}
