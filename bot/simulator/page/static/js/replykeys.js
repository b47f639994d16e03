// @ts-check
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").ReplyKeyboard} ReplyKeyboard */
/**
 * @typedef {{say: (text: string) => void, askContact: () => void, askLocation: () => void}} Acts
 */

/**
 * The keyboard a bot puts below the field. It can be folded away and brought back; one that is
 * meant for one time folds itself once used.
 */
export class ReplyKeys {
  #folded = false;
  /** @type {ReplyKeyboard | null} */
  #keyboard = null;

  /** @param {Acts} acts @param {() => void} onFold */
  constructor(acts, onFold) {
    this.acts = acts;
    this.onFold = onFold;
    this.node = el("div", { class: "reply-keys", role: "group", "aria-label": t("keyboard") });
    this.toggle = el(
      "button",
      { type: "button", class: "icon-button", on: { click: () => this.#fold(!this.#folded) } },
      icon("keyboard"),
    );
  }

  /** @returns {string | undefined} */
  get placeholder() {
    return this.#folded ? undefined : this.#keyboard?.input_field_placeholder;
  }

  /** @param {ReplyKeyboard | null} keyboard */
  show(keyboard) {
    if (keyboard && keyboard === this.#keyboard) return;
    this.#keyboard = keyboard;
    this.node.replaceChildren();
    this.node.classList.toggle("tall", keyboard !== null && !keyboard.resize_keyboard);
    for (const row of keyboard?.keyboard ?? []) {
      this.node.append(el("div", { class: "key-row" }, row.map((key) => this.#key(key))));
    }
    this.#fold(false);
  }

  /** @param {boolean} folded */
  #fold(folded) {
    const hadFocus = this.node.contains(document.activeElement);
    this.#folded = folded;
    this.node.hidden = folded || !this.#keyboard;
    this.toggle.hidden = !this.#keyboard;
    this.toggle.setAttribute("aria-label", t(folded ? "keyboardShow" : "keyboardHide"));
    this.toggle.setAttribute("aria-expanded", String(!folded));
    this.onFold();
    if (hadFocus && this.node.hidden) this.toggle.focus();
  }

  /** @param {import("./types.js").ReplyButton} key */
  #key(key) {
    const button = typeof key === "string" ? { text: key } : key;
    const known = ["primary", "success", "danger"].includes(button.style ?? "");
    const act = () => {
      if (button.request_contact) this.acts.askContact();
      else if (button.request_location) this.acts.askLocation();
      else this.acts.say(button.text);
      if (this.#keyboard?.one_time_keyboard) this.#fold(true);
    };
    return el(
      "button",
      { type: "button", class: `reply-key${known ? ` ${button.style}` : ""}`, on: { click: act } },
      button.request_contact ? icon("person") : null,
      button.request_location ? icon("pin") : null,
      el("span", { text: button.text }),
    );
  }
}
