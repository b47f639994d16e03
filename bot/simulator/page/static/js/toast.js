// @ts-check
import { el } from "./dom.js";
import { safeLink } from "./entities.js";
import { t } from "./words.js";

const SHOWN_MS = 4500;

/**
 * @returns {{node: HTMLElement, show: (text: string, url?: string) => void}} the place where a
 *   chat shows passing words; it is a live region, so it must stand before they come
 */
export function toasts() {
  const node = el("div", { class: "toasts", role: "status" });
  const show = (/** @type {string} */ text, /** @type {string} */ url = "") => {
    const href = url ? safeLink(url) : null;
    const toast = el(
      "div",
      { class: "toast" },
      text,
      href
        ? el("a", { href, target: "_blank", rel: "noopener noreferrer", text: t("openLink") })
        : null,
    );
    node.append(toast);
    // Longer words need longer to read.
    setTimeout(() => toast.remove(), SHOWN_MS + text.length * 30);
    while (node.childElementCount > 3) node.firstElementChild?.remove();
  };
  return { node, show };
}
