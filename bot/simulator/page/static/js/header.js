// @ts-check
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { state, subscribe } from "./store.js";
import { troubleTool } from "./trouble.js";
import { language, t } from "./words.js";

/**
 * @param {(language: string) => void} onLanguage
 * @param {AbortSignal} signal
 * @returns {HTMLElement}
 */
export function pageHeader(onLanguage, signal) {
  const light = el("span", { class: "light", "aria-hidden": "true" });
  const words = el("span");
  const select = el(
    "select",
    {
      "aria-label": t("pageLanguage"),
      on: { change: () => onLanguage(select.value) },
    },
    el("option", { value: "en", lang: "en", text: "English" }),
    el("option", { value: "ko", lang: "ko", text: "한국어" }),
  );
  select.value = language();
  const feedless = el("span", { class: "feedless", text: t("noFeed") });
  const lost = el("p", { class: "lost", role: "alert" });
  const show = () => {
    light.dataset.connection = state.connection;
    words.textContent = t(state.connection === "live" ? "live" : "connecting");
    lost.textContent = state.connection === "lost" ? t("lost") : "";
    lost.hidden = state.connection !== "lost";
    feedless.hidden = !state.ready || state.feedUrl !== null;
  };
  subscribe("connection", show, signal);
  subscribe("columns", show, signal);
  show();
  return el(
    "header",
    { class: "page-head" },
    el(
      "div",
      { class: "page-bar" },
      el(
        "h1",
        {},
        el("span", { class: "mark" }, icon("chat")),
        el("span", { class: "page-name", text: t("title") }),
      ),
      el("p", { class: "status" }, light, words, feedless),
      // Tools that act on the whole simulation find their place here.
      el("div", { class: "page-tools" }, troubleTool(signal)),
      el("label", { class: "language" }, icon("language"), select),
    ),
    lost,
  );
}
