// @ts-check
/**
 * @param {HTMLElement} old
 * @param {HTMLElement} fresh takes its place, the focus if it had it, and what was uncovered
 */
export function keepFocus(old, fresh) {
  const stops = "button, a, [tabindex]";
  const active = document.activeElement;
  const at = active && old.contains(active) ? [...old.querySelectorAll(stops)].indexOf(active) : -2;
  const open = [...old.querySelectorAll(".spoiler")].map((node) => node.classList.contains("shown"));
  old.replaceWith(fresh);
  fresh.querySelectorAll(".spoiler").forEach((node, i) => node.classList.toggle("shown", open[i]));
  if (at === -2) return;
  const next = [...fresh.querySelectorAll(stops)][at] ?? fresh;
  if (next instanceof HTMLElement) next.focus({ preventScroll: true });
}
