// @ts-check
import * as api from "./api.js";
import { askContact, askLocation, attachMenu } from "./attach.js";
import { CommandList } from "./commands.js";
import { el } from "./dom.js";
import { fullName } from "./format.js";
import { icon } from "./icons.js";
import { ReplyKeys } from "./replykeys.js";
import { chatFor, keepDraft, pairKey, state, subscribe } from "./store.js";
import { summarize } from "./summary.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Message} Message */

/** What a person writes with: the field, what surrounds it, and the bot's reply keyboard. */
export class Composer {
  /** @type {{mode: "reply" | "edit", message: Message} | null} */
  #about = null;

  /**
   * @param {number} personId
   * @param {number} chatId
   * @param {() => HTMLElement} panel the column, which dialogs open over
   * @param {(text: string) => void} tell
   * @param {(error: unknown) => void} fail
   * @param {AbortSignal} signal
   */
  constructor(personId, chatId, panel, tell, fail, signal) {
    this.personId = personId;
    this.chatId = chatId;
    this.fail = fail;
    this.field = el("textarea", {
      class: "field-text",
      rows: 1,
      maxlength: 4096,
      enterkeyhint: "send",
      "aria-label": t("messageTo", { name: this.person.first_name }),
      on: {
        input: () => this.#onInput(),
        keydown: (/** @type {KeyboardEvent} */ event) => this.#onKey(event),
      },
    });
    this.field.value = state.drafts.get(pairKey(personId, chatId)) ?? "";
    this.commands = new CommandList(
      this.field,
      () => chatFor(chatId).commands,
      (text) => {
        this.#clear();
        void this.say(text);
      },
    );
    const send = (/** @type {object} */ content) => this.send(content);
    this.keys = new ReplyKeys(
      {
        say: (text) => void this.say(text),
        askContact: () => askContact(this.person, panel(), send, true),
        askLocation: () => askLocation(this.person, panel(), send),
      },
      () => this.#showPlaceholder(),
    );
    this.submit = el(
      "button",
      { type: "submit", class: "icon-button send", "aria-label": t("send") },
      icon("send"),
    );
    this.banner = el("div", { class: "about", hidden: true });
    this.form = el(
      "form",
      {
        class: "composer",
        on: {
          submit: (/** @type {Event} */ event) => {
            event.preventDefault();
            this.#submit();
          },
        },
      },
      this.commands.node,
      this.banner,
      el(
        "div",
        { class: "composer-row" },
        attachMenu(() => this.person, panel, send, tell),
        this.commands.button,
        this.field,
        this.keys.toggle,
        this.submit,
      ),
    );
    const press = () => void this.say("/start");
    this.start = el("button", { type: "button", class: "start", text: t("start"), on: { click: press } });
    const unblock = () => api.changePerson(this.personId, { blocked: false }).catch(fail);
    this.unblock = el("button", {
      type: "button",
      class: "start",
      text: t("unblockBot"),
      on: { click: unblock },
    });
    this.node = el("div", { class: "writing" }, this.start, this.unblock, this.form, this.keys.node);
    subscribe(`chat:${chatId}`, (change) => this.#onChange(change), signal);
    subscribe("people", () => this.#showStanding(), signal);
    this.keys.show(chatFor(chatId).replyKeyboard);
    this.#showStanding();
    this.#showPlaceholder();
    const newest = [...chatFor(chatId).messages.values()].at(-1);
    if (newest?.reply_markup?.force_reply) this.about("reply", newest);
  }

  get person() {
    return /** @type {import("./types.js").Person} */ (state.people.get(this.personId));
  }

  /** @param {any} change */
  #onChange(change) {
    const chat = chatFor(this.chatId);
    if (change.kind === "keyboard" || change.kind === "reset") this.keys.show(chat.replyKeyboard);
    if (change.kind === "commands" || change.kind === "reset") this.commands.refresh();
    if (change.kind === "message" && change.message.reply_markup?.force_reply) {
      this.about("reply", change.message);
    }
    const about = this.#about?.message.message_id;
    if (about !== undefined && !chat.messages.has(about)) this.#forget();
  }

  /** Who has not begun can begin; who has blocked the bot can only take that back. */
  #showStanding() {
    if (!this.person) return;
    const { started, blocked, deactivated } = this.person;
    const own = this.chatId === this.personId;
    this.start.hidden = !own || started || blocked || deactivated;
    this.unblock.hidden = !own || !blocked || deactivated;
    this.form.hidden = deactivated || (own && blocked);
    this.keys.node.classList.toggle("away", deactivated || (own && blocked));
  }

  #showPlaceholder() {
    // The keyboard tells of its folding before the field exists.
    if (!this.keys) return;
    const asked = this.#about?.message.reply_markup?.input_field_placeholder;
    this.field.placeholder = asked ?? this.keys.placeholder ?? t("message");
    this.#grow();
  }

  #grow() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, 140)}px`;
  }

  #onInput() {
    if (this.#about?.mode !== "edit") keepDraft(this.personId, this.chatId, this.field.value);
    this.#grow();
  }

  #clear() {
    this.commands.close();
    this.field.value = "";
    keepDraft(this.personId, this.chatId, "");
    this.#grow();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    // Enter also ends the composition of a Korean syllable; that one is not ours.
    if (event.isComposing || this.commands.onKey(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === "Escape" && this.#about) {
      this.#forget();
    } else if (event.key === "ArrowUp" && !this.field.value) {
      const own = [...chatFor(this.chatId).messages.values()].filter(
        (message) => message.from?.id === this.personId && message.text !== undefined,
      );
      const last = own.at(-1);
      if (last) {
        event.preventDefault();
        this.about("edit", last);
      }
    }
  }

  #submit() {
    const text = this.field.value.trim();
    if (!text) return;
    const about = this.#about;
    this.#clear();
    this.#forget();
    if (about?.mode === "edit") {
      const id = about.message.message_id;
      void api.editMessage(this.chatId, this.personId, id, text).catch(this.fail);
    } else void this.send({ text, ...(about ? { reply_to: about.message.message_id } : {}) }, text);
  }

  /** @param {string} text @returns {Promise<void>} */
  say(text) {
    return this.send({ text });
  }

  /** @param {object} content @param {string} [typed] given back to the field when it fails */
  async send(content, typed = "") {
    try {
      await api.sendMessage(this.chatId, this.personId, content);
    } catch (error) {
      if (typed && !this.field.value) this.field.value = typed;
      this.fail(error);
    }
  }

  /** @param {"reply" | "edit"} mode @param {Message} message */
  about(mode, message) {
    this.#about = { mode, message };
    const cancel = el(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": t("cancel"),
        on: { click: () => this.#forget() },
      },
      icon("close"),
    );
    const title = mode === "edit" ? t("editing") : t("replyTo", { name: fullName(message.from) });
    this.banner.replaceChildren(
      icon(mode),
      el("div", {}, el("b", { text: title }), el("span", { text: summarize(message) })),
      cancel,
    );
    this.banner.hidden = false;
    if (mode === "edit") this.field.value = message.text ?? "";
    this.submit.setAttribute("aria-label", t(mode === "edit" ? "save" : "send"));
    this.#showPlaceholder();
    // A bot asking for a reply must not take the focus from another chat.
    if (document.activeElement === document.body || mode === "edit") this.field.focus();
  }

  #forget() {
    if (this.#about?.mode === "edit") this.#clear();
    this.#about = null;
    this.banner.hidden = true;
    this.submit.setAttribute("aria-label", t("send"));
    this.#showPlaceholder();
  }
}
