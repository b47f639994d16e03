// @ts-check
import { el } from "./dom.js";
import { money } from "./format.js";
import { icon } from "./icons.js";
import { pairKey, state } from "./store.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Message} Message */

/**
 * @param {Message} message
 * @param {number} chatId
 * @returns {{paid: boolean, checking: boolean}}
 */
export function paymentState(message, chatId) {
  const queryId = state.paymentOf.get(pairKey(chatId, message.message_id));
  const newest = queryId ? state.payments.get(queryId)?.state : undefined;
  const paid = message.sim?.paid === true || newest === "paid";
  return { paid, checking: !paid && newest === "checking" };
}

/** @param {Message} message @param {import("./message.js").Place} place @returns {HTMLElement} */
export function invoiceCard(message, place) {
  const invoice = message.invoice ?? { title: "", description: "", currency: "USD", total_amount: 0 };
  const { paid } = paymentState(message, place.chatId);
  const photo = message.sim?.photo_url;
  return el(
    "div",
    { class: paid ? "invoice paid" : "invoice" },
    photo ? el("img", { src: photo.replace(/^\//, ""), alt: "" }) : null,
    el(
      "div",
      { class: "invoice-head" },
      el("b", { text: invoice.title }),
      paid ? el("span", { class: "paid-mark" }, icon("check"), t("paid")) : null,
    ),
    el("p", { text: invoice.description }),
    el(
      "p",
      { class: "invoice-total" },
      el("span", { text: t("total") }),
      el("b", { text: money(invoice.total_amount, invoice.currency) }),
    ),
  );
}
