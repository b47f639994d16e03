// @ts-check
/** @type {WeakMap<Element, Element>} what took the place of a thing that could have the focus */
const heirs = new WeakMap();

/** @param {Element | null} node @returns {Element | null} it, or what stands in its place now */
export function heir(node) {
  let found = node;
  while (found && !found.isConnected && heirs.has(found)) found = heirs.get(found) ?? null;
  return found;
}

/**
 * @param {HTMLElement} old
 * @param {HTMLElement} fresh takes its place, the focus if it had it, and what was uncovered
 */
export function keepFocus(old, fresh) {
  const stops = "button, a, [tabindex]";
  const active = document.activeElement;
  const before = [...old.querySelectorAll(stops)];
  const after = [...fresh.querySelectorAll(stops)];
  before.forEach((node, i) => heirs.set(node, after[i] ?? fresh));
  const at = active && old.contains(active) ? before.indexOf(active) : -2;
  const open = [...old.querySelectorAll(".spoiler")].map((node) => node.classList.contains("shown"));
  old.replaceWith(fresh);
  fresh.querySelectorAll(".spoiler").forEach((node, i) => node.classList.toggle("shown", open[i]));
  if (at === -2) return;
  const next = after[at] ?? fresh;
  if (next instanceof HTMLElement) next.focus({ preventScroll: true });
}
