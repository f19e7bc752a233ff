/** Log returns over steps of one length, from candles. Steps with a missing end are left out and counted, never bridged. */
import { exitCodes, UserError } from '../../errors.ts';
import { log } from '../../math/transcendental.ts';
import type { Candles } from '../candles.ts';

const yearMs = 365 * 86_400_000;

export interface ReturnSeries {
  /** Log return of every step whose two ends are known, in order of time. */
  readonly returns: Float64Array;
  /** 1 where the step before is missing, or there is none: models with a memory start anew there. */
  readonly fresh: Uint8Array;
  readonly stepMs: number;
  /** Length of a step in years of 365 days. */
  readonly stepYears: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly lastPrice: number;
  /** Steps between the first and the last that have no return. */
  readonly missingSteps: number;
  /** Runs of missing steps. */
  readonly gaps: number;
}

/**
 * Returns between the borders of steps, counted from 1970-01-01 UTC. A step ends at the close of the bar that ends
 * there; it begins at such a close, or else at the open of its own first bar. Bars inside a long step may be missing.
 * @throws UserError (exit code 31) when the step is no multiple of that of the candles, or less than two borders are known.
 */
export function returnSeries(candles: Candles, stepMs: number = candles.stepMs): ReturnSeries {
  if (!(stepMs >= candles.stepMs && stepMs % candles.stepMs === 0)) throw wrongStep(candles, stepMs);
  const { timesMs, prices, isClose } = borderPrices(candles, stepMs);
  const returns: number[] = [];
  const fresh: number[] = [];
  let gaps = 0;
  let isFresh = 1;
  for (let i = 1; i < timesMs.length; i++) {
    if (isClose[i] && timesMs[i] - timesMs[i - 1] === stepMs) {
      returns.push(log(prices[i] / prices[i - 1]));
      fresh.push(isFresh);
      isFresh = 0;
    } else {
      gaps++;
      isFresh = 1;
    }
  }
  if (returns.length === 0) throw noReturns(candles, stepMs);
  const [startMs, endMs] = [timesMs[0], timesMs[timesMs.length - 1]];
  return {
    returns: Float64Array.from(returns),
    fresh: Uint8Array.from(fresh),
    stepMs,
    stepYears: stepMs / yearMs,
    startMs,
    endMs,
    lastPrice: prices[prices.length - 1],
    missingSteps: (endMs - startMs) / stepMs - returns.length,
    gaps,
  };
}

interface BorderPrices {
  readonly timesMs: readonly number[];
  readonly prices: readonly number[];
  /** False where only the open of the next bar is known: a step may begin there but not end. */
  readonly isClose: readonly boolean[];
}

/** Borders are where candles begin, which need not be whole steps since 1970: the first bar sets the offset of steps of its own length. */
function borderPrices({ openTimeMs, open, close, stepMs: barMs }: Candles, stepMs: number): BorderPrices {
  const offsetMs = openTimeMs[0] % barMs;
  const timesMs: number[] = [];
  const prices: number[] = [];
  const isClose: boolean[] = [];
  const add = (timeMs: number, price: number, closes: boolean): void => {
    timesMs.push(timeMs);
    prices.push(price);
    isClose.push(closes);
  };
  for (let bar = 0; bar < openTimeMs.length; bar++) {
    const endMs = openTimeMs[bar] + barMs;
    if (isBorder(openTimeMs[bar], offsetMs, stepMs) && timesMs[timesMs.length - 1] !== openTimeMs[bar]) {
      add(openTimeMs[bar], open[bar], false);
    }
    if (isBorder(endMs, offsetMs, stepMs)) add(endMs, close[bar], true);
  }
  return { timesMs, prices, isClose };
}

function isBorder(timeMs: number, offsetMs: number, stepMs: number): boolean {
  return (timeMs - offsetMs) % stepMs === 0;
}

function wrongStep({ stepMs: barMs, symbol }: Candles, stepMs: number): UserError {
  return new UserError(exitCodes.inputInvalid, [
    {
      what: `steps of ${stepMs / 1000} s cannot be made of the bars of ${symbol}, ${barMs / 1000} s each`,
      expected: 'a whole number of bars per step',
      suggestion: `--step ${barMs / 1000}s`,
    },
  ]);
}

function noReturns({ openTimeMs, symbol }: Candles, stepMs: number): UserError {
  const what = `${openTimeMs.length} bars of ${symbol} hold no step of ${stepMs / 1000} s with both its ends`;
  const expected = 'at least two known prices one step apart';
  return new UserError(exitCodes.dataIntegrity, [{ what, expected, suggestion: 'a shorter --step' }]);
}
