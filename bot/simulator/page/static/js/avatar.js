// @ts-check
import { el } from "./dom.js";
import { initials } from "./format.js";

const TONES = 7;

/** @param {number} id @param {string} name @returns {HTMLElement} */
export function avatar(id, name) {
  const data = { tone: Math.abs(id) % TONES, initials: initials(name) };
  return el("span", { class: "avatar", data, "aria-hidden": "true" });
}
