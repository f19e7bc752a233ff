/** A chart drawn live by the charting library: what is shown of its axis, which series, and where a pointer is on it. */
/// <reference lib="dom" />
import { addCursor } from './overlay.js';
import { roundTicks, timeTicks } from './ticks.js';
import { rowsOf, unpackedColumns } from './unpack.js';

/** @typedef {import('./readings.js').Series} Series */
/** @typedef {import('./readings.js').Table} Table */
/** @typedef {import('../pack-columns.ts').PackedColumns} PackedTable */

/**
 * What the page holds of one chart; made by figure-data.ts.
 * @typedef {object} Chart
 * @property {string} title
 * @property {{ padding: { left: number, right: number, top: number, bottom: number }, width: number, height: number,
 *   data: { name: string, source?: string }[] }} spec
 * @property {Readonly<Record<string, PackedTable | string>>} tables names stand for other tables
 * @property {{ scale: string, unit: string } | null} zoom
 * @property {readonly Series[]} series
 * @property {{ scale: string, along: 'x' | 'y', entries: readonly { name: string, text: string }[] } | null} categories
 * @property {readonly { text: string, colour: string, shape: string }[]} key
 * @property {readonly { top: number, height: number }[]} panels
 */

/**
 * The charting library.
 * @typedef {object} Library
 * @property {typeof import('vega')} vega
 * @property {object} expressionInterpreter
 */

/** Tables by name, with names that stand for another table resolved.
 * @param {Chart['tables']} tables
 * @returns {Readonly<Record<string, Table>>} */
export function unpackedTables(tables) {
  const whole = Object.entries(tables).flatMap(([name, table]) => (typeof table === 'string' ? [] : [[name, unpackedColumns(table)]]));
  /** @type {Record<string, Table>} */
  const unpacked = Object.fromEntries(whole);
  for (const [name, table] of Object.entries(tables)) if (typeof table === 'string') unpacked[name] = unpacked[table];
  return unpacked;
}

/** Draws the chart into a container.
 * @param {Library} library
 * @param {{ chart: Chart, container: HTMLElement }} options */
export async function createChartView({ vega, expressionInterpreter }, { chart, container }) {
  const { spec } = chart;
  const tables = unpackedTables(chart.tables);
  const data = spec.data.map((source) => (source.source === undefined && Object.hasOwn(tables, source.name)
    ? { ...source, values: rowsOf(tables[source.name]) } : source));
  const parsed = vega.parse(/** @type {import('vega').Spec} */ (/** @type {unknown} */ ({ ...spec, data })), undefined, { ast: true });
  const options = { renderer: 'svg', container, hover: false, expr: expressionInterpreter, logLevel: vega.Warn };
  const view = new vega.View(parsed, /** @type {import('vega').ViewOptions} */ (options));
  view.tooltip(() => undefined);
  await view.runAsync();
  return viewParts({ view, chart, tables, container });
}

/** @param {{ view: import('vega').View, chart: Chart, tables: Readonly<Record<string, Table>>, container: HTMLElement }} options */
function viewParts({ view, chart, tables, container }) {
  const { padding, width } = chart.spec;
  const drawing = /** @type {SVGElement} */ (container.querySelector('svg'));
  drawing.classList.add('drawing');
  drawing.setAttribute('aria-hidden', 'true');
  const moveCursor = addCursor(drawing, { left: padding.left, top: padding.top, panels: chart.panels });
  const zoomScale = chart.zoom === null ? null : scaleOf(view, chart.zoom.scale);
  const full = zoomScale === null ? null : ends(zoomScale.domain());
  return {
    view,
    tables,
    moveCursor,
    full,
    scale: (/** @type {string} */ name) => scaleOf(view, name),
    panelTop: (/** @type {string} */ name) => panelTop(view, name),
    /** Pointer -> SVG units from the corner of the plot. */
    plotPoint: (/** @type {{ clientX: number, clientY: number }} */ { clientX, clientY }) => {
      const box = drawing.getBoundingClientRect();
      const ratio = (padding.left + width + padding.right) / box.width;
      return { x: (clientX - box.left) * ratio - padding.left, y: (clientY - box.top) * ratio - padding.top };
    },
    /** Shows a part of the x-axis; null shows all of it. */
    show: async (/** @type {readonly [number, number] | null} */ shown) => {
      view.signal('explore_shown', shown).signal('explore_ticks', shown === null ? null : ticksOf(chart.zoom?.unit ?? '', shown));
      await view.runAsync();
    },
    /** Hides entries of the key by number. */
    hide: async (/** @type {readonly number[]} */ hidden) => {
      await view.signal('explore_hidden', hidden).runAsync();
    },
  };
}

/** @typedef {ReturnType<typeof viewParts>} ChartView */

/** @typedef {{ (value: unknown): number, domain(): unknown[], invert(pixel: number): number, bandwidth?(): number }} Scale */

/** @type {(view: import('vega').View, name: string) => Scale} */
const scaleOf = (view, name) => view.scale(name);

/** @type {(domain: unknown[]) => readonly [number, number]} */
const ends = (domain) => [Number(domain[0]), Number(domain[domain.length - 1])];

/** @type {(unit: string, shown: readonly [number, number]) => number[]} */
const ticksOf = (unit, [low, high]) => (unit === 'time' ? timeTicks(low, high) : roundTicks(low, high));

/** Distance of a panel from the top of the plot.
 * @type {(view: import('vega').View, name: string) => number} */
function panelTop(view, name) {
  if (name === '') return 0;
  const { root } = /** @type {{ root: { items: { items: { name?: string, items: { y?: number }[] }[] }[] } }} */ (
    /** @type {unknown} */ (view.scenegraph()));
  return root.items[0].items.find((mark) => mark.name === name)?.items[0]?.y ?? 0;
}
