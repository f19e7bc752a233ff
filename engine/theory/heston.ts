/**
 * Prices with a mean-reverting random variance (S. L. Heston, Rev. Financ. Stud. 6, 1993), and with jumps (D. S. Bates, same, 9,
 * 1996).
 */
import { assert } from '../math/assert.ts';
import { complex, complexExp, complexLog, complexSqrt, minus, over, plus, scaled, times, type Complex } from '../math/complex.ts';
import type { OptionTerms } from './black-scholes.ts';
import { fourierCall, type CharacteristicFunction } from './fourier-call.ts';
import { meanRelativeJump, type MertonModel } from './merton.ts';

/** dv = reversion (longVariance - v) dt + volOfVol sqrt(v) dW', corr(dW, dW') = correlation. Per year. */
export interface HestonModel {
  readonly initialVariance: number;
  readonly longVariance: number;
  readonly reversion: number;
  readonly volOfVol: number;
  readonly correlation: number;
}

/** Heston's model with Merton's jumps on top. */
export interface BatesModel extends HestonModel, Omit<MertonModel, 'volatility'> {}

function checkModel({ initialVariance, longVariance, reversion, volOfVol, correlation }: HestonModel): void {
  assert(initialVariance >= 0 && longVariance >= 0, `variances are not negative: ${initialVariance}, ${longVariance}`);
  assert(reversion > 0 && volOfVol > 0, `reversion and volatility of variance are positive, not ${reversion} and ${volOfVol}`);
  assert(correlation >= -1 && correlation <= 1, `a correlation lies in [-1, 1], not ${correlation}`);
}

/**
 * Characteristic function in the form whose complex logarithm never leaves its branch (H. Albrecher, P. Mayer, W. Schoutens and J.
 * Tistaert, "The little Heston trap", Wilmott, 2007).
 */
export function hestonCharacteristic(options: { model: HestonModel; rate: number; years: number }): CharacteristicFunction {
  const { model, rate, years } = options;
  checkModel(model);
  const { initialVariance, longVariance, reversion, volOfVol, correlation } = model;
  const square = volOfVol * volOfVol;
  return (u: Complex) => {
    const iu = complex(-u.im, u.re);
    const beta = minus(complex(reversion), scaled(iu, correlation * volOfVol));
    const root = complexSqrt(plus(times(beta, beta), scaled(minus(iu, times(iu, iu)), square)));
    const smaller = minus(beta, root);
    const ratio = over(smaller, plus(beta, root));
    const decay = complexExp(scaled(root, -years));
    const left = minus(complex(1), times(ratio, decay));
    const logarithm = complexLog(over(left, minus(complex(1), ratio)));
    const longTerm = scaled(minus(scaled(smaller, years), scaled(logarithm, 2)), (reversion * longVariance) / square);
    const now = scaled(over(times(smaller, minus(complex(1), decay)), left), initialVariance / square);
    return complexExp(plus(scaled(iu, rate * years), plus(longTerm, now)));
  };
}

/** European call of Heston's model. */
export function hestonCall(options: OptionTerms & { model: HestonModel }): number {
  const { spot, strike, rate, years, model } = options;
  return fourierCall({ spot, strike, rate, years, characteristic: hestonCharacteristic({ model, rate, years }) });
}

/** Heston's times exp(lambda T (-i u k + e^(i u m - d^2 u^2 / 2) - 1)). */
export function batesCharacteristic(options: { model: BatesModel; rate: number; years: number }): CharacteristicFunction {
  const { model, rate, years } = options;
  const heston = hestonCharacteristic({ model, rate, years });
  const { jumpsPerYear, jumpMean, jumpDeviation } = model;
  assert(jumpsPerYear >= 0 && jumpDeviation >= 0, `jump rate and deviation are not negative: ${jumpsPerYear}, ${jumpDeviation}`);
  const relativeJump = meanRelativeJump(model);
  return (u: Complex) => {
    const iu = complex(-u.im, u.re);
    const jump = complexExp(plus(scaled(iu, jumpMean), scaled(times(iu, iu), (jumpDeviation * jumpDeviation) / 2)));
    const exponent = minus(minus(jump, complex(1)), scaled(iu, relativeJump));
    return times(heston(u), complexExp(scaled(exponent, jumpsPerYear * years)));
  };
}

/** European call of Bates' model. */
export function batesCall(options: OptionTerms & { model: BatesModel }): number {
  const { spot, strike, rate, years, model } = options;
  return fourierCall({ spot, strike, rate, years, characteristic: batesCharacteristic({ model, rate, years }) });
}
