// @ts-check
import { avatar } from "./avatar.js";
import { el, spoken } from "./dom.js";
import { clock, coordinates, fullName } from "./format.js";
import { icon } from "./icons.js";
import { drawMap } from "./map.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Message} Message */

/** @param {Message} message @returns {HTMLElement} */
export function locationCard(message) {
  const venue = message.venue;
  const place = venue?.location ?? message.location ?? { latitude: 0, longitude: 0 };
  const period = message.location?.live_period ?? 0;
  const over = period > 0 && period < 0x7fffffff && message.date + period < Date.now() / 1000;
  const live = period > 0 && !over;
  const title = venue?.title ?? t(period ? (live ? "liveLocation" : "liveEnded") : "location");
  return el(
    "figure",
    { class: live ? "location live" : "location" },
    drawMap(place, live),
    el(
      "figcaption",
      {},
      live ? icon("radio") : icon("pin"),
      el(
        "div",
        {},
        el("b", { text: title }),
        venue ? el("span", { text: venue.address }) : null,
        el("span", { class: "digits" }, spoken(`${t("mapAt", { place: "" })} `), coordinates(place)),
        live && message.edit_date
          ? el("span", { text: t("liveUpdated", { time: clock(message.edit_date) }) })
          : null,
      ),
    ),
  );
}

/** @param {Message} message @returns {HTMLElement} */
export function contactCard(message) {
  const contact = message.contact ?? { first_name: "", phone_number: "" };
  const name = fullName({ id: contact.user_id ?? 0, ...contact });
  return el(
    "div",
    { class: "contact" },
    avatar(contact.user_id ?? 0, name),
    el(
      "div",
      {},
      spoken(`${t("contact")}: `),
      el("b", { text: name }),
      el("span", { class: "digits", text: contact.phone_number }),
    ),
  );
}

/** @param {Message} message @returns {HTMLElement} */
export function photoCard(message) {
  const largest = message.photo?.at(-1);
  const address = message.sim?.photo_url;
  if (!address) return chip("photo", t("photo"));
  return el(
    "figure",
    { class: "photo" },
    el("img", {
      src: address.replace(/^\//, ""),
      alt: message.caption ?? t("photo"),
      // The size is known beforehand, so nothing jumps once the picture arrives.
      width: largest?.width || null,
      height: largest?.height || null,
      decoding: "async",
    }),
  );
}

/**
 * @param {import("./icons.js").IconName} name
 * @param {string} text
 * @returns {HTMLElement}
 */
export function chip(name, text) {
  return el("div", { class: "chip" }, icon(name), el("span", { text }));
}
