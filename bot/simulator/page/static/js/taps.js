// @ts-check
import * as api from "./api.js";
import { emit, state } from "./store.js";

/** @typedef {import("./types.js").Tap} Tap */

/** A bot that never answers must not leave the button spinning for good. */
const GIVE_UP_MS = 30_000;

/** @type {Set<string>} answers that arrived before the tap's own response did */
const early = new Set();

/** @param {Tap} tap */
function finish(tap) {
  if (state.taps.delete(tap)) emit(`chat:${tap.chatId}`, { kind: "tap", messageId: tap.messageId });
}

/** @param {string} queryId */
export function settleTaps(queryId) {
  const tap = [...state.taps].find((waiting) => waiting.queryId === queryId);
  if (tap) finish(tap);
  else early.add(queryId);
}

/**
 * Presses an inline button for a person and shows it as waiting until the bot answers.
 * @param {Omit<Tap, "since" | "queryId">} pressed
 * @returns {Promise<void>}
 */
export async function tapButton(pressed) {
  if (isWaiting(pressed)) return;
  /** @type {Tap} */
  const tap = { ...pressed, since: Date.now() };
  state.taps.add(tap);
  emit(`chat:${tap.chatId}`, { kind: "tap", messageId: tap.messageId });
  setTimeout(() => finish(tap), GIVE_UP_MS);
  try {
    const answer = await api.tap(tap.chatId, tap.userId, tap.messageId, tap.row, tap.column);
    tap.queryId = answer.query_id;
    if (early.delete(answer.query_id)) finish(tap);
  } catch (error) {
    finish(tap);
    throw error;
  }
}

/** @param {Omit<Tap, "since" | "queryId">} pressed @returns {boolean} */
export function isWaiting(pressed) {
  return [...state.taps].some(
    (tap) =>
      tap.chatId === pressed.chatId &&
      tap.messageId === pressed.messageId &&
      tap.userId === pressed.userId &&
      tap.row === pressed.row &&
      tap.column === pressed.column &&
      tap.data === pressed.data,
  );
}
