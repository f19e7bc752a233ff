/** Candles for tests of models that resample history. */
import { exp, log } from '../../math/transcendental.ts';
import type { Candles } from '../candles.ts';

/** Bars with these log returns, each open at the close before, with highs and lows a given log distance outside. */
export function candlesOf(returns: readonly number[], { wick = 0, stepMs = 3_600_000 }: { wick?: number; stepMs?: number } = {}): Candles {
  const close = new Float64Array(returns.length);
  let level = log(100);
  returns.forEach((value, bar) => {
    level += value;
    close[bar] = exp(level);
  });
  const open = close.map((_, bar) => (bar === 0 ? 100 : close[bar - 1]));
  return {
    symbol: 'TEST',
    stepMs,
    openTimeMs: close.map((_, bar) => bar * stepMs),
    open,
    high: close.map((value, bar) => Math.max(value, open[bar]) * exp(wick)),
    low: close.map((value, bar) => Math.min(value, open[bar]) * exp(-wick)),
    close,
    volume: null,
  };
}
