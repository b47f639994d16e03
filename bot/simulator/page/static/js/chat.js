// @ts-check
import { el } from "./dom.js";
import { keepFocus } from "./focus.js";
import { icon } from "./icons.js";
import { inlineKeyboard } from "./inline.js";
import { join } from "./joints.js";
import { renderMessage } from "./message.js";
import { chatFor, state, subscribe } from "./store.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Message} Message */
/** @typedef {import("./message.js").Place} Place */

const NEAR_BOTTOM = 48;

/** The scrolling list of one chat as one person sees it. */
export class ChatLog {
  /** @type {Map<number, {node: HTMLElement, message: Message}>} */
  #shown = new Map();
  #atBottom = true;
  #unseen = 0;
  #lastTop = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #typingTimer;

  /**
   * @param {Place} place
   * @param {string} name whose chat this is
   * @param {AbortSignal} signal
   */
  constructor(place, name, signal) {
    this.place = place;
    this.chat = chatFor(place.chatId);
    this.empty = el(
      "div",
      { class: "empty" },
      icon("chat"),
      el("p", {}, el("b", { text: t("emptyTitle") })),
      el("p", { text: t("emptyHint", { name: state.bot.first_name }) }),
    );
    this.list = el("div", { class: "log", role: "log", "aria-label": t("log", { name }) });
    this.typing = el(
      "div",
      { class: "typing", hidden: true },
      el("span", { class: "spoken", text: t("typing", { name: state.bot.first_name }) }),
      el("i"),
      el("i"),
      el("i"),
    );
    this.scroller = el(
      "div",
      {
        class: "scroller",
        tabindex: 0,
        role: "group",
        "aria-label": t("log", { name }),
        on: { scroll: () => this.#onScroll(), keydown: (/** @type {any} */ e) => this.#onKey(e) },
      },
      this.empty,
      this.list,
      this.typing,
    );
    this.newer = el(
      "button",
      { type: "button", class: "newer", hidden: true, on: { click: () => this.toBottom() } },
      icon("down"),
      el("span"),
    );
    this.node = el("div", { class: "chat-log" }, this.scroller, this.newer);
    this.#reconcile();
    this.#showTyping();
    subscribe(`chat:${place.chatId}`, (change) => this.#onChange(change), signal);
    // Following the sizes, not the messages: a burst of messages is then laid out once per frame.
    const watcher = new ResizeObserver(() => this.#settle());
    for (const box of [this.scroller, this.list, this.typing]) watcher.observe(box);
    signal.addEventListener("abort", () => {
      watcher.disconnect();
      clearTimeout(this.#typingTimer);
    });
  }

  /** @param {any} change */
  #onChange(change) {
    if (change.kind === "message") {
      const known = this.#shown.has(change.message.message_id);
      this.#put(change.message);
      if (!known) this.#announce(change.message);
      this.#showTyping();
    } else if (change.kind === "edit") this.#put(change.message);
    else if (change.kind === "delete") change.ids.forEach((/** @type {number} */ id) => this.#drop(id));
    else if (change.kind === "tap") this.#refreshKeys(change.messageId);
    else if (change.kind === "typing") this.#showTyping();
    else if (change.kind === "reset") this.#reconcile();
    this.empty.hidden = this.#shown.size > 0;
  }

  /** Brings what is shown in line with what is known, touching only what differs. */
  #reconcile() {
    this.chat = chatFor(this.place.chatId);
    for (const id of [...this.#shown.keys()]) if (!this.chat.messages.has(id)) this.#drop(id);
    const inOrder = [...this.chat.messages.values()].sort((a, b) => a.message_id - b.message_id);
    for (const message of inOrder) {
      const shown = this.#shown.get(message.message_id);
      if (!shown || JSON.stringify(shown.message) !== JSON.stringify(message)) this.#put(message);
    }
    this.empty.hidden = this.#shown.size > 0;
  }

  /** @param {Message} message */
  #put(message) {
    const node = renderMessage(message, this.place);
    const old = this.#shown.get(message.message_id)?.node;
    // A copy, because the store marks a paid invoice in place.
    this.#shown.set(message.message_id, { node, message: { ...message } });
    if (old) {
      keepFocus(old, node);
      if (old.classList.contains("joined")) node.classList.add("joined");
      return;
    }
    const next = this.#firstAfter(message.message_id);
    this.list.insertBefore(node, next);
    join(node);
    if (next) join(next);
  }

  /** @param {number} id @returns {HTMLElement | null} */
  #firstAfter(id) {
    let last = this.list.lastElementChild;
    let next = null;
    while (last instanceof HTMLElement && Number(last.dataset.id) > id) {
      next = last;
      last = last.previousElementSibling;
    }
    return next;
  }

  /** @param {number} id */
  #drop(id) {
    const node = this.#shown.get(id)?.node;
    if (!node) return;
    this.#shown.delete(id);
    const next = node.nextElementSibling;
    const before = node.previousElementSibling;
    node.remove();
    if (next instanceof HTMLElement && next.dataset.id) join(next);
    else if (before instanceof HTMLElement && before.classList.contains("day")) before.remove();
  }

  /** @param {number} id */
  #refreshKeys(id) {
    const shown = this.#shown.get(id);
    const old = shown?.node.querySelector(".inline-keys");
    const fresh = shown && inlineKeyboard(shown.message, this.place);
    if (old instanceof HTMLElement && fresh) keepFocus(old, fresh);
  }

  #showTyping() {
    clearTimeout(this.#typingTimer);
    const left = this.chat.typingUntil - Date.now();
    this.typing.hidden = left <= 0;
    if (left > 0) this.#typingTimer = setTimeout(() => this.#showTyping(), left + 20);
  }

  /** @param {Message} message */
  #announce(message) {
    if (message.from?.id === this.place.personId) this.#atBottom = true;
    else if (!this.#atBottom) this.#unseen += 1;
    this.#showNewer();
  }

  #showNewer() {
    this.newer.hidden = this.#atBottom;
    const label = this.#unseen > 0 ? t("newMessages", { n: this.#unseen }) : "";
    const words = /** @type {HTMLElement} */ (this.newer.lastElementChild);
    words.textContent = label;
    this.newer.setAttribute("aria-label", label || t("toBottom"));
  }

