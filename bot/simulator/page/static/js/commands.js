// @ts-check
import { el, uniqueId } from "./dom.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Command} Command */

/**
 * The list of commands above the field: opened by its button, or by typing "/", which also
 * filters it. The focus stays in the field, as in any combobox.
 */
export class CommandList {
  /** @type {Command[]} */
  #matches = [];
  /** Nothing at first: Enter sends what was typed unless a command was gone to. */
  #active = -1;

  /**
   * @param {HTMLTextAreaElement} field
   * @param {() => Command[]} commands
   * @param {(text: string) => void} say
   */
  constructor(field, commands, say) {
    this.field = field;
    this.commands = commands;
    this.say = say;
    this.id = uniqueId("commands");
    this.node = el("div", {
      class: "command-list",
      id: this.id,
      role: "listbox",
      "aria-label": t("commands"),
      hidden: true,
    });
    this.button = el("button", {
      type: "button",
      class: "icon-button slash",
      "aria-label": t("commands"),
      "aria-expanded": "false",
      text: "/",
      on: { click: () => this.#toggle() },
    });
    field.setAttribute("aria-autocomplete", "list");
    field.addEventListener("input", () => this.#onInput());
    field.addEventListener("blur", () => this.close());
    // Otherwise the blur closes the list before the click lands.
    for (const node of [this.node, this.button]) {
      node.addEventListener("pointerdown", (event) => event.preventDefault());
    }
    this.refresh();
  }

  get open() {
    return !this.node.hidden;
  }

  refresh() {
    this.button.hidden = this.commands().length === 0;
    if (this.open) this.#show(this.#matches.length ? this.commands() : []);
  }

  close() {
    this.#show([]);
  }

  #toggle() {
    this.field.focus();
    this.#show(this.open ? [] : this.commands());
  }

  #onInput() {
    const typed = /^\/(\w*)$/.exec(this.field.value);
    const begun = typed?.[1].toLowerCase();
    this.#show(
      begun === undefined ? [] : this.commands().filter((c) => c.command.startsWith(begun)),
    );
  }

  /** @param {Command[]} matches */
  #show(matches) {
    this.#matches = matches;
    this.#active = -1;
    this.node.hidden = matches.length === 0;
    this.button.setAttribute("aria-expanded", String(!this.node.hidden));
    this.node.replaceChildren(
      ...matches.map((command, at) =>
        el(
          "div",
          {
            class: "command",
            role: "option",
            id: `${this.id}-${at}`,
            on: { click: () => this.#choose(command) },
          },
          el("b", { text: `/${command.command}` }),
          el("span", { text: command.description }),
        ),
      ),
    );
    if (matches.length > 0) this.field.setAttribute("aria-controls", this.id);
    this.#mark();
  }

  #mark() {
    [...this.node.children].forEach((node, at) => {
      node.setAttribute("aria-selected", String(at === this.#active));
      if (at === this.#active) node.scrollIntoView({ block: "nearest" });
    });
    if (this.open && this.#active >= 0) {
      this.field.setAttribute("aria-activedescendant", `${this.id}-${this.#active}`);
    } else this.field.removeAttribute("aria-activedescendant");
  }

  /** @param {Command} command */
  #choose(command) {
    this.close();
    this.say(`/${command.command}`);
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the list has taken the key */
  onKey(event) {
    if (!this.open) return false;
    const size = this.#matches.length;
    if (event.key === "ArrowDown") this.#active = (this.#active + 1) % size;
    else if (event.key === "ArrowUp") {
      this.#active = (Math.max(this.#active, 0) + size - 1) % size;
    } else if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && this.#active >= 0) {
      this.#choose(this.#matches[this.#active]);
    } else if (event.key === "Tab" && !event.shiftKey) {
      this.field.value = `/${this.#matches[Math.max(this.#active, 0)].command} `;
      this.close();
    } else return false;
    this.#mark();
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
}
