/** Prices of a scenario's underlyings: shipped history, inline prices, or files of the user in their place. */
import { describeHistory, loadHistory } from '../data/history.ts';
import type { ImportedCandles } from '../data/import.ts';
import { describeData } from '../data/manifest.ts';
import type { Candles } from '../engine/market/candles.ts';
import type { SeriesInput } from '../engine/study/inputs.ts';
import type { ManifestData } from '../engine/study/run-folder-types.ts';
import type { Scenario } from '../scenarios/schema.ts';
import { nearestName } from '../scenarios/suggest.ts';
import type { PriceSource } from '../scenarios/underlying-schema.ts';
import type { DataRequest } from './run-request.ts';
import { usageError } from './usage-error.ts';

export interface MarketData {
  readonly series: Readonly<Record<string, SeriesInput>>;
  readonly startMs: number;
  readonly endMs: number | null;
  readonly manifest: readonly ManifestData[];
  /** What the user should know, one sentence each. */
  readonly notices: readonly string[];
}

interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** Reads and lines up the prices of a scenario. Throws UserError for files that cannot be used. */
export async function marketData(scenario: Scenario, requests: readonly DataRequest[]): Promise<MarketData> {
  const given = await importAll(scenario, requests);
  if (Object.values(scenario.underlyings).some(({ source }) => source.kind === 'model')) return modelData(scenario, given);
  const own = Object.keys(scenario.underlyings).filter((name) => !given.has(name));
  const shipped = own.map((name) => ({ name, ...sourceSeries(name, scenario.underlyings[name].source, scenario, given) }));
  if (given.size === 0) {
    const series = Object.fromEntries(shipped.map((one) => [one.name, one.series]));
    return { series, startMs: scenario.startMs, endMs: scenario.endMs, manifest: shipped.flatMap(({ data }) => data), notices: [] };
  }
  return lineUp(scenario, given, shipped);
}

/** Models keep the time of the scenario; candles of the user take the place of the history that a model resamples. */
function modelData(scenario: Scenario, given: ReadonlyMap<string, ImportedCandles>): MarketData {
  const rows = Object.entries(scenario.underlyings).map(([name, { source }]) => ({ name, ...sourceSeries(name, source, scenario, given) }));
  return {
    series: Object.fromEntries(rows.map(({ name, series }) => [name, series])),
    startMs: scenario.startMs,
    endMs: scenario.endMs,
    manifest: rows.flatMap(({ data }) => data),
    notices: [...given].flatMap(([name, { warnings }]) => warnings.map((warning) => `${name}: ${warning}`)),
  };
}

function sourceSeries(
  name: string,
  source: PriceSource,
  { startMs }: Scenario,
  given: ReadonlyMap<string, ImportedCandles>,
): Omit<ShippedSeries, 'name'> {
  if (source.kind !== 'model') return seriesOf(source, startMs, name);
  const { model, startPrice, history } = source;
  const own = given.get(name);
  if (own) return { series: { kind: 'model', startPrice, model, candles: own.candles }, data: [describeData(own)] };
  if (history === null) return { series: { kind: 'model', startPrice, model, candles: null }, data: [] };
  return { series: { kind: 'model', startPrice, model, candles: loadHistory(history) }, data: [describeHistory(history)] };
}

async function importAll(scenario: Scenario, requests: readonly DataRequest[]): Promise<Map<string, ImportedCandles>> {
  const given = new Map<string, ImportedCandles>();
  if (requests.length === 0) return given;
  const { importCandles } = await import('../data/import.ts');
  for (const request of requests) {
    if (request.underlying !== null) checkUnderlying(request.underlying, scenario);
    const imported = await importCandles(request.file, request.underlying === null ? {} : { symbol: request.underlying });
    const name = request.underlying ?? guessUnderlying(imported, scenario, request.file);
    const other = given.get(name);
    if (other) throw usageError({ what: `two files for ${name}: ${other.name} and ${imported.name}`, expected: 'one' });
    given.set(name, imported);
  }
  return given;
}

function checkUnderlying(name: string, scenario: Scenario): void {
  const known = Object.keys(scenario.underlyings);
  if (known.includes(name)) return;
  const suggestion = nearestName(name, known) ?? 'a scenario of your own with this underlying: simulate init';
  throw usageError({ what: `--data: ${scenario.name} has no underlying "${name}"`, expected: known.join(', '), suggestion });
}

