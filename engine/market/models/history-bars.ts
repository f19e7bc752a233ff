/** Bars of history as log moves, for models that resample them. */
import { UserError, exitCodes } from '../../errors.ts';
import { exp, log } from '../../math/transcendental.ts';
import type { Candles } from '../candles.ts';
import type { PriceModelContext } from '../price-model.ts';

/** One entry per bar, relative to the price before the bar, in log prices. */
export interface HistoryBars {
  readonly count: number;
  readonly move: Float64Array;
  /** Not below 0 nor the move. */
  readonly high: Float64Array;
  /** Not above 0 nor the move. */
  readonly low: Float64Array;
  /** Probability that the high came before the low. */
  readonly highFirst: Float64Array;
}

/** The range of a Brownian motion squared is 4 ln 2 variances on average (M. Parkinson, J. Business 53, 1980). */
const FOUR_LN2 = 2.772588722239781;
const FEWEST_BARS = 10;

/**
 * The bars of an underlying. A bar starts at the close before it, so that gaps between bars count; after missing bars it starts at its own
 * open. Throws UserError when there are no candles, fewer than ten, or prices that have no logarithm.
 */
export function historyBars(context: PriceModelContext, model: string): HistoryBars {
  const candles = requireCandles(context, model);
  const count = candles.openTimeMs.length;
  const column = (): Float64Array => new Float64Array(count);
  const bars: HistoryBars = { count, move: column(), high: column(), low: column(), highFirst: column() };
  for (let bar = 0; bar < count; bar++) {
    const base = log(startOf(candles, bar));
    const move = log(candles.close[bar]) - base;
    const high = Math.max(0, move, log(candles.high[bar]) - base);
    const low = Math.min(0, move, log(candles.low[bar]) - base);
    bars.move[bar] = move;
    bars.high[bar] = high;
    bars.low[bar] = low;
    bars.highFirst[bar] = highFirstProbability({ move, high, low });
  }
  return bars;
}

/** Whole bars of history that make a step. Throws UserError when it is no whole number. */
export function barsPerStep({ candles, stepMs, underlying }: PriceModelContext, options: { model: string; most: number }): number {
  const barMs = candles?.stepMs ?? NaN;
  const bars = stepMs / barMs;
  if (bars >= 1 && bars <= options.most && Math.floor(bars) === bars) return bars;
  const several = options.most > 1 ? ' or several of them' : '';
  throw new UserError(exitCodes.inputInvalid, [
    {
      what: `a step of ${stepMs} ms does not fit candles of ${barMs} ms in the price model ${options.model} of ${underlying}`,
      expected: `steps of one candle${several}`,
      suggestion: 'set the step of the grid to that of the candles, or resample the candles',
    },
  ]);
}

function startOf({ openTimeMs, stepMs, open, close }: Candles, bar: number): number {
  return bar > 0 && openTimeMs[bar] - openTimeMs[bar - 1] === stepMs ? close[bar - 1] : open[bar];
}

function requireCandles({ candles, underlying }: PriceModelContext, model: string): Candles {
  const bars = candles?.openTimeMs.length ?? 0;
  if (candles === null || bars < FEWEST_BARS) {
    throw new UserError(exitCodes.inputInvalid, [
      {
        what: `the price model ${model} of ${underlying} ${candles === null ? 'has no candles' : `has ${bars} candles`}`,
        expected: `at least ${FEWEST_BARS} candles to draw from`,
        suggestion: `name candles or a history for ${underlying}`,
      },
    ]);
  }
  const bad = candles.low.findIndex((low, bar) => !(low > 0 && candles.open[bar] > 0 && candles.close[bar] > 0));
  if (bad < 0) return candles;
  throw new UserError(exitCodes.inputInvalid, [
    {
      what: `candle ${bad + 1} of ${underlying} has a price that is not above 0 (low ${candles.low[bad]})`,
      expected: `prices above 0: the price model ${model} works in log prices`,
      suggestion: `simulate data fixes or reports such candles`,
    },
  ]);
}

/**
 * P(high before low) of a Brownian bar. Going up first and then down is a path of length 2 range + move, the other way round one of 2
 * range - move; by the leading images of the two-barrier law their densities are as (L^2 / v - 1) exp(-L^2 / 2v), v the variance that
 * the range says. An extreme at an end of the bar decides without chance.
 */
export function highFirstProbability({ move, high, low }: { move: number; high: number; low: number }): number {
  const range = high - low;
  if (range === 0) return 0.5;
  const surelyFirst = high === 0 || move === low;
  const surelyLast = low === 0 || move === high;
  if (surelyFirst !== surelyLast) return surelyFirst ? 1 : 0;
  const weight = (length: number): number => {
    const square = (length * length * FOUR_LN2) / (range * range);
    return (square - 1) * exp(-0.5 * square);
  };
  const up = weight(2 * range + move);
  return up / (up + weight(2 * range - move));
}
