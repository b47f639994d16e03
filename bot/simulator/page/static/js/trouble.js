// @ts-check
import * as api from "./api.js";
import { button } from "./dialog.js";
import { el, uniqueId } from "./dom.js";
import { icon } from "./icons.js";
import { rushSection } from "./rush.js";
import { narrow, state, subscribe, takeFaults } from "./store.js";
import { hasRow, percent, troubleRows } from "./troublerow.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Fault} Fault */

/** A panel that was open stays so when the page is built anew in another language. */
let open = false;

/** @param {Fault} fault @returns {boolean} */
function isOn(fault) {
  return fault.probability > 0 && (fault.count ?? Infinity) > (fault.fired ?? 0);
}

/** @param {Fault} fault @returns {Fault} what is left of it, ready to be set again */
function rest({ fired = 0, ...fault }) {
  return fault.count === undefined ? fault : { ...fault, count: fault.count - fired };
}

/**
 * @param {AbortSignal} signal
 * @returns {HTMLElement[]} the button that opens the panel, and the panel
 */
export function troubleTool(signal) {
  const badge = el("span", { class: "trouble-count" });
  const opener = el(
    "button",
    { type: "button", class: "tool", "aria-haspopup": "dialog", on: { click: () => toggle() } },
    icon("trouble"),
    el("span", { class: "tool-name", text: t("trouble") }),
    badge,
  );
  const panel = troublePanel(signal);
  const toggle = () => {
    if (panel.open) panel.close();
    else if (narrow.matches) panel.showModal();
    else panel.show();
    open = panel.open;
    show();
  };
  panel.addEventListener("close", () => {
    open = false;
    show();
    opener.focus();
  });
  const show = () => {
    const count = state.faults.faults.filter(isOn).length;
    badge.textContent = count > 0 ? t("troubleOn", { n: count }) : "";
    badge.hidden = count === 0;
    opener.classList.toggle("troubled", count > 0);
    opener.setAttribute("aria-expanded", String(panel.open));
  };
  if (open) panel.setAttribute("open", "");
  // A modal panel would lock the wide page, and a loose one hide behind the narrow page's edges.
  narrow.addEventListener("change", () => panel.close(), { signal });
  subscribe("faults", show, signal);
  show();
  return [opener, panel];
}

/** @param {AbortSignal} signal @returns {HTMLDialogElement} */
function troublePanel(signal) {
  const heading = uniqueId("trouble");
  const problem = el("p", { class: "problem", role: "alert" });
  const others = el("ul", { class: "trouble-others" });
  const othersPart = el("div", {}, el("h3", { text: t("troubleOthers") }), others);
  let unsent = 0;
  let queue = Promise.resolve();
  const send = (/** @type {() => Promise<any>} */ call) => {
    unsent += 1;
    // One after another: the last thing somebody chose must also be the last to arrive.
    queue = queue.then(call).then(
      (faults) => {
        problem.textContent = "";
        settle(faults);
      },
      (error) => {
        problem.textContent = t("failed", { reason: error.message });
        settle(state.faults);
      },
    );
  };
  const settle = (/** @type {import("./types.js").Faults} */ faults) => {
    unsent -= 1;
    takeFaults(faults);
  };
  const rows = troubleRows(() => {
    const wanted = rows.map((row) => row.wanted()).filter((fault) => fault !== null);
    const kept = state.faults.faults.filter((fault) => !hasRow(fault) && isOn(fault));
    send(() => api.setFaults([...kept.map(rest), ...wanted]));
  });
  const provider = /** @type {(typeof rows)[0]} */ (rows.find((it) => it.kind === "provider_error"));
  const clear = button(t("clearAll"), () => send(api.clearFaults), { style: "quiet" });
  const show = () => {
    const { faults, fired } = state.faults;
    const loose = faults.filter((fault) => !hasRow(fault));
    othersPart.hidden = loose.length === 0;
    others.replaceChildren(...loose.map(otherRow));
    // Until the server has heard everything, the switches know better than its answers.
    if (unsent > 0) return;
    for (const row of rows) {
      const fault = faults.find((it) => hasRow(it) && it.kind === row.kind);
      row.show(fault, fired[row.kind] ?? 0);
    }
  };
  const panel = el(
    "dialog",
    {
      class: "trouble",
      "aria-labelledby": heading,
      on: {
        keydown: (/** @type {KeyboardEvent} */ event) => {
          if (event.key === "Escape") panel.close();
        },
        click: (/** @type {MouseEvent} */ event) => {
          if (event.target === panel && narrow.matches) panel.close();
        },
      },
    },
    el(
      "header",
      {},
      el("h2", { id: heading, text: t("troubleTitle") }),
      clear,
      el(
        "button",
        {
          type: "button",
          class: "icon-button",
          "aria-label": t("close"),
          on: { click: () => panel.close() },
        },
        icon("close"),
      ),
    ),
    el(
      "div",
      { class: "trouble-content" },
      el(
        "section",
        {},
        el("p", { class: "trouble-hint", text: t("troubleHint") }),
        problem,
        rows.filter((row) => row !== provider).map((row) => row.node),
        othersPart,
      ),
      // Whoever sends a rush also wants to see what happens when nobody can be paid.
      rushSection(provider.node, signal),
    ),
  );
  subscribe("faults", show, signal);
  show();
  return panel;
}

/** @param {Fault} fault @returns {HTMLElement} */
function otherRow(fault) {
  const name = [fault.kind, fault.method].filter(Boolean).join(" · ");
  const left = fault.count === undefined ? "" : ` · ${fault.fired ?? 0}/${fault.count}`;
  return el("li", {}, name, el("span", { class: "digits", text: percent(fault.probability) + left }));
}
