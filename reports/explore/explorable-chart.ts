/**
 * A compiled chart -> what the page needs to draw it live: the Vega specification with signals for zoom and hidden series, its tables
 * column by column, and what the cursor reads where. Found in the compiled specification, so that charts need not know of it.
 */
import { unitOfLabels } from '../charts/axes.ts';
import type { AxisUnit } from '../charts/axes.ts';
import type { FigureContent, KeyEntry } from '../document.ts';
import { panelsOf } from '../charts/panels.ts';
import type { Panel } from '../charts/panels.ts';
import type { Columns } from './pack-columns.ts';
import type { CompiledChart } from '../render-chart.ts';
import { colour } from '../theme.ts';

type Json = Readonly<Record<string, unknown>>;

/** One series as the cursor reads it; the page's script has the same type in client/readings.js. */
export interface ExplorableSeries {
  readonly title: string;
  readonly table: string;
  readonly x: string;
  readonly x2?: string;
  readonly y: string;
  readonly y2?: string;
  readonly shape: 'line' | 'band' | 'bar';
  readonly unit: AxisUnit;
  readonly yScale: string;
  /** Name of the group that it is drawn in; empty for the whole plot. */
  readonly panel: string;
  readonly colour: string;
  /** Entry of the key that stands for it. */
  readonly key: number | null;
  readonly only?: { readonly column: string; readonly equals: string };
}

/** Bars by name instead of by number: each is read as a whole. */
export interface ExplorableCategories {
  readonly scale: string;
  readonly along: 'x' | 'y';
  readonly entries: readonly { readonly name: string; readonly text: string }[];
}

export interface ExplorableChart {
  readonly title: string;
  readonly spec: Json;
  readonly tables: Readonly<Record<string, Columns>>;
  /** The axis to zoom; null where x is not a number. */
  readonly zoom: { readonly scale: string; readonly unit: AxisUnit } | null;
  readonly series: readonly ExplorableSeries[];
  readonly categories: ExplorableCategories | null;
  readonly key: readonly KeyEntry[];
  readonly panels: readonly Panel[];
}

/** A mark of the compiled chart with where it is drawn. */
interface Mark {
  readonly mark: Json;
  readonly panel: string;
}

/** null for a chart with nothing that a cursor could read. */
export function explorableChart(figure: FigureContent, compiled: CompiledChart): ExplorableChart | null {
  const marks = marksOf(compiled, '');
  const tables = tablesOf(compiled);
  const categories = categoriesOf({ compiled, marks, tables });
  const xScale = categories === null ? zoomableScale(compiled) : null;
  const units = unitsOf(compiled);
  const series = xScale === null ? [] : marks.flatMap((mark) => seriesOf({ mark, figure, units, tables }));
  if (categories === null && series.length === 0) return null;
  const zoom = xScale === null ? null : { scale: xScale, unit: unitAcross(units) };
  const spec = liveSpec({ compiled, zoom: zoom !== null, key: figure.key });
  const { title, key } = figure;
  return { title, spec, tables, zoom, series: inOrderOfKey(series), categories, key, panels: panelsOf(figure.spec) };
}

function inOrderOfKey(series: readonly ExplorableSeries[]): ExplorableSeries[] {
  return [...series].sort((one, other) => (one.key ?? Infinity) - (other.key ?? Infinity));
}

/** Of panels above each other the last one names the unit of the axis that they share. */
function unitAcross(units: ReadonlyMap<string, AxisUnit>): AxisUnit {
  return [...units].find(([scale, unit]) => isX(scale) && unit !== 'number')?.[1] ?? 'number';
}

/** Marks that draw something, with those inside groups. */
function marksOf(node: Json, panel: string): Mark[] {
  return listOf(node['marks']).flatMap((mark) =>
    mark['type'] === 'group' ? marksOf(mark, String(mark['name'] ?? '')) : [{ mark, panel }],
  );
}

/** Tables with rows, column by column; a table that only passes on another one's rows gets them too. */
function tablesOf(compiled: CompiledChart): Record<string, Columns> {
  const tables: Record<string, Columns> = {};
  for (const { name, values, source } of listOf(compiled['data'])) {
    if (Array.isArray(values)) tables[String(name)] = columnsOf(values as readonly Json[]);
    else if (typeof source === 'string' && Object.hasOwn(tables, source)) tables[String(name)] = tables[source];
  }
  return tables;
}

function columnsOf(rows: readonly Json[]): Columns {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return Object.fromEntries(names.map((name) => [name, rows.map((row) => plain(row[name]))]));
}

/** Seven digits are more than a chart shows; whole numbers (times) stay as they are. */
function plain(value: unknown): number | string | null {
  if (typeof value === 'number') return Number.isInteger(value) ? value : Number(value.toPrecision(7));
  return typeof value === 'string' ? value : null;
}

const numeric = new Set(['linear', 'log', 'sqrt', 'pow', 'symlog']);

