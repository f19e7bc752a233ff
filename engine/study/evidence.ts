/** What stands behind the charts of a report: the shown path of every set is replayed with a journal. evidence.json and events.arrow. */
import type { DeleveragingRecord, Journal, LiquidationRecord, PathOutcome, RunOptions, SettlementRecord } from '../kernel/outcome.ts';
import type { PricePath, WorldSpec } from '../kernel/world-spec.ts';
import type { Simulation } from '../kernel/simulation.ts';
import { assert } from '../math/assert.ts';
import { sampleQuantile } from '../statistics/quantiles.ts';
import { bookNow } from './book-snapshot.ts';
import { DeleveragingWatch } from './evidence/adl-fairness.ts';
import { riskEvidence } from './evidence/risk-evidence.ts';
import type { RiskEvidence } from './evidence/risk-evidence.ts';
import { fundOnGrid } from './fund-grid.ts';
import { LedgerWatch } from './ledger-evidence.ts';
import type { LedgerEvidence } from './ledger-evidence-types.ts';
import { largestHit } from './largest-accounts.ts';
import { metricDefinitions } from './metrics.ts';
import { noteOracles, oracleEvidence } from './oracle-evidence.ts';
import type { OracleNotes } from './oracle-evidence.ts';
import { parameterRows, policyVersions } from './parameter-rows.ts';
import { PathRunner } from './path-runner.ts';
import { runFolderSchemaVersion } from './run-folder-types.ts';
import type {
  CriticalityProfile,
  EndogenousShare,
  Evidence,
  EvidenceSet,
  FundSeries,
  LiquidationBins,
  PriceSeries,
  ReducedMetric,
  Summary,
  Verdict,
  WaterfallMeans,
} from './run-folder-types.ts';
import { firstPathOf } from './study.ts';
import type { SetResult, Study, StudyResult } from './study.ts';
import { summarizeMetricMean, summarizeStudy } from './summary.ts';
import { journalTable } from './journal-table.ts';
import type { JournalTable } from './journal-table.ts';
import { thinnedIndexes } from './thin-series.ts';
import { triggerMap } from './trigger-map.ts';
import type { TriggerBins } from './trigger-map.ts';
import { verdictOf } from './verdict.ts';
import { tallySheet } from './tallies/tally-sheet.ts';
import { worldWith } from './world-plan.ts';
import type { WorldPlan } from './world-plan.ts';

const mostPoints = 4500;
const liquidationBinCount = 96;
/** Share of the drop above which a replay of history says more about the baseline than about the market. */
const endogenousWarning = 0.6;
const endogenousText =
  'More than 60 % of the drop in history would be the baseline\'s own liquidations: depth, or the size of the venue, is not believable.';

/** Everything that happened on the shown path of a set. */
export interface ShownRun {
  readonly plan: WorldPlan;
  readonly world: WorldSpec;
  readonly path: PricePath;
  /** In which it was run; in no particular state. */
  readonly simulation: Simulation;
  readonly pathIndex: number;
  /** Of the shown path among the values of a column. */
  readonly row: number;
  readonly outcome: PathOutcome;
  readonly liquidations: readonly LiquidationRecord[];
  readonly settlements: readonly SettlementRecord[];
  readonly deleveragings: readonly DeleveragingRecord[];
  readonly timesMs: readonly number[];
  /** Per instant: marks and exogenous prices of all markets, fund in USD summed over venues. */
  readonly marks: readonly Float64Array[];
  readonly exogenous: readonly Float64Array[];
  readonly fundUsd: readonly number[];
  /** Equity of every account after the path, by stable index. */
  readonly endEquityUsd: Float64Array;
  readonly ledger: LedgerEvidence;
  readonly deleveraging: DeleveragingWatch;
  readonly oracleNotes: OracleNotes;
}

/** What is known already where it is known: worlds that were built, a summary that was made. */
export interface EvidenceHelp {
  /** Has run paths of the same study, or of one with more sets. */
  readonly runner?: PathRunner;
  /** Of the same result. */
  readonly summary?: Summary;
}

