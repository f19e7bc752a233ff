/** A figure that can be explored: its static drawing gives way to a live one with a cursor, zoom and series to switch. */
/// <reference lib="dom" />
import { createChartView } from './chart-view.js';
import { formatValue } from './format.js';
import { nearestIndex, readingsAt, readingText, stopsOf } from './readings.js';
import { button, element, switchButton } from './toolbar.js';
import { panned, zoomed } from './zoom.js';

/** @typedef {import('./chart-view.js').Chart} Chart */
/** @typedef {import('./chart-view.js').ChartView} ChartView */
/** @typedef {import('./chart-view.js').Library} Library */

const closer = 0.5;
const panShare = 0.25;
/** The closest look shows this share of the axis. */
const leastShare = 1 / 250;

/** Puts the button under a figure that has data to explore.
 * @param {Library} library
 * @param {HTMLElement} figure */
export function makeExplorable(library, figure) {
  const drawing = figure.querySelector('svg.drawing');
  const data = figure.querySelector('script[type="application/json"]');
  if (drawing === null || data === null) return;
  const tools = element('div', { class: 'explore-tools' });
  const open = button({
    text: 'Explore',
    label: `Explore the chart: ${figure.querySelector('figcaption strong')?.textContent ?? ''}`,
    act: () => void explore(library, { figure, drawing, tools, open, chart: JSON.parse(data.textContent ?? '') }),
  });
  tools.append(open);
  drawing.after(tools);
}

/**
 * @typedef {object} Place where things are in the page
 * @property {HTMLElement} figure
 * @property {Element} drawing
 * @property {HTMLElement} tools
 * @property {HTMLButtonElement} open
 * @property {Chart} chart
 */

/** @type {(library: Library, place: Place) => Promise<void>} */
async function explore(library, { figure, drawing, tools, open, chart }) {
  open.hidden = true;
  const help = chart.zoom === null ? 'Arrow keys move the cursor; Escape ends.'
    : 'Arrow keys move the cursor, with Shift the axis; + and \u2212 or the wheel with Ctrl zoom, 0 shows all, Escape ends.';
  const reading = element('p', { class: 'reading', role: 'status', 'aria-live': 'polite' }, help);
  const stage = element('div', {
    class: 'live', tabindex: '0', role: 'application', 'aria-roledescription': 'chart to explore', 'aria-label': `${chart.title}. ${help}`,
  });
  figure.classList.add('exploring');
  drawing.after(stage);
  const chartView = await createChartView(library, { chart, container: stage });
  const session = createSession({ chart, chartView, reading });
  const keys = keySwitches(chart, session);
  stage.before(...keys);
  const close = () => {
    [stage, reading, ...keys].forEach((part) => part.remove());
    chartView.view.finalize();
    figure.classList.remove('exploring');
    tools.replaceChildren(open);
    open.hidden = false;
    open.focus();
  };
  tools.append(...toolButtons(chart, session, close));
  tools.after(reading);
  listen(stage, { session, close });
  stage.focus();
}

/** @type {(chart: Chart, session: Session, close: () => void) => HTMLButtonElement[]} */
function toolButtons({ zoom }, session, close) {
  const end = button({ text: 'Close', label: 'Back to the still chart', act: close });
  if (zoom === null) return [end];
  return [
    button({ text: '+', label: 'Zoom in', act: () => session.zoom({ factor: closer }) }),
    button({ text: '\u2212', label: 'Zoom out', act: () => session.zoom({ factor: 1 / closer }) }),
    button({ text: '\u25c2', label: 'Move left', act: () => session.pan(-panShare) }),
    button({ text: '\u25b8', label: 'Move right', act: () => session.pan(panShare) }),
    button({ text: 'Whole axis', act: () => session.showAll() }),
    end,
  ];
}

/** The key as buttons, where there is something to choose.
 * @type {(chart: Chart, session: Session) => HTMLElement[]} */
function keySwitches({ key }, session) {
  if (key.length < 2) return [];
  const switches = key.map(({ text, colour, shape }, index) =>
    switchButton({ text, swatch: { colour, shape }, act: (on) => session.showSeries(index, on) }));
  return [element('div', { class: 'key switches', role: 'group', 'aria-label': 'Series shown' }, ...switches)];
}

