/**
 * How the shocks of several underlyings hang together: correlated standard normals per step, by a Gaussian or a Student-t copula. Each
 * underlying's own law stays what its model says; only who moves with whom, and how much more in the tails, is decided here.
 */
import { InvariantError } from '../math/assert.ts';
import { normalQuantile } from '../math/normal.ts';
import { chiSquared } from '../math/chi-squared.ts';
import type { RandomStream } from '../math/random.ts';
import { studentCdf } from '../math/student.ts';

export interface DependenceRule {
  /** Degrees of freedom of the t copula; null for the Gaussian one. */
  readonly degrees: number | null;
  /** Lower triangle L with L L' = correlations, row by row. */
  readonly factor: readonly Float64Array[];
}

export interface CorrelationInput {
  /** Correlation of every pair of underlyings, [-1, 1]. */
  correlation(first: number, second: number): number;
  readonly count: number;
  /**
   * Moves every correlation towards 1, in [0, 1]: rho becomes 1 - (1 - rho)(1 - s). A mixture with the matrix of ones, so it stays
   * positive semi-definite.
   */
  readonly crashCorrelation: number;
}

/** Smallest pivot that is taken for zero: a matrix may be singular, as that of two assets with correlation 1. */
const rounding = 1e-12;

/** A correlation moved this share of the way to 1. */
export function towardsOne(correlation: number, share: number): number {
  return 1 - (1 - correlation) * (1 - share);
}

/**
 * The lower triangle of a correlation matrix (A.-L. Cholesky), zeros where the matrix is singular. Null when it is not positive
 * semi-definite: no shocks have such correlations.
 */
export function correlationFactor({ correlation, count, crashCorrelation }: CorrelationInput): Float64Array[] | null {
  const factor = Array.from({ length: count }, () => new Float64Array(count));
  const entry = (row: number, column: number): number =>
    row === column ? 1 : towardsOne(correlation(row, column), crashCorrelation);
  for (let row = 0; row < count; row++) {
    for (let column = 0; column <= row; column++) {
      let rest = entry(row, column);
      for (let k = 0; k < column; k++) rest -= factor[row][k] * factor[column][k];
      if (row === column) {
        if (rest < -rounding) return null;
        factor[row][row] = rest <= rounding ? 0 : Math.sqrt(rest);
      } else if (factor[column][column] === 0) {
        if (Math.abs(rest) > Math.sqrt(rounding)) return null;
      } else factor[row][column] = rest / factor[column][column];
    }
  }
  return factor;
}

/**
 * Turns independent normals into dependent ones, steps [from, to) in place: one column per underlying. With a t copula one chi-squared
 * draw per step, from `mixing`, scales all underlyings together; each is then mapped back to a normal by its own t law, so that a model's
 * marginal law is untouched (science: A. J. McNeil, R. Frey and P. Embrechts, Quantitative Risk Management, 2005, algorithm 5.10).
 */
export function correlate(
  columns: readonly Float64Array[],
  rule: DependenceRule,
  range: { from: number; to: number },
  mixing: RandomStream,
): void {
  const { degrees, factor } = rule;
  if (factor.length !== columns.length) throw new InvariantError(`${columns.length} columns for ${factor.length} correlations`);
  const shocks = new Float64Array(columns.length);
  for (let step = range.from; step < range.to; step++) {
    for (let row = 0; row < columns.length; row++) {
      let sum = 0;
      for (let k = 0; k <= row; k++) sum += factor[row][k] * columns[k][step];
      shocks[row] = sum;
    }
    const scale = degrees === null ? 1 : Math.sqrt(degrees / chiSquared(mixing, degrees));
    for (let row = 0; row < columns.length; row++) {
      columns[row][step] = degrees === null ? shocks[row] : normalOf(shocks[row] * scale, degrees);
    }
  }
}

/** The normal with the same probability as this t; by the smaller tail, so that both tails keep their digits. */
function normalOf(t: number, degrees: number): number {
  const tail = normalQuantile(studentCdf({ t: 0 - Math.abs(t), degrees }));
  return t < 0 ? tail : 0 - tail;
}
