/** What a fit is: parameters of a price model estimated from returns, with what they are worth. */
import type { ReturnSeries } from './returns.ts';

export interface FittedParameter {
  /** As the price model calls it, with [row][column] counted from 1 inside lists. */
  readonly name: string;
  /** For people. */
  readonly unit: string;
  readonly value: number;
  /** Standard deviation of the estimate; null where the data cannot say (see the warnings). */
  readonly standardError: number | null;
}

/** What stands beside `model:` in a scenario file. */
export type ModelBlock = Readonly<Record<string, string | number | readonly number[] | readonly (readonly number[])[]>>;

export interface Fit {
  /** Name of the price model. */
  readonly model: string;
  readonly parameters: readonly FittedParameter[];
  /** Parameters of the model as a scenario file writes them, those that are not estimated included. */
  readonly block: ModelBlock;
  /** What the likelihood is of. Only likelihoods of the same thing compare. */
  readonly likelihoodOf: 'returns' | 'exceedances';
  readonly logLikelihood: number;
  readonly freeParameters: number;
  /** 2 k - 2 ln L (H. Akaike, 1974). */
  readonly aic: number;
  /** k ln n - 2 ln L (G. Schwarz, 1978). */
  readonly bic: number;
  readonly observations: number;
  readonly converged: boolean;
  /** What a reader must know before using the numbers, one sentence each. */
  readonly warnings: readonly string[];
}

export interface FitOptions {
  /**
   * Models with a changing variance: its long-run mean is the sample variance ("variance targeting") or one parameter more. Near the
   * border to infinite variance, where crypto returns live, the data does not determine the latter.
   */
  readonly longRunVariance: 'sample' | 'fitted';
  /** Models of jump times: share of returns, by size, that count as jumps. */
  readonly jumpShare: number;
}

/** Estimates one price model. */
export interface Estimator {
  /** Name of the price model. */
  readonly model: string;
  /** How it is estimated, one sentence. */
  readonly method: string;
  /** @throws UserError when the returns cannot carry the model: too few, or all alike. */
  estimate(series: ReturnSeries, options: FitOptions): Fit;
}

const digitsKept = 8;

/** A number for a file: more digits than any estimate has, fewer than make it unreadable. */
export function forFile(value: number): number {
  return Number(value.toPrecision(digitsKept));
}

/** Criteria that weigh the likelihood against the number of parameters. */
export function informationCriteria(given: { logLikelihood: number; freeParameters: number; logObservations: number }) {
  const { logLikelihood, freeParameters, logObservations } = given;
  return { aic: 2 * freeParameters - 2 * logLikelihood, bic: freeParameters * logObservations - 2 * logLikelihood };
}
