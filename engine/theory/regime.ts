/** Two regimes of volatility with Markov switching. */
import { assert } from '../math/assert.ts';
import { pow } from '../math/transcendental.ts';

/** Returns are normal with mean 0; all numbers per step. */
export interface RegimeModel {
  /** Probabilities of leaving the calm and the stressed regime, per step. */
  readonly toStress: number;
  readonly toCalm: number;
  readonly calmVolatility: number;
  readonly stressVolatility: number;
}

/** What the stationary chain implies. */
export interface RegimeMoments {
  /** Share of time in stress. */
  readonly stressShare: number;
  /** Mean stay in a regime, steps. */
  readonly stressSteps: number;
  readonly calmSteps: number;
  /** Standard deviation of the return of one step; times the root of steps per year the annual volatility. */
  readonly volatility: number;
  readonly kurtosis: number;
}

function checkModel({ toStress, toCalm, calmVolatility, stressVolatility }: RegimeModel): void {
  const proper = [toStress, toCalm].every((probability) => probability > 0 && probability <= 1);
  assert(proper, `switching probabilities lie in (0, 1], not ${toStress} and ${toCalm}`);
  assert(calmVolatility > 0 && stressVolatility > 0, `volatilities are positive, not ${calmVolatility} and ${stressVolatility}`);
}

function momentsOfVariance(model: RegimeModel): { share: number; second: number; fourth: number } {
  checkModel(model);
  const { toStress, toCalm, calmVolatility, stressVolatility } = model;
  const share = toStress / (toStress + toCalm);
  const [calm, stress] = [calmVolatility * calmVolatility, stressVolatility * stressVolatility];
  return { share, second: share * stress + (1 - share) * calm, fourth: share * stress * stress + (1 - share) * calm * calm };
}

/**
 * Stationary share p12 / (p12 + p21), stays 1 / p, kurtosis 3 E[s^4] / E[s^2]^2 (J. D. Hamilton, Time Series Analysis, 1994,
 * chapter 22).
 */
export function regimeMoments(model: RegimeModel): RegimeMoments {
  const { share, second, fourth } = momentsOfVariance(model);
  return {
    stressShare: share,
    stressSteps: 1 / model.toCalm,
    calmSteps: 1 / model.toStress,
    volatility: Math.sqrt(second),
    kurtosis: (3 * fourth) / (second * second),
  };
}

/** Autocorrelation of squared returns at a lag of at least one step: (1 - p12 - p21)^lag Var(s^2) / (3 E[s^4] - E[s^2]^2). */
export function regimeSquareAutocorrelation(model: RegimeModel, lag: number): number {
  assert(Number.isInteger(lag) && lag >= 1, `a lag is a positive number of steps, not ${lag}`);
  const { second, fourth } = momentsOfVariance(model);
  return (pow(1 - model.toStress - model.toCalm, lag) * (fourth - second * second)) / (3 * fourth - second * second);
}
