/** Prices that diffuse and jump by lognormal factors (R. C. Merton, J. Financ. Econ. 3, 1976). */
import { assert } from '../math/assert.ts';
import { logGamma } from '../math/beta.ts';
import { normalCdf } from '../math/normal.ts';
import { findRoot } from '../math/root.ts';
import { exp, expm1, log } from '../math/transcendental.ts';
import { checkOption, lognormalOptions, type OptionPrices, type OptionTerms } from './black-scholes.ts';

export interface MertonModel {
  /** Of the diffusion, per year. */
  readonly volatility: number;
  readonly jumpsPerYear: number;
  /** Mean and standard deviation of the log jump. */
  readonly jumpMean: number;
  readonly jumpDeviation: number;
}

/** Relative jump in the mean, e^(m + d^2 / 2) - 1: what the drift must give back. */
export function meanRelativeJump({ jumpMean, jumpDeviation }: Pick<MertonModel, 'jumpMean' | 'jumpDeviation'>): number {
  return expm1(jumpMean + (jumpDeviation * jumpDeviation) / 2);
}

function checkModel({ volatility, jumpsPerYear, jumpMean, jumpDeviation }: MertonModel): void {
  assert(volatility > 0, `a volatility is positive, not ${volatility}`);
  assert(jumpsPerYear >= 0 && jumpDeviation >= 0, `jump rate and deviation are not negative: ${jumpsPerYear}, ${jumpDeviation}`);
  assert(Number.isFinite(jumpMean), `a mean jump is finite, not ${jumpMean}`);
}

/** One number of jumps: its probability, and the normal law of the log return given it. */
interface Component {
  readonly weight: number;
  readonly mean: number;
  readonly variance: number;
}

/** The log return over `years` as a Poisson mixture of normals; `drift` is that of the mean price, per year. */
function components(model: MertonModel, { drift, years }: { drift: number; years: number }): Component[] {
  const { volatility, jumpsPerYear, jumpMean, jumpDeviation } = model;
  const expected = jumpsPerYear * years;
  const base = (drift - (volatility * volatility) / 2) * years - expected * meanRelativeJump(model);
  const found: Component[] = [];
  for (let jumps = 0; ; jumps++) {
    const weight = expected === 0 ? 1 : exp(jumps * log(expected) - expected - logGamma(jumps + 1));
    const variance = volatility * volatility * years + jumps * jumpDeviation * jumpDeviation;
    found.push({ weight, mean: base + jumps * jumpMean, variance });
    if (expected === 0 || (jumps > expected + 10 && weight < 1e-20)) return found;
  }
}

/** European options: the mixture of lognormal prices over the number of jumps. */
export function mertonOptions(options: OptionTerms & { model: MertonModel }): OptionPrices {
  const { spot, strike, rate, years, model } = options;
  checkOption(options);
  checkModel(model);
  const discount = exp(-rate * years);
  let [call, put] = [0, 0];
  for (const { weight, mean, variance } of components(model, { drift: rate, years })) {
    const given = lognormalOptions({ forward: spot * exp(mean + variance / 2), strike, variance });
    call += weight * given.call;
    put += weight * given.put;
  }
  return { call: discount * call, put: discount * put };
}

/** P(price at the end of `years` <= level x price now). `drift` per year is that of the mean price. */
export function mertonProbabilityBelow(options: { model: MertonModel; level: number; years: number; drift: number }): number {
  const { model, level, years, drift } = options;
  checkModel(model);
  assert(level > 0 && years > 0, `level and time are positive, not ${level} and ${years}`);
  return distribution(components(model, { drift, years }), log(level));
}

function distribution(mixture: readonly Component[], x: number): number {
  return mixture.reduce((sum, { weight, mean, variance }) => sum + weight * normalCdf((x - mean) / Math.sqrt(variance)), 0);
}

/** Loss of a holder of one unit as a share of the price now, 1 - S(T) / S(0), whose mean price has the given drift. */
export interface TailLoss {
  readonly valueAtRisk: number;
  readonly expectedShortfall: number;
}

/**
 * Value at risk: the root of the mixture's distribution. Expected shortfall: 1 - (1 / (1 - a)) sum of w e^(m + s^2 / 2) Phi((x - m
 * - s^2) / s), x being the log return at the value at risk.
 */
export function mertonTailLoss(options: { model: MertonModel; level: number; years: number; drift: number }): TailLoss {
  const { model, level, years, drift } = options;
  checkModel(model);
  assert(level > 0 && level < 1 && years > 0, `a level in (0, 1) and a positive time, not ${level} and ${years}`);
  const mixture = components(model, { drift, years });
  const tail = 1 - level;
  let low = -1;
  while (distribution(mixture, low) > tail) low *= 2;
  let high = 1;
  while (distribution(mixture, high) < tail) high *= 2;
  const border = findRoot({ of: (x) => distribution(mixture, x) - tail, low, high });
  const inTail = mixture.reduce((sum, { weight, mean, variance }) => {
    return sum + weight * exp(mean + variance / 2) * normalCdf((border - mean - variance) / Math.sqrt(variance));
  }, 0);
  return { valueAtRisk: -expm1(border), expectedShortfall: 1 - inTail / tail };
}