/** Evidence of all sets and the journal of their shown paths. */
export function gatherEvidence(
  study: Study,
  result: StudyResult,
  { runner = new PathRunner(study), summary = summarizeStudy(study, result) }: EvidenceHelp = {},
): { evidence: Evidence; journal: JournalTable } {
  const runs = study.sets.map((plan, index) => {
    const row = shownRow(result.sets[index]);
    return showPath(runner, plan, { row, pathIndex: firstPathOf(study.input) + row });
  });
  const { scenario } = study.input;
  const sheet = tallySheet(study);
  const evidence: Evidence = {
    schemaVersion: runFolderSchemaVersion,
    scenario: {
      name: scenario.name,
      title: scenario.title,
      summary: scenario.summary,
      startMs: study.source.startMs,
      endMs: study.source.endMs,
      assumptions: [...scenario.assumptions, ...modelAssumptions(study)],
      limits: [...scenario.limits],
      sources: scenario.sources.map((source) => ({ ...source })),
    },
    sets: runs.map((run, index) => {
      const verdict = verdictOf(summary.parameterSets[index].metrics);
      return evidenceOf(runner, run, result.sets[index], { verdict, ...riskEvidence(sheet, index, result, run.deleveraging) });
    }),
  };
  return { evidence, journal: journalTable(runs) };
}

function modelAssumptions(study: Study): string[] {
  const texts = ['Accounts do not add margin, close or open positions of their own accord.'];
  if (study.source.rebuilt) {
    texts.push('Minutes inside a bar are rebuilt at random on every path; each hits open, high, low and close exactly.');
  }
  if (study.baseline) texts.push(`History is taken to contain the liquidations that ${study.baseline.id} would have made on it.`);
  return texts;
}

/** The path with the largest shortfall; among equals the one with most liquidated notional, then the first. */
function shownRow({ metrics }: SetResult): number {
  const { shortfall_usd: shortfallUsd, liquidated_notional_usd: notionalUsd } = metrics;
  let shown = 0;
  const worse = (row: number): boolean => {
    const difference = shortfallUsd[row] - shortfallUsd[shown];
    return difference > 0 || (difference === 0 && notionalUsd[row] > notionalUsd[shown]);
  };
  for (let row = 1; row < shortfallUsd.length; row++) if (worse(row)) shown = row;
  return shown;
}

function showPath(runner: PathRunner, plan: WorldPlan, { row, pathIndex }: { row: number; pathIndex: number }): ShownRun {
  const liquidations: LiquidationRecord[] = [];
  const settlements: SettlementRecord[] = [];
  const deleveragings: DeleveragingRecord[] = [];
  const timesMs: number[] = [];
  const marks: Float64Array[] = [];
  const exogenous: Float64Array[] = [];
  const fundUsd: number[] = [];
  const { notes: oracleNotes, listener } = noteOracles(plan);
  const journalWith = ({ journal }: LedgerWatch): Journal => ({
    ...listener,
    ...journal,
    liquidation: (record) => (liquidations.push(record), journal.liquidation(record)),
    settlement: (record) => (settlements.push(record), journal.settlement(record)),
    deleveraging: (record) => (deleveragings.push(record), journal.deleveraging(record)),
    instant: (timeMs, mark, undisturbed, fund, feed) => {
      timesMs.push(timeMs);
      oracleNotes.feeds.push(feed.slice());
      marks.push(mark.slice());
      exogenous.push(undisturbed.slice());
      fundUsd.push(fund.reduce((sum, usd) => sum + usd, 0));
    },
  });
  const deleveraging = new DeleveragingWatch();
  let watch: LedgerWatch | undefined;
  const { world, path, simulation, outcome } = runner.replay(plan, pathIndex, (opened) => {
    return deleveraging.listenTo(opened, journalWith((watch = new LedgerWatch(opened))));
  });
  assert(watch !== undefined, 'a replay asks for its journal');
  const endEquityUsd = endEquities(simulation);
  const ledger = watch.evidence(outcome);
  const events = { liquidations, settlements, deleveragings };
  const watches = { ledger, deleveraging, oracleNotes };
  const ran = { plan, world, path, simulation, pathIndex, row, outcome };
  return { ...ran, ...events, timesMs, marks, exogenous, fundUsd, endEquityUsd, ...watches };
}

function endEquities({ layout, health, markets, spec }: Simulation): Float64Array {
  const equities = new Float64Array(layout.accountCount);
  for (let account = 0; account < layout.accountCount; account++) {
    health.evaluate(account, markets);
    const asset = layout.accountAsset[account];
    equities[layout.stableOf[account]] = health.equity * spec.assets[asset].unit * health.assetPrice(asset, markets);
  }
  return equities;
}

/** Rows of all venues; with several, the venue's id goes before the key. */
function parametersOf({ venues }: WorldPlan): EvidenceSet['parameters'] {
  return venues.flatMap(({ id, parameters }) => {
    const rows = parameterRows(parameters);
    return venues.length > 1 ? rows.map((row) => ({ ...row, key: `${id}.${row.key}` })) : rows;
  });
}

