/** One path step by step: what a reader who walks through it is told at every minute. */
import type { FundSeries, LiquidationBins, PriceSeries } from '../../engine/study/run-folder-types.ts';
import { cutAt } from '../visible-text.ts';

/** One event of the journal of the shown path. */
export interface PathEvent {
  readonly timeMs: number;
  /** `liquidation`, `settlement`, `auto-deleveraging` and so on, as in events.arrow. */
  readonly kind: string;
  readonly account: string;
  /** Empty for an event of no instrument. */
  readonly instrument: string;
  /** `long` or `short`; empty where there is none. */
  readonly side: string;
  readonly notionalUsd: number | null;
  readonly priceUsd: number | null;
  readonly shortfallUsd: number | null;
}

export interface PathSeries {
  readonly prices: PriceSeries;
  readonly liquidations: LiquidationBins | null;
  readonly fund: FundSeries | null;
  /** Of every instrument, in the order of the journal; empty where the journal was not kept. */
  readonly events: readonly PathEvent[];
}

/** Columns with one entry per step, and the events worth telling. */
export interface PathSteps {
  readonly timeMs: readonly number[];
  readonly markUsd: readonly number[];
  readonly exogenousUsd: readonly number[];
  /** Liquidated notional since the start. */
  readonly liquidatedUsd: readonly number[];
  /** Liquidations since the start; null without a journal. */
  readonly liquidations: readonly number[] | null;
  /** Level of the fund; null without one. */
  readonly fundUsd: readonly number[] | null;
  /** Ascending by step; of one step the largest only. */
  readonly events: readonly StepEvent[];
}

export interface StepEvent extends Omit<PathEvent, 'timeMs' | 'instrument'> {
  /** Number of the step at whose end it has happened. */
  readonly step: number;
  /** Events of its kind in the step, this one among them. */
  readonly ofKind: number;
}

const mostPerStep = 3;
const mostEvents = 1500;
const longestName = 60;

/** Steps at the times of the prices. Money has seven digits: more than is shown. */
export function pathSteps({ prices, liquidations, fund, events }: PathSeries): PathSteps {
  const { timeMs } = prices;
  const own = events.filter(({ instrument, kind }) => (instrument === prices.instrument || instrument === '') && kind !== 'horizon');
  const closed = own.filter(({ kind }) => kind === 'liquidation');
  const isKept = events.length > 0;
  const amounts = isKept ? closed.map((event) => ({ timeMs: event.timeMs, amount: event.notionalUsd ?? 0 })) : binAmounts(liquidations);
  return {
    timeMs,
    markUsd: prices.markUsd.map(sevenDigits),
    exogenousUsd: prices.exogenousUsd.map(sevenDigits),
    liquidatedUsd: runningSums(timeMs, amounts),
    liquidations: isKept ? runningSums(timeMs, closed.map((event) => ({ timeMs: event.timeMs, amount: 1 }))) : null,
    fundUsd: fund === null ? null : levelsAt(timeMs, fund),
    events: toldEvents(timeMs, own),
  };
}

function sevenDigits(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(7));
}

interface Amount {
  readonly timeMs: number;
  readonly amount: number;
}

/** A bin counts once it is over. */
function binAmounts(bins: LiquidationBins | null): Amount[] {
  if (bins === null) return [];
  const { timeMs, longUsd, shortUsd } = bins;
  const widthMs = timeMs.length > 1 ? timeMs[1] - timeMs[0] : 0;
  return timeMs.map((start, index) => ({ timeMs: start + widthMs, amount: longUsd[index] + shortUsd[index] }));
}

/** Sum of what happened up to each time; what happens after the last one belongs to it. */
function runningSums(timeMs: readonly number[], amounts: readonly Amount[]): number[] {
  const perStep = timeMs.map(() => 0);
  for (const { timeMs: at, amount } of amounts) perStep[stepOf(timeMs, at)] += amount;
  let sum = 0;
  return perStep.map((amount) => sevenDigits(sum += amount));
}

/** The first step that is not before the time; the last one for later times. */
function stepOf(timeMs: readonly number[], at: number): number {
  let [low, high] = [0, timeMs.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeMs[middle] < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The last level known at each time. */
function levelsAt(timeMs: readonly number[], fund: FundSeries): number[] {
  let index = 0;
  return timeMs.map((time) => {
    while (index + 1 < fund.timeMs.length && fund.timeMs[index + 1] <= time) index++;
    return sevenDigits(fund.shownUsd[index]);
  });
}

/** The largest of every step, and of all those the largest; in the order of time, within a step the largest last. */
function toldEvents(timeMs: readonly number[], events: readonly PathEvent[]): StepEvent[] {
  const perStep = new Map<number, PathEvent[]>();
  for (const event of events) {
    const step = stepOf(timeMs, event.timeMs);
    const known = perStep.get(step);
    if (known === undefined) perStep.set(step, [event]);
    else known.push(event);
  }
  const told = [...perStep].flatMap(([step, all]) => bySize(all).slice(0, mostPerStep).map((event) => stepEvent({ event, step, all })));
  return bySize(told).slice(0, mostEvents).reverse().sort((one, other) => one.step - other.step);
}

function stepEvent({ event, step, all }: { event: PathEvent; step: number; all: readonly PathEvent[] }): StepEvent {
  const { kind, account, side, notionalUsd, priceUsd, shortfallUsd } = event;
  const ofKind = all.filter((one) => one.kind === kind).length;
  return { step, kind, account: cutAt(account, longestName), side, notionalUsd, priceUsd, shortfallUsd, ofKind };
}

function bySize<Event extends Pick<PathEvent, 'notionalUsd'>>(events: readonly Event[]): Event[] {
  return [...events].sort((one, other) => (other.notionalUsd ?? 0) - (one.notionalUsd ?? 0));
}
