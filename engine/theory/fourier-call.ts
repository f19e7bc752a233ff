/** Calls from the characteristic function of the log return: one integral for every model that has one. */
import { assert } from '../math/assert.ts';
import { complex, complexExp, times, type Complex } from '../math/complex.ts';
import { gaussLegendre } from '../math/quadrature.ts';
import { exp, log } from '../math/transcendental.ts';
import { checkOption, type OptionTerms } from './black-scholes.ts';

/** E[e^(i u log(S(T) / S(0)))] under the pricing measure, drift included, for a complex u. */
export type CharacteristicFunction = (u: Complex) => Complex;

const NODES = 32;
/** Of the oscillation e^(i u log(S / K)) in one panel. */
const LARGEST_PHASE = 8;
const LARGEST_FREQUENCY = 2e5;

/**
 * C = S - sqrt(S K) e^(-r T) / pi x integral over u > 0 of Re(e^(i u log(S / K)) phi(u - i / 2)) / (u^2 + 1/4) (A. L. Lewis, Option
 * Valuation under Stochastic Volatility, 2000, chapter 2). Absolute error near 1e-13 of the spot; InvariantError for a function
 * that does not decay.
 */
export function fourierCall(options: OptionTerms & { characteristic: CharacteristicFunction }): number {
  const { spot, strike, rate, years, characteristic } = options;
  checkOption(options);
  const moneyness = log(spot / strike);
  const integrand = (u: number): number => {
    const turned = times(complexExp(complex(0, u * moneyness)), characteristic(complex(u, -0.5)));
    return turned.re / (u * u + 0.25);
  };
  const size = (u: number): number => {
    const { re, im } = characteristic(complex(u, -0.5));
    return (Math.abs(re) + Math.abs(im)) / (u * u + 0.25);
  };
  const integral = overPanels({ integrand, size, widest: LARGEST_PHASE / Math.max(Math.abs(moneyness), 1e-9) });
  return spot - (Math.sqrt(spot * strike) * exp(-rate * years) * integral) / 3.141592653589793;
}

/** Panels double in width away from the poles at +-i / 2, as far as the phase allows, until nothing is left. */
function overPanels(options: { integrand: (u: number) => number; size: (u: number) => number; widest: number }): number {
  const { integrand, size, widest } = options;
  const { nodes, weights } = gaussLegendre(NODES);
  const negligible = 1e-18 * size(0);
  let from = 0;
  let sum = 0;
  while (size(from) * Math.max(1, from) > negligible) {
    assert(from <= LARGEST_FREQUENCY, 'the characteristic function does not decay: the model needs some diffusion');
    const half = 0.5 * Math.min(widest, Math.max(0.5, from));
    for (let i = 0; i < NODES; i++) sum += half * weights[i] * integrand(from + half * (1 + nodes[i]));
    from += 2 * half;
  }
  return sum;
}
