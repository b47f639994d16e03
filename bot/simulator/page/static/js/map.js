// @ts-check
import { svg } from "./dom.js";

/** @typedef {import("./types.js").Place} Place */

const WIDTH = 264;
const HEIGHT = 136;
const BLOCK = 46;
const METRES_PER_PIXEL = 4;

/** The same place always gets the same number, so a town looks the same each time it is drawn. */
/** @param {number} a @param {number} b @returns {number} 0 to 1 */
function hash(a, b) {
  let value = Math.imul(a | 0, 374761393) ^ Math.imul(b | 0, 668265263);
  value = Math.imul(value ^ (value >>> 13), 1274126177);
  return ((value ^ (value >>> 16)) >>> 0) / 4294967296;
}

/** @param {Place} place @returns {{x: number, y: number}} pixels from the equator and meridian */
function pixels(place) {
  const metres = 111_320;
  return {
    x: (place.longitude * metres * Math.cos((place.latitude * Math.PI) / 180)) / METRES_PER_PIXEL,
    y: (-place.latitude * metres) / METRES_PER_PIXEL,
  };
}

/** @param {number} index @param {number} salt @returns {number} where a road runs */
function road(index, salt) {
  return index * BLOCK + (hash(index, salt) - 0.5) * BLOCK * 0.55;
}

/** @param {number} x @param {number} y @param {number} width @param {number} height */
function quarter(x, y, width, height, /** @type {number} */ kind) {
  const tone = kind < 0.12 ? "map-park" : kind < 0.17 ? "map-water" : "map-block";
  const inset = 3.5;
  return svg("rect", {
    x: (x + inset).toFixed(1),
    y: (y + inset).toFixed(1),
    width: Math.max(width - 2 * inset, 1).toFixed(1),
    height: Math.max(height - 2 * inset, 1).toFixed(1),
    rx: 4,
    class: kind > 0.86 ? "map-block map-dense" : tone,
  });
}

/**
 * Draws an invented town around a place: no map tiles are fetched, yet a courier who moves is
 * seen to move.
 * @param {Place} place
 * @param {boolean} live
 * @returns {SVGElement}
 */
export function drawMap(place, live) {
  const centre = pixels(place);
  const left = centre.x - WIDTH / 2;
  const top = centre.y - HEIGHT / 2;
  const town = svg("g");
  for (let i = Math.floor(left / BLOCK) - 1; i <= (left + WIDTH) / BLOCK + 1; i++) {
    for (let j = Math.floor(top / BLOCK) - 1; j <= (top + HEIGHT) / BLOCK + 1; j++) {
      const x = road(i, 7);
      const y = road(j, 13);
      town.append(
        quarter(x - left, y - top, road(i + 1, 7) - x, road(j + 1, 13) - y, hash(i, j + 101)),
      );
    }
  }
  const middle = `translate(${WIDTH / 2} ${HEIGHT / 2})`;
  const marker = live
    ? svg(
        "g",
        { transform: middle },
        svg("circle", { r: 22, class: "map-halo" }),
        svg("circle", { r: 8, class: "map-dot" }),
      )
    : svg(
        "g",
        { transform: middle },
        svg("ellipse", { rx: 7, ry: 2.5, class: "map-shade" }),
        svg("path", {
          d: "M0 0C-3-7-12-12-12-21a12 12 0 0 1 24 0C12-12 3-7 0 0z",
          class: "map-pin",
        }),
        svg("circle", { cy: -21, r: 4.5, class: "map-eye" }),
      );
  return svg(
    "svg",
    {
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      preserveAspectRatio: "xMidYMid slice",
      class: "map",
      "aria-hidden": "true",
    },
    svg("rect", { width: WIDTH, height: HEIGHT, class: "map-ground" }),
    town,
    marker,
  );
}
