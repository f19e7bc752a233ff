/** Closed forms behind average prices: written so that nothing cancels for small trades, and without allocation. */
import { exp } from '../../math/transcendental.ts';

/** Below this the power series is used: 8 terms leave less than 1e-17; 3 do where the square is below `shortBelow`. */
const seriesBelow = 1;
const shortBelow = 1e-4;

/** sinh(x) / x: the mean of e^u over [-x, x]. */
export function meanExponential(x: number): number {
  if (Math.abs(x) >= seriesBelow) return (exp(x) - exp(-x)) / (2 * x);
  const square = x * x;
  if (square < shortBelow) return 1 + square * (1 / 6 + square * (1 / 120 + square / 5040));
  let term = 1;
  let sum = 1;
  for (let n = 1; n <= 8; n++) {
    term *= square / (2 * n * (2 * n + 1));
    sum += term;
  }
  return sum;
}

/** (x cosh x - sinh x) / x^2: the mean of e^u u over [-x, x], divided by x. */
export function meanWeightedExponential(x: number): number {
  if (Math.abs(x) >= seriesBelow) return ((exp(x) + exp(-x)) * x - (exp(x) - exp(-x))) / (2 * x * x);
  const square = x * x;
  if (square < shortBelow) return x * (1 / 3 + square * (1 / 30 + square * (1 / 840 + square / 45360)));
  let term = x / 3;
  let sum = term;
  for (let n = 1; n <= 8; n++) {
    term *= square / (2 * n * (2 * n + 3));
    sum += term;
  }
  return sum;
}

/**
 * Mean of e^(c sqrt v) over v in [from, to], 0 <= from <= to. With y = c sqrt(to) and from = 0 it is
 * 2 ((y - 1) e^y + 1) / y^2 = sum of 2 y^n / ((n + 2) n!). Here in the square roots w = sqrt v around their middle m, half width h:
 * e^(c m) (sinh(c h) / (c h) + (h / m) (c h cosh(c h) - sinh(c h)) / (c h)^2), which does not cancel when from is near to.
 */
export function meanRootExponential(c: number, from: number, to: number): number {
  const rootFrom = Math.sqrt(from);
  const rootTo = Math.sqrt(to);
  const twiceMiddle = rootFrom + rootTo;
  if (twiceMiddle === 0) return 1;
  const half = (to - from) / (2 * twiceMiddle);
  const x = c * half;
  const middle = twiceMiddle / 2;
  const square = x * x;
  if (square >= shortBelow) return exp(c * middle) * (meanExponential(x) + (half / middle) * meanWeightedExponential(x));
  // Nearly every fill: both short series of the functions above, written out.
  const plain = 1 + square * (1 / 6 + square * (1 / 120 + square / 5040));
  const weighted = x * (1 / 3 + square * (1 / 30 + square * (1 / 840 + square / 45360)));
  return exp(c * middle) * (plain + (half / middle) * weighted);
}

/** The value, or the nearer of two bounds given in any order. */
export function between(value: number, one: number, other: number): number {
  return Math.max(Math.min(one, other), Math.min(Math.max(one, other), value));
}