/** The x-axis of the first panel, where every panel has the same one. */
function zoomableScale(compiled: CompiledChart): string | null {
  const scales = listOf(compiled['scales']).filter(({ name }) => /(^|_)x$/.test(String(name)));
  const domains = new Set(scales.map(({ domain }) => JSON.stringify(domain)));
  const first = scales[0];
  return first !== undefined && domains.size === 1 && numeric.has(String(first['type'])) ? String(first['name']) : null;
}

/** Unit of every scale, from the labels of its axis. */
function unitsOf(compiled: CompiledChart): Map<string, AxisUnit> {
  const axes = [compiled, ...listOf(compiled['marks'])].flatMap((node) => listOf(node['axes']));
  const units = new Map<string, AxisUnit>();
  for (const axis of axes) {
    const signal = at(axis, 'encode', 'labels', 'update', 'text', 'signal');
    const scale = String(axis['scale']);
    if (typeof signal === 'string') units.set(scale, unitOfLabels(signal));
    else if (!units.has(scale)) units.set(scale, 'number');
  }
  return units;
}

const shapes: Readonly<Record<string, ExplorableSeries['shape']>> = { line: 'line', area: 'band', rect: 'bar' };

interface SeriesOptions {
  readonly mark: Mark;
  readonly figure: FigureContent;
  readonly units: ReadonlyMap<string, AxisUnit>;
  readonly tables: Readonly<Record<string, Columns>>;
}

/** Series of one mark: several where every row names its own colour. */
function seriesOf({ mark: { mark, panel }, figure, units, tables }: SeriesOptions): ExplorableSeries[] {
  const shape = shapes[String(mark['type'])];
  const table = String(at(mark, 'from', 'data'));
  const [x, y] = [channel(mark, 'x'), channel(mark, 'y')];
  if (shape === undefined || !Object.hasOwn(tables, table) || x === null || y === null) return [];
  const [x2, y2] = [channel(mark, 'x2')?.field, channel(mark, 'y2')?.field];
  if (shape === 'bar' && x2 === undefined) return [];
  const base = { table, x: x.field, x2, y: y.field, y2, shape, unit: units.get(y.scale) ?? 'number', yScale: y.scale, panel };
  const fillColumn = at(mark, 'encode', 'update', 'fill', 'field');
  if (typeof fillColumn === 'string') {
    return figure.key.flatMap((entry, key) => {
      const equals = colour(entry.colour);
      if (!tables[table][fillColumn].includes(equals)) return [];
      return [{ ...base, title: entry.text, colour: equals, key, only: { column: fillColumn, equals } }];
    });
  }
  const key = keyOf(mark, figure.key);
  const title = key === null ? axisTitle(figure, y.field) : figure.key[key].text;
  return [{ ...base, title, colour: inkOf(mark), key }];
}

/** A series without an entry in the key is the only one: its axis says what it is. */
function axisTitle(figure: FigureContent, field: string): string {
  return figure.numbers.columns[1] === undefined ? field : figure.numbers.columns[1].title;
}

/** Field and scale of a channel, the last of its rules: those before it stand for missing values. */
function channel(mark: Json, name: string): { field: string; scale: string } | null {
  const rules = at(mark, 'encode', 'update', name);
  const rule = (Array.isArray(rules) ? rules.at(-1) : rules) as Json | undefined;
  if (rule === undefined || typeof rule['field'] !== 'string') return null;
  return { field: rule['field'], scale: String(rule['scale']) };
}

function inkOf(mark: Json): string {
  const ink = at(mark, 'encode', 'update', 'stroke', 'value') ?? at(mark, 'encode', 'update', 'fill', 'value');
  return typeof ink === 'string' ? ink : '';
}

const keyShapes: Readonly<Record<string, readonly KeyEntry['shape'][]>> = {
  area: ['band'],
  rect: ['bar'],
  rule: ['dotted', 'dashed', 'line'],
};

/** The entry of the key with the mark's colour; of several that with its shape. */
function keyOf(mark: Json, key: readonly KeyEntry[]): number | null {
  const ink = inkOf(mark);
  const matching = key.flatMap((entry, index) => (colour(entry.colour) === ink ? [index] : []));
  if (matching.length < 2) return matching[0] ?? null;
  const dashes = at(mark, 'encode', 'update', 'strokeDash', 'value');
  const lines: readonly KeyEntry['shape'][] = Array.isArray(dashes) ? (dashes[0] < dashes[1] ? ['dotted'] : ['dashed']) : ['line'];
  const wanted = keyShapes[String(mark['type'])] ?? lines;
  return matching.find((index) => wanted.includes(key[index].shape)) ?? matching[0];
}

interface CategoriesOptions {
  readonly compiled: CompiledChart;
  readonly marks: readonly Mark[];
  readonly tables: Readonly<Record<string, Columns>>;
}