/** Policies of all venues; with several, the venue's id goes before the role. */
function policiesOf({ venues }: WorldPlan): EvidenceSet['policies'] {
  return venues.flatMap(({ id, parameters }) => {
    return policyVersions(parameters).map((one) => (venues.length > 1 ? { ...one, role: `${id}.${one.role}` } : one));
  });
}

function reasonToShow(shortfallUsd: number): string {
  return shortfallUsd > 0 ? 'the path with the largest shortfall' : 'no path has a shortfall: the one with most liquidated notional';
}

function evidenceOf(runner: PathRunner, run: ShownRun, result: SetResult, risk: RiskEvidence & { readonly verdict: Verdict }): EvidenceSet {
  const atStart = triggerMap(run.world, run.plan.startPrices);
  const { parameters } = run.plan.venues[0];
  return {
    id: run.plan.id,
    title: run.plan.title,
    summary: parameters.summary,
    parameters: parametersOf(run.plan),
    shownPath: { index: run.pathIndex, reason: reasonToShow(result.metrics.shortfall_usd[run.row]) },
    prices: priceSeries(run),
    liquidations: liquidationBins(run),
    fund: fundSeries(run, result),
    waterfall: waterfallMeans(result),
    generations: result.generations.map((one, generation) => ({ generation, ...one })),
    triggers: atStart.map((bins) => visibleBins(run, bins)),
    criticality: criticalityProfiles(runner, run, atStart),
    largestAccounts: largestHit(run),
    withoutThreeLargest: reducedMetrics(result),
    endogenousShare: endogenousShares(run, result),
    ledger: run.ledger,
    ...risk,
    policies: policiesOf(run.plan),
    oracleAndBreakers: oracleEvidence(runner, run),
  };
}

function priceSeries(run: ShownRun): PriceSeries[] {
  return run.world.instruments.map((instrument, index) => {
    const kept = thinnedIndexes({ values: run.marks.map((marks) => marks[index]), timesMs: run.timesMs }, mostPoints);
    return {
      instrument: instrument.id,
      timeMs: kept.map((point) => run.timesMs[point]),
      markUsd: kept.map((point) => run.marks[point][index]),
      exogenousUsd: kept.map((point) => run.exogenous[point][index]),
    };
  });
}

function liquidationBins({ world, path, liquidations }: ShownRun): LiquidationBins[] {
  const startMs = path.timesMs[0];
  const widthMs = Math.max(1, (path.timesMs[path.timesMs.length - 1] - startMs) / liquidationBinCount);
  const timeMs = Array.from({ length: liquidationBinCount }, (_, bin) => startMs + bin * widthMs);
  return world.instruments.map((instrument, index) => {
    const longUsd = new Array<number>(liquidationBinCount).fill(0);
    const shortUsd = new Array<number>(liquidationBinCount).fill(0);
    for (const record of liquidations) {
      if (record.instrument !== index) continue;
      const bin = Math.min(liquidationBinCount - 1, Math.floor((record.timeMs - startMs) / widthMs));
      (record.side > 0 ? longUsd : shortUsd)[bin] += record.notionalUsd;
    }
    return { instrument: instrument.id, timeMs, longUsd, shortUsd };
  });
}

function fundSeries(run: ShownRun, { fundTimesMs, fundUsd }: SetResult): FundSeries | null {
  if (!run.world.venues.some((venue) => venue.losses.some((stage) => stage.stage === 'insurance-fund'))) return null;
  const points = fundTimesMs.length;
  const paths = fundUsd.length / points;
  const columns = Array.from(fundTimesMs, (_, point) => {
    const column = new Float64Array(paths);
    for (let path = 0; path < paths; path++) column[path] = fundUsd[path * points + point];
    return column.sort();
  });
  return {
    asset: 'USD',
    paths,
    timeMs: Array.from(fundTimesMs),
    p05Usd: columns.map((column) => sampleQuantile(column, 0.05)),
    p25Usd: columns.map((column) => sampleQuantile(column, 0.25)),
    p50Usd: columns.map((column) => sampleQuantile(column, 0.5)),
    p75Usd: columns.map((column) => sampleQuantile(column, 0.75)),
    p95Usd: columns.map((column) => sampleQuantile(column, 0.95)),
    shownUsd: Array.from(fundOnGrid(run.outcome, fundTimesMs)),
  };
}