/** The only underlying, or the one that the file name or else the symbol in the file begins with. */
function guessUnderlying({ name, candles }: ImportedCandles, scenario: Scenario, file: string): string {
  const known = Object.keys(scenario.underlyings);
  if (known.length === 1) return known[0];
  const found = [name, candles.symbol].map((text) => longestStart(text, known)).find((match) => match !== undefined);
  if (found !== undefined) return found;
  const what = `--data ${file}: neither the file name nor a symbol in it begins with an underlying`;
  throw usageError({ what, expected: known.join(', '), suggestion: `--data ${known[0]}=${file}` });
}

function longestStart(text: string, names: readonly string[]): string | undefined {
  const fitting = names.filter((name) => text.toLowerCase().startsWith(name.toLowerCase()));
  return fitting.sort((left, right) => right.length - left.length)[0];
}

interface ShippedSeries {
  readonly name: string;
  readonly series: SeriesInput;
  readonly data: readonly ManifestData[];
}

function seriesOf(source: Exclude<PriceSource, { kind: 'model' }>, startMs: number, name: string): Omit<ShippedSeries, 'name'> {
  if (source.kind === 'history') {
    return { series: { kind: 'bars', candles: loadHistory(source.history) }, data: [describeHistory(source.history)] };
  }
  if (source.kind === 'prices') {
    const timesMs = Float64Array.from(source.prices, (_, tick) => startMs + tick * source.stepMs);
    return { series: { kind: 'ticks', timesMs, prices: Float64Array.from(source.prices) }, data: [] };
  }
  return { series: { kind: 'bars', candles: inlineCandles(source, startMs, name) }, data: [] };
}

function inlineCandles({ candles, stepMs }: Extract<PriceSource, { kind: 'candles' }>, startMs: number, symbol: string): Candles {
  const column = (index: number): Float64Array => Float64Array.from(candles, (bar) => bar[index]);
  const openTimeMs = Float64Array.from(candles, (_, bar) => startMs + bar * stepMs);
  return { symbol, stepMs, openTimeMs, open: column(0), high: column(1), low: column(2), close: column(3), volume: null };
}

/** Files of the user decide the time and the length of bars; what does not fit them is left out, and said. */
function lineUp(scenario: Scenario, given: ReadonlyMap<string, ImportedCandles>, shipped: readonly ShippedSeries[]): MarketData {
  const notices = [...given].flatMap(([name, { warnings }]) => warnings.map((warning) => `${name}: ${warning}`));
  const imported = [...given.values()];
  const data = commonSpan(imported.map(({ candles }) => candles));
  const wanted = { startMs: scenario.startMs, endMs: scenario.endMs ?? Infinity };
  const fitsScenario = overlap(data, wanted);
  if (!fitsScenario) notices.push('the data is of another time than the scenario: the whole data is replayed');
  const window = fitsScenario ? wanted : data;
  const { stepMs } = imported[0].candles;
  const kept = shipped.filter(({ series }) => fitsData(series, stepMs, data));
  for (const { name } of shipped.filter((one) => !kept.includes(one))) {
    const remedy = `add --data ${name}=FILE to keep it`;
    notices.push(`${name} is left out: its prices are of another time or another step than the data given; ${remedy}`);
  }
  return {
    series: Object.fromEntries(Object.keys(scenario.underlyings).flatMap((name) => seriesNamed(name, given, kept))),
    startMs: window.startMs,
    endMs: window.endMs === Infinity ? null : window.endMs,
    manifest: [...imported.map(describeData), ...kept.flatMap((one) => one.data)],
    notices,
  };
}

function fitsData(series: SeriesInput, stepMs: number, data: Span): boolean {
  return series.kind === 'bars' && series.candles.stepMs === stepMs && overlap(spanOf(series.candles), data);
}

function seriesNamed(name: string, given: ReadonlyMap<string, ImportedCandles>, kept: readonly ShippedSeries[]): [string, SeriesInput][] {
  const own = given.get(name);
  if (own) return [[name, { kind: 'bars', candles: own.candles }]];
  return kept.filter((one) => one.name === name).map((one) => [name, one.series]);
}

function spanOf({ openTimeMs, stepMs }: Candles): Span {
  return { startMs: openTimeMs[0], endMs: openTimeMs[openTimeMs.length - 1] + stepMs };
}

function commonSpan(candles: readonly Candles[]): Span {
  const spans = candles.map(spanOf);
  return { startMs: Math.max(...spans.map(({ startMs }) => startMs)), endMs: Math.min(...spans.map(({ endMs }) => endMs)) };
}

function overlap(one: Span, other: Span): boolean {
  return one.startMs < other.endMs && other.startMs < one.endMs;
}