/** Bars side by side under names: the label that is drawn at each is its value. */
function categoriesOf({ compiled, marks, tables }: CategoriesOptions): ExplorableCategories | null {
  const scale = listOf(compiled['scales']).find(({ type }) => type === 'band' || type === 'point');
  if (scale === undefined) return null;
  const name = String(scale['name']);
  const along = /(^|_)x$/.test(name) ? 'x' : 'y';
  const labels = marks.map(({ mark }) => mark).find((mark) => mark['type'] === 'text' && channel(mark, along)?.scale === name);
  if (labels === undefined) return { scale: name, along, entries: [] };
  const table = tables[String(at(labels, 'from', 'data'))];
  const text = textColumn(labels);
  const names = table?.[channel(labels, along)?.field ?? ''];
  const values = table?.[text ?? ''];
  if (names === undefined || values === undefined) return { scale: name, along, entries: [] };
  return { scale: name, along, entries: names.map((entry, row) => ({ name: String(entry), text: String(values[row] ?? '') })) };
}

/** The column that a text mark writes. */
function textColumn(mark: Json): string | null {
  const text = at(mark, 'encode', 'update', 'text');
  const rule = (Array.isArray(text) ? text.at(-1) : text) as Json | undefined;
  if (typeof rule?.['field'] === 'string') return rule['field'];
  return /datum\["([^"\\]+)"\]/.exec(String(rule?.['signal'] ?? ''))?.[1] ?? null;
}

interface LiveOptions {
  readonly compiled: CompiledChart;
  readonly zoom: boolean;
  readonly key: readonly KeyEntry[];
}

/** The specification without rows, and with signals: what is shown of the x-axis, its ticks, and the hidden entries of the key. */
function liveSpec({ compiled, zoom, key }: LiveOptions): Json {
  const signals = [
    ...listOf(compiled['signals']),
    { name: 'explore_shown', value: null },
    { name: 'explore_ticks', value: null },
    { name: 'explore_hidden', value: [] },
  ];
  const data = listOf(compiled['data']).map((source) => Object.fromEntries(Object.entries(source).filter(([name]) => name !== 'values')));
  const scales = listOf(compiled['scales']).map((scale) => (zoom && isX(scale['name']) ? zoomableAxis(scale) : scale));
  return { ...live(compiled, { zoom, key }), signals, data, scales };
}

function isX(name: unknown): boolean {
  return /(^|_)x$/.test(String(name));
}

function zoomableAxis(scale: Json): Json {
  return { ...scale, domainRaw: { signal: 'explore_shown' } };
}

/** Marks and axes of a view or a group, with the signals in them. */
function live(node: Json, options: Omit<LiveOptions, 'compiled'>): Json {
  const marks = listOf(node['marks']).map((mark) => (mark['type'] === 'group' ? live(mark, options) : liveMark(mark, options)));
  const axes = listOf(node['axes']).map((axis) => (options.zoom && isX(axis['scale']) ? liveTicks(axis) : axis));
  return { ...node, marks, ...(node['axes'] === undefined ? {} : { axes }) };
}

/** Ticks that were chosen for the whole axis hold until another part of it is shown. */
function liveTicks(axis: Json): Json {
  if (!Array.isArray(axis['values'])) return axis;
  return { ...axis, values: { signal: `explore_ticks || ${JSON.stringify(axis['values'])}` } };
}

function liveMark(mark: Json, { zoom, key }: Omit<LiveOptions, 'compiled'>): Json {
  const encode = at(mark, 'encode') as Json | undefined;
  const update = (encode?.['update'] ?? {}) as Json;
  const hidden = hiddenTest(mark, key);
  const clip = zoom ? { clip: { signal: 'explore_shown !== null' } } : {};
  if (hidden === null) return { ...mark, ...clip };
  const opacity = [{ test: hidden, value: 0 }, ...opacityRules(update['opacity'])];
  return { ...mark, ...clip, encode: { ...encode, update: { ...update, opacity } } };
}

function opacityRules(given: unknown): readonly unknown[] {
  if (given === undefined) return [{ value: 1 }];
  return Array.isArray(given) ? given : [given];
}

/** An expression that is true for what a hidden entry of the key stands for; null for marks without an entry. */
function hiddenTest(mark: Json, key: readonly KeyEntry[]): string | null {
  const column = at(mark, 'encode', 'update', 'fill', 'field');
  if (typeof column === 'string') {
    const tests = key.map(({ colour: name }, index) => `(datum[${JSON.stringify(column)}] === '${colour(name)}' && ${isHidden(index)})`);
    return tests.length === 0 ? null : tests.join(' || ');
  }
  const index = keyOf(mark, key);
  return index === null ? null : isHidden(index);
}

function isHidden(index: number): string {
  return `indexof(explore_hidden, ${index}) >= 0`;
}

/** The objects of a list; none where there is no list. */
function listOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function at(node: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((here, name) => (typeof here === 'object' && here !== null ? (here as Json)[name] : undefined), node);
}
