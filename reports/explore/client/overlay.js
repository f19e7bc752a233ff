/** A rule with points over a drawing: where the cursor stands. It belongs to the page and not to the charting library. */
/// <reference lib="dom" />

const svgNamespace = 'http://www.w3.org/2000/svg';

/**
 * @typedef {object} Point in SVG units from the corner of the plot
 * @property {number} x
 * @property {number} y
 * @property {string} colour one of the theme's, in its light shade: the style sheet turns it where the page is dark
 */

/** Shows the rule at `x`, in SVG units from the corner of the plot.
 * @typedef {(at: { x: number, points?: readonly Point[] } | null) => void} MoveCursor null hides it */

/** Adds the layer to a drawing.
 * @param {SVGElement} drawing
 * @param {{ left: number, top: number, panels: readonly { top: number, height: number }[] }} plot
 * @returns {MoveCursor} */
export function addCursor(drawing, { left, top, panels }) {
  const layer = svgElement('g', { class: 'cursor', transform: `translate(${left},${top})`, 'aria-hidden': 'true' });
  drawing.append(layer);
  return (at) => {
    if (at === null) return layer.replaceChildren();
    const rules = panels.map((panel) => svgElement('line', { x1: at.x, x2: at.x, y1: panel.top, y2: panel.top + panel.height }));
    const dots = (at.points ?? []).map(({ x, y, colour }) => svgElement('circle', { cx: x, cy: y, r: 3.5, fill: colour }));
    layer.replaceChildren(...rules, ...dots);
  };
}

/** @type {(name: string, attributes: Readonly<Record<string, string | number>>) => SVGElement} */
function svgElement(name, attributes) {
  const element = document.createElementNS(svgNamespace, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return /** @type {SVGElement} */ (element);
}
