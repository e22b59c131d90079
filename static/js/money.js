// Whole rupiah: read what people type, write it as we show it, spell it out.

const UNITS = new Map([
  ["rb", 1e3], ["ribu", 1e3], ["rebu", 1e3], ["k", 1e3],
  ["jt", 1e6], ["juta", 1e6], ["m", 1e9], ["miliar", 1e9], ["milyar", 1e9],
]);
const LARGEST = 1e12;

/**
 * "350rb" → 350000, "1,5jt" → 1500000, "1.250.000" → 1250000, "Rp 85.000,-" → 85000; null when it is no amount.
 * Dots and commas between groups of three are separators; before "juta" they are decimals.
 */
export function parseMoney(text) {
  let rest = String(text ?? "").toLowerCase().replace(/[\s\u00a0]/g, "").replace(/^rp\.?/, "").replace(/,(-|–)$/, "");
  if (!rest) return null;
  let total = 0;
  let seen = false;
  // "1jt250rb" is read piece by piece
  const piece = /^(\d[\d.,]*)(rb|ribu|rebu|k|jt|juta|miliar|milyar|m)?/;
  while (rest) {
    const found = piece.exec(rest);
    if (!found) return null;
    const [whole, digits, unit] = found;
    const size = UNITS.get(unit) ?? 0;
    const value = number(digits, size);
    if (value === null) return null;
    total += value * (size || 1);
    seen = true;
    rest = rest.slice(whole.length);
    if (!unit && rest) return null;
  }
  const amount = Math.round(total);
  return seen && amount >= 0 && amount <= LARGEST ? amount : null;
}

function number(digits, unit) {
  if (/^\d+$/.test(digits)) return Number(digits);
  const grouped = /^\d{1,3}([.,]\d{3})+$/.test(digits);
  // "1.250rb" is 1250 thousand, but "1,250jt" is one and a quarter million
  const decimals = unit >= 1e6 && /^\d{1,3}[.,]\d{3}$/.test(digits);
  if (grouped && !decimals) return Number(digits.replace(/[.,]/g, ""));
  if (unit && /^\d+[.,]\d{1,3}$/.test(digits)) return Number(digits.replace(",", "."));
  return null;
}

/** 1250000 → "1.250.000" */
export function group(amount) {
  return String(Math.trunc(amount)).replace(/\B(?=(\d{3})+(?!\d))/g, ".");
}

/** 1250000 → "Rp1.250.000" */
export const rupiah = (amount) => `Rp${group(amount)}`;

const ID_ONES = ["", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas"];

function belowThousandId(n) {
  if (n < 12) return ID_ONES[n];
  if (n < 20) return `${ID_ONES[n - 10]} belas`;
  if (n < 100) return `${ID_ONES[Math.trunc(n / 10)]} puluh ${ID_ONES[n % 10]}`.trim();
  if (n < 200) return `seratus ${belowThousandId(n - 100)}`.trim();
  return `${ID_ONES[Math.trunc(n / 100)]} ratus ${belowThousandId(n % 100)}`.trim();
}

const EN_ONES = ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"];
const EN_TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

function belowThousandEn(n) {
  if (n < 20) return EN_ONES[n];
  if (n < 100) return EN_TENS[Math.trunc(n / 10)] + (n % 10 ? `-${EN_ONES[n % 10]}` : "");
  return `${EN_ONES[Math.trunc(n / 100)]} hundred ${belowThousandEn(n % 100)}`.trim();
}

/** 1250000 → "satu juta dua ratus lima puluh ribu rupiah", or in English. */
export function spell(amount, lang = "id") {
  const english = lang === "en";
  if (!Number.isSafeInteger(amount) || amount < 0 || amount > LARGEST) return "";
  if (amount === 0) return english ? "zero rupiah" : "nol rupiah";
  const scales = english
    ? [[1e12, "trillion"], [1e9, "billion"], [1e6, "million"], [1e3, "thousand"]]
    : [[1e12, "triliun"], [1e9, "miliar"], [1e6, "juta"], [1e3, "ribu"]];
  const below = english ? belowThousandEn : belowThousandId;
  const parts = [];
  let rest = amount;
  for (const [size, name] of scales) {
    const count = Math.trunc(rest / size);
    rest %= size;
    if (!count) continue;
    parts.push(!english && size === 1e3 && count === 1 ? "seribu" : `${below(count)} ${name}`);
  }
  if (rest) parts.push(below(rest));
  return `${parts.join(" ")} rupiah`;
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** `spell` at the start of a sentence. */
export const spellOut = (amount, lang) => capital(spell(amount, lang));

/** Groups the digits of a money field as they are typed; "350rb" is written out when the field is left. */
export function start() {
  // "350rb" is read by scripts alone; without them the pattern keeps it out
  for (const field of document.querySelectorAll("[data-money][pattern]")) field.removeAttribute("pattern");
  // capture: whoever reads the amount on the same event must find it grouped, not "1.0200"
  document.addEventListener("input", (event) => {
    const field = event.target.closest?.("[data-money], [data-amount]");
    if (!field || !/^[\d.]+$/.test(field.value)) return;
    const raw = field.value.replace(/\./g, "").replace(/^0+(?=\d)/, "");
    const fromEnd = field.value.length - field.selectionStart;
    const shown = group(raw.slice(0, 12));
    if (shown === field.value) return;
    field.value = shown;
    const at = Math.max(0, shown.length - fromEnd);
    field.setSelectionRange(at, at);
  }, true);
  document.addEventListener("focusout", (event) => {
    const field = event.target.closest?.("[data-money], [data-amount]");
    if (!field?.value) return;
    const amount = parseMoney(field.value);
    if (amount !== null) field.value = group(amount);
  });
}
