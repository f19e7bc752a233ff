/** docs/run-folder.md as shapes: what the three JSON files of a run folder must hold before a report is made of them. */
import type { Evidence, EvidenceSet, Manifest, ParameterTree, Summary } from '../engine/study/run-folder-types.ts';
import { anything, cell, either, interval, list, number, object, oneOf, optional, orNull, record, text, where } from './shape.ts';
import type { Shape } from './shape.ts';

const count = where(number, (value) => Number.isInteger(value) && value >= 0, 'a whole number, not negative');
const seed = either(text, number);
const numbers = list(number);
const named = object({ name: text, title: text, file: text, sha256: text });
const tree = record(anything) as Shape<ParameterTree>;

export const manifestShape: Shape<Manifest> = object({
  schemaVersion: number,
  engineVersion: text,
  nodeVersion: text,
  scenario: named,
  parameterSets: where(
    list(object({ id: text, title: text, file: text, sha256: text, parameters: tree })),
    (sets) => sets.length > 0,
    'at least one parameter set',
  ),
  data: list(object({ name: text, sha256: text, rows: count, source: text })),
  seed,
  paths: count,
  feedback: text,
  command: text,
  digest: text,
  files: record(object({ sha256: text, bytes: count })),
});

const statistic = orNull(number);
const statistics = object({
  p50: statistic,
  p95: statistic,
  p99: statistic,
  p995: statistic,
  es975: statistic,
  es99: statistic,
  max: statistic,
  rate: statistic,
});

const metric = object({
  value: statistic,
  unit: text,
  n: count,
  interval: orNull(interval),
  statistics,
  definition: text,
  direction: oneOf('lower-is-better', 'higher-is-better', 'neutral'),
});

export const summaryShape: Shape<Summary> = object({
  schemaVersion: number,
  scenario: text,
  seed,
  paths: count,
  digest: text,
  parameterSets: list(object({ id: text, metrics: record(metric) })),
  comparisons: list(anything),
});

/** Arrays drawn against each other must have one length: the shortest would silently cut the others. */
function aligned<T extends object>(shape: Shape<T>): Shape<T> {
  const oneLength = (value: T): boolean => {
    const lengths = Object.values(value).filter(Array.isArray).map((column) => column.length);
    return lengths.every((length) => length === lengths[0]);
  };
  return where(shape, oneLength, 'lists of one length');
}

const prices = aligned(object({ instrument: text, timeMs: numbers, markUsd: numbers, exogenousUsd: numbers }));
const liquidations = aligned(object({ instrument: text, timeMs: numbers, longUsd: numbers, shortUsd: numbers }));
const triggers = aligned(object({ instrument: text, startPriceUsd: number, priceUsd: numbers, longUsd: numbers, shortUsd: numbers }));
const fund = aligned(
  object({
    ...{ asset: text, paths: optional(number) },
    ...{ timeMs: numbers, p05Usd: numbers, p50Usd: numbers, p95Usd: numbers, shownUsd: numbers },
  }),
);
const criticality = aligned(
  object({ instrument: text, priceUsd: numbers, atStart: numbers, atWorst: orNull(numbers), worstTimeMs: orNull(number) }),
);

const waterfall = object({
  shortfall_usd: number,
  fund_usd: number,
  backstop_usd: number,
  adl_usd: number,
  socialized_usd: number,
  unfunded_usd: number,
});

const largestAccount = object({
  account: text,
  owner: text,
  instrument: text,
  side: text,
  leverage: orNull(number),
  notionalUsd: number,
  equityUsd: number,
  shortfallUsd: number,
  outcome: text,
});

const evidenceSet: Shape<EvidenceSet> = object({
  id: text,
  title: text,
  summary: text,
  parameters: list(object({ key: text, value: cell, unit: text, source: text })),
  verdict: object({ level: oneOf('safe', 'strained', 'failed'), sentence: text, reasons: list(text) }),
  shownPath: object({ index: count, reason: text }),
  prices: list(prices),
  liquidations: list(liquidations),
  fund: orNull(fund),
  waterfall,
  generations: list(object({ generation: count, liquidations: number, notionalUsd: number })),
  triggers: list(triggers),
  criticality: list(criticality),
  largestAccounts: list(largestAccount),
  withoutThreeLargest: record(object({ value: orNull(number), unit: text, interval: orNull(interval) })),
  endogenousShare: list(object({ instrument: text, value: orNull(number), warning: orNull(text) })),
});

export const evidenceShape: Shape<Evidence> = object({
  schemaVersion: number,
  scenario: object({
    name: text,
    title: text,
    summary: text,
    startMs: number,
    endMs: number,
    assumptions: list(text),
    limits: list(text),
    sources: list(object({ text, url: optional(text) })),
  }),
  sets: list(evidenceSet),
});
