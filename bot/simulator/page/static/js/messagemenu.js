// @ts-check
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { popup } from "./popup.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Message} Message */

/**
 * @param {Message} message
 * @param {HTMLElement} opener the button in its bubble
 * @param {import("./composer.js").Composer} composer
 * @param {(text: string) => void} copy
 */
export function openMessageMenu(message, opener, composer, copy) {
  if (opener.nextElementSibling?.classList.contains("message-menu")) return;
  const panel = el("div", {
    class: "menu message-menu",
    role: "group",
    "aria-label": t("messageMenu"),
  });
  const item = (
    /** @type {import("./icons.js").IconName} */ name,
    /** @type {string} */ text,
    /** @type {() => void} */ act,
  ) => {
    const choose = () => {
      menu.close();
      act();
    };
    panel.append(
      el("button", { type: "button", class: "menu-item", on: { click: choose } }, icon(name), text),
    );
  };
  const words = message.text ?? message.caption;
  item("reply", t("reply"), () => {
    composer.about("reply", message);
    composer.field.focus();
  });
  if (words) item("copy", t("copyText"), () => copy(words));
  if (message.from?.id === composer.personId && message.text !== undefined) {
    item("edit", t("edit"), () => composer.about("edit", message));
  }
  opener.after(panel);
  const menu = popup(opener, panel);
  menu.open();
}
