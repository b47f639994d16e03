// @ts-check
import { korean } from "./words-ko.js";

/** The page's own words in English; the keys are the same in every language. */
const english = {
  title: "Chat simulator",
  live: "Live",
  connecting: "Connecting…",
  lost: "Connection lost. Trying again…",
  noFeed: "No event feed",
  language: "Language",
  pageLanguage: "Language of this page",
  tabs: "Chats and events",
  events: "Events",
  feedWaiting: "Nothing has happened yet.",
  feedLost: "The event feed is not reachable. Trying again…",
  feedSubject: "Show events of",
  feedNewest: "Newest",
  personMenu: "{name}: person, chats and settings",
  chats: "Chats",
  persons: "People",
  addPerson: "Add another person",
  personLanguage: "Their language",
  blockBot: "Block the bot",
  unblockBot: "Unblock the bot",
  blocked: "Bot blocked",
  deactivated: "Account deleted",
  botChat: "Chat with {name}",
  unread: { one: "{n} unread message", other: "{n} unread messages" },
  log: "Messages of {name}",
  newMessages: { one: "{n} new message", other: "{n} new messages" },
  toBottom: "To the newest message",
  emptyTitle: "No messages yet",
  emptyHint: "Say something to {name} to begin.",
  lockScreen: "Lock screen",
  lockScreenOf: "Lock screen of {name}",
  lockScreenEmpty: "No notifications",
  cutOff: { one: "{n} more character is cut off", other: "{n} more characters are cut off" },
  start: "Start",
  message: "Message",
  messageTo: "Message from {name}",
  send: "Send",
  save: "Save",
  attach: "Attach",
  attachLocation: "Location",
  attachContact: "Contact",
  attachPhoto: "Photo",
  commands: "Commands",
  keyboardShow: "Show keyboard",
  keyboardHide: "Hide keyboard",
  keyboard: "Reply keyboard",
  replyTo: "Reply to {name}",
  editing: "Edit message",
  cancel: "Cancel",
  close: "Close",
  reply: "Reply",
  edit: "Edit",
  copyText: "Copy text",
  copied: "Copied",
  messageMenu: "Message actions",
  edited: "edited",
  today: "Today",
  yesterday: "Yesterday",
  typing: "{name} is typing",
  location: "Location",
  liveLocation: "Live location",
  liveUpdated: "Updated {time}",
  liveEnded: "Live location ended",
  mapAt: "Map at {place}",
  contact: "Contact",
  photo: "Photo",
  attachment: "Attachment",
  unsupported: "A message this page cannot show ({kind})",
  spoiler: "Hidden text. Press to show it.",
  invoice: "Invoice",
  pay: "Pay {amount}",
  paid: "Paid",
  checking: "Waiting for the bot…",
  testPayment: "Test payment: no real money moves.",
  payTitle: "Checkout",
  total: "Total",
  tip: "Tip",
  tipNone: "No tip",
  tipOther: "Another amount",
  tipTooMuch: "At most {amount}.",
  payRefused: "Payment refused",
  payTimedOut: "No answer in time",
  payTimedOutHint: "The bot did not answer within 10 seconds. Nothing was charged.",
  payDone: "Payment complete",
  payDoneHint: "{amount} paid to {name}.",
  payRetry: "Try again",
  done: "Done",
  youPaid: "You paid {amount} to {bot}",
  refunded: "{amount} was refunded",
  joined: "{name} joined the group",
  left: "{name} left the group",
  pinned: "{name} pinned a message",
  shareContactTitle: "Share your phone number?",
  shareContactHint: "{bot} will know your name and number.",
  sendContact: "Send a contact",
  phone: "Phone number",
  firstName: "First name",
  share: "Share",
  sendLocation: "Send a location",
  latitude: "Latitude",
  longitude: "Longitude",
  useDefault: "Use {name}'s own place",
  badLatitude: "A latitude is between -90 and 90.",
  badLongitude: "A longitude is between -180 and 180.",
  needPhone: "A phone number is needed.",
  alertTitle: "{bot} says",
  ok: "OK",
  openLink: "Open link",
  failed: "That did not work: {reason}",
  unreachable: "the simulator cannot be reached",
  waiting: "waiting for the bot",
  opensNewTab: "opens in a new tab",
  notHere: "This kind of button does nothing in the simulator.",
  photoTooBig: "A photo may have at most 10 MB.",
  members: { one: "{n} member", other: "{n} members" },
  trouble: "Trouble",
  troubleTitle: "Make trouble",
  troubleHint: "Let Telegram or the payment provider fail, and see how the bot copes.",
  troubleOn: "{n} on",
  troubleOthers: "Set by a program",
  clearAll: "Clear all",
  fired: { one: "{n} time", other: "{n} times" },
  chanceOf: "How often: {name}",
  longestOf: "Longest wait: {name}",
  upTo: "up to {n} s",
  tooMany: "Too many requests",
  tooManyHint: "Calls are refused and told to wait a second.",
  errors: "Telegram errors",
  errorsHint: "Calls fail with error 500, and nothing happens.",
  refusedToken: "Token refused",
  refusedTokenHint: "Calls fail with error 401, as if the bot's token were not valid any more.",
  garbage: "Pages instead of answers",
  garbageHint: "A web page comes back with status 200, as from a proxy in between.",
  slow: "Slow answers",
  slowHint: "Every call takes longer than it should.",
  drops: "Dropped connections",
  dropsHint: "The line breaks before a call is carried out.",
  lostAnswers: "Lost answers",
  lostAnswersHint: "Calls are carried out, but the bot never learns it.",
  duplicates: "Duplicate updates",
  duplicatesHint: "Updates the bot has confirmed come again.",
  shuffles: "Shuffled updates",
  shufflesHint: "Updates that come together come out of order.",
  providerFails: "Payment provider fails",
  providerFailsHint: "Refunds are answered with error 500.",
  rush: "Rush",
  rushHint: "Many people order at once, all by themselves. The staff works by itself meanwhile.",
  rushCustomers: "Number of customers",
  rushStart: "Start",
  rushStop: "Stop",
  rushComing: "To come",
  rushActing: "Acting",
  rushWaiting: "Waiting",
  rushDone: "Done",
  rushFailed: "Failed",
  rushTaps: "Taps answered",
  rushSlowest: "Slowest",
  seconds: "{n} s",
  rushBegan: { one: "The rush has begun: {n} customer.", other: "The rush has begun: {n} customers." },
  rushPart: "{part} percent of {n} customers are through: {done} done, {failed} failed.",
  rushOver: "The rush is over: {done} of {n} customers done, {failed} failed.",
};

/** @typedef {keyof typeof english} WordKey */

/** @type {Record<string, Record<string, string | Record<string, string>>>} */
const books = { en: english, ko: korean };
const memory = "simulator.language";

/** Storage can be forbidden (private windows); the choice then simply lasts until the next load. */
function remembered() {
  try {
    return localStorage.getItem(memory);
  } catch {
    return null;
  }
}

let current = remembered() ?? (navigator.language.toLowerCase().startsWith("ko") ? "ko" : "en");
if (!(current in books)) current = "en";

/** @returns {string} */
export function language() {
  return current;
}

/** @param {string} chosen */
export function setLanguage(chosen) {
  current = chosen in books ? chosen : "en";
  try {
    localStorage.setItem(memory, current);
  } catch {
    /* Not remembered, then. */
  }
}

/**
 * @param {WordKey} key
 * @param {Record<string, string | number>} [values] `n` also picks the plural form
 * @returns {string}
 */
export function t(key, values = {}) {
  const entry = books[current][key] ?? english[key];
  const form = new Intl.PluralRules(current).select(Number(values.n ?? 0));
  const text = typeof entry === "string" ? entry : (entry[form] ?? entry.other);
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}
