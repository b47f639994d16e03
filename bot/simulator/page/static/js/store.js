// @ts-check
/**
 * Everything the page knows. Other modules read `state` freely; only this module and reduce.js
 * write it, and each write is followed by an `emit` so that what is shown follows.
 */
/** @typedef {import("./types.js").Chat} Chat */
/** @typedef {import("./types.js").Column} Column */

/** One chat at a time fits at this width. */
export const narrow = window.matchMedia("(max-width: 760px)");

export const state = {
  seq: 0,
  ready: false,
  /** @type {"connecting" | "live" | "lost"} */
  connection: "connecting",
  /** @type {string | null} */
  feedUrl: null,
  /** @type {import("./types.js").User} */
  bot: { id: 0, first_name: "" },
  /** @type {Column[]} */
  columns: [],
  /** @type {import("./types.js").Faults} */
  faults: { seed: 0, faults: [], fired: {} },
  /** @type {import("./types.js").Rush | null} null where nobody described a crowd */
  rush: null,
  /** @type {Map<number, import("./types.js").Person>} */
  people: new Map(),
  /** @type {Map<number, Chat>} */
  chats: new Map(),
  /** @type {Map<string, {personId: number, chatId: number}>} what each column shows */
  views: new Map(),
  /** @type {Set<string>} columns that show the lock screen of their person's phone */
  locked: new Set(),
  tab: "",
  /** @type {Map<string, number>} by person and chat */
  unread: new Map(),
  /** @type {Map<string, string>} what was typed but not sent, by person and chat */
  drafts: new Map(),
  /** @type {Set<import("./types.js").Tap>} taps the bot has not answered */
  taps: new Set(),
  /** @type {Map<string, import("./types.js").Payment>} by the server's query id */
  payments: new Map(),
  /** @type {Map<string, string>} the newest payment's query id, by chat and message */
  paymentOf: new Map(),
  /** @type {import("./types.js").FeedRow[]} */
  feed: [],
  /** @type {"waiting" | "live" | "lost"} */
  feedConnection: "waiting",
  feedUnseen: 0,
};

/** @type {Map<string, Set<(payload: any) => void>>} */
const listeners = new Map();

/**
 * @param {string} topic
 * @param {(payload: any) => void} listener
 * @param {AbortSignal} signal ends the subscription
 */
export function subscribe(topic, listener, signal) {
  const set = listeners.get(topic) ?? new Set();
  listeners.set(topic, set);
  set.add(listener);
  signal.addEventListener("abort", () => set.delete(listener), { once: true });
}

/** @param {string} topic @param {any} [payload] */
export function emit(topic, payload) {
  for (const listener of [...(listeners.get(topic) ?? [])]) listener(payload);
}

/** @param {number} personId @param {number} chatId @returns {string} */
export function pairKey(personId, chatId) {
  return `${personId}:${chatId}`;
}

/** @param {number} personId @returns {Chat[]} the chat with the bot first, then the groups */
export function chatsOf(personId) {
  const own = state.chats.get(personId);
  const groups = [...state.chats.values()].filter((chat) => chat.members.includes(personId));
  return own ? [own, ...groups] : groups;
}

/** @param {number} chatId @returns {Chat} */
export function chatFor(chatId) {
  let chat = state.chats.get(chatId);
  if (!chat) {
    chat = {
      id: chatId,
      type: "private",
      members: [],
      commands: [],
      replyKeyboard: null,
      messages: new Map(),
      read: new Map(),
      typingUntil: 0,
    };
    state.chats.set(chatId, chat);
  }
  return chat;
}

/** @param {Column} column @param {number} personId @param {number} chatId @returns {boolean} */
export function inView(column, personId, chatId) {
  const view = state.views.get(column.key);
  if (view?.personId !== personId || view.chatId !== chatId) return false;
  return !narrow.matches || state.tab === column.key;
}

/** @param {Column} column @param {number} personId @param {number} chatId */
export function look(column, personId, chatId) {
  state.views.set(column.key, { personId, chatId });
  markRead();
  emit(`view:${column.key}`);
}

/** @param {string} key a column's, whose person puts the phone down or takes it up */
export function toggleLockScreen(key) {
  if (!state.locked.delete(key)) state.locked.add(key);
  emit(`lock:${key}`);
}

/** @param {string} tab */
export function showTab(tab) {
  state.tab = tab;
  markRead();
  emit("tab");
}

/** Whatever has come into view is read. */
export function markRead() {
  for (const column of state.columns) {
    const view = state.views.get(column.key);
    if (view && inView(column, view.personId, view.chatId)) {
      state.unread.delete(pairKey(view.personId, view.chatId));
    }
  }
  if (!narrow.matches || state.tab === "events") state.feedUnseen = 0;
  emit("unread");
}

/** @param {Column} column @param {number} [personId] only this person's @returns {number} */
export function unreadIn(column, personId) {
  let sum = 0;
  for (const [pair, count] of state.unread) {
    const id = Number(pair.split(":")[0]);
    if (personId === undefined ? column.people.includes(id) : id === personId) sum += count;
  }
  return sum;
}

/** @param {"connecting" | "live" | "lost"} connection */
export function setConnection(connection) {
  if (state.connection === connection) return;
  state.connection = connection;
  emit("connection");
}

/** @param {number} personId @param {number} chatId @param {string} text */
export function keepDraft(personId, chatId, text) {
  if (text) state.drafts.set(pairKey(personId, chatId), text);
  else state.drafts.delete(pairKey(personId, chatId));
}

/** @param {import("./types.js").FeedRow} row */
export function addFeedRow(row) {
  if (state.feed.some((known) => known.id === row.id)) return;
  state.feed.push(row);
  if (state.feed.length > 2000) state.feed.splice(0, 500);
  if (narrow.matches && state.tab !== "events") {
    state.feedUnseen += 1;
    emit("unread");
  }
  emit("feed", row);
}

/** @param {import("./types.js").Faults} faults */
export function takeFaults(faults) {
  state.faults = faults;
  emit("faults");
}

/** @param {import("./types.js").Rush | null} rush */
export function takeRush(rush) {
  state.rush = rush;
  emit("rush");
}

/** @param {"waiting" | "live" | "lost"} connection */
export function setFeedConnection(connection) {
  state.feedConnection = connection;
  emit("feed");
}