  #onScroll() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    // In a burst the bottom moves away before the scrolling to it is reported; only going up
    // means that the person has left it.
    if (scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM) this.#atBottom = true;
    else if (scrollTop < this.#lastTop) this.#atBottom = false;
    this.#lastTop = scrollTop;
    if (this.#atBottom) this.#unseen = 0;
    this.#showNewer();
  }

  #settle() {
    if (this.#atBottom) this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  toBottom() {
    this.#atBottom = true;
    this.#unseen = 0;
    this.#settle();
    this.#showNewer();
    this.scroller.focus();
  }

  /** @param {number} id shows the message a reply speaks of */
  jump(id) {
    const node = this.#shown.get(id)?.node;
    node?.scrollIntoView({ block: "center" });
    node?.focus();
  }

  /** @param {KeyboardEvent} event up and down go from message to message */
  #onKey(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const current = target.classList.contains("message") ? target : null;
    if (target !== this.scroller && !current) return;
    if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      const all = [...this.#shown.values()].map((shown) => shown.node);
      all.sort((a, b) => Number(a.dataset.id) - Number(b.dataset.id));
      const at = current ? all.indexOf(current) : all.length;
      const next = all[at + (event.key === "ArrowUp" ? -1 : 1)];
      next?.focus();
      event.preventDefault();
    } else if (event.key === "Enter" && current) {
      current.querySelector(".more")?.dispatchEvent(new MouseEvent("click"));
      event.preventDefault();
    } else if (event.key === "Escape" && current) this.scroller.focus();
  }
}
