/**
 * Back-test of margin rates on price paths: does the price move further, within the time that a close-out takes, than the margin of a new
 * position at the highest leverage covers? Windows do not overlap; a move is that from the start of a window to its end.
 */
import { lotValue } from '../../kernel/layout.ts';
import type { InstrumentSpec } from '../../kernel/world-spec.ts';
import type { StudyInput } from '../inputs.ts';
import type { Study } from '../study.ts';
import type { WorldPlan } from '../world-plan.ts';

/** Numbers kept per test: at [test * windowFields + field]; transitions within a path, from one window to the next. */
export const windowField = {
  ...{ windows: 0, breaches: 1 },
  ...{ quietQuiet: 2, quietBreach: 3, breachQuiet: 4, breachBreach: 5 },
  uncovered: 6,
} as const;
export const windowFields = 7;

/** A margin rate of an instrument, tested on one side: four of each instrument. */
export interface MarginTest {
  readonly instrument: number;
  readonly side: 'long' | 'short';
  readonly margin: 'initial' | 'maintenance';
  /** Of the bracket of small positions: what the highest leverage is allowed with. */
  readonly rate: number;
}

/** Tests of all instruments of a set. */
export function marginTests({ frame }: Pick<WorldPlan, 'frame'>): MarginTest[] {
  return frame.instruments.flatMap(({ initialTiers, maintenanceTiers }, instrument) =>
    (['long', 'short'] as const).flatMap((side) => [
      { instrument, side, margin: 'initial' as const, rate: initialTiers[0].rate },
      { instrument, side, margin: 'maintenance' as const, rate: maintenanceTiers[0].rate },
    ]),
  );
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/**
 * The margin period of risk: an hour; a day where prices are known less often than hourly; their step where it is longer than a day.
 */
export function marginPeriodMs(study: Pick<Study, 'input' | 'source'>): number {
  const stepMs = priceStepMs(study);
  return stepMs <= hourMs ? hourMs : stepMs <= dayMs ? dayMs : stepMs;
}

function priceStepMs({ input, source }: Pick<Study, 'input' | 'source'>): number {
  const spanMs = source.endMs - source.startMs;
  const series = firstSeries(input, source.underlyings);
  if (series.kind === 'bars') return series.candles.stepMs;
  const steps = series.kind === 'model' ? source.walkedSteps : series.timesMs.length - 1;
  return steps > 0 ? spanMs / steps : hourMs;
}

function firstSeries({ series }: StudyInput, [first]: readonly string[]): StudyInput['series'][string] {
  return series[first];
}

/** True when every path has prices of its own. Those of ticks and bars are the same history again: only the first path counts. */
export function drawsOwnPrices({ source }: Pick<Study, 'source'>): boolean {
  return source.walkedSteps > 0;
}

interface KnownTicks {
  readonly periodMs: number;
  readonly ticks: Int32Array;
}

/** Paths that share their times share the ends of their windows. */
const knownTicks = new WeakMap<Float64Array, KnownTicks>();

/** Last tick at or before each multiple of the period from the start on, as long as the path lasts. */
export function windowTicks(timesMs: Float64Array, periodMs: number): Int32Array {
  const known = knownTicks.get(timesMs);
  if (known?.periodMs === periodMs) return known.ticks;
  const ticks = findWindowTicks(timesMs, periodMs);
  knownTicks.set(timesMs, { periodMs, ticks });
  return ticks;
}

function findWindowTicks(timesMs: Float64Array, periodMs: number): Int32Array {
  const endMs = timesMs[timesMs.length - 1];
  const ticks = new Int32Array(Math.floor((endMs - timesMs[0] + lastMoment) / periodMs) + 1);
  for (let window = 0, tick = 0; window < ticks.length; window++) {
    while (tick + 1 < timesMs.length && timesMs[tick + 1] <= timesMs[0] + window * periodMs) tick++;
    ticks[window] = tick;
  }
  return ticks;
}

/** A bar closes a millisecond before the next one opens: its end is the end of a window too. */
const lastMoment = 1;

/** Loss of a window as a share of the notional at its start, in the settlement asset: positive for a long when the price fell. */
function longLoss(instrument: InstrumentSpec, from: number, to: number): number {
  const value = lotValue(instrument, from);
  return (value - lotValue(instrument, to)) / Math.abs(value);
}

/** Where the numbers of a test go: sums from `sum` on in one row, the peak at `peak` in another. */
export interface WindowPlaces {
  readonly sums: Float64Array;
  readonly sum: number;
  readonly peaks: Float64Array;
  readonly peak: number;
}

/** Tests one rate on one path. `prices` of the instrument, ticks from `windowTicks`. Windows that start at price 0 are left out. */
export function tallyWindows(
  { side, rate }: Pick<MarginTest, 'side' | 'rate'>,
  instrument: InstrumentSpec,
  { prices, ticks }: { prices: Float64Array; ticks: Int32Array },
  { sums, sum, peaks, peak }: WindowPlaces,
): void {
  let before = -1;
  for (let window = 1; window < ticks.length; window++) {
    const loss = longLoss(instrument, prices[ticks[window - 1]], prices[ticks[window]]);
    if (!(Math.abs(loss) < Infinity)) {
      before = -1;
      continue;
    }
    const uncovered = (side === 'long' ? loss : -loss) - rate;
    const breach = uncovered > 0 ? 1 : 0;
    sums[sum + windowField.windows]++;
    if (before >= 0) sums[sum + windowField.quietQuiet + 2 * before + breach]++;
    before = breach;
    if (breach === 0) continue;
    sums[sum + windowField.breaches]++;
    sums[sum + windowField.uncovered] += uncovered;
    peaks[peak] = Math.max(peaks[peak], uncovered);
  }
}