function waterfallMeans({ metrics }: SetResult): WaterfallMeans {
  const mean = (name: string): number => {
    const values = metrics[name];
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  return {
    shortfall_usd: mean('shortfall_usd'),
    fund_usd: mean('insurance_fund_used_usd'),
    backstop_usd: mean('backstop_used_usd'),
    adl_usd: mean('adl_paid_usd'),
    socialized_usd: mean('socialized_loss_usd'),
    unfunded_usd: mean('unfunded_loss_usd'),
  };
}

function visibleBins({ world }: ShownRun, bins: TriggerBins): EvidenceSet['triggers'][number] {
  const { instrument, startPrice, prices, longUsd, shortUsd } = bins;
  return {
    instrument: world.instruments[instrument].id,
    startPriceUsd: startPrice,
    priceUsd: Array.from(prices),
    longUsd: Array.from(longUsd),
    shortUsd: Array.from(shortUsd),
  };
}

/** At the start and at the lowest mark of each instrument on the shown path. */
function criticalityProfiles(runner: PathRunner, run: ShownRun, atStart: readonly TriggerBins[]): CriticalityProfile[] {
  const worstMs = run.world.instruments.map((_, index) => lowestMarkMs(run, index));
  const ticks = worstMs.map((timeMs) => run.path.timesMs.findLastIndex((time) => time <= timeMs));
  const maps = mapsAt(run, runner.optionsFor(run.plan, run.pathIndex), new Set(ticks));
  return run.world.instruments.map((instrument, index) => {
    const bins = maps.get(ticks[index])?.[index];
    return {
      instrument: instrument.id,
      priceUsd: Array.from(atStart[index].prices),
      atStart: Array.from(atStart[index].criticality),
      atWorst: bins ? onGrid(bins, atStart[index]) : null,
      worstTimeMs: bins ? worstMs[index] : null,
    };
  });
}

/** NaN on a path without instants. */
function lowestMarkMs({ marks, timesMs }: ShownRun, market: number): number {
  let lowest = 0;
  for (let point = 1; point < marks.length; point++) {
    if (marks[point][market] < marks[lowest][market]) lowest = point;
  }
  return timesMs[lowest] ?? NaN;
}

/** Trigger maps of the book as it stood at ticks of the shown path, which is run once more for them. */
function mapsAt({ plan, path, simulation }: ShownRun, options: RunOptions, ticks: ReadonlySet<number>): Map<number, TriggerBins[]> {
  const maps = new Map<number, TriggerBins[]>();
  const instant = (timeMs: number, marks: Float64Array): void => {
    for (const tick of ticks) {
      if (path.timesMs[tick] !== timeMs) continue;
      const world = worldWith(plan, bookNow(simulation));
      maps.set(tick, triggerMap(world, marks.slice(), (instrument) => path.depthScale[instrument]?.[tick] ?? 1));
    }
  };
  simulation.run(path, { ...options, journal: { instant } });
  return maps;
}

/** A profile around another price, read off on the grid of the start: nearest bin by price, 0 outside. */
function onGrid(bins: TriggerBins, grid: TriggerBins): number[] {
  return Array.from(grid.prices, (price) => {
    let nearest = -1;
    for (let bin = 0; bin < bins.prices.length; bin++) {
      if (nearest < 0 || Math.abs(bins.prices[bin] - price) < Math.abs(bins.prices[nearest] - price)) nearest = bin;
    }
    return Math.abs(bins.prices[nearest] / price - 1) < 0.01 ? bins.criticality[nearest] : 0;
  });
}

function reducedMetrics({ withoutLargest }: SetResult): Record<string, ReducedMetric> {
  return Object.fromEntries(
    metricDefinitions.map((definition) => {
      return [definition.name, summarizeMetricMean(definition, withoutLargest[definition.name])];
    }),
  );
}

function endogenousShares({ world }: ShownRun, { historicalEndogenousShare, metrics }: SetResult): EndogenousShare[] {
  if (!historicalEndogenousShare) {
    const values = metrics.endogenous_drop_ratio.filter((value) => value === value);
    const value = values.length === 0 ? null : values.reduce((sum, one) => sum + one, 0) / values.length;
    return [{ instrument: 'all', value, warning: null }];
  }
  return world.instruments.map((instrument, index) => {
    const value = historicalEndogenousShare[index];
    const high = value > endogenousWarning;
    return {
      instrument: instrument.id,
      value: value === value ? value : null,
      warning: high ? endogenousText : null,
    };
  });
}
