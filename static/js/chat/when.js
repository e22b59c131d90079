// Formats times as the server does, in the reader's time zone (Indonesia has three and no daylight saving time).

import { lang, say } from "../words.js";

const HOURS = { WIB: 7, WITA: 8, WIT: 9 };

const local = (at, zone) => new Date(new Date(at).getTime() + (HOURS[zone] ?? 7) * 3600_000);

/** "16.02" */
export function clockTime(at, zone) {
  const day = local(at, zone);
  const two = (n) => String(n).padStart(2, "0");
  return `${two(day.getUTCHours())}.${two(day.getUTCMinutes())}`;
}

/** "2026-08-17", the date in the zone. */
export const dayKey = (at, zone) => local(at, zone).toISOString().slice(0, 10);

/** "Hari ini", "Kemarin", "17 Agu", "17 Agu 2025". */
export function dayLabel(key, now, zone) {
  const today = dayKey(now, zone);
  if (key === today) return say("chat-today");
  if (key === dayKey(new Date(now).getTime() - 86_400_000, zone)) return say("chat-yesterday");
  const shape = { day: "numeric", month: "short", timeZone: "UTC" };
  if (key.slice(0, 4) !== today.slice(0, 4)) shape.year = "numeric";
  return new Intl.DateTimeFormat(lang === "en" ? "en-GB" : "id-ID", shape).format(new Date(`${key}T00:00:00Z`));
}

/** "5 menit lalu" */
export function agoText(at, now) {
  const minutes = Math.floor((now - new Date(at).getTime()) / 60_000);
  if (minutes < 1) return say("chat-now");
  const [n, unit] = minutes < 60 ? [minutes, "minute"] : minutes < 1440 ? [Math.floor(minutes / 60), "hour"] : [Math.floor(minutes / 1440), "day"];
  const words = new Intl.RelativeTimeFormat(lang === "en" ? "en" : "id", { numeric: "always" }).format(-n, unit);
  return words.replace(" yang lalu", " lalu");
}
