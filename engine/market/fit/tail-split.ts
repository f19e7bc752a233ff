/** Returns split into a body and the jumps beyond a threshold. */
import { exitCodes, UserError } from '../../errors.ts';
import { exp } from '../../math/transcendental.ts';
import type { FittedParameter } from './contract.ts';

export interface TailSplit {
  /** Smallest log size of a jump. */
  readonly threshold: number;
  readonly isJump: Uint8Array;
  readonly jumps: number;
  /** Standard deviation of the returns that are no jumps. */
  readonly bodyDeviation: number;
  readonly bodyError: number;
  /** Mean log size of a jump, and of its growth e^size - 1, under the fitted law. */
  readonly meanSize: number;
  readonly meanGrowth: number;
  /**
   * Probability of down, and the mean size beyond the threshold: an exponential law whose least value is the smallest jump (N. Johnson,
   * S. Kotz and N. Balakrishnan, Continuous Univariate Distributions 1, 1994, section 19.7).
   */
  readonly sizes: readonly FittedParameter[];
}

export interface TailRule {
  readonly centre: number;
  /** Share of the returns that are jumps. */
  readonly share: number;
  readonly least: number;
  readonly model: string;
}

/** @throws UserError (exit code 31) when fewer than `least` returns are jumps. */
export function tailSplit(returns: Float64Array, { centre, share, least, model }: TailRule): TailSplit {
  const sizes = returns.map((value) => Math.abs(value - centre)).sort();
  const wanted = Math.floor(share * sizes.length);
  if (wanted < least) throw tooFew({ found: wanted, least, model });
  const threshold = sizes[sizes.length - wanted];
  const isJump = Uint8Array.from(returns, (value) => (Math.abs(value - centre) >= threshold ? 1 : 0));
  const beyond = returns.filter((_, i) => isJump[i] === 1);
  const body = returns.filter((_, i) => isJump[i] === 0);
  const bodyDeviation = deviationOf(body);
  const excesses = beyond.map((value) => Math.abs(value - centre) - threshold);
  // The smallest excess is 0 by construction and says nothing of the others.
  const meanExcess = (meanOf(excesses) * beyond.length) / (beyond.length - 1);
  const downShare = beyond.filter((value) => value < centre).length / beyond.length;
  const factor = exp(threshold);
  return {
    threshold,
    isJump,
    jumps: beyond.length,
    bodyDeviation,
    bodyError: bodyDeviation * Math.sqrt((kurtosisOf(body) - 1) / (4 * body.length)),
    meanSize: (1 - 2 * downShare) * (threshold + meanExcess),
    meanGrowth: ((1 - downShare) * factor) / (1 - meanExcess) + downShare / (factor * (1 + meanExcess)) - 1,
    sizes: [
      {
        ...{ name: 'down-probability', unit: 'share of jumps', value: downShare },
        standardError: Math.sqrt((downShare * (1 - downShare)) / beyond.length),
      },
      { name: 'mean-excess', unit: 'log price', value: meanExcess, standardError: meanExcess / Math.sqrt(beyond.length) },
    ],
  };
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviationOf(values: Float64Array): number {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value - mean) * (value - mean))));
}

/** Fourth standardised moment: the variance of a sample variance needs it where the law is not normal. */
function kurtosisOf(values: Float64Array): number {
  const mean = meanOf(values);
  const squares = values.map((value) => (value - mean) * (value - mean));
  const variance = meanOf(squares);
  return meanOf(squares.map((square) => square * square)) / (variance * variance);
}

function tooFew({ found, least, model }: { found: number; least: number; model: string }): UserError {
  const what = `${model} cannot be fitted: ${found} returns count as jumps`;
  const suggestion = 'a longer file, a shorter --step or a larger --jump-share';
  return new UserError(exitCodes.dataIntegrity, [{ what, expected: `at least ${least}`, suggestion }]);
}
