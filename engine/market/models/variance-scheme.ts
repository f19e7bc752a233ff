/**
 * The quadratic-exponential scheme for the variance of Heston's model. L. Andersen, Simple and efficient simulation of the Heston
 * stochastic volatility model, J. Computational Finance 11, 2008, section 3.2.4 (variance) and proposition 9 (moments for the martingale
 * correction). Works whether or not the Feller condition 2 kappa theta >= xi^2 holds: where it does not, variance sticks to 0 for a while.
 */
import { exp, log } from '../../math/transcendental.ts';

export interface SquareRootProcess {
  /** Speed of mean reversion per year. */
  readonly kappa: number;
  /** Long-run variance per year. */
  readonly theta: number;
  /** Volatility of variance. */
  readonly xi: number;
  readonly stepYears: number;
}

/** Where the scheme changes from a squared normal to an exponential with an atom at 0; between 1 and 2 any value is right. */
const CRITICAL_PSI = 1.5;

/** dv = kappa (theta - v) dt + xi sqrt(v) dW over steps of one length; mean and variance of each step are exact. */
export class VarianceScheme {
  readonly #decay: number;
  readonly #meanFromTheta: number;
  readonly #varianceFromV: number;
  readonly #varianceFromTheta: number;
  /** log E e^(weight v') of the last step, NaN where it is infinite. A typed array: a field would be boxed at each store. */
  readonly #logMoment = new Float64Array(1);

  constructor({ kappa, theta, xi, stepYears }: SquareRootProcess) {
    const decay = exp(-kappa * stepYears);
    this.#decay = decay;
    this.#meanFromTheta = theta * (1 - decay);
    this.#varianceFromV = (xi * xi * decay * (1 - decay)) / kappa;
    this.#varianceFromTheta = (theta * xi * xi * (1 - decay) * (1 - decay)) / (2 * kappa);
  }

  /** The variance a step after v, for a standard normal and a uniform of which one is used. `weight` is that of `logMoment`. */
  next(v: number, normal: number, uniform: number, weight: number): number {
    const mean = v * this.#decay + this.#meanFromTheta;
    const psi = (v * this.#varianceFromV + this.#varianceFromTheta) / (mean * mean);
    return psi <= CRITICAL_PSI ? this.#quadratic(mean, psi, normal, weight) : this.#exponential(mean, psi, uniform, weight);
  }

  /** log E e^(weight v') given v, of the last call of `next`; NaN when it does not exist. */
  logMoment(): number {
    return this.#logMoment[0];
  }

  #quadratic(mean: number, psi: number, normal: number, weight: number): number {
    const inverse = 2 / psi;
    const squaredShift = inverse - 1 + Math.sqrt(inverse * (inverse - 1));
    const scale = mean / (1 + squaredShift);
    const room = 1 - 2 * weight * scale;
    this.#logMoment[0] = room > 0 ? (weight * scale * squaredShift) / room - 0.5 * log(room) : NaN;
    const root = Math.sqrt(squaredShift) + normal;
    return scale * root * root;
  }

  #exponential(mean: number, psi: number, uniform: number, weight: number): number {
    const atom = (psi - 1) / (psi + 1);
    const rate = (1 - atom) / mean;
    this.#logMoment[0] = weight < rate ? log(atom + (rate * (1 - atom)) / (rate - weight)) : NaN;
    return uniform <= atom ? 0 : log((1 - atom) / (1 - uniform)) / rate;
  }
}
