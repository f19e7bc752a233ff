/** Walking through one path: a slider moves a rule over the drawing and tells what is known at that step. */
/// <reference lib="dom" />
import { formatPrice, formatTime, formatUsd, formatWhole } from './format.js';
import { addCursor } from './overlay.js';
import { rowsOf, unpackedColumns } from './unpack.js';
import { button, element } from './toolbar.js';

/** @typedef {import('../path-steps.ts').PathSteps} PathSteps */
/** @typedef {import('../path-steps.ts').StepEvent} StepEvent */
/** @typedef {import('../pack-columns.ts').PackedColumns} PackedColumns */
/** @typedef {{ left: number, top: number, width: number, panels: readonly { top: number, height: number }[] }} Plot */

const eventsShown = 4;

/** Wakes the controls of one block.
 * @param {HTMLElement} block */
export function startScrubber(block) {
  const drawing = /** @type {SVGElement | null} */ (block.querySelector('svg.drawing'));
  const slider = block.querySelector('input');
  const controls = /** @type {HTMLElement | null} */ (block.querySelector('.scrub-controls'));
  const said = /** @type {HTMLElement | null} */ (block.querySelector('.scrub-said'));
  if (drawing === null || slider === null || controls === null || said === null) return;
  const { columns, events, plot } = /** @type {{ columns: PackedColumns, events: PackedColumns, plot: Plot }} */ (
    JSON.parse(block.querySelector('script')?.textContent ?? ''));
  const steps = /** @type {PathSteps} */ (
    /** @type {unknown} */ ({ liquidations: null, fundUsd: null, ...unpackedColumns(columns), events: rowsOf(unpackedColumns(events)) }));
  const moveCursor = addCursor(drawing, plot);
  const [startMs, endMs] = [steps.timeMs[0], steps.timeMs[steps.timeMs.length - 1]];
  const show = () => {
    const step = Number(slider.value);
    moveCursor({ x: (plot.width * (steps.timeMs[step] - startMs)) / (endMs - startMs) });
    slider.setAttribute('aria-valuetext', `${formatTime(steps.timeMs[step])}, mark price ${formatPrice(steps.markUsd[step])}`);
    said.replaceChildren(...told(steps, step));
  };
  const goTo = (/** @type {number | undefined} */ step) => {
    if (step === undefined) return;
    slider.value = String(step);
    show();
  };
  block.querySelector('.scrub-buttons')?.append(
    button({ text: '\u25c2 Event', label: 'To the event before', act: () => goTo(stepBefore(steps.events, Number(slider.value))) }),
    button({ text: 'Event \u25b8', label: 'To the next event', act: () => goTo(stepAfter(steps.events, Number(slider.value))) }),
  );
  slider.addEventListener('input', show);
  drawing.addEventListener('click', ({ clientX }) => goTo(stepAtPointer({ drawing, plot, steps, clientX })));
  controls.hidden = false;
  said.hidden = false;
  show();
}

/** @type {(events: readonly StepEvent[], step: number) => number | undefined} */
const stepBefore = (events, step) => events.findLast((event) => event.step < step)?.step;

/** @type {(events: readonly StepEvent[], step: number) => number | undefined} */
const stepAfter = (events, step) => events.find((event) => event.step > step)?.step;

/** @type {(options: { drawing: SVGElement, plot: Plot, steps: PathSteps, clientX: number }) => number} */
function stepAtPointer({ drawing, plot, steps: { timeMs }, clientX }) {
  const box = drawing.getBoundingClientRect();
  const units = Number(drawing.getAttribute('viewBox')?.split(' ')[2]);
  const share = (((clientX - box.left) * units) / box.width - plot.left) / plot.width;
  const time = timeMs[0] + Math.max(0, Math.min(1, share)) * (timeMs[timeMs.length - 1] - timeMs[0]);
  const after = timeMs.findIndex((candidate) => candidate >= time);
  return after > 0 && time - timeMs[after - 1] < timeMs[after] - time ? after - 1 : after;
}

/** @type {(steps: PathSteps, step: number) => HTMLElement[]} */
function told(steps, step) {
  const { timeMs, markUsd, exogenousUsd, liquidatedUsd, liquidations, fundUsd, events } = steps;
  const count = liquidations === null ? '' : ` in ${formatWhole(liquidations[step])} liquidations`;
  const facts = [
    ['Time', formatTime(timeMs[step])],
    ['Mark price', formatPrice(markUsd[step])],
    ['Exogenous price', formatPrice(exogenousUsd[step])],
    ['Liquidated so far', `${formatUsd(liquidatedUsd[step])}${count}`],
    ...(fundUsd === null ? [] : [['Insurance fund', formatUsd(fundUsd[step])]]),
  ];
  const list = element('dl', {}, ...facts.map(([term, text]) => element('div', {}, element('dt', {}, term), element('dd', {}, text))));
  const latest = events.filter((event) => event.step <= step).slice(-eventsShown).reverse();
  if (latest.length === 0) return [list];
  const items = latest.map((event) => element('li', {}, eventText(event, timeMs[event.step])));
  return [list, element('p', { class: 'scrub-latest' }, 'Latest events, the largest of each step'), element('ul', {}, ...items)];
}

/** @type {(event: StepEvent, timeMs: number) => string} */
function eventText({ kind, account, side, notionalUsd, priceUsd, shortfallUsd, ofKind }, timeMs) {
  const among = ofKind > 1 ? ` (one of ${formatWhole(ofKind)})` : '';
  const parts = [
    `${formatTime(timeMs).replace(/.\d{4} /, ' ').slice(0, -4)} ${kind}${among}: ${account}`,
    ...(side === '' ? [] : [side]),
    ...(notionalUsd === null ? [] : [formatUsd(notionalUsd)]),
    ...(priceUsd === null ? [] : [`at ${formatPrice(priceUsd)}`]),
  ];
  return (shortfallUsd ?? 0) > 0 ? `${parts.join(' ')}, shortfall ${formatUsd(shortfallUsd ?? 0)}` : parts.join(' ');
}