/** @typedef {ReturnType<typeof createSession>} Session */

/** What a reader has chosen, and what follows from it.
 * @param {{ chart: Chart, chartView: ChartView, reading: HTMLElement }} options */
function createSession({ chart, chartView, reading }) {
  const hidden = new Set();
  /** @type {number | null} */
  let stop = null;
  const stops = chart.categories === null ? stopsOf(chart.series, chartView.tables) : chart.categories.entries.map((_, index) => index);
  const axis = () => axisOf(chart, chartView);
  const redraw = () => {
    const seen = stop === null ? null : cursorAt({ chart, chartView, hidden, stops, stop });
    chartView.moveCursor(seen);
    if (seen !== null) reading.replaceChildren(...seen.text);
  };
  const show = async (/** @type {readonly [number, number] | null} */ shown) => {
    await chartView.show(shown);
    redraw();
  };
  const moveTo = (/** @type {number} */ index) => {
    stop = Math.max(0, Math.min(stops.length - 1, index));
    redraw();
  };
  return {
    moveTo,
    moveBy: (/** @type {number} */ steps) => moveTo(stop === null ? firstShown(stops, axis()) : stop + steps),
    toEnd: () => moveTo(stops.length - 1),
    /** The cursor goes to the stop next to a pointer. */
    point: (/** @type {MouseEvent} */ event) => moveTo(stopAt({ chart, chartView, stops }, chartView.plotPoint(event))),
    zoom: (/** @type {{ factor: number, event?: MouseEvent }} */ { factor, event }) => {
      const { width } = chart.spec;
      const at = event === undefined ? cursorPixel() : chartView.plotPoint(event).x;
      if (chart.zoom !== null) void show(zoomed(axis(), { factor, pixel: Math.max(0, Math.min(width, at)) }));
    },
    pan: (/** @type {number} */ share) => { if (chart.zoom !== null) void show(panned(axis(), share)); },
    /** Sideways by pixels of the page. */
    drag: (/** @type {number} */ from, /** @type {number} */ to) => {
      const [start, end] = [from, to].map((clientX) => chartView.plotPoint({ clientX, clientY: 0 }).x);
      if (chart.zoom !== null) void show(panned(axis(), (start - end) / chart.spec.width));
    },
    showAll: () => void show(null),
    showSeries: (/** @type {number} */ index, /** @type {boolean} */ on) => {
      if (on) hidden.delete(index);
      else hidden.add(index);
      void chartView.hide([...hidden]).then(redraw);
    },
  };

  /** Buttons zoom around the cursor where there is one in sight. */
  function cursorPixel() {
    if (stop === null || chart.zoom === null) return chart.spec.width / 2;
    const pixel = chartView.scale(chart.zoom.scale)(stops[stop]);
    return pixel >= 0 && pixel <= chart.spec.width ? pixel : chart.spec.width / 2;
  }
}

/** @type {(chart: Chart, chartView: ChartView) => import('./zoom.js').Axis} */
function axisOf({ zoom, spec: { width } }, { scale, full }) {
  if (zoom === null || full === null) return { invert: (pixel) => pixel, width, full: [0, width], leastSpan: 1 };
  return { invert: (pixel) => scale(zoom.scale).invert(pixel), width, full, leastSpan: (full[1] - full[0]) * leastShare };
}

/** @type {(stops: readonly number[], axis: import('./zoom.js').Axis) => number} */
function firstShown(stops, axis) {
  return Math.max(0, stops.findIndex((stop) => stop >= axis.invert(0)));
}

/** @typedef {{ chart: Chart, chartView: ChartView, stops: readonly number[] }} Stops */

/** @type {(where: Stops, point: { x: number, y: number }) => number} */
function stopAt({ chart: { zoom, categories, spec }, chartView, stops }, { x, y }) {
  if (categories !== null) return nearestCategory({ categories, chartView, pixel: categories.along === 'x' ? x : y });
  if (zoom === null) return 0;
  return nearestIndex(stops, chartView.scale(zoom.scale).invert(Math.max(0, Math.min(spec.width, x))));
}

/** @type {(options: { categories: NonNullable<Chart['categories']>, chartView: ChartView, pixel: number }) => number} */
function nearestCategory({ categories, chartView, pixel }) {
  const away = categories.entries.map(({ name }) => Math.abs(categoryCentre(chartView, categories.scale, name) - pixel));
  return away.indexOf(Math.min(...away));
}

