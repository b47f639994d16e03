// @ts-check
import { connect, refresh } from "./changes.js";
import { columnPanel } from "./column.js";
import { el } from "./dom.js";
import { feedPanel, followFeed } from "./feed.js";
import { pageHeader } from "./header.js";
import { markRead, narrow, state, subscribe } from "./store.js";
import { tabBar } from "./tabs.js";
import { language, setLanguage, t } from "./words.js";

const app = /** @type {HTMLElement} */ (document.getElementById("app"));
const forever = new AbortController().signal;
let mounted = new AbortController();
let frame = "";

/** @returns {string} what the page's frame depends on; all else is kept up to date inside it */
function frameOf() {
  return JSON.stringify([state.ready, state.feedUrl, state.columns.map((column) => column.key)]);
}

function mount() {
  mounted.abort();
  mounted = new AbortController();
  const { signal } = mounted;
  frame = frameOf();
  document.documentElement.lang = language();
  document.title = state.ready ? `${state.bot.first_name} · ${t("title")}` : t("title");
  const panels = state.columns.map((column) => columnPanel(column, signal));
  if (state.feedUrl) panels.push(feedPanel(signal));
  const columns = el("div", { class: "columns" }, panels);
  columns.style.setProperty("--chats", String(state.columns.length));
  columns.classList.toggle("with-feed", state.feedUrl !== null);
  app.replaceChildren(
    pageHeader((chosen) => {
      setLanguage(chosen);
      mount();
      app.querySelector("select")?.focus();
    }, signal),
    el("main", { class: "page-main" }, tabBar(panels, signal), columns),
  );
}

subscribe(
  "columns",
  () => {
    if (frameOf() !== frame) mount();
    followFeed();
    const strangers = state.columns.some((column) =>
      column.people.some((id) => !state.people.has(id)),
    );
    if (strangers) void refresh();
  },
  forever,
);
narrow.addEventListener("change", markRead);
mount();
void connect();
