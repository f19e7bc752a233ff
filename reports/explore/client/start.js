/** Where the page's script begins. */
/// <reference lib="dom" />
import { makeExplorable } from './live-figure.js';
import { startScrubber } from './scrubber.js';
import { addSetSwitches } from './set-switches.js';

/** Gives every figure and every path of the page what needs a script.
 * @param {import('./chart-view.js').Library['vega']} vega
 * @param {object} expressionInterpreter */
export function start(vega, expressionInterpreter) {
  // Without measuring by a canvas, letters are placed as in the still charts.
  /** @type {{ textMetrics: { canvas(use: boolean): void } }} */ (/** @type {unknown} */ (vega)).textMetrics.canvas(false);
  const library = { vega, expressionInterpreter };
  for (const figure of document.querySelectorAll('figure.chart')) makeExplorable(library, /** @type {HTMLElement} */ (figure));
  for (const block of document.querySelectorAll('.scrubber')) startScrubber(/** @type {HTMLElement} */ (block));
  addSetSwitches();
}
