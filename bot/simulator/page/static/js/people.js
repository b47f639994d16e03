// @ts-check
import * as api from "./api.js";
import { avatar } from "./avatar.js";
import { refresh } from "./changes.js";
import { el, spoken } from "./dom.js";
import { fullName } from "./format.js";
import { icon } from "./icons.js";
import { popup } from "./popup.js";
import { chatsOf, look, pairKey, state, unreadIn } from "./store.js";
import { language, t } from "./words.js";

/** @typedef {import("./types.js").Column} Column */
/** @typedef {import("./types.js").Chat} Chat */

const LANGUAGES = [
  ["en", "English"],
  ["ko", "한국어"],
];

/** @param {number} count @returns {HTMLElement | null} */
export function badge(count) {
  if (count === 0) return null;
  return el(
    "span",
    { class: "badge" },
    el("span", { "aria-hidden": "true", text: count > 99 ? "99+" : String(count) }),
    spoken(t("unread", { n: count })),
  );
}

/** @param {Column} column @returns {string} */
export function columnTitle(column) {
  return column.title[language()] ?? column.title.en ?? column.key;
}

/** @param {Chat} chat @returns {string} */
export function chatTitle(chat) {
  return chat.title ?? state.bot.first_name;
}

/**
 * @param {{icon?: HTMLElement | SVGElement, text: string, note?: string, current?: boolean,
 *   unread?: number, act: () => void}} item
 */
function menuItem(item) {
  return el(
    "button",
    {
      type: "button",
      class: "menu-item",
      "aria-current": item.current ? "true" : null,
      on: { click: item.act },
    },
    item.icon,
    el("span", { class: "grow" }, item.text, item.note ? el("small", { text: item.note }) : null),
    badge(item.unread ?? 0),
    item.current ? icon("check") : null,
  );
}

/** @param {string} title @param {...(HTMLElement | HTMLElement[])} items */
function section(title, ...items) {
  return el("section", {}, el("h3", { text: title }), ...items);
}

/**
 * Everything one can choose about the person a column shows.
 * @param {Column} column
 * @param {HTMLElement} opener
 * @param {(error: unknown) => void} fail
 * @returns {HTMLElement}
 */
export function personMenu(column, opener, fail) {
  const panel = el("div", { class: "menu person-menu" });
  const current = () => /** @type {Column} */ (state.columns.find((c) => c.key === column.key));

  const show = (/** @type {number} */ personId, /** @type {number} */ chatId) => {
    menu.close();
    look(current(), personId, chatId);
  };

  const addAnother = async () => {
    menu.close();
    try {
      const person = await api.addPerson(column.key);
      await refresh();
      if (current().people.includes(person.id)) look(current(), person.id, person.id);
    } catch (error) {
      fail(error);
    }
  };

  const fill = () => {
    const view = state.views.get(column.key);
    const person = view && state.people.get(view.personId);
    if (!view || !person) return;
    const change = (/** @type {object} */ what) =>
      api.changePerson(person.id, what).then(() => menu.close(), fail);
    panel.replaceChildren(
      section(
        t("chats"),
        chatsOf(person.id).map((chat) =>
          menuItem({
            icon: icon(chat.type === "private" ? "chat" : "people"),
            text: chatTitle(chat),
            note: chat.type === "private" ? "" : t("members", { n: chat.members.length }),
            current: chat.id === view.chatId,
            unread: state.unread.get(pairKey(person.id, chat.id)) ?? 0,
            act: () => show(person.id, chat.id),
          }),
        ),
      ),
      section(
        t("persons"),
        current().people.map((id) => {
          const other = state.people.get(id);
          return menuItem({
            icon: avatar(id, fullName(other)),
            text: fullName(other),
            note: other?.username ? `@${other.username}` : "",
            current: id === person.id,
            unread: unreadIn(column, id),
            act: () => show(id, id),
          });
        }),
        current().can_add
          ? [menuItem({ icon: icon("plus"), text: t("addPerson"), act: addAnother })]
          : [],
      ),
      section(
        t("personLanguage"),
        el(
          "div",
          { class: "segments", role: "group", "aria-label": t("personLanguage") },
          LANGUAGES.map(([code, name]) =>
            el("button", {
              type: "button",
              lang: code,
              "aria-pressed": String(person.language_code.startsWith(code)),
              text: name,
              on: { click: () => change({ language_code: code }) },
            }),
          ),
        ),
      ),
      el(
        "section",
        { class: person.blocked ? "" : "danger" },
        menuItem({
          icon: icon("block"),
          text: t(person.blocked ? "unblockBot" : "blockBot"),
          act: () => change({ blocked: !person.blocked }),
        }),
      ),
    );
  };

  const menu = popup(opener, panel, fill);
  return panel;
}
