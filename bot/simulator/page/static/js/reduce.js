// @ts-check
import { chatFor, emit, inView, markRead, pairKey, state, takeFaults, takeRush } from "./store.js";
import { settleTaps } from "./taps.js";

/** @typedef {import("./types.js").Message} Message */

const TYPING_MS = 5000;

/**
 * Takes a whole answer of /sim/state. What is already on screen is compared, not redrawn, so
 * that a reconnection does not make the page jump.
 * @param {any} answer
 */
export function load(answer) {
  state.seq = answer.seq;
  state.bot = answer.bot;
  state.feedUrl = answer.feed_url ?? null;
  state.columns = answer.columns;
  takeFaults(answer.faults);
  takeRush(answer.rush ?? null);
  state.people = new Map(Object.values(answer.people).map((person) => [person.id, person]));
  const gone = new Set(state.chats.keys());
  for (const [id, raw] of Object.entries(answer.chats)) {
    const chat = chatFor(Number(id));
    gone.delete(chat.id);
    chat.type = raw.type;
    chat.title = raw.title;
    chat.members = raw.members ?? [];
    chat.commands = raw.commands ?? [];
    chat.replyKeyboard = raw.reply_keyboard ?? null;
    chat.typingUntil = raw.typing ? Date.now() + TYPING_MS : 0;
    chat.read = new Map(Object.entries(raw.read ?? {}).map(([who, id]) => [Number(who), id]));
    chat.messages = new Map();
    for (const message of raw.messages) {
      if (!message.sim?.deleted) chat.messages.set(message.message_id, message);
    }
  }
  for (const id of gone) state.chats.delete(id);
  settleViews();
  state.ready = true;
  emit("columns");
  emit("people");
  for (const id of state.chats.keys()) emit(`chat:${id}`, { kind: "reset" });
  markRead();
}

/** Each column always shows somebody who is still there. */
function settleViews() {
  for (const column of state.columns) {
    const view = state.views.get(column.key);
    const stays = view && column.people.includes(view.personId) && state.chats.has(view.chatId);
    if (!stays && column.people.length > 0) {
      state.views.set(column.key, { personId: column.people[0], chatId: column.people[0] });
    }
  }
  if (!state.tab) state.tab = state.columns[0]?.key ?? "events";
}

/** @param {number} chatId @param {Message} message */
function countUnread(chatId, message) {
  const { members } = chatFor(chatId);
  for (const column of state.columns) {
    for (const personId of column.people) {
      if (message.from?.id === personId || inView(column, personId, chatId)) continue;
      if (personId !== chatId && !members.includes(personId)) continue;
      const key = pairKey(personId, chatId);
      state.unread.set(key, (state.unread.get(key) ?? 0) + 1);
    }
  }
  emit("unread");
}

/** @param {any} data */
function onMessage({ chat_id: chatId, message }) {
  const chat = chatFor(chatId);
  chat.messages.set(message.message_id, message);
  if (message.from?.id === state.bot.id) chat.typingUntil = 0;
  countUnread(chatId, message);
  emit(`chat:${chatId}`, { kind: "message", message });
}

/** @param {any} data */
function onEdit({ chat_id: chatId, message }) {
  const chat = chatFor(chatId);
  if (!chat.messages.has(message.message_id)) return;
  chat.messages.set(message.message_id, message);
  emit(`chat:${chatId}`, { kind: "edit", message });
}

/** @param {any} data */
function onDelete({ chat_id: chatId, message_ids: ids }) {
  const chat = chatFor(chatId);
  for (const id of ids) chat.messages.delete(id);
  emit(`chat:${chatId}`, { kind: "delete", ids });
}

/** @param {any} data */
function onRead({ chat_id: chatId, user_id: personId, message_id: id }) {
  chatFor(chatId).read.set(personId, id);
  emit(`chat:${chatId}`, { kind: "read" });
}

/** @param {any} data */
function onPayment(data) {
  state.payments.set(data.query_id, { state: data.state, error: data.error });
  state.paymentOf.set(pairKey(data.chat_id, data.message_id), data.query_id);
  const message = chatFor(data.chat_id).messages.get(data.message_id);
  if (message) {
    if (data.state === "paid") message.sim = { ...message.sim, paid: true };
    emit(`chat:${data.chat_id}`, { kind: "edit", message });
  }
  emit(`payment:${data.query_id}`);
}

/** @type {Record<string, (data: any) => void>} */
const reducers = {
  message: onMessage,
  edit: onEdit,
  delete: onDelete,
  read: onRead,
  payment: onPayment,
  keyboard: (data) => {
    chatFor(data.chat_id).replyKeyboard = data.reply_keyboard;
    emit(`chat:${data.chat_id}`, { kind: "keyboard" });
  },
  typing: (data) => {
    const until = typeof data.until === "number" ? data.until * 1000 : Date.parse(data.until);
    chatFor(data.chat_id).typingUntil = Number.isFinite(until) ? until : Date.now() + TYPING_MS;
    emit(`chat:${data.chat_id}`, { kind: "typing" });
  },
  commands: (data) => {
    chatFor(data.chat_id).commands = data.commands;
    emit(`chat:${data.chat_id}`, { kind: "commands" });
  },
  answer: (data) => {
    settleTaps(data.query_id);
    emit("answer", data);
  },
  tap: () => {},
  faults: takeFaults,
  rush: takeRush,
  person: (person) => {
    state.people.set(person.id, person);
    emit("people");
  },
  columns: (data) => {
    state.columns = Array.isArray(data) ? data : data.columns;
    for (const id of state.columns.flatMap((column) => column.people)) chatFor(id);
    settleViews();
    emit("columns");
  },
};

/** A fetched state does not hold these, so they are never too late. */
const passing = new Set(["answer", "payment"]);

/**
 * @param {string} kind
 * @param {any} data
 * @param {number} seq changes that a fetched state already holds are passed over
 */
export function apply(kind, data, seq) {
  if (seq <= state.seq && !passing.has(kind)) return;
  state.seq = Math.max(state.seq, seq);
  reducers[kind]?.(data);
}

export const kinds = Object.keys(reducers);
