// @ts-check
import { el } from "./dom.js";
import { fullTime, localTime } from "./format.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Entity} Entity */
/**
 * @typedef {{say: (text: string) => void, copy: (text: string) => void, locale: string,
 *   botName: string}} Reader what a reader's taps on the text do
 */

/** @param {string} address @returns {string | null} null for schemes that could run something */
export function safeLink(address) {
  try {
    const url = new URL(/^[a-z][a-z0-9+.-]*:/i.test(address) ? address : `https://${address}`);
    return ["http:", "https:", "tg:", "mailto:", "tel:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/**
 * A link to this very bot with a start parameter is pressed inside the chat, as in a messenger.
 * @param {string} address
 * @param {string} botName
 * @returns {string | null} the words it sends
 */
export function startCommand(address, botName) {
  const url = new URL(address);
  const here = url.hostname === "t.me" && url.pathname.toLowerCase() === `/${botName.toLowerCase()}`;
  const payload = url.searchParams.get("start");
  return here && payload !== null ? `/start ${payload}`.trim() : null;
}

/** @param {string} address @param {Reader} reader @returns {HTMLElement} */
function link(address, reader) {
  const href = safeLink(address);
  if (!href) return el("span");
  const command = startCommand(href, reader.botName);
  if (command) return press("entity-link", () => reader.say(command));
  return el("a", { href, target: "_blank", rel: "noopener noreferrer", title: href });
}

/** @param {string} name @param {() => void} act @returns {HTMLElement} */
function press(name, act) {
  return el("button", { type: "button", class: name, on: { click: act } });
}

/** @returns {HTMLElement} */
function spoiler() {
  const node = press("spoiler", () => {
    node.classList.toggle("shown");
    node.setAttribute("aria-label", node.classList.contains("shown") ? "" : t("spoiler"));
  });
  node.setAttribute("aria-label", t("spoiler"));
  return node;
}

/**
 * @param {Entity} entity
 * @param {string} text the part of the message it covers
 * @param {Reader} reader
 * @returns {HTMLElement} still empty
 */
function wrapper(entity, text, reader) {
  switch (entity.type) {
    case "bold":
      return el("strong");
    case "italic":
      return el("em");
    case "underline":
      return el("u");
    case "strikethrough":
      return el("s");
    case "spoiler":
      return spoiler();
    case "code":
      return press("entity-code", () => reader.copy(text));
    case "pre":
      return el("pre", { data: entity.language ? { language: entity.language } : {}, tabindex: 0 });
    case "blockquote":
    case "expandable_blockquote":
      return el("blockquote");
    case "text_link":
      return link(entity.url ?? "", reader);
    case "url":
      return link(text, reader);
    case "email":
      return link(`mailto:${text}`, reader);
    case "phone_number":
      return link(`tel:${text.replace(/[^\d+]/g, "")}`, reader);
    case "bot_command":
      return press("entity-link", () => reader.say(text));
    case "date_time":
      return el("time", {
        class: "entity-time",
        datetime: new Date((entity.unix_time ?? 0) * 1000).toISOString(),
        title: fullTime(entity.unix_time ?? 0),
      });
    default:
      return el("span", { class: `entity-${entity.type}` });
  }
}

/**
 * Renders text with its entities. Offsets count UTF-16 units, as JavaScript's strings do.
 * @param {string} text
 * @param {Entity[]} entities
 * @param {Reader} reader
 * @returns {DocumentFragment}
 */
export function renderText(text, entities, reader) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return renderRange(text, 0, text.length, sorted, reader);
}

/**
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @param {Entity[]} entities sorted, outer ones first
 * @param {Reader} reader
 * @returns {DocumentFragment}
 */
function renderRange(text, start, end, entities, reader) {
  const fragment = document.createDocumentFragment();
  let at = start;
  let rest = entities;
  while (rest.length > 0) {
    const [outer, ...others] = rest;
    const from = Math.max(outer.offset, at);
    const to = Math.min(outer.offset + outer.length, end);
    if (to <= from) {
      rest = others;
      continue;
    }
    fragment.append(text.slice(at, from));
    const node = wrapper(outer, text.slice(from, to), reader);
    const fixed = outer.type === "date_time" && outer.date_time_format;
    if (fixed) node.textContent = localTime(outer.unix_time ?? 0, fixed, reader.locale);
    else node.append(renderRange(text, from, to, others.filter((e) => e.offset < to), reader));
    fragment.append(node);
    at = to;
    // An entity that reaches beyond this one goes on after it.
    rest = others.filter((entity) => entity.offset + entity.length > to);
  }
  fragment.append(text.slice(at, end));
  return fragment;
}
