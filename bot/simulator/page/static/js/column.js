// @ts-check
import { avatar } from "./avatar.js";
import { ChatLog } from "./chat.js";
import { Composer } from "./composer.js";
import { button, openDialog } from "./dialog.js";
import { el, spoken, uniqueId } from "./dom.js";
import { fullName } from "./format.js";
import { icon } from "./icons.js";
import { lockScreen, lockScreenToggle } from "./lockscreen.js";
import { openMessageMenu } from "./messagemenu.js";
import { openPaySheet } from "./pay.js";
import { badge, chatTitle, columnTitle, personMenu } from "./people.js";
import { chatFor, inView, state, subscribe, unreadIn } from "./store.js";
import { toasts } from "./toast.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Column} Column */

/** @param {Column} column @param {AbortSignal} signal @returns {HTMLElement} one column of the page */
export function columnPanel(column, signal) {
  const heading = uniqueId("column");
  const hue = state.columns.indexOf(column) % 3;
  const toast = toasts();
  const body = el("div", { class: "chat-body" });
  const fail = (/** @type {unknown} */ error) => {
    const reason = error instanceof Error ? error.message : String(error);
    toast.show(t("failed", { reason }));
  };
  const face = el("span", { class: "face" });
  const title = el("h2", { id: heading });
  const subtitle = el("p", { class: "subtitle" });
  const unread = el("span", { class: "head-unread" });
  const label = spoken("");
  const opener = el(
    "button",
    { type: "button", class: "person-button" },
    label,
    face,
    unread,
    icon("down"),
  );
  const panel = el(
    "section",
    { class: "column", id: `panel-${column.key}`, "aria-labelledby": heading, data: { key: column.key, hue } },
    el(
      "header",
      { class: "chat-head" },
      opener,
      el("div", { class: "chat-name" }, title, subtitle),
      el("span", { class: "role", text: columnTitle(column) }),
      lockScreenToggle(column.key, signal),
      personMenu(column, opener, fail),
    ),
    toast.node,
    body,
  );

  const view = () => state.views.get(column.key);
  const current = () => state.columns.find((each) => each.key === column.key) ?? column;

  const showHead = () => {
    const shown = view();
    const person = shown && state.people.get(shown.personId);
    if (!shown || !person) return;
    const chat = chatFor(shown.chatId);
    const name = fullName(person);
    title.textContent = name;
    face.replaceChildren(avatar(person.id, name));
    label.textContent = t("personMenu", { name });
    const where = chat.type === "private" ? t("botChat", { name: chatTitle(chat) }) : chatTitle(chat);
    const standing = person.deactivated ? t("deactivated") : person.blocked ? t("blocked") : where;
    subtitle.textContent = standing;
    panel.classList.toggle("away", person.blocked || person.deactivated);
  };

  const showUnread = () => {
    const shown = view();
    const all = unreadIn(current());
    const here = shown && inView(column, shown.personId, shown.chatId);
    unread.replaceChildren(...[badge(all)].filter((node) => node !== null));
    unread.hidden = all === 0 || !here;
  };

  /** @type {AbortController} */
  let open = new AbortController();
  const showChat = () => {
    open.abort();
    open = new AbortController();
    const shown = view();
    const person = shown && state.people.get(shown.personId);
    if (!shown || !person) return;
    const tools = chatTools(column, panel, toast.show, fail, open.signal);
    body.replaceChildren(...tools);
    showHead();
    showUnread();
  };

  subscribe(`view:${column.key}`, showChat, signal);
  subscribe("people", showHead, signal);
  subscribe("unread", showUnread, signal);
  subscribe("columns", () => {
    showHead();
    if (!body.firstChild) showChat();
  }, signal);
  subscribe("answer", (answer) => onAnswer(answer, column, panel, toast.show), signal);
  signal.addEventListener("abort", () => open.abort());
  showChat();
  return panel;
}

/**
 * @param {any} answer
 * @param {Column} column
 * @param {HTMLElement} panel
 * @param {(text: string, url?: string) => void} tell
 */
function onAnswer(answer, column, panel, tell) {
  const view = state.views.get(column.key);
  if (view?.personId !== answer.user_id || view?.chatId !== answer.chat_id) return;
  if (answer.text && answer.show_alert) {
    const sheet = openDialog(
      t("alertTitle", { bot: state.bot.first_name }),
      panel,
      document.createTextNode(answer.text),
    );
    sheet.node.setAttribute("role", "alertdialog");
    const ok = button(t("ok"), sheet.close, { style: "primary", focus: true });
    sheet.content.append(el("footer", {}, ok));
    sheet.content.classList.add("alert-words");
    ok.focus();
  } else if (answer.text || answer.url) tell(answer.text ?? "", answer.url ?? "");
}

/**
 * @param {Column} column
 * @param {HTMLElement} panel
 * @param {(text: string) => void} tell
 * @param {(error: unknown) => void} fail
 * @param {AbortSignal} signal
 * @returns {HTMLElement[]} the phone's lock screen, the log and what one writes with
 */
function chatTools(column, panel, tell, fail, signal) {
  const { personId, chatId } = /** @type {{personId: number, chatId: number}} */ (
    state.views.get(column.key)
  );
  const composer = new Composer(personId, chatId, () => panel, tell, fail, signal);
  const copy = (/** @type {string} */ text) =>
    navigator.clipboard.writeText(text).then(() => tell(t("copied")), fail);
  const log = new ChatLog(
    {
      chatId,
      chatType: chatFor(chatId).type,
      personId,
      reader: {
        say: (text) => void composer.say(text),
        copy: (text) => void copy(text),
        locale: composer.person.language_code,
        botName: state.bot.username ?? "",
      },
      tell,
      fail,
      pay: (message) => openPaySheet(message, { chatId, personId, over: panel }),
      jump: (id) => log.jump(id),
      menu: (message, at) => openMessageMenu(message, at, composer, (text) => void copy(text)),
    },
    composer.person.first_name,
    signal,
  );
  return [lockScreen(column.key, personId, chatId, signal), log.node, composer.node];
}
