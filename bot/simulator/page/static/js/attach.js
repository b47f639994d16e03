// @ts-check
import { button, field, openDialog } from "./dialog.js";
import { el } from "./dom.js";
import { fullName } from "./format.js";
import { icon } from "./icons.js";
import { drawMap } from "./map.js";
import { popup } from "./popup.js";
import { state } from "./store.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Person} Person */
/** @typedef {(content: object) => Promise<void>} Send */

const LARGEST_PHOTO = 10 * 1024 * 1024;
const SEOUL = { latitude: 37.5665, longitude: 126.978 };

/** @param {Person} person @param {HTMLElement} over @param {Send} send */
export function askLocation(person, over, send) {
  const home = person.location ?? SEOUL;
  const limits = { type: "number", step: "any", required: true, inputmode: "decimal" };
  const lat = field(t("latitude"), { ...limits, value: home.latitude, autofocus: true });
  const lon = field(t("longitude"), { ...limits, value: home.longitude });
  const map = el("div", { class: "sheet-map" });
  const read = () => ({ latitude: Number(lat.input.value), longitude: Number(lon.input.value) });
  const check = () => {
    const { latitude, longitude } = read();
    lat.input.setCustomValidity(Math.abs(latitude) > 90 ? t("badLatitude") : "");
    lon.input.setCustomValidity(Math.abs(longitude) > 180 ? t("badLongitude") : "");
    if (Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180) {
      map.replaceChildren(drawMap(read(), false));
    }
  };
  const reset = () => {
    lat.input.value = String(home.latitude);
    lon.input.value = String(home.longitude);
    check();
  };
  const form = el(
    "form",
    {
      on: {
        input: check,
        submit: (/** @type {Event} */ event) => {
          event.preventDefault();
          sheet.close();
          void send({ location: read() });
        },
      },
    },
    map,
    el("div", { class: "field-pair" }, lat.row, lon.row),
    button(t("useDefault", { name: person.first_name }), reset, { style: "quiet" }),
    el(
      "footer",
      {},
      button(t("cancel"), () => sheet.close()),
      button(t("send"), () => {}, { style: "primary", type: "submit" }),
    ),
  );
  check();
  const sheet = openDialog(t("sendLocation"), over, form);
}

/**
 * @param {Person} person
 * @param {HTMLElement} over
 * @param {Send} send
 * @param {boolean} asked by a bot's button, so it is the person's own number that is shared
 */
export function askContact(person, over, send, asked) {
  const phone = field(t("phone"), {
    type: "tel",
    required: true,
    pattern: "\\+?[0-9 \\-]{3,20}",
    title: t("needPhone"),
    value: person.phone ?? "",
  });
  const name = field(t("firstName"), { required: true, maxlength: 64, value: person.first_name });
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const number = phone.input.value.replace(/[^\d+]/g, "");
    const own = asked || (number === person.phone && name.input.value === person.first_name);
    sheet.close();
    void send({
      contact: {
        phone_number: number,
        first_name: name.input.value,
        ...(own ? { user_id: person.id } : {}),
        ...(own && person.last_name ? { last_name: person.last_name } : {}),
      },
    });
  };
  const fixed = asked && person.phone;
  const form = el(
    "form",
    { on: { submit } },
    asked ? el("p", { text: t("shareContactHint", { bot: state.bot.first_name }) }) : null,
    fixed
      ? el("p", { class: "big digits", text: `${fullName(person)} · ${person.phone}` })
      : [phone.row, asked ? null : name.row],
    el(
      "footer",
      {},
      button(t("cancel"), () => sheet.close()),
      button(t(asked ? "share" : "send"), () => {}, {
        style: "primary",
        type: "submit",
        focus: Boolean(fixed),
      }),
    ),
  );
  const sheet = openDialog(t(asked ? "shareContactTitle" : "sendContact"), over, form);
}

/** @param {File} file @returns {Promise<string>} base64 */
function readFile(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(",")[1] ?? "");
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

/**
 * The paper clip and its menu.
 * @param {() => Person} person
 * @param {() => HTMLElement} over
 * @param {Send} send
 * @param {(text: string) => void} tell
 * @returns {HTMLElement}
 */
export function attachMenu(person, over, send, tell) {
  const picker = el("input", {
    type: "file",
    accept: "image/jpeg,image/png,image/webp",
    hidden: true,
    on: {
      change: async () => {
        const file = picker.files?.[0];
        picker.value = "";
        if (!file) return;
        if (file.size > LARGEST_PHOTO) tell(t("photoTooBig"));
        else void send({ photo: await readFile(file) });
      },
    },
  });
  const opener = el(
    "button",
    { type: "button", class: "icon-button", "aria-label": t("attach") },
    icon("attach"),
  );
  const item = (
    /** @type {import("./icons.js").IconName} */ name,
    /** @type {string} */ text,
    /** @type {() => void} */ act,
  ) => {
    const choose = () => {
      menu.close();
      act();
    };
    return el("button", { type: "button", class: "menu-item", on: { click: choose } }, icon(name), text);
  };
  const panel = el(
    "div",
    { class: "menu attach-menu", role: "group", "aria-label": t("attach") },
    item("pin", t("attachLocation"), () => askLocation(person(), over(), send)),
    item("person", t("attachContact"), () => askContact(person(), over(), send, false)),
    item("photo", t("attachPhoto"), () => picker.click()),
  );
  const menu = popup(opener, panel);
  return el("div", { class: "attach" }, opener, panel, picker);
}
