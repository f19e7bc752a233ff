/** Prices that diffuse and jump by double exponential log sizes (S. G. Kou, Manage. Sci. 48, 2002). */
import { assert } from '../math/assert.ts';
import { complex, complexExp, minus, over, plus, scaled, times, type Complex } from '../math/complex.ts';
import { fourierCall, type CharacteristicFunction } from './fourier-call.ts';
import type { OptionTerms } from './black-scholes.ts';

export interface KouModel {
  /** Of the diffusion, per year. */
  readonly volatility: number;
  readonly jumpsPerYear: number;
  /** Probability that a jump goes up. */
  readonly upProbability: number;
  /** Mean log size of jumps up is 1 / upRate, which must exceed 1 for the price to have a mean; of jumps down 1 / downRate. */
  readonly upRate: number;
  readonly downRate: number;
}

function checkModel({ volatility, jumpsPerYear, upProbability, upRate, downRate }: KouModel): void {
  assert(volatility > 0, `a volatility is positive, not ${volatility}`);
  assert(jumpsPerYear >= 0, `a jump rate is not negative, ${jumpsPerYear} is`);
  assert(upProbability >= 0 && upProbability <= 1, `a probability lies in [0, 1], not ${upProbability}`);
  assert(upRate > 1 && downRate > 0, `the rate of jumps up exceeds 1 and that of jumps down 0, not ${upRate} and ${downRate}`);
}

/** exp(T (i u (r - s^2 / 2 - lambda k) - s^2 u^2 / 2 + lambda (p a / (a - i u) + (1 - p) b / (b + i u) - 1))). */
export function kouCharacteristic(options: { model: KouModel; rate: number; years: number }): CharacteristicFunction {
  const { model, rate, years } = options;
  checkModel(model);
  const { volatility, jumpsPerYear, upProbability: up, upRate, downRate } = model;
  const variance = volatility * volatility;
  const relativeJump = (up * upRate) / (upRate - 1) + ((1 - up) * downRate) / (downRate + 1) - 1;
  const drift = rate - variance / 2 - jumpsPerYear * relativeJump;
  return (u: Complex) => {
    const iu = complex(-u.im, u.re);
    const jumpsUp = over(complex(up * upRate), minus(complex(upRate), iu));
    const jumpsDown = over(complex((1 - up) * downRate), plus(complex(downRate), iu));
    const jumps = minus(plus(jumpsUp, jumpsDown), complex(1));
    const diffusion = plus(scaled(iu, drift), scaled(times(iu, iu), variance / 2));
    return complexExp(scaled(plus(diffusion, scaled(jumps, jumpsPerYear)), years));
  };
}

/** European call. */
export function kouCall(options: OptionTerms & { model: KouModel }): number {
  const { spot, strike, rate, years, model } = options;
  return fourierCall({ spot, strike, rate, years, characteristic: kouCharacteristic({ model, rate, years }) });
}
