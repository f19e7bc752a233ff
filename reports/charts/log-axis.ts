/** Logarithmic axes with ticks chosen here. */
import { priceTicks } from './axes.ts';

/**
 * Ticks between two positive ends: 1, 2 and 5 times powers of ten over at most two decades, powers of ten over more, at most `most` of
 * them; round numbers at equal distances where the ends are close.
 */
export function logTicks(low: number, high: number, most = 7): number[] {
  const fine = multiplesBetween(low, high, [1, 2, 5]);
  if (fine.length < 2) return priceTicks(low, high);
  if (fine.length <= most) return fine;
  const decades = multiplesBetween(low, high, [1]);
  const step = Math.ceil(decades.length / most);
  return decades.filter((_, index) => index % step === 0);
}

function multiplesBetween(low: number, high: number, factors: readonly number[]): number[] {
  const ticks: number[] = [];
  for (let exponent = Math.floor(Math.log10(low)) - 1; exponent <= Math.log10(high) + 1; exponent++) {
    for (const factor of factors) {
      const tick = Number(`${factor}e${exponent}`);
      if (tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) ticks.push(tick);
    }
  }
  return ticks;
}