/** @type {(chartView: ChartView, scaleName: string, name: string) => number} */
function categoryCentre(chartView, scaleName, name) {
  const scale = chartView.scale(scaleName);
  return scale(name) + (scale.bandwidth?.() ?? 0) / 2;
}

/** The rule, its points and its text at a stop; a stop outside of what is shown has text alone.
 * @param {Stops & { hidden: ReadonlySet<number>, stop: number }} options */
function cursorAt({ chart, chartView, hidden, stops, stop }) {
  if (chart.categories !== null) return categoryCursor(chart.categories, { chartView, stop });
  const { zoom } = chart;
  if (zoom === null) return null;
  const place = stops[stop];
  const series = chart.series.filter(({ key }) => key === null || !hidden.has(key));
  const readings = readingsAt({ series, tables: chartView.tables, place });
  const x = chartView.scale(zoom.scale)(place);
  const inside = x >= -0.5 && x <= chart.spec.width + 0.5;
  const lines = readings.filter(({ series: { shape } }) => shape === 'line');
  const points = lines.map(({ series: one, value }) => ({
    x, y: chartView.panelTop(one.panel) + chartView.scale(one.yScale)(value), colour: one.colour,
  }));
  const text = textParts(formatValue(place, zoom.unit), readings.map(readingText));
  return { x: inside ? x : -1e4, points: inside ? points : [], text };
}

/** @type {(
 *   categories: NonNullable<Chart['categories']>, options: { chartView: ChartView, stop: number }) => { x: number, text: Node[] }} */
function categoryCursor({ scale, along, entries }, { chartView, stop }) {
  const { name, text } = entries[stop];
  return { x: along === 'x' ? categoryCentre(chartView, scale, name) : 0, text: textParts('', [[name, text]]) };
}

/** @type {(head: string, readings: readonly (readonly [string, string])[]) => Node[]} */
function textParts(head, readings) {
  const parts = readings.map(([title, value]) => element('span', {}, `${title} `, element('b', {}, value)));
  return head === '' ? parts : [element('span', { class: 'at' }, head), ...parts];
}

/** @type {Readonly<Record<string, (session: Session) => void>>} */
const keyActions = {
  ArrowLeft: (session) => session.moveBy(-1),
  ArrowRight: (session) => session.moveBy(1),
  ArrowUp: (session) => session.moveBy(-1),
  ArrowDown: (session) => session.moveBy(1),
  PageUp: (session) => session.moveBy(-10),
  PageDown: (session) => session.moveBy(10),
  Home: (session) => session.moveTo(0),
  End: (session) => session.toEnd(),
  'Shift+ArrowLeft': (session) => session.pan(-panShare),
  'Shift+ArrowRight': (session) => session.pan(panShare),
  '+': (session) => session.zoom({ factor: closer }),
  '=': (session) => session.zoom({ factor: closer }),
  '-': (session) => session.zoom({ factor: 1 / closer }),
  '0': (session) => session.showAll(),
};

/** @type {(stage: HTMLElement, options: { session: Session, close: () => void }) => void} */
function listen(stage, { session, close }) {
  stage.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const name = event.shiftKey && event.key.startsWith('Arrow') ? `Shift+${event.key}` : event.key;
    const act = name === 'Escape' ? close : Object.hasOwn(keyActions, name) ? () => keyActions[name](session) : null;
    if (act === null) return;
    event.preventDefault();
    act();
  });
  stage.addEventListener('wheel', (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    session.zoom({ factor: event.deltaY < 0 ? 0.8 : 1.25, event });
  }, { passive: false });
  listenToPointer(stage, session);
}

/** @type {(stage: HTMLElement, session: Session) => void} */
function listenToPointer(stage, session) {
  /** @type {number | null} */
  let held = null;
  stage.addEventListener('pointerdown', (event) => { held = event.clientX; });
  stage.addEventListener('pointermove', (event) => {
    if (held === null || event.buttons === 0) return session.point(event);
    session.drag(held, event.clientX);
    held = event.clientX;
  });
  for (const name of ['pointerup', 'pointerleave', 'pointercancel']) stage.addEventListener(name, () => { held = null; });
}
