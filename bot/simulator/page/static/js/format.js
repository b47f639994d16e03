// @ts-check
import { language, t } from "./words.js";

/** @typedef {import("./types.js").User} User */

/** @type {Map<string, Intl.DateTimeFormat>} Making one is slow, and every bubble needs one. */
const dateFormats = new Map();

/** @param {string} locale @param {Intl.DateTimeFormatOptions} options */
function dateFormat(locale, options) {
  const key = locale + JSON.stringify(options);
  let format = dateFormats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(locale, options);
    dateFormats.set(key, format);
  }
  return format;
}

/** @param {number} unix @returns {string} */
export function clock(unix) {
  return dateFormat(language(), { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(
    unix * 1000,
  );
}

/** @param {string} iso @returns {string} */
export function clockSeconds(iso) {
  return dateFormat(language(), { timeStyle: "medium", hourCycle: "h23" }).format(new Date(iso));
}

/** @param {number} unix @returns {string} */
export function fullTime(unix) {
  return dateFormat(language(), { dateStyle: "full", timeStyle: "medium" }).format(unix * 1000);
}

/** @param {number} unix @returns {string} equal for all times of one local day */
export function dayKey(unix) {
  const at = new Date(unix * 1000);
  return `${at.getFullYear()}-${at.getMonth()}-${at.getDate()}`;
}

/** @param {number} unix @returns {string} */
export function dayName(unix) {
  const now = Date.now() / 1000;
  if (dayKey(unix) === dayKey(now)) return t("today");
  if (dayKey(unix) === dayKey(now - 86400)) return t("yesterday");
  return dateFormat(language(), { month: "long", day: "numeric" }).format(unix * 1000);
}

/** @type {Record<string, number>} Telegram's `exp` where it is not 2; browsers know it otherwise. */
const exponents = {
  BHD: 3, CLP: 0, IQD: 3, ISK: 0, JOD: 3, JPY: 0, KRW: 0, PYG: 0, UGX: 0, VND: 0, XTR: 0,
};

/** @param {string} currency @returns {number} how many of the digits of an amount are decimals */
export function decimals(currency) {
  return exponents[currency] ?? 2;
}

/**
 * @param {number} amount in the currency's smallest unit
 * @param {string} currency
 * @returns {string}
 */
export function money(amount, currency) {
  if (currency === "XTR") return `★ ${amount}`;
  const digits = decimals(currency);
  const style = {
    style: /** @type {const} */ ("currency"),
    currency,
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  };
  return new Intl.NumberFormat(language(), /** @type {Intl.NumberFormatOptions} */ (style)).format(
    amount / 10 ** digits,
  );
}

/** @param {User | undefined} user @returns {string} */
export function fullName(user) {
  if (!user) return "";
  return [user.first_name, user.last_name].filter(Boolean).join(" ");
}

/** @param {string} name @returns {string} at most two letters, whole characters of any script */
export function initials(name) {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const letters = [words[0], words.length > 1 ? words[words.length - 1] : ""].map(
    (word) => Array.from(word ?? "")[0] ?? "",
  );
  return letters.join("").toUpperCase();
}

/** @param {import("./types.js").Place} place @returns {string} */
export function coordinates(place) {
  return `${place.latitude.toFixed(5)}, ${place.longitude.toFixed(5)}`;
}

/** Formats of "r" entities and of "w", "d"/"D", "t"/"T" in any combination, in reading order. */
const parts = {
  w: { weekday: "long" },
  d: { year: "numeric", month: "short", day: "numeric" },
  D: { year: "numeric", month: "long", day: "numeric" },
  t: { hour: "2-digit", minute: "2-digit" },
  T: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
};

/**
 * @param {number} unix
 * @param {string} format of a date_time entity; not empty
 * @param {string} locale the reader's, not the page's
 * @returns {string}
 */
export function localTime(unix, format, locale) {
  if (format === "r") return relativeTime(unix, locale);
  const chosen = Array.from(format).map((letter) => parts[/** @type {"w"} */ (letter)] ?? {});
  return dateFormat(locale, Object.assign({}, ...chosen)).format(unix * 1000);
}

/** @param {number} unix @param {string} locale */
function relativeTime(unix, locale) {
  const seconds = Math.round(unix - Date.now() / 1000);
  const steps = /** @type {const} */ ([["day", 86400], ["hour", 3600], ["minute", 60]]);
  const [unit, size] = steps.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  return format.format(Math.round(seconds / size), /** @type {Intl.RelativeTimeFormatUnit} */ (unit));
}
