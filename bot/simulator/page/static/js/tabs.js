// @ts-check
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { badge, columnTitle } from "./people.js";
import { narrow, showTab, state, subscribe, unreadIn } from "./store.js";
import { t } from "./words.js";

/**
 * On a phone one panel shows at a time; these tabs choose it.
 * @param {HTMLElement[]} panels with their keys in data-key
 * @param {AbortSignal} signal
 * @returns {HTMLElement}
 */
export function tabBar(panels, signal) {
  const names = new Map(state.columns.map((column) => [column.key, columnTitle(column)]));
  const tabs = panels.map((panel) => {
    const key = panel.dataset.key ?? "";
    return el(
      "button",
      {
        type: "button",
        class: "tab",
        role: "tab",
        id: `tab-${key}`,
        "aria-controls": panel.id,
        data: { key },
        on: { click: () => showTab(key) },
      },
      key === "events" ? icon("clock") : icon("chat"),
      el("span", { text: names.get(key) ?? t("events") }),
      el("span", { class: "tab-badge" }),
    );
  });

  const select = () => {
    for (const [at, panel] of panels.entries()) {
      const shown = panel.dataset.key === state.tab;
      tabs[at].setAttribute("aria-selected", String(shown));
      tabs[at].tabIndex = shown ? 0 : -1;
      panel.classList.toggle("tab-shown", shown);
      // Side by side the panels are regions of their own, and no tabs exist.
      if (narrow.matches) panel.setAttribute("role", "tabpanel");
      else panel.removeAttribute("role");
    }
  };

  const count = () => {
    for (const tab of tabs) {
      const column = state.columns.find((each) => each.key === tab.dataset.key);
      const sum = column ? unreadIn(column) : state.feedUnseen;
      const place = /** @type {HTMLElement} */ (tab.lastElementChild);
      place.replaceChildren(...[badge(sum)].filter((node) => node !== null));
    }
  };

  const bar = el("div", {
    class: "tabs",
    role: "tablist",
    "aria-label": t("tabs"),
    on: {
      keydown: (/** @type {KeyboardEvent} */ event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!step) return;
        const at = tabs.findIndex((tab) => tab.dataset.key === state.tab);
        const next = tabs[(at + step + tabs.length) % tabs.length];
        showTab(next.dataset.key ?? "");
        next.focus();
        event.preventDefault();
      },
    },
  });
  bar.append(...tabs);
  subscribe("tab", select, signal);
  subscribe("unread", count, signal);
  narrow.addEventListener("change", select, { signal });
  select();
  count();
  return bar;
}
