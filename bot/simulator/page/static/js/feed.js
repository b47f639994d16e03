// @ts-check
import { el, uniqueId } from "./dom.js";
import { clockSeconds } from "./format.js";
import { addFeedRow, setFeedConnection, state, subscribe } from "./store.js";
import { t } from "./words.js";

/** A list of hundreds helps nobody to find anything. */
const MOST_OFFERED = 60;

/** @type {EventSource | null} */
let source = null;

/** Listens to the feed the server names; a server without one has nothing to listen to. */
export function followFeed() {
  if (source?.url === state.feedUrl) return;
  source?.close();
  source = null;
  if (!state.feedUrl) return;
  const opened = new EventSource(state.feedUrl);
  source = opened;
  opened.addEventListener("open", () => setFeedConnection("live"));
  opened.addEventListener("error", () => {
    setFeedConnection("lost");
    if (opened.readyState !== EventSource.CLOSED || source !== opened) return;
    source = null;
    setTimeout(followFeed, 3000);
  });
  opened.addEventListener("message", (event) => {
    try {
      addFeedRow(JSON.parse(event.data));
    } catch {
      /* The feed is somebody else's; a row that is not JSON is not worth stopping for. */
    }
  });
}

/** @returns {string[]} newest first, by their first event */
function subjects() {
  return [...new Set(state.feed.map((row) => row.subject))].reverse();
}

/** @param {import("./types.js").FeedRow} row @returns {HTMLElement} */
function rowNode(row) {
  return el(
    "li",
    { class: "feed-row" },
    el("time", { datetime: row.at, text: clockSeconds(row.at) }),
    el("b", { text: row.name }),
    row.text ? el("span", { text: row.text }) : null,
  );
}

/** @param {AbortSignal} signal @returns {HTMLElement} */
export function feedPanel(signal) {
  const heading = uniqueId("feed");
  const list = el("ol", { class: "feed-rows" });
  const box = el("div", { class: "feed-scroll", tabindex: 0, role: "group", "aria-labelledby": heading }, list);
  const note = el("p", { class: "feed-note", role: "status" });
  const select = el("select", {
    class: "feed-select",
    "aria-label": t("feedSubject"),
    on: { change: () => redraw() },
  });
  let drawn = "";
  let offered = "";

  const redraw = () => {
    const known = subjects();
    const followed = select.value;
    const offer = known.filter((subject, at) => at < MOST_OFFERED || subject === followed);
    if (offered !== offer.join("\n") || select.options.length === 0) {
      offered = offer.join("\n");
      select.replaceChildren(
        el("option", { value: "", text: t("feedNewest") }),
        ...offer.map((subject) => el("option", { value: subject, text: subject })),
      );
      select.value = followed;
    }
    const subject = select.value || known[0];
    note.textContent =
      state.feedConnection === "lost" ? t("feedLost") : known.length === 0 ? t("feedWaiting") : "";
    note.hidden = !note.textContent;
    const rows = state.feed.filter((row) => row.subject === subject);
    title.textContent = subject ?? "";
    // Only what is new is added while the subject stays the same.
    if (drawn !== subject) list.replaceChildren();
    drawn = subject;
    const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
    for (const row of rows.slice(list.childElementCount)) list.append(rowNode(row));
    if (atEnd) box.scrollTop = box.scrollHeight;
  };

  const title = el("p", { class: "feed-subject" });
  const panel = el(
    "aside",
    { class: "feed", id: "panel-events", "aria-labelledby": heading, data: { key: "events" } },
    el("header", {}, el("h2", { id: heading, text: t("events") }), select),
    title,
    note,
    box,
  );
  subscribe("feed", redraw, signal);
  redraw();
  return panel;
}
