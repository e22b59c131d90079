// Whole rupiah: read what people type, write it as we show it, spell it out.

const UNITS = new Map([
  ["rb", 1e3], ["ribu", 1e3], ["rebu", 1e3], ["k", 1e3], ["thousand", 1e3],
  ["jt", 1e6], ["juta", 1e6], ["million", 1e6],
  ["miliar", 1e9], ["milyar", 1e9], ["billion", 1e9],
]);
/** The largest amount that is spelled out. */
const LARGEST = 1e12;
/** The largest amount that is read. */
const LARGEST_READ = 1e15;

/** What `readMoney` answers for a text that can be read in two ways, such as "2m" or "1.250jt". */
export const AMBIGUOUS = "ambiguous";

/** The amount of a text in whole rupiah; null when it is none, or not exactly one. */
export function parseMoney(text) {
  const amount = readMoney(text);
  return amount === AMBIGUOUS ? null : amount;
}

/**
 * "350rb" → 350000, "1,5jt" → 1500000, "1.250.000" → 1250000, "1jt250rb" → 1250000; AMBIGUOUS when it can be read in two
 * ways; null when it is no amount. src/base/money/parse.rs reads the same; both are tested with tests/corpus/amounts.tsv.
 */
export function readMoney(text) {
  let rest = String(text ?? "").normalize("NFKC").toLowerCase().replace(/\s/gu, "").replace(/^(rp|idr)?\.?/, "").replace(/,(-|–)$/, "");
  let total = 0;
  let last = null;
  do {
    const found = /^([\d.,]*)([^\d.,]*)/.exec(rest);
    const [piece, number, word] = found;
    rest = rest.slice(piece.length);
    let value;
    if (!word) {
      value = whole(number);
      if (value !== null && last !== null) return AMBIGUOUS;
    } else if (word === "m") {
      return AMBIGUOUS;
    } else {
      const unit = UNITS.get(word);
      value = unit ? withUnit(number, unit) : null;
      if (value === AMBIGUOUS) return AMBIGUOUS;
      if (value !== null && last !== null && value >= last) return null;
      last = unit;
    }
    if (value === null) return null;
    total += value;
    if (total > LARGEST_READ) return null;
  } while (rest);
  return total;
}

const digits = (text) => (/^\d+$/.test(text) ? Number(text) : null);

/** "1.250.000" or "1,250,000" */
const grouped = (text) => (/^\d{1,3}(\.\d{3})+$|^\d{1,3}(,\d{3})+$/.test(text) ? Number(text.replace(/[.,]/g, "")) : null);

/** Without a unit: dots or commas separate groups of three; cents are zero. */
function whole(number) {
  let text = number;
  if (/^[^,]*,00$/.test(text) || /^[^.]*\.00$/.test(text)) text = text.slice(0, -3);
  return grouped(text) ?? digits(text);
}

/** Before a unit: whole, in groups, or with decimals. */
function withUnit(number, unit) {
  const plain = digits(number);
  if (plain !== null) return plain * unit;
  const [, before, decimals] = /^([^.,]*)[.,](.*)$/.exec(number) ?? [];
  if (decimals === undefined) return null;
  const inGroups = grouped(number);
  if (inGroups !== null && !before.startsWith("0")) {
    return decimals.length === 3 && unit > 1e3 ? AMBIGUOUS : inGroups * unit;
  }
  const [units, part] = [digits(before), digits(decimals)];
  if (units === null || part === null) return null;
  const fraction = (part * unit) / 10 ** decimals.length;
  return Number.isInteger(fraction) ? units * unit + fraction : null;
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

/** Fields in which somebody typed a separator, who is left to finish: "1.5jt" is no 15 million. */
const typing = new WeakSet();

/** What a field with digits shows: they are grouped, unless somebody typed a separator or a unit. Exported for its test. */
export function shownWhileTyping(value, ownSeparator) {
  if (ownSeparator || !/^[\d.]+$/.test(value)) return value;
  return group(value.replace(/\./g, "").replace(/^0+(?=\d)/, "").slice(0, 12));
}

/** Groups the digits of a money field as they are typed; "350rb" is written out when the field is left. */
export function start() {
  // capture: whoever reads the amount on the same event must find it grouped, not "1.0200"
  document.addEventListener("input", (event) => {
    const field = event.target.closest?.("[data-money], [data-amount]");
    if (!field) return;
    if (/[.,]/.test(event.data ?? "")) typing.add(field);
    else if (/^\d*$/.test(field.value)) typing.delete(field);
    const fromEnd = field.value.length - field.selectionStart;
    const shown = shownWhileTyping(field.value, typing.has(field) || event.inputType === "insertFromPaste");
    if (shown === field.value) return;
    field.value = shown;
    const at = Math.max(0, shown.length - fromEnd);
    field.setSelectionRange(at, at);
  }, true);
  document.addEventListener("focusout", (event) => {
    const field = event.target.closest?.("[data-money], [data-amount]");
    if (!field?.value) return;
    const amount = parseMoney(field.value);
    if (amount === null) return;
    typing.delete(field);
    field.value = group(amount);
  });
}
