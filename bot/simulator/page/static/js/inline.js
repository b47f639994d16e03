// @ts-check
import { el, spoken } from "./dom.js";
import { safeLink, startCommand } from "./entities.js";
import { money } from "./format.js";
import { icon } from "./icons.js";
import { paymentState } from "./invoice.js";
import { isWaiting, tapButton } from "./taps.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Message} Message */
/** @typedef {import("./types.js").InlineButton} InlineButton */
/** @typedef {import("./message.js").Place} Place */

/** @param {InlineButton} button @returns {string} */
function look(button) {
  const known = ["primary", "success", "danger"].includes(button.style ?? "");
  return `key${known ? ` ${button.style}` : ""}`;
}

/** @param {InlineButton} button @param {string} address @param {Place} place @returns {HTMLElement} */
function linkKey(button, address, place) {
  const href = safeLink(address);
  const command = href ? startCommand(href, place.reader.botName) : null;
  if (!href || command) {
    const act = () => (command ? place.reader.say(command) : place.tell(t("notHere")));
    return el("button", { type: "button", class: look(button), text: button.text, on: { click: act } });
  }
  return el(
    "a",
    { class: look(button), href, target: "_blank", rel: "noopener noreferrer" },
    el("span", { text: button.text }),
    spoken(` (${t("opensNewTab")})`),
    icon("open"),
  );
}

/** @param {Message} message @param {InlineButton} button @param {Place} place @returns {HTMLElement} */
function payKey(message, button, place) {
  const { paid, checking } = paymentState(message, place.chatId);
  const words = paid ? t("paid") : checking ? t("checking") : button.text;
  return el(
    "button",
    {
      type: "button",
      class: `key pay${paid ? " done" : ""}${checking ? " waiting" : ""}`,
      disabled: paid || checking,
      on: { click: () => place.pay(message) },
    },
    paid ? icon("check") : icon("card"),
    el("span", { text: words }),
  );
}

/**
 * @param {Message} message
 * @param {InlineButton} button
 * @param {Place} place
 * @param {{row: number, column: number}} at
 * @returns {HTMLElement}
 */
function key(message, button, place, at) {
  const address = button.url ?? button.web_app?.url ?? button.login_url?.url;
  if (address) return linkKey(button, address, place);
  if (button.pay) return payKey(message, button, place);
  const copied = button.copy_text?.text;
  if (copied !== undefined) {
    const act = () => place.reader.copy(copied);
    const words = el("span", { text: button.text });
    return el("button", { type: "button", class: look(button), on: { click: act } }, words, icon("copy"));
  }
  const data = button.callback_data;
  if (data === undefined) {
    const act = () => place.tell(t("notHere"));
    return el("button", { type: "button", class: look(button), text: button.text, on: { click: act } });
  }
  const pressed = {
    chatId: place.chatId,
    messageId: message.message_id,
    userId: place.personId,
    data,
    ...at,
  };
  const waiting = isWaiting(pressed);
  return el(
    "button",
    {
      type: "button",
      class: `${look(button)}${waiting ? " waiting" : ""}`,
      "aria-busy": waiting ? "true" : null,
      on: { click: () => tapButton(pressed).catch(place.fail) },
    },
    el("span", { text: button.text }),
    waiting ? spoken(` (${t("waiting")})`) : null,
  );
}

/** @param {Message} message @returns {InlineButton[][]} an invoice without keys has one to pay with */
function keysOf(message) {
  const keys = message.reply_markup?.inline_keyboard ?? [];
  if (!message.invoice || keys.length > 0) return keys;
  const { total_amount: total, currency } = message.invoice;
  return [[{ text: t("pay", { amount: money(total, currency) }), pay: true }]];
}

/**
 * @param {Message} message
 * @param {Place} place
 * @returns {HTMLElement | null}
 */
export function inlineKeyboard(message, place) {
  const rows = keysOf(message);
  if (rows.length === 0) return null;
  return el(
    "div",
    { class: "inline-keys" },
    rows.map((keys, row) =>
      el(
        "div",
        { class: "key-row" },
        keys.map((button, column) => key(message, button, place, { row, column })),
      ),
    ),
  );
}
