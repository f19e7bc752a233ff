/** Returns split into a body and the jumps beyond a threshold. */
import { exitCodes, UserError } from '../../errors.ts';
import type { FittedParameter } from './contract.ts';

export interface TailSplit {
  /** Log size that a jump exceeds. */
  readonly threshold: number;
  readonly isJump: Uint8Array;
  readonly jumps: number;
  /** Standard deviation of the returns that are no jumps. */
  readonly bodyDeviation: number;
  readonly bodyError: number;
  /** Probability of up, and the mean size beyond the threshold on each side: exponential excesses (R. Smith, 1987, with shape 0). */
  readonly sizes: readonly FittedParameter[];
}

export interface TailRule {
  readonly centre: number;
  /** Share of the returns that are jumps. */
  readonly share: number;
  readonly least: number;
  readonly model: string;
}

/** @throws UserError (exit code 31) when fewer than `least` returns lie beyond, or all of them on one side. */
export function tailSplit(returns: Float64Array, { centre, share, least, model }: TailRule): TailSplit {
  const sizes = returns.map((value) => Math.abs(value - centre)).sort();
  const threshold = sizes[Math.max(0, Math.ceil((1 - share) * sizes.length) - 1)];
  const isJump = Uint8Array.from(returns, (value) => (Math.abs(value - centre) > threshold ? 1 : 0));
  const beyond = returns.filter((_, i) => isJump[i] === 1);
  if (beyond.length < least) throw tooFew({ found: beyond.length, least, model });
  const body = returns.filter((_, i) => isJump[i] === 0);
  const bodyDeviation = deviationOf(body);
  const ups = beyond.filter((value) => value > centre).map((value) => value - centre - threshold);
  const downs = beyond.filter((value) => value <= centre).map((value) => centre - value - threshold);
  const upShare = ups.length / beyond.length;
  return {
    threshold,
    isJump,
    jumps: beyond.length,
    bodyDeviation,
    bodyError: bodyDeviation / Math.sqrt(2 * body.length),
    sizes: [
      { name: 'up-probability', value: upShare, standardError: Math.sqrt((upShare * (1 - upShare)) / beyond.length) },
      { name: 'mean-up', ...meanExcess(ups) },
      { name: 'mean-down', ...meanExcess(downs) },
    ],
  };
}

function deviationOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / values.length);
}

/** Maximum likelihood of an exponential law; without an excess there is nothing to estimate and the size is 0. */
function meanExcess(excesses: Float64Array): { value: number; standardError: number | null } {
  if (excesses.length === 0) return { value: 0, standardError: null };
  const mean = excesses.reduce((sum, value) => sum + value, 0) / excesses.length;
  return { value: mean, standardError: mean / Math.sqrt(excesses.length) };
}

function tooFew({ found, least, model }: { found: number; least: number; model: string }): UserError {
  const what = `${model} cannot be fitted: ${found} returns count as jumps`;
  const suggestion = 'a longer file, a shorter --step or a larger --jump-share';
  return new UserError(exitCodes.dataIntegrity, [{ what, expected: `at least ${least}`, suggestion }]);
}
