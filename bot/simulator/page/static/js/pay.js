// @ts-check
import * as api from "./api.js";
import { button, field, openDialog } from "./dialog.js";
import { add, el } from "./dom.js";
import { decimals, money } from "./format.js";
import { icon } from "./icons.js";
import { state, subscribe } from "./store.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Message} Message */

/**
 * The sheet in which a person pays an invoice.
 * @param {Message} message
 * @param {{chatId: number, personId: number, over: HTMLElement}} where
 */
export function openPaySheet(message, where) {
  const invoice = /** @type {import("./types.js").Invoice} */ (message.invoice);
  const { currency } = invoice;
  const amount = (/** @type {number} */ value) => money(value, currency);
  const ended = new AbortController();
  let tip = 0;

  const total = () => invoice.total_amount + tip;
  const sheet = openDialog(t("payTitle"), where.over);
  sheet.node.classList.add("pay-sheet");
  void sheet.closed.then(() => ended.abort());

  const showForm = () => {
    const sum = el("b", { text: amount(total()) });
    const submit = button(t("pay", { amount: amount(total()) }), start, {
      style: "primary wide",
      focus: true,
    });
    const retotal = (/** @type {number} */ value) => {
      tip = value;
      sum.textContent = amount(total());
      submit.textContent = t("pay", { amount: amount(total()) });
    };
    const lines = message.sim?.prices ?? [{ label: invoice.title, amount: invoice.total_amount }];
    show(
      el("p", { class: "pay-title" }, el("b", { text: invoice.title })),
      el("p", { text: invoice.description }),
      el(
        "dl",
        { class: "prices" },
        lines.map((line) =>
          el("div", {}, el("dt", { text: line.label }), el("dd", { text: amount(line.amount) })),
        ),
        el("div", { class: "total" }, el("dt", { text: t("total") }), el("dd", {}, sum)),
      ),
      tipChoice(message, currency, tip, retotal),
      el("p", { class: "hint", text: t("testPayment") }),
      el("footer", {}, button(t("cancel"), sheet.close), submit),
    );
  };

  /** @param {...import("./dom.js").Child} children */
  const show = (...children) => {
    sheet.content.replaceChildren();
    add(sheet.content, ...children);
    const first = sheet.content.querySelector("[autofocus]");
    if (first instanceof HTMLElement) first.focus();
  };

  /**
   * @param {string} kind
   * @param {import("./icons.js").IconName | null} mark
   * @param {string} title
   * @param {string} text
   * @param {HTMLElement[]} actions
   */
  const showState = (kind, mark, title, text, actions) => {
    show(
      el(
        "div",
        { class: `pay-state ${kind}`, role: "status" },
        el("span", { class: "pay-mark" }, mark ? icon(mark) : el("span", { class: "spinner" })),
        el("b", { text: title }),
        text ? el("p", { text }) : null,
      ),
      el("footer", {}, actions),
    );
  };

  const again = () => [
    button(t("close"), sheet.close),
    button(t("payRetry"), showForm, { style: "primary", focus: true }),
  ];

  /** @param {import("./types.js").Payment | undefined} payment */
  const follow = (payment) => {
    if (payment?.state === "paid") {
      const text = t("payDoneHint", { amount: amount(total()), name: state.bot.first_name });
      const done = button(t("done"), sheet.close, { style: "primary", focus: true });
      showState("paid", "check", t("payDone"), text, [done]);
    } else if (payment?.state === "refused") {
      showState("refused", "alert", t("payRefused"), payment.error ?? "", again());
    } else if (payment?.state === "timed_out") {
      showState("refused", "clock", t("payTimedOut"), t("payTimedOutHint"), again());
    }
  };

  const start = async () => {
    showState("checking", null, t("checking"), "", [
      button(t("close"), sheet.close, { focus: true }),
    ]);
    try {
      const answer = await api.pay(where.chatId, where.personId, message.message_id, tip);
      const look = () => follow(state.payments.get(answer.query_id));
      subscribe(`payment:${answer.query_id}`, look, ended.signal);
      look();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      follow({ state: "refused", error: reason });
    }
  };

  showForm();
}

/**
 * @param {Message} message
 * @param {string} currency
 * @param {number} chosen
 * @param {(tip: number) => void} choose
 * @returns {HTMLElement | null} null where the bot takes no tips
 */
function tipChoice(message, currency, chosen, choose) {
  const most = message.sim?.max_tip_amount ?? 0;
  if (most <= 0) return null;
  const unit = 10 ** decimals(currency);
  const other = field(t("tipOther"), {
    type: "number",
    min: 0,
    max: most / unit,
    step: 1 / unit,
    inputmode: "decimal",
  });
  const problem = el("p", { class: "problem", role: "alert" });
  const buttons = [0, ...(message.sim?.suggested_tip_amounts ?? [])].map((tip) =>
    el("button", {
      type: "button",
      data: { tip },
      text: tip === 0 ? t("tipNone") : money(tip, currency),
      on: {
        click: () => {
          other.input.value = "";
          pick(tip);
        },
      },
    }),
  );
  const pick = (/** @type {number} */ tip) => {
    const valid = Number.isFinite(tip) && tip >= 0 && tip <= most;
    problem.textContent = valid ? "" : t("tipTooMuch", { amount: money(most, currency) });
    for (const node of buttons) {
      node.setAttribute("aria-pressed", String(node.dataset.tip === String(tip)));
    }
    choose(valid ? tip : 0);
  };
  other.input.addEventListener("input", () => pick(Math.round(Number(other.input.value) * unit)));
  pick(chosen);
  return el(
    "section",
    { class: "tips" },
    el("h3", { text: t("tip") }),
    el("div", { class: "segments", role: "group", "aria-label": t("tip") }, buttons),
    other.row,
    problem,
  );
}
