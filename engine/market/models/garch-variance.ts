/** Variance that follows its own past shocks: what the GARCH model and filtered historical simulation share. */
import { z } from 'zod';
import { UserError, exitCodes } from '../../errors.ts';

/**
 * h' = omega + (alpha + gamma 1{e < 0}) e^2 + beta h, in squared log returns per step. T. Bollerslev, J. Econometrics 31, 1986; with gamma:
 * L. Glosten, R. Jagannathan and D. Runkle, J. Finance 48, 1993.
 */
export interface GarchRecursion {
  readonly omega: number;
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
}

/** Parameters of the recursion, in the letters of the literature. */
export const garchParameters = {
  omega: z
    .number()
    .gt(0)
    .max(1)
    .optional()
    .describe('Constant of the variance; squared log return per step. Absent: set so that the long-run volatility is `volatility`'),
  alpha: z.number().min(0).max(1).default(0.07).describe('Weight of the last squared shock in the next variance; fraction'),
  beta: z.number().min(0).max(1).default(0.925).describe('Weight of the last variance in the next; fraction'),
  gamma: z.number().min(-1).max(1).default(0).describe('Additional weight of the last squared shock when it was a fall (GJR); fraction'),
};

interface GivenRecursion {
  readonly omega?: number | undefined;
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
  readonly volatility?: number | undefined;
}

/** What is impossible about a recursion, as the message for the user; null when nothing is. */
export function garchObjection({ omega, alpha, beta, gamma, volatility }: GivenRecursion): { path: string[]; message: string } | null {
  const persistence = alpha + beta + 0.5 * gamma;
  if (alpha + gamma < 0) return { path: ['gamma'], message: 'expected alpha + gamma not negative: a fall would make variance negative' };
  if (omega !== undefined && volatility !== undefined) {
    return { path: ['omega'], message: 'expected either omega or volatility: each sets the long-run level of variance' };
  }
  if (omega !== undefined && persistence >= 1) {
    return {
      path: ['omega'],
      message: `expected alpha + beta + gamma / 2 below 1, found ${persistence}: with omega, variance would grow without limit`,
    };
  }
  if (persistence > 1) return { path: ['beta'], message: `expected alpha + beta + gamma / 2 of at most 1, found ${persistence}` };
  return null;
}

/** The recursion of checked parameters: omega as given, or by variance targeting, omega = V (1 - alpha - beta - gamma / 2). */
export function garchRecursion({ omega, alpha, beta, gamma }: GivenRecursion, targetPerStep: number): GarchRecursion {
  const rest = Math.max(0, 1 - alpha - beta - 0.5 * gamma);
  return { omega: omega ?? targetPerStep * rest, alpha, beta, gamma };
}

/** Long-run variance per step: omega / (1 - alpha - beta - gamma / 2); the target where omega was absent. */
export function longRunVariance({ omega, alpha, beta, gamma }: GivenRecursion, targetPerStep: number): number {
  return omega === undefined ? targetPerStep : omega / (1 - alpha - beta - 0.5 * gamma);
}

/** Refuses a step that is not the period for which the parameters hold. */
export function requirePeriod(options: { model: string; underlying: string; stepMs: number; periodMs: number; period: string }): void {
  if (options.stepMs === options.periodMs) return;
  throw new UserError(exitCodes.inputInvalid, [
    {
      what:
        `the price model ${options.model} of ${options.underlying} has parameters per ${options.period}, but a step is ` +
        `${options.stepMs} ms`,
      expected: `steps of ${options.periodMs} ms: its recursion has no exact form for another step`,
      suggestion: `set the step of the grid to ${options.period}, or fit the parameters to candles of that step and set period`,
    },
  ]);
}
