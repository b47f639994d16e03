// @ts-check
import { el, uniqueId } from "./dom.js";
import { language, t } from "./words.js";

/** @typedef {import("./types.js").Fault} Fault */
/** @typedef {import("./words.js").WordKey} WordKey */

/**
 * @typedef {{kind: string, name: WordKey, hint: WordKey, percent: number}} Choice
 * @typedef {{node: HTMLElement, kind: string, wanted: () => Fault | null,
 *   show: (fault: Fault | undefined, fired: number) => void}} Row
 */

/** @type {Choice[]} what the panel offers, each with the share it begins at */
const CHOICES = [
  { kind: "too_many_requests", name: "tooMany", hint: "tooManyHint", percent: 20 },
  { kind: "error", name: "errors", hint: "errorsHint", percent: 20 },
  { kind: "unauthorized", name: "refusedToken", hint: "refusedTokenHint", percent: 100 },
  { kind: "garbage", name: "garbage", hint: "garbageHint", percent: 100 },
  { kind: "slow", name: "slow", hint: "slowHint", percent: 100 },
  { kind: "drop", name: "drops", hint: "dropsHint", percent: 20 },
  { kind: "drop_after", name: "lostAnswers", hint: "lostAnswersHint", percent: 20 },
  { kind: "duplicate_updates", name: "duplicates", hint: "duplicatesHint", percent: 30 },
  { kind: "shuffled_updates", name: "shuffles", hint: "shufflesHint", percent: 50 },
  { kind: "provider_error", name: "providerFails", hint: "providerFailsHint", percent: 100 },
];

const LONGEST_MS = 2000;

/**
 * @param {Fault} fault
 * @returns {boolean} whether a row can show it: rows know no methods and no counts
 */
export function hasRow(fault) {
  const plain = fault.method === undefined && fault.count === undefined;
  return plain && CHOICES.some((choice) => choice.kind === fault.kind);
}

/** @param {number} share @returns {string} */
export function percent(share) {
  return new Intl.NumberFormat(language(), { style: "percent" }).format(share);
}

/** @param {() => void} changed @returns {Row[]} */
export function troubleRows(changed) {
  return CHOICES.map((choice) => troubleRow(choice, changed));
}

/** @param {Choice} choice @param {() => void} changed @returns {Row} */
function troubleRow(choice, changed) {
  const slow = choice.kind === "slow";
  const name = t(choice.name);
  const hint = uniqueId("hint");
  /** @type {Fault} */
  let before = { kind: choice.kind, probability: choice.percent / 100 };
  if (slow) before = { ...before, delay_ms: [0, LONGEST_MS] };
  let held = false;
  const toggle = el("input", {
    type: "checkbox",
    role: "switch",
    "aria-describedby": hint,
    on: {
      change: () => {
        reveal();
        changed();
      },
    },
  });
  const release = () => {
    held = false;
  };
  const slider = el("input", {
    type: "range",
    min: slow ? 0.2 : 1,
    max: slow ? 10 : 100,
    step: slow ? 0.2 : 1,
    value: slow ? LONGEST_MS / 1000 : choice.percent,
    "aria-label": t(slow ? "longestOf" : "chanceOf", { name }),
    on: {
      input: () => {
        held = true;
        label();
      },
      // A slider that comes back to where it was let go of reports no change.
      pointerup: release,
      blur: release,
      change: () => {
        release();
        changed();
      },
    },
  });
  const amount = el("output", { class: "digits" });
  const times = el("span", { class: "fired digits" });
  const strength = el("div", { class: "strength" }, slider, amount);
  const words = () =>
    slow ? t("upTo", { n: Number(slider.value).toFixed(1) }) : percent(Number(slider.value) / 100);
  const label = () => {
    amount.textContent = words();
    slider.setAttribute("aria-valuetext", words());
    const full = (Number(slider.value) - Number(slider.min)) / (Number(slider.max) - Number(slider.min));
    slider.style.setProperty("--full", String(full));
  };
  const reveal = () => {
    strength.hidden = !toggle.checked;
  };
  const wanted = () => {
    if (!toggle.checked) return null;
    const { fired: _, ...kept } = before;
    return slow
      ? { ...kept, delay_ms: [0, Math.round(Number(slider.value) * 1000)] }
      : { ...kept, probability: Number(slider.value) / 100 };
  };
  /** @type {Row["show"]} */
  const show = (fault, fired) => {
    times.textContent = fired > 0 ? t("fired", { n: fired }) : "";
    if (held) return;
    toggle.checked = fault !== undefined && fault.probability > 0;
    if (fault && toggle.checked) {
      before = fault;
      slider.value = String(
        slow ? (fault.delay_ms?.[1] ?? LONGEST_MS) / 1000 : fault.probability * 100,
      );
    }
    label();
    reveal();
  };
  label();
  reveal();
  const node = el(
    "div",
    { class: "trouble-row" },
    el("label", {}, el("span", { class: "grow", text: name }), times, toggle),
    el("p", { id: hint, text: t(choice.hint) }),
    strength,
  );
  return { node, kind: choice.kind, wanted, show };
}
