/** Vega-Lite specification -> SVG text, on the server side and without a canvas. The only file that loads vega. */
import type { TopLevelSpec } from 'vega-lite';
import type { ChartSpec } from './charts/axes.ts';
import { escapeText } from './html/markup.ts';

interface Renderer {
  readonly vega: typeof import('vega');
  readonly vegaLite: typeof import('vega-lite');
}

let loading: Promise<Renderer> | undefined;

/**
 * Loads the chart libraries once; renderChart does it by itself. Loading takes longer than drawing, so a program that is
 * busy elsewhere first (waiting for workers) may call this early.
 */
export function loadChartLibraries(): Promise<Renderer> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Renderer> {
  const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')]);
  // With a canvas package installed widths would be measured by it, and the picture would depend on the machine's fonts.
  const { textMetrics } = vega as unknown as { textMetrics: { canvas(use: boolean): void } };
  textMetrics.canvas(false);
  return { vega, vegaLite };
}

export interface ChartOptions {
  readonly spec: ChartSpec;
  /** Prefix of ids inside the drawing, unique in the page. */
  readonly id: string;
  /** What the picture shows, for those who do not see it. */
  readonly label: string;
}

/** One drawing as an `<svg role="img">` that scales to its container. The same options give the same bytes. */
export async function renderChart({ spec, id, label }: ChartOptions): Promise<string> {
  const { vega, vegaLite } = await loadChartLibraries();
  const tables: Tables = new Map();
  const light = withoutRows(spec, tables) as unknown as TopLevelSpec;
  const compiled = vegaLite.compile(light, { logger: silent(vega) }).spec;
  for (const source of compiled.data ?? []) if (tables.has(source.name)) Object.assign(source, { values: tables.get(source.name) });
  const view = new vega.View(vega.parse({ ...compiled, ...plotSize(spec) }), { renderer: 'none', logger: silent(vega) });
  try {
    return embeddable({ svg: await view.toSVG(), id, label });
  } finally {
    view.finalize();
  }
}

/** Panels below each other have no size of their own once compiled: it is the sum of theirs. */
function plotSize({ width, height, vconcat, spacing }: ChartSpec): { width: number; height: number } {
  if (!Array.isArray(vconcat)) return { width: Number(width), height: Number(height) };
  const panels = vconcat.map((panel: ChartSpec) => plotSize(panel));
  const gaps = Number(spacing) * (panels.length - 1);
  return { width: panels[0].width, height: panels.reduce((sum, panel) => sum + panel.height, gaps) };
}

type Tables = Map<string, readonly object[]>;

interface Inline {
  readonly values: readonly object[];
}

/**
 * The specification with every inline table replaced by a name: Vega-Lite would hash each row and add steps that parse it.
 * The rows go back in after compiling.
 */
function withoutRows(node: unknown, tables: Tables): unknown {
  if (Array.isArray(node)) return node.map((item) => withoutRows(item, tables));
  if (typeof node !== 'object' || node === null) return node;
  const light = (key: string, value: unknown): unknown => (key === 'data' ? named(value as Inline, tables) : withoutRows(value, tables));
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, light(key, value)]));
}

/** Rows are copied: vega writes its own marks into those it is given. */
function named({ values }: Inline, tables: Tables): object {
  const name = `rows_${tables.size + 1}`;
  tables.set(name, values.map((row) => ({ ...row })));
  return { name, format: { parse: null } };
}

function silent(vega: Renderer['vega']): ReturnType<Renderer['vega']['logger']> {
  return vega.logger(vega.None);
}

/** Gives the drawing its role and its own ids: vega numbers them through the whole process, which would make them depend on history. */
function embeddable({ svg, id, label }: { svg: string; id: string; label: string }): string {
  const size = /^<svg[^>]* width="([\d.]+)" height="([\d.]+)"/.exec(svg);
  if (!size) throw new Error(`vega drew no SVG for ${id}: ${svg.slice(0, 120)}`);
  const body = slim(ownIds(svg.slice(svg.indexOf('>') + 1), id));
  const box = `viewBox="0 0 ${size[1]} ${size[2]}" width="${size[1]}" height="${size[2]}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" class="drawing" role="img" aria-label="${escapeText(label)}" ${box}>${body}`;
}

function ownIds(body: string, prefix: string): string {
  const names = new Map<string, string>();
  for (const [, name] of body.matchAll(/ id="([^"]+)"/g)) names.set(name, `${prefix}-${names.size + 1}`);
  if (names.size === 0) return body;
  return body
    .replace(/ id="([^"]+)"/g, (_, name: string) => ` id="${names.get(name)}"`)
    .replace(/url\(#([^)]+)\)/g, (whole, name: string) => (names.has(name) ? `url(#${names.get(name)})` : whole));
}

/** Drops what cannot be seen: empty frames, roles inside an image, and digits past a hundredth of a unit. */
function slim(body: string): string {
  return body
    .replace(/<path class="(?:background|foreground)"[^>]*\/>/g, '')
    .replace(/ (?:role="graphics-\w+" aria-roledescription="[^"]*"|aria-hidden="true"|pointer-events="none"|opacity="1")/g, '')
    .replace(/ (?:d|transform)="[^"]*"/g, (attribute) => attribute.replace(/(\.\d\d)\d+/g, '$1'));
}
