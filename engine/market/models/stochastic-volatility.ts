/** Price and variance of Heston's model step by step: what the Heston and the Bates model share. */
import { z } from 'zod';
import { annualDrift } from '../../policies/parameter-types.ts';
import type { PriceWalk, WalkStretch } from '../price-model.ts';
import { VarianceScheme } from './variance-scheme.ts';

/** Parameters of the diffusion, in the letters of the literature. */
export const hestonParameters = {
  drift: annualDrift(),
  kappa: z.number().gt(0).max(10_000).default(60).describe('Speed at which variance returns to its long-run level; per year'),
  theta: z.number().gt(0).max(400).default(0.36).describe('Long-run variance, the square of a volatility; per year'),
  xi: z
    .number()
    .gt(0)
    .max(50)
    .default(3)
    .describe(
      'Volatility of variance; the Feller condition is not needed, but far too much leaves a variance of 0 nearly always; per year',
    ),
  rho: z
    .number()
    .min(-1)
    .max(1)
    .default(-0.1)
    .describe('Correlation of price and variance, negative when falls are wild; number in [-1, 1]'),
  'start-variance': z.number().min(0).max(400).optional().describe('Variance at the start of a path; per year, absent = theta'),
  'shared-variance': z
    .boolean()
    .default(false)
    .describe('All underlyings that say so draw their variance alike, so that they are wild together; true, false'),
};

export interface HestonDiffusion {
  readonly drift: number;
  readonly kappa: number;
  readonly theta: number;
  readonly xi: number;
  readonly rho: number;
  readonly 'start-variance'?: number | undefined;
  readonly 'shared-variance': boolean;
}

/**
 * One path. ln S' = ln S + K0 + K1 v + K2 v' + sqrt(K3 (v + v')) Z with the central discretisation (both weights one half) of Andersen
 * 2008, section 4.1, equation 33, and K0 of section 4.2, which makes E S' = S e^{mu dt} exact, wherever that moment exists. The given
 * normals are Z, the part of the price that is independent of variance: returns of two underlyings with correlated normals are
 * correlated by sqrt((1 - rho1^2)(1 - rho2^2)) of that, more with shared variance.
 */
export class StochasticVolatilityWalk implements PriceWalk {
  readonly #scheme: VarianceScheme;
  readonly #shared: boolean;
  readonly #growth: number;
  /** K0 where no martingale correction exists. */
  readonly #plain: number;
  readonly #k1: number;
  readonly #k2: number;
  readonly #k3: number;
  readonly #halfStep: number;
  #variance: number;

  constructor(diffusion: HestonDiffusion, stepYears: number) {
    const { drift, kappa, theta, xi, rho } = diffusion;
    this.#scheme = new VarianceScheme({ kappa, theta, xi, stepYears });
    this.#shared = diffusion['shared-variance'];
    this.#halfStep = 0.5 * stepYears;
    this.#growth = drift * stepYears;
    this.#plain = (-rho * kappa * theta * stepYears) / xi;
    const slope = this.#halfStep * ((kappa * rho) / xi - 0.5);
    this.#k1 = slope - rho / xi;
    this.#k2 = slope + rho / xi;
    this.#k3 = this.#halfStep * (1 - rho * rho);
    this.#variance = diffusion['start-variance'] ?? theta;
  }

  advance(stretch: WalkStretch): void {
    const { fromStep, toStep, normals, out } = stretch;
    const gaussian = this.#shared ? stretch.shared('variance normals') : stretch.own('variance normals');
    const uniform = this.#shared ? stretch.shared('variance uniforms') : stretch.own('variance uniforms');
    const [k1, k2, k3] = [this.#k1, this.#k2, this.#k3];
    const weight = k2 + 0.5 * k3;
    let v = this.#variance;
    for (let step = fromStep; step < toStep; step++) {
      const next = this.#scheme.next(v, gaussian.normal(), uniform.uniform(), weight);
      const logMoment = this.#scheme.logMoment();
      const k0 = logMoment === logMoment ? -logMoment - (k1 + 0.5 * k3) * v : this.#plain;
      out.logReturn[step] = this.#growth + k0 + k1 * v + k2 * next + Math.sqrt(k3 * (v + next)) * normals[step];
      out.variance[step] = this.#halfStep * (v + next);
      v = next;
    }
    this.#variance = v;
  }
}
