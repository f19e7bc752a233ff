/**
 * Mills' ratio of the standard normal law, P(X > z) / phi(z): what is left of a tail when its exponential has been taken out. For
 * likelihoods that need it a million times: a Taylor polynomial around the nearest of a few hundred points takes some nanoseconds.
 */
import { InvariantError } from './assert.ts';
import { normalCdf, normalPdf } from './normal.ts';

const NODES_PER_UNIT = 8;
const LAST = 40;
const TERMS = 10;
let coefficients: Float64Array | null = null;

/** Relative error below 1e-12, for z >= 0. */
export function millsRatio(z: number): number {
  if (!(z >= 0)) throw new InvariantError(`Mills' ratio is tabulated for z >= 0, not ${z}`);
  if (z >= LAST) return tailRatio(z);
  const table = (coefficients ??= taylorTable());
  const node = Math.floor(z * NODES_PER_UNIT + 0.5);
  const h = z - node / NODES_PER_UNIT;
  const first = node * TERMS;
  let sum = table[first + TERMS - 1];
  for (let term = TERMS - 2; term >= 0; term--) sum = sum * h + table[first + term];
  return sum;
}

/** Asymptotic series, Abramowitz and Stegun 26.2.12. */
function tailRatio(z: number): number {
  const q = 1 / (z * z);
  return (1 - q * (1 - 3 * q * (1 - 5 * q * (1 - 7 * q)))) / z;
}

/** R' = z R - 1, hence R^(n + 1) = z R^(n) + n R^(n - 1); entries are R^(n) / n!. */
function taylorTable(): Float64Array {
  const nodes = LAST * NODES_PER_UNIT + 1;
  const table = new Float64Array(nodes * TERMS);
  for (let node = 0; node < nodes; node++) {
    const z = node / NODES_PER_UNIT;
    const own = table.subarray(node * TERMS, (node + 1) * TERMS);
    // Beyond 37 the density leaves the normal doubles.
    own[0] = z < 37 ? normalCdf(-z) / normalPdf(z) : tailRatio(z);
    own[1] = z * own[0] - 1;
    for (let n = 1; n + 1 < TERMS; n++) own[n + 1] = (z * own[n] + own[n - 1]) / (n + 1);
  }
  return table;
}
