// @ts-check
import { el, spoken } from "./dom.js";
import { clock } from "./format.js";
import { icon } from "./icons.js";
import { chatFor, state, subscribe, toggleLockScreen } from "./store.js";
import { summarize } from "./summary.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Message} Message */

/** About as much as phones show of a message on a locked screen. */
const VISIBLE_CHARACTERS = 40;

/** Long enough for a screen reader to take notice of what was put there for it. */
const SAID_MS = 5000;

/** @param {string} key a column's @returns {string} the id of its lock screen */
const idOf = (key) => `lock-screen-${key}`;

/**
 * @param {string} key of the column
 * @param {AbortSignal} signal
 * @returns {HTMLElement} the button that shows and hides the column's lock screen
 */
export function lockScreenToggle(key, signal) {
  const node = el(
    "button",
    {
      type: "button",
      class: "icon-button lock-toggle",
      title: t("lockScreen"),
      "aria-label": t("lockScreen"),
      "aria-controls": idOf(key),
      on: { click: () => toggleLockScreen(key) },
    },
    icon("phone"),
  );
  const show = () => node.setAttribute("aria-expanded", String(state.locked.has(key)));
  subscribe(`lock:${key}`, show, signal);
  show();
  return node;
}

/**
 * What the person's phone shows of a chat while nobody looks into it: a line for each message of
 * the bot that came with a sound, until it is deleted or the person does something in the chat.
 * @param {string} key of the column
 * @param {number} personId
 * @param {number} chatId
 * @param {AbortSignal} signal
 * @returns {HTMLElement}
 */
export function lockScreen(key, personId, chatId, signal) {
  const name = state.people.get(personId)?.first_name ?? "";
  const empty = el("p", { class: "lock-empty", text: t("lockScreenEmpty") });
  const list = el("ol", { role: "list" });
  // Apart from the lines, because an edit makes no sound on a phone: it is not read out.
  const said = el("div", { class: "spoken", "aria-live": "polite", "aria-relevant": "additions" });
  const label = t("lockScreenOf", { name });
  const node = el(
    "section",
    { class: "lock-screen", id: idOf(key), "aria-label": label, tabindex: 0, hidden: true },
    list,
    empty,
    said,
  );
  /** @type {Map<number, {node: HTMLElement, words: string}>} */
  const shown = new Map();

  /** @param {Message} message */
  const say = (message) => {
    const words = el("p", {}, `${state.bot.first_name}: `, line(summarize(message)));
    said.append(words);
    setTimeout(() => words.remove(), SAID_MS);
  };

  const show = () => {
    const opens = node.hidden;
    node.hidden = !state.locked.has(key);
    if (node.hidden) return;
    const notices = noticesOf(personId, chatId);
    const ids = new Set(notices.map((message) => message.message_id));
    for (const [id, known] of shown) {
      if (ids.has(id)) continue;
      known.node.remove();
      shown.delete(id);
    }
    const added = notices.filter((message) => put(message, list, shown));
    empty.hidden = shown.size > 0;
    if (added.length > 0) node.scrollTop = node.scrollHeight;
    if (!opens) added.forEach(say);
  };
  subscribe(`lock:${key}`, show, signal);
  subscribe(`chat:${chatId}`, show, signal);
  show();
  return node;
}

/** @param {number} personId @param {number} chatId @returns {Message[]} the newest last */
function noticesOf(personId, chatId) {
  const chat = chatFor(chatId);
  const read = chat.read.get(personId) ?? 0;
  return [...chat.messages.values()]
    .filter((it) => it.message_id > read && it.from?.id === state.bot.id && !it.sim?.silent)
    .sort((a, b) => a.message_id - b.message_id);
}

/**
 * @param {Message} message
 * @param {HTMLElement} list
 * @param {Map<number, {node: HTMLElement, words: string}>} shown
 * @returns {boolean} whether it is a new line
 */
function put(message, list, shown) {
  const words = summarize(message);
  const known = shown.get(message.message_id);
  if (known?.words === words) return false;
  if (known) {
    known.node.querySelector(".lock-line")?.replaceWith(line(words));
    known.words = words;
    return false;
  }
  const node = el(
    "li",
    { class: "lock-notice" },
    el("span", { class: "mark" }, icon("chat")),
    el("b", { text: state.bot.first_name }),
    el("time", {
      datetime: new Date(message.date * 1000).toISOString(),
      text: clock(message.date),
    }),
    line(words),
  );
  list.append(node);
  shown.set(message.message_id, { node, words });
  return true;
}

/** @param {string} words @returns {HTMLElement} what is visible of them, and how much is not */
function line(words) {
  const first = words.split("\n").map((each) => each.trim()).find(Boolean) ?? "";
  const characters = Array.from(first);
  const node = el("span", { class: "lock-line", dir: "auto" });
  if (characters.length <= VISIBLE_CHARACTERS) node.textContent = first;
  else {
    const n = characters.length - VISIBLE_CHARACTERS;
    const visible = characters.slice(0, VISIBLE_CHARACTERS).join("").trimEnd();
    const cut = t("cutOff", { n });
    node.append(
      `${visible}…`,
      el("span", { class: "lock-cut", "aria-hidden": "true", title: cut, text: `+${n}` }),
      spoken(` (${cut})`),
    );
  }
  return node;
}
