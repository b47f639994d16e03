// @ts-check
import { chip, contactCard, locationCard, photoCard } from "./cards.js";
import { el, spoken } from "./dom.js";
import { renderText } from "./entities.js";
import { clock, fullName, fullTime } from "./format.js";
import { icon } from "./icons.js";
import { inlineKeyboard } from "./inline.js";
import { invoiceCard } from "./invoice.js";
import { state } from "./store.js";
import { serviceText, summarize } from "./summary.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Message} Message */
/**
 * What a bubble needs to know of the place it stands in, and what it can ask for there.
 * @typedef {{chatId: number, chatType: string, personId: number,
 *   reader: import("./entities.js").Reader,
 *   tell: (text: string) => void, fail: (error: unknown) => void,
 *   pay: (message: Message) => void, jump: (messageId: number) => void,
 *   menu: (message: Message, at: HTMLElement) => void}} Place
 */

/** Fields every message has; what remains tells the kind of one this page does not know. */
const common = new Set(
  ("message_id date chat from edit_date reply_markup sim reply_to_message quote sender_chat " +
    "message_thread_id has_protected_content is_topic_message via_bot is_paid_post").split(" "),
);

/** @param {Message} message @param {Place} place @returns {HTMLElement | DocumentFragment} */
function body(message, place) {
  if (message.text !== undefined) {
    return el(
      "div",
      { class: "text", dir: "auto" },
      renderText(message.text, message.entities ?? [], place.reader),
    );
  }
  const parts = document.createDocumentFragment();
  if (message.venue || message.location) parts.append(locationCard(message));
  else if (message.contact) parts.append(contactCard(message));
  else if (message.invoice) parts.append(invoiceCard(message, place));
  else if (message.photo) parts.append(photoCard(message));
  else {
    const kind = Object.keys(message).find((key) => !common.has(key)) ?? "?";
    parts.append(chip("file", t("unsupported", { kind })));
  }
  if (message.caption) {
    parts.append(
      el(
        "div",
        { class: "text", dir: "auto" },
        renderText(message.caption, message.caption_entities ?? [], place.reader),
      ),
    );
  }
  return parts;
}

/** @param {Message} message @param {Place} place @returns {HTMLElement | null} */
function quote(message, place) {
  const original = message.reply_to_message;
  if (!original) return null;
  return el(
    "button",
    { type: "button", class: "quote", on: { click: () => place.jump(original.message_id) } },
    el("b", { text: fullName(original.from) }),
    el("span", { text: message.quote?.text ?? summarize(original) }),
  );
}

/** @param {Message} message @param {boolean} own @returns {HTMLElement} */
function stamp(message, own) {
  return el(
    "span",
    { class: "stamp" },
    message.edit_date ? el("i", { text: t("edited") }) : null,
    el("time", {
      datetime: new Date(message.date * 1000).toISOString(),
      title: fullTime(message.date),
      text: clock(message.date),
    }),
    own ? icon("check") : null,
  );
}

/** @param {Message} message @returns {boolean} whether it has a picture's width, not its words' */
function isCard(message) {
  return Boolean(message.invoice || message.photo || message.location || message.venue);
}

/** @param {Message} message @param {Place} place @returns {HTMLElement} */
function bubble(message, place) {
  const own = message.from?.id === place.personId;
  const name = fullName(message.from) || state.bot.first_name;
  const named = !own && place.chatType !== "private";
  const more = el(
    "button",
    {
      type: "button",
      class: "more",
      tabindex: -1,
      "aria-label": t("messageMenu"),
      on: { click: () => place.menu(message, more) },
    },
    icon("more"),
  );
  const kinds = [
    "bubble",
    isCard(message) ? "wide" : "",
    message.photo && !message.caption ? "bare" : "",
    message.edit_date ? "edited" : "",
  ];
  return el(
    "div",
    { class: kinds.filter(Boolean).join(" ") },
    named
      ? el("b", { class: "sender", data: { tone: (message.from?.id ?? 0) % 7 }, text: name })
      : spoken(`${name}: `),
    quote(message, place),
    body(message, place),
    stamp(message, own),
    more,
  );
}

/**
 * @param {Message} message
 * @param {Place} place
 * @returns {HTMLElement} an article; the chat moves the focus among them
 */
export function renderMessage(message, place) {
  const service = serviceText(message);
  const own = message.from?.id === place.personId;
  const side = service ? "service" : own ? "own" : "other";
  const node = el("article", {
    class: `message ${side}`,
    tabindex: -1,
    data: { id: message.message_id, sender: message.from?.id ?? 0, date: message.date },
  });
  if (service) {
    const mark = message.successful_payment || message.refunded_payment;
    node.append(
      el("p", { class: "service-words" }, mark ? icon("card") : null, el("span", { text: service })),
    );
    return node;
  }
  node.append(bubble(message, place));
  const keyboard = inlineKeyboard(message, place);
  if (keyboard) {
    node.classList.add("keyed");
    node.append(keyboard);
  }
  if (isCard(message)) node.classList.add("card");
  return node;
}
