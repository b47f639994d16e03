// @ts-check
/** @typedef {Node | string | number | null | undefined | false} Child */
/**
 * @typedef {{class?: string, text?: string, data?: Record<string, string | number>,
 *   on?: Record<string, (event: any) => void>,
 *   [attribute: string]: any}} Props
 */

/**
 * The page's only way to make elements. Text always becomes a text node, so that nothing people
 * or bots write can turn into markup.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Props} [props]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") node.className = value;
    else if (name === "text") node.textContent = value;
    else if (name === "data") Object.assign(node.dataset, value);
    else if (name === "on") {
      for (const [type, listener] of Object.entries(value)) {
        node.addEventListener(type, /** @type {EventListener} */ (listener));
      }
    } else node.setAttribute(name, value === true ? "" : String(value));
  }
  add(node, ...children);
  return node;
}

/**
 * @param {Node} parent
 * @param {...(Child | Child[])} children
 */
export function add(parent, ...children) {
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === false || child === "") continue;
    parent.appendChild(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/**
 * @param {string} tag
 * @param {Record<string, string | number>} [attributes]
 * @param {...Node} children
 * @returns {SVGElement}
 */
export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children);
  return /** @type {SVGElement} */ (node);
}

let lastId = 0;

/** @param {string} prefix @returns {string} an id no other element has */
export function uniqueId(prefix) {
  lastId += 1;
  return `${prefix}-${lastId}`;
}

/** @param {string} text @returns {HTMLElement} words for screen readers alone */
export function spoken(text) {
  return el("span", { class: "spoken", text });
}
