/**
 * One path run again with everything that it tells: events in the order in which they happened, their money in USD at the marks of the
 * moment, as the waterfall counts it. Sums by payer are the path's metrics.
 */
import type { Journal, LiquidationRecord, PathOutcome } from '../kernel/outcome.ts';
import { lotValue } from '../kernel/layout.ts';
import type { Simulation } from '../kernel/simulation.ts';
import { metricDefinitions } from './metrics.ts';
import { readMetric, totalUsd } from './path-runner.ts';
import type { PathRunner } from './path-runner.ts';
import type { WorldPlan } from './world-plan.ts';

export const timelineKinds = [
  'liquidation',
  'auto-deleveraging',
  'settlement',
  'socialization',
  'collateral-sale',
  'funding',
  'open-shortfall',
] as const;

export type TimelineKind = (typeof timelineKinds)[number];

/** One event; null where it has no such thing. Money is in USD and never negative, but for funding per lot. */
export interface TimelineEvent {
  /** Number of the event on its path, from 0. */
  readonly event: number;
  readonly timeMs: number;
  readonly kind: TimelineKind;
  /** Whose event it is: the account liquidated, settled, or the winner that was deleveraged. */
  readonly account: string | null;
  readonly owner: string | null;
  /** Of a deleveraging: the account whose lots the winner took. */
  readonly counterparty: string | null;
  readonly instrument: string | null;
  readonly side: 'long' | 'short' | null;
  /** Closed, at the market and by deleveraging together. */
  readonly lots: number | null;
  readonly deleveragedLots: number | null;
  readonly price: number | null;
  readonly markPrice: number | null;
  readonly notionalUsd: number | null;
  /** Borne by the account's own margin: the fee, and what was lost by closing away from the mark (negative: gained). */
  readonly feeUsd: number | null;
  readonly slippageUsd: number | null;
  /** Taken from what was left of the margin. */
  readonly surplusUsd: number | null;
  readonly shortfallUsd: number | null;
  readonly fundUsd: number | null;
  readonly adlUsd: number | null;
  /** Lent by the pool, which winners fill afterwards; what they gave is in the `socialization`. */
  readonly lentUsd: number | null;
  readonly socializedUsd: number | null;
  readonly unfundedUsd: number | null;
  readonly liquidation: number | null;
  readonly parent: number | null;
  readonly generation: number | null;
}

/** Sums over all events of a path. */
export interface TimelineTotals {
  readonly liquidations: number;
  readonly liquidatedNotionalUsd: number;
  readonly feesUsd: number;
  readonly shortfallUsd: number;
  readonly fundUsd: number;
  readonly adlUsd: number;
  readonly socializedUsd: number;
  readonly unfundedUsd: number;
}

export interface Timeline {
  readonly events: readonly TimelineEvent[];
  readonly totals: TimelineTotals;
  readonly outcome: PathOutcome;
  /** By name, NaN where a metric does not exist. */
  readonly metrics: ReadonlyMap<string, number>;
}

/** Runs a set on a path again and listens to all of it. */
export function pathTimeline(runner: PathRunner, plan: WorldPlan, pathIndex: number): Timeline {
  const events: TimelineEvent[] = [];
  const replay = runner.replay(plan, pathIndex, (simulation) => journalInto(events, simulation));
  addOpenShortfalls(events, replay.simulation, replay.path.timesMs[replay.path.timesMs.length - 1]);
  const metrics = new Map(metricDefinitions.map((definition) => [definition.name, readMetric(definition, replay, plan)]));
  return { events, totals: totalsOf(events), outcome: replay.outcome, metrics };
}

/** The row of the outcomes that the totals must equal, in their order. */
export function totalsOfOutcome(outcome: PathOutcome): TimelineTotals {
  const usd = totalUsd(outcome);
  return {
    liquidations: outcome.liquidations,
    liquidatedNotionalUsd: usd.liquidatedNotional,
    feesUsd: usd.liquidationFees,
    shortfallUsd: usd.shortfall,
    fundUsd: usd.fund,
    adlUsd: usd.adl,
    socializedUsd: usd.socialized,
    unfundedUsd: usd.unfunded,
  };
}

const empty: Omit<TimelineEvent, 'event' | 'timeMs' | 'kind'> = {
  account: null,
  owner: null,
  counterparty: null,
  instrument: null,
  side: null,
  lots: null,
  deleveragedLots: null,
  price: null,
  markPrice: null,
  notionalUsd: null,
  feeUsd: null,
  slippageUsd: null,
  surplusUsd: null,
  shortfallUsd: null,
  fundUsd: null,
  adlUsd: null,
  lentUsd: null,
  socializedUsd: null,
  unfundedUsd: null,
  liquidation: null,
  parent: null,
  generation: null,
};

