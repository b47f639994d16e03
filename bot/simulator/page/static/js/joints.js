// @ts-check
import { el } from "./dom.js";
import { dayKey, dayName } from "./format.js";

const SAME_BREATH_SECONDS = 300;

/**
 * Puts a day before a message that begins one, or joins it to its neighbour.
 * @param {HTMLElement} node
 */
export function join(node) {
  if (!node.dataset.id) return;
  let before = node.previousElementSibling;
  if (before instanceof HTMLElement && before.classList.contains("day")) {
    const own = before;
    before = before.previousElementSibling;
    own.remove();
  }
  const date = Number(node.dataset.date);
  const last = before instanceof HTMLElement ? before : null;
  const lastDate = Number(last?.dataset.date ?? 0);
  const newDay = !last || dayKey(lastDate) !== dayKey(date);
  if (newDay) {
    node.before(el("div", { class: "day", data: { date, id: "" }, text: dayName(date) }));
  }
  const same = last?.dataset.sender === node.dataset.sender && !last?.matches(".service");
  node.classList.toggle("joined", !newDay && same && date - lastDate < SAME_BREATH_SECONDS);
}
