// Turns addresses in message texts into links; everything else stays text. Only http and https, and never as HTML.

const ADDRESS = /https?:\/\/[^\s<>"'`]+/gi;
const TRAILING = /[.,;:!?…)\]}»”’]+$/;

/** "lihat https://a.id/b." → [{text: "lihat "}, {text: "https://a.id/b", href: "https://a.id/b"}, {text: "."}] */
export function pieces(text) {
  const out = [];
  let at = 0;
  for (const found of text.matchAll(ADDRESS)) {
    let shown = found[0].replace(TRAILING, "");
    // a closing bracket belongs to the address when the address contains the opening one
    if (shown.includes("(") && !shown.includes(")") && found[0][shown.length] === ")") shown += ")";
    const href = safe(shown);
    if (!href) continue;
    if (found.index > at) out.push({ text: text.slice(at, found.index) });
    out.push({ text: shown, href });
    at = found.index + shown.length;
  }
  if (at < text.length) out.push({ text: text.slice(at) });
  return out;
}

function safe(address) {
  try {
    const url = new URL(address);
    const plain = (url.protocol === "http:" || url.protocol === "https:") && url.hostname && !url.username && !url.password;
    return plain ? url.href : null;
  } catch {
    return null;
  }
}

/** Writes `text` into the element `place`. */
export function write(place, text) {
  place.replaceChildren(...pieces(text).map(({ text: words, href }) => {
    if (!href) return document.createTextNode(words);
    const link = document.createElement("a");
    link.href = href;
    link.rel = "noopener nofollow ugc";
    link.target = "_blank";
    link.textContent = words;
    return link;
  }));
}

/** Turns addresses into links in texts that the server rendered. */
export function linkify(root) {
  for (const place of root.querySelectorAll("[data-text]:not([data-linked])")) {
    place.dataset.linked = "";
    if (/https?:\/\//i.test(place.textContent)) write(place, place.textContent);
  }
}
