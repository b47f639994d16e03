// @ts-check

/**
 * Makes a button open and close a panel beside it: Escape closes it and gives the focus back, the
 * arrow keys walk through it, and pressing or tabbing elsewhere closes it.
 * @param {HTMLElement} opener
 * @param {HTMLElement} panel
 * @param {() => void} [fill] called before each opening
 * @returns {{open: () => void, close: () => void}}
 */
export function popup(opener, panel, fill = () => {}) {
  panel.hidden = true;
  opener.setAttribute("aria-expanded", "false");
  /** @type {AbortController | null} */
  let outside = null;

  const close = () => {
    if (panel.hidden) return;
    const inside = panel.contains(document.activeElement);
    panel.hidden = true;
    opener.setAttribute("aria-expanded", "false");
    outside?.abort();
    if (inside) opener.focus();
  };

  const open = () => {
    if (!panel.hidden) return;
    fill();
    panel.hidden = false;
    opener.setAttribute("aria-expanded", "true");
    outside = new AbortController();
    const { signal } = outside;
    document.addEventListener(
      "pointerdown",
      (event) => {
        const target = /** @type {Node} */ (event.target);
        if (!panel.contains(target) && !opener.contains(target)) close();
      },
      { signal },
    );
    panel.addEventListener(
      "focusout",
      (event) => {
        const next = event.relatedTarget;
        if (next instanceof Node && !panel.contains(next) && next !== opener) close();
      },
      { signal },
    );
    panel.querySelector("button")?.focus();
  };

  opener.addEventListener("click", () => (panel.hidden ? open() : close()));
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const stops = [...panel.querySelectorAll("button:not(:disabled)")];
      const at = stops.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
      const step = event.key === "ArrowDown" ? 1 : -1;
      const next = stops[(at + step + stops.length) % stops.length];
      if (next instanceof HTMLElement) next.focus();
      event.preventDefault();
    }
  });
  return { open, close };
}
