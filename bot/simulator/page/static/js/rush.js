// @ts-check
import * as api from "./api.js";
import { button, field } from "./dialog.js";
import { el, uniqueId } from "./dom.js";
import { state, subscribe, takeRush } from "./store.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Rush} Rush */

const MOST = 1000;
/** Seconds over which people come: fast enough to see a line form, slow enough to follow it. */
const SPREAD = 10;

/** What was typed stays when the page is built anew in another language. */
let wanted = "50";

/** @param {Rush} rush @returns {[string, string | number][]} the counts, each with its name */
function counts(rush) {
  const { taps } = rush;
  return [
    [t("rushComing"), rush.coming],
    [t("rushActing"), rush.acting],
    [t("rushWaiting"), rush.waiting],
    [t("rushDone"), rush.done],
    [t("rushFailed"), rush.failed],
    [t("rushTaps"), `${taps.answered}/${taps.sent}`],
    [t("rushSlowest"), t("seconds", { n: ((taps.slowest_ms[0] ?? 0) / 1000).toFixed(1) })],
  ];
}

/** @param {Rush} rush @returns {string} what a screen reader says: not each count, but each quarter */
function news(rush) {
  if (rush.customers === 0) return "";
  const ended = rush.done + rush.failed;
  const values = { done: rush.done, failed: rush.failed, n: rush.customers };
  if (!rush.running) return t("rushOver", values);
  if (ended === 0) return t("rushBegan", values);
  const quarter = Math.floor((4 * ended) / rush.customers) * 25;
  return quarter === 0 ? t("rushBegan", values) : t("rushPart", { ...values, part: quarter });
}

/**
 * @param {HTMLElement} beside what is watched together with a rush
 * @param {AbortSignal} signal
 * @returns {HTMLElement}
 */
export function rushSection(beside, signal) {
  const heading = uniqueId("rush");
  const problem = el("p", { class: "problem", role: "alert" });
  const { row, input } = field(t("rushCustomers"), {
    type: "number",
    inputmode: "numeric",
    min: 1,
    max: MOST,
    required: true,
    value: wanted,
    on: { input: () => (wanted = input.value) },
  });
  const ask = async (/** @type {Promise<Rush>} */ answer) => {
    try {
      takeRush(await answer);
      problem.textContent = "";
    } catch (error) {
      problem.textContent = t("failed", { reason: /** @type {Error} */ (error).message });
    }
  };
  const start = button(t("rushStart"), () => {}, { type: "submit" });
  const stop = button(t("rushStop"), () => void ask(api.stopRush()), { style: "quiet" });
  const form = el(
    "form",
    {
      class: "rush-form",
      on: {
        submit: (/** @type {SubmitEvent} */ event) => {
          event.preventDefault();
          void ask(api.startRush(Number(input.value), SPREAD));
        },
      },
    },
    row,
    start,
    stop,
  );
  const line = el("dl", { class: "rush-counts digits" });
  const spoken = el("p", { class: "spoken", role: "status" });
  const controls = el(
    "div",
    {},
    el("h3", { id: heading, text: t("rush") }),
    el("p", { class: "trouble-hint", text: t("rushHint") }),
    problem,
    form,
    line,
    spoken,
  );
  const show = () => {
    const { rush } = state;
    controls.hidden = rush === null;
    if (rush === null) return;
    const focused = document.activeElement;
    start.hidden = input.disabled = rush.running;
    stop.hidden = !rush.running;
    // The button that was pressed gives its place, and the focus, to the other one.
    if (focused === start && rush.running) stop.focus();
    if (focused === stop && !rush.running) start.focus();
    line.hidden = rush.customers === 0;
    if (rush.customers > 0) {
      line.replaceChildren(
        ...counts(rush).map(([name, count]) =>
          el("div", {}, el("dt", { text: name }), el("dd", { text: String(count) })),
        ),
      );
    }
    const said = news(rush);
    if (spoken.textContent !== said) spoken.textContent = said;
  };
  subscribe("rush", show, signal);
  show();
  return el("section", { "aria-labelledby": heading }, controls, beside);
}
