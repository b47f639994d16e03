// @ts-check
import { add, el, uniqueId } from "./dom.js";
import { heir } from "./focus.js";
import { icon } from "./icons.js";
import { t } from "./words.js";

/**
 * @typedef {{node: HTMLDialogElement, content: HTMLElement, close: () => void,
 *   closed: Promise<void>}} Sheet
 */

/**
 * Opens a modal dialog over the chat it belongs to. Closing gives the focus back to whatever had
 * it, or to the chat's own field when that is gone.
 * @param {string} title
 * @param {HTMLElement} over
 * @param {...import("./dom.js").Child} children
 * @returns {Sheet}
 */
export function openDialog(title, over, ...children) {
  const heading = uniqueId("dialog");
  const before = document.activeElement;
  const content = el("div", { class: "sheet-content" });
  const node = el(
    "dialog",
    { class: "sheet", "aria-labelledby": heading, data: { hue: over.dataset.hue ?? 0 } },
    el(
      "header",
      {},
      el("h2", { id: heading, text: title }),
      el(
        "button",
        {
          type: "button",
          class: "icon-button",
          "aria-label": t("close"),
          on: { click: () => node.close() },
        },
        icon("close"),
      ),
    ),
    content,
  );
  add(content, ...children);
  const box = over.getBoundingClientRect();
  node.style.setProperty("--over-left", `${Math.max(box.left, 0)}px`);
  node.style.setProperty("--over-width", `${box.width}px`);
  document.body.append(node);
  const closed = new Promise((/** @type {(value: void) => void} */ resolve) => {
    node.addEventListener("close", () => {
      node.remove();
      const now = heir(before);
      const back = now?.isConnected && now !== document.body;
      const target = back ? now : over.querySelector("textarea");
      if (target instanceof HTMLElement) target.focus();
      resolve();
    });
  });
  node.addEventListener("click", (event) => {
    if (event.target === node) node.close();
  });
  node.showModal();
  const first = content.querySelector("[autofocus]");
  if (first instanceof HTMLElement) first.focus();
  return { node, content, close: () => node.close(), closed };
}

/**
 * @param {string} text
 * @param {() => void} act
 * @param {{style?: string, type?: "button" | "submit", focus?: boolean}} [options]
 * @returns {HTMLButtonElement}
 */
export function button(text, act, options = {}) {
  return el("button", {
    type: options.type ?? "button",
    class: `button ${options.style ?? ""}`.trim(),
    autofocus: options.focus ?? false,
    text,
    on: { click: act },
  });
}

/**
 * @param {string} label
 * @param {Record<string, any>} attributes
 * @returns {{row: HTMLElement, input: HTMLInputElement}}
 */
export function field(label, attributes) {
  const id = uniqueId("field");
  const input = el("input", { id, autocomplete: "off", ...attributes });
  return { row: el("div", { class: "field" }, el("label", { for: id, text: label }), input), input };
}