function journalInto(events: TimelineEvent[], simulation: Simulation): Journal {
  const { spec, markets } = simulation;
  const add = (timeMs: number, kind: TimelineKind, what: Partial<TimelineEvent>): void => {
    events.push({ ...empty, ...what, event: events.length, timeMs, kind });
  };
  const unitUsd = (account: number): number => usdPerUnit(simulation, spec.book.marginAsset[account]);
  return {
    liquidation: (record) => add(record.timeMs, 'liquidation', { ...holderOf(simulation, record.account), ...closeOf(simulation, record) }),
    deleveraging: ({ timeMs, instrument, loser, winner, lots, leg }) => {
      const { contract, valueScale, id } = spec.instruments[instrument];
      const price = contract === 'inverse' ? -valueScale / (leg / lots) : leg / lots / valueScale;
      const counterparty = spec.book.accountId(loser);
      const markPrice = markets.mark[instrument];
      add(timeMs, 'auto-deleveraging', { ...holderOf(simulation, winner), counterparty, instrument: id, lots, price, markPrice });
    },
    settlement: ({ timeMs, account, shortfall, fund, lentByPool, unfunded, surplus }) => {
      const usd = unitUsd(account);
      const paid = { shortfallUsd: shortfall * usd, fundUsd: fund * usd, lentUsd: lentByPool * usd, unfundedUsd: unfunded * usd };
      add(timeMs, 'settlement', { ...holderOf(simulation, account), ...paid, surplusUsd: surplus * usd });
    },
    socialization: ({ timeMs, asset, taken, unfunded }) => {
      const usd = usdPerUnit(simulation, asset);
      add(timeMs, 'socialization', { socializedUsd: taken * usd, unfundedUsd: unfunded * usd });
    },
    collateralSale: (timeMs, account, asset, amountUnits, proceeds) => {
      const { id, unit } = spec.assets[asset];
      const amount = amountUnits * unit;
      const notionalUsd = proceeds * unitUsd(account);
      const price = notionalUsd / amount;
      add(timeMs, 'collateral-sale', { ...holderOf(simulation, account), instrument: id, lots: amount, price, notionalUsd });
    },
    funding: (timeMs, instrument, unitsPerLot) => {
      const { id, settleAsset } = spec.instruments[instrument];
      // What a long pays per lot.
      const price = unitsPerLot * usdPerUnit(simulation, settleAsset);
      add(timeMs, 'funding', { instrument: id, price, markPrice: markets.mark[instrument] });
    },
  };
}

function usdPerUnit({ health, markets, spec }: Simulation, asset: number): number {
  return health.assetPrice(asset, markets) * spec.assets[asset].unit;
}

function holderOf({ spec: { book } }: Simulation, account: number): Pick<TimelineEvent, 'account' | 'owner'> {
  return { account: book.accountId(account), owner: book.ownerId(book.owner[account]) };
}

function closeOf(simulation: Simulation, record: LiquidationRecord): Partial<TimelineEvent> {
  const { spec } = simulation;
  const instrument = spec.instruments[record.instrument];
  const usd = usdPerUnit(simulation, spec.book.marginAsset[record.account]);
  const away = lotValue(instrument, record.markPrice) - lotValue(instrument, record.averagePrice);
  return {
    instrument: instrument.id,
    side: record.side > 0 ? 'long' : 'short',
    lots: record.marketLots + record.deleveragedLots,
    deleveragedLots: record.deleveragedLots,
    price: record.averagePrice,
    markPrice: record.markPrice,
    notionalUsd: record.notionalUsd,
    feeUsd: record.fee * usd,
    slippageUsd: record.side * record.marketLots * away * usd + 0,
    adlUsd: record.absorbed * usd,
    liquidation: record.seq,
    parent: record.parent < 0 ? null : record.parent,
    generation: record.generation,
  };
}

/** Negative equity that is still open at the horizon counts as unfunded; nobody tells of it, so the accounts are asked. */
function addOpenShortfalls(events: TimelineEvent[], simulation: Simulation, endMs: number): void {
  const { layout, health, markets } = simulation;
  for (let account = 0; account < layout.accountCount; account++) {
    health.evaluate(account, markets);
    if (health.notional === 0 || health.equity >= 0) continue;
    const usd = -Math.floor(health.equity) * usdPerUnit(simulation, layout.accountAsset[account]);
    const what = { ...holderOf(simulation, layout.stableOf[account]), shortfallUsd: usd, unfundedUsd: usd };
    events.push({ ...empty, ...what, event: events.length, timeMs: endMs, kind: 'open-shortfall' });
  }
}

type SummedKey = 'notionalUsd' | 'feeUsd' | 'shortfallUsd' | 'fundUsd' | 'adlUsd' | 'socializedUsd' | 'unfundedUsd';

function totalsOf(events: readonly TimelineEvent[]): TimelineTotals {
  const sum = (key: SummedKey, kind?: TimelineKind): number => {
    return events.reduce((total, event) => total + (kind === undefined || event.kind === kind ? (event[key] ?? 0) : 0), 0);
  };
  const adlUsd = sum('adlUsd');
  return {
    liquidations: events.reduce((count, { kind }) => count + (kind === 'liquidation' ? 1 : 0), 0),
    liquidatedNotionalUsd: sum('notionalUsd', 'liquidation'),
    feesUsd: sum('feeUsd'),
    shortfallUsd: sum('shortfallUsd') + adlUsd,
    fundUsd: sum('fundUsd'),
    adlUsd,
    socializedUsd: sum('socializedUsd'),
    unfundedUsd: sum('unfundedUsd'),
  };
}
