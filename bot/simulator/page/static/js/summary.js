// @ts-check
import { fullName, money } from "./format.js";
import { state } from "./store.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Message} Message */

/** @param {Message} message @returns {string} one line that stands for the message */
export function summarize(message) {
  const words = message.text ?? message.caption;
  if (words) return words;
  if (message.invoice) return `${t("invoice")}: ${message.invoice.title}`;
  if (message.photo) return t("photo");
  if (message.venue) return message.venue.title;
  if (message.location) return t(message.location.live_period ? "liveLocation" : "location");
  if (message.contact) return `${t("contact")}: ${message.contact.first_name}`;
  return serviceText(message) ?? t("attachment");
}

/** @param {Message} message @returns {string | null} the words of a service message, if it is one */
export function serviceText(message) {
  const bot = state.bot.first_name;
  const name = fullName(message.from);
  if (message.successful_payment) {
    const { total_amount: total, currency } = message.successful_payment;
    return t("youPaid", { bot, amount: money(total, currency) });
  }
  if (message.refunded_payment) {
    const { total_amount: total, currency } = message.refunded_payment;
    return t("refunded", { amount: money(total, currency) });
  }
  if (message.new_chat_members) {
    return t("joined", { name: message.new_chat_members.map(fullName).join(", ") });
  }
  if (message.left_chat_member) return t("left", { name: fullName(message.left_chat_member) });
  if (message.pinned_message) return t("pinned", { name });
  return null;
}
