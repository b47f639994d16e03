// @ts-check
import { t } from "./words.js";

/** What the server refused, in its own words. */
export class ApiError extends Error {}

/**
 * @param {string} method
 * @param {string} path
 * @param {object} [body]
 * @returns {Promise<any>}
 */
async function call(method, path, body) {
  let response;
  try {
    response = await fetch(path, {
      method,
      headers: body ? { "content-type": "application/json" } : {},
      body: body ? JSON.stringify(body) : undefined,
      cache: "no-store",
    });
  } catch {
    throw new ApiError(t("unreachable"));
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new ApiError(answer.error ?? `HTTP ${response.status}`);
  return answer;
}

/** @returns {Promise<any>} */
export const fetchState = () => call("GET", "sim/state");

/** @param {string} column @returns {Promise<import("./types.js").Person>} */
export const addPerson = (column) => call("POST", "sim/people", { column });

/**
 * @param {number} id
 * @param {{language_code?: string, blocked?: boolean, deactivated?: boolean}} change
 * @returns {Promise<import("./types.js").Person>}
 */
export const changePerson = (id, change) => call("PATCH", `sim/people/${id}`, change);

/** @param {import("./types.js").Fault[]} faults @returns {Promise<import("./types.js").Faults>} */
export const setFaults = (faults) => call("PUT", "sim/faults", { faults });

/** @returns {Promise<import("./types.js").Faults>} */
export const clearFaults = () => call("DELETE", "sim/faults");

/**
 * @param {number} customers
 * @param {number} seconds over which they come
 * @returns {Promise<import("./types.js").Rush>}
 */
export const startRush = (customers, seconds) =>
  call("POST", "sim/rush", { customers, spread_seconds: seconds });

/** @returns {Promise<import("./types.js").Rush>} */
export const stopRush = () => call("DELETE", "sim/rush");

/**
 * @param {number} chatId
 * @param {number} from
 * @param {object} content text, location, contact or photo, and perhaps reply_to
 * @returns {Promise<{message_id: number}>}
 */
export const sendMessage = (chatId, from, content) =>
  call("POST", `sim/chats/${chatId}/messages`, { from, ...content });

/** @param {number} chatId @param {number} from @param {number} messageId @param {string} text */
export const editMessage = (chatId, from, messageId, text) =>
  call("PATCH", `sim/chats/${chatId}/messages/${messageId}`, { from, text });

/**
 * @param {number} chatId
 * @param {number} from
 * @param {number} messageId
 * @param {number} row
 * @param {number} column
 * @returns {Promise<{query_id: string}>}
 */
export const tap = (chatId, from, messageId, row, column) =>
  call("POST", `sim/chats/${chatId}/taps`, { from, message_id: messageId, row, column });

/**
 * @param {number} chatId
 * @param {number} from
 * @param {number} messageId
 * @param {number} tip
 * @returns {Promise<{query_id: string}>}
 */
export const pay = (chatId, from, messageId, tip) =>
  call("POST", `sim/chats/${chatId}/payments`, {
    from,
    message_id: messageId,
    ...(tip > 0 ? { tip_amount: tip } : {}),
  });
