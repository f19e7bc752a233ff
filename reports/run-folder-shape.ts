/** docs/run-folder.md as shapes: what the three JSON files of a run folder must hold before a report is made of them. */
import type { LedgerAsset } from '../engine/study/ledger-evidence-types.ts';
import type { Attribution, Comparison, MetricComparison } from '../engine/study/comparison-types.ts';
import type { Evidence, EvidenceSet, Manifest, ParameterTree, Summary } from '../engine/study/run-folder-types.ts';
import { anything, boolean, cell, either, interval, list, number, object, oneOf, optional, orNull, record, text, where } from './shape.ts';
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
  data: list(
    object({
      ...{ name: text, sha256: text, rows: count, source: text },
      ...{ firstTime: optional(text), lastTime: optional(text) },
      ...{ missingRows: optional(count), longestGapMs: optional(number), notices: optional(list(text)) },
    }),
  ),
  seed,
  paths: count,
  feedback: text,
  command: text,
  digest: text,
  files: record(object({ sha256: text, bytes: count })),
  manifestSha256: optional(text),
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

const direction = oneOf('lower-is-better', 'higher-is-better', 'neutral');
const comparisonVerdict = oneOf('worse', 'better', 'mixed', 'different', 'no-difference-shown', 'not-enough-paths');
const tail = object({ baseline: statistic, candidate: statistic, difference: statistic, interval: orNull(interval) });

const metricComparison: Shape<MetricComparison> = object({
  unit: text,
  direction,
  family: oneOf('gating', 'other'),
  n: count,
  baseline: statistic,
  candidate: statistic,
  difference: statistic,
  interval: orNull(interval),
  pathsHigher: count,
  pathsLower: count,
  pathsSame: count,
  probabilityWorse: statistic,
  pValue: statistic,
  adjustedPValue: statistic,
  verdict: comparisonVerdict,
  varianceRatio: statistic,
  tails: object({ p95: tail, p99: tail, es975: tail }),
});

const attribution: Shape<Attribution> = object({
  method: oneOf('shapley', 'one-at-a-time'),
  blocks: list(text),
  orders: orNull(object({ used: count, all: count })),
  leftOut: list(object({ blocks: list(text), reason: text })),
  metrics: record(
    object({
      n: count,
      total: number,
      contributions: list(object({ block: text, value: statistic, interval: orNull(interval) })),
      interaction: statistic,
    }),
  ),
});

const comparison: Shape<Comparison> = object({
  baseline: text,
  candidate: text,
  confidence: where(number, (value) => value > 0 && value < 1, 'a number between 0 and 1'),
  changedBlocks: list(text),
  verdict: comparisonVerdict,
  metrics: record(metricComparison),
  attribution: orNull(attribution),
});

export const summaryShape: Shape<Summary> = object({
  schemaVersion: number,
  scenario: text,
  seed,
  paths: count,
  digest: text,
  parameterSets: list(object({ id: text, metrics: record(metric) })),
  comparisons: list(comparison),
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
    ...{ p25Usd: optional(numbers), p75Usd: optional(numbers) },
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

const whole = where(number, Number.isSafeInteger, 'a whole number');
const holder = oneOf('traders', 'market', 'fund', 'fees', 'unfunded', 'pool');
const balances = object({ traders: whole, market: whole, fund: whole, fees: whole, unfunded: whole, pool: whole });
const lots = object({ traders: whole, market: whole });

const ledgerAsset: Shape<LedgerAsset> = object({
  asset: text,
  unit: number,
  unitUsd: number,
  isUsd: boolean,
  isSettlement: boolean,
  openingUnits: balances,
  flows: list(object({ kind: text, from: holder, to: holder, units: whole })),
  closingUnits: balances,
  residueUnits: whole,
  movedUnits: record(whole),
  waterfallUnits: object({ shortfall: whole, fund: whole, adl: whole, socialized: whole, unfunded: whole }),
});

const share = where(number, (value) => value >= 0 && value <= 1, 'a number from 0 to 1');
const cohort = object({
  ...{ cohort: text, from: orNull(number), accounts: number, liquidated: number, insolvent: number, deleveraged: number },
  ...{ shortfallUsd: number, socializedUsd: number },
});
const likelihoodRatio = orNull(object({ likelihoodRatio: number, pValue: share }));
const marginTest = object({
  ...{ instrument: text, side: oneOf('long', 'short'), margin: oneOf('initial', 'maintenance'), rate: number },
  ...{ windows: count, breaches: count, coverage: orNull(share), uncoveredMean: orNull(number), uncoveredPeak: orNull(number) },
  transitions: object({ quietQuiet: count, quietBreach: count, breachQuiet: count, breachBreach: count }),
  ...{ kupiec: likelihoodRatio, independence: likelihoodRatio, conditionalCoverage: likelihoodRatio },
});
const rateHistory = object({ instrument: text, initialRate: number, peakToTrough: number, largestRise1d: number, largestRise5d: number });
const fundExhaustion = aligned(object({ paths: count, timeMs: numbers, share: list(share), low: list(share), high: list(share) }));
const adlFairness = object({
  ...{ winners: count, payers: count, paidUsd: number, winnersProfitUsd: number, shareOfProfit: orNull(number), gini: orNull(share) },
  ...{ rankings: count, rankingsChecked: count, rankingsBroken: count },
  largestPayers: list(object({ account: text, owner: text, paidUsd: number, shareOfProfit: orNull(number) })),
});

const bounds = object({ low: orNull(number), high: orNull(number), lowIsOpen: boolean, highIsOpen: boolean });

const oracleTrack = aligned(
  object({
    ...{ instrument: text, publications: orNull(count), longestSilenceMs: orNull(number) },
    ...{ timeMs: numbers, deviation: numbers, worstDeviation: number, worstTimeMs: number },
  }),
);
const breakerOutcome = object({ liquidations: count, liquidatedNotionalUsd: number, insolventAccounts: count, shortfallUsd: number });
const oracleAndBreakers = object({
  oracles: list(oracleTrack),
  halts: list(object({ instrument: text, timeMs: number, untilMs: number, rule: text })),
  heldBack: object({ fills: count, notionalUsd: number }),
  withoutBreakers: orNull(object({ with: breakerOutcome, without: orNull(breakerOutcome) })),
});

const evidenceSet: Shape<EvidenceSet> = object({
  id: text,
  title: text,
  summary: text,
  parameters: list(object({ key: text, value: cell, unit: text, source: text, bounds: optional(bounds) })),
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
  ledger: optional(
    object({ assets: list(ledgerAsset), positions: list(object({ instrument: text, openingLots: lots, closingLots: lots })) }),
  ),
  cohorts: optional(list(object({ dimension: oneOf('size', 'leverage', 'collateral', 'side'), rows: list(cohort) }))),
  marginBacktest: optional(object({ periodMs: number, targetCoverage: share, paths: count, tests: list(marginTest) })),
  procyclicality: optional(object({ isConstantByRule: boolean, instruments: list(rateHistory) })),
  fundExhaustedByTime: optional(orNull(fundExhaustion)),
  adlFairness: optional(orNull(adlFairness)),
  policies: optional(list(object({ role: text, name: text, version: number }))),
  oracleAndBreakers: optional(oracleAndBreakers),
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
