/** Jumps that excite each other. */
import { z } from 'zod';
import type { RandomStream } from '../../math/random.ts';
import { exp, log } from '../../math/transcendental.ts';
import { definePolicy } from '../../policies/contract.ts';
import { annualDrift, annualVolatility, durationMs, positiveDurationText } from '../../policies/parameter-types.ts';
import type { PriceModelContext, PriceWalk, WalkStretch } from '../price-model.ts';
import { exponentialJumps, normalJumps, type JumpLaw } from './jump-sizes.ts';
import { jumpAt } from './poisson-jumps.ts';

const LN2 = 0.6931471805599453;
/** After so many relaxation times of the cluster process an empty history is forgotten to 2e-9. */
const BURN_IN_RELAXATIONS = 20;
const MOST_BURN_IN_JUMPS = 100_000;

const defaultThreshold = 0.031;
const defaultMeanExcess = 0.0157;

const parametersSchema = z
  .strictObject({
    volatility: annualVolatility().default(0.67),
    drift: annualDrift(),
    'base-jumps-per-year': z.number().gt(0).max(100_000).default(35.9).describe('Jumps that nothing excited; per year of 365 days'),
    branching: z
      .number()
      .min(0)
      .lt(1)
      .default(0.78)
      .describe('Mean number of jumps that one jump excites: with 1 or more a cascade never ends; number'),
    'half-life': positiveDurationText().default('21h').describe('Time in which the excitement of a jump halves; duration, text'),
    start: z
      .enum(['stationary', 'quiet'])
      .default('stationary')
      .describe('Excitement at the start: as after a long time, or none; name, text'),
    'down-probability': z.number().min(0).max(1).optional().describe('Probability that a jump goes down; fraction, absent = 0.5'),
    threshold: z.number().min(0).max(5).optional().describe(`Least size of a jump; log price, absent = ${defaultThreshold}`),
    'mean-excess': z
      .number()
      .gt(0)
      .max(0.9)
      .optional()
      .describe(`Mean exponential size beyond the threshold; log price, absent = ${defaultMeanExcess}`),
    'jump-mean': z
      .number()
      .min(-5)
      .max(5)
      .optional()
      .describe('Mean of normal sizes; log price. Given with jump-sd in place of the three above'),
    'jump-sd': z.number().min(0).max(5).optional().describe('Standard deviation of normal sizes; log price'),
    'shared-jumps': z.boolean().default(false).describe('All underlyings that say so, with the same rates, jump together; true, false'),
  })
  .superRefine((parameters, context) => {
    const objection = sizesObjection(parameters) ?? startObjection(parameters);
    if (objection) context.addIssue({ code: 'custom', ...objection });
  });

interface GivenSizes {
  readonly 'down-probability'?: number | undefined;
  readonly threshold?: number | undefined;
  readonly 'mean-excess'?: number | undefined;
  readonly 'jump-mean'?: number | undefined;
  readonly 'jump-sd'?: number | undefined;
}

interface Objection {
  readonly path: string[];
  readonly message: string;
}

function sizesObjection(given: GivenSizes): Objection | null {
  const normal = [given['jump-mean'], given['jump-sd']].filter((value) => value !== undefined).length;
  if (normal === 1) return { path: ['jump-sd'], message: 'expected jump-mean and jump-sd together: they are the normal law of the sizes' };
  const exponential = [given['down-probability'], given.threshold, given['mean-excess']].some((value) => value !== undefined);
  if (normal === 0 || !exponential) return null;
  return {
    path: ['jump-mean'],
    message: 'expected normal sizes (jump-mean, jump-sd) or exponential ones (down-probability, threshold, mean-excess)',
  };
}

function startObjection(given: { start: string; branching: number; 'base-jumps-per-year': number; 'half-life': string }): Objection | null {
  const relaxationYears = durationMs(given['half-life']) / 31_536_000_000 / LN2 / (1 - given.branching);
  const jumps = (BURN_IN_RELAXATIONS * relaxationYears * given['base-jumps-per-year']) / (1 - given.branching);
  if (given.start === 'quiet' || jumps <= MOST_BURN_IN_JUMPS) return null;
  return {
    path: ['branching'],
    message: `expected a branching further below 1, or start: quiet; a stationary start would need a history of ${Math.ceil(jumps)} jumps`,
  };
}

type Parameters = z.output<typeof parametersSchema>;

function lawOf(parameters: Parameters): JumpLaw {
  const { 'jump-mean': mean, 'jump-sd': deviation, 'mean-excess': excess = defaultMeanExcess } = parameters;
  if (mean !== undefined && deviation !== undefined) return normalJumps({ mean, deviation });
  return exponentialJumps({
    upProbability: 1 - (parameters['down-probability'] ?? 0.5),
    upMean: excess,
    downMean: excess,
    threshold: parameters.threshold ?? defaultThreshold,
  });
}

/** Everything per step. */
interface HawkesRates {
  readonly base: number;
  /** Speed at which excitement decays. */
  readonly beta: number;
  /** Added to the intensity by a jump: branching times beta. */
  readonly kick: number;
  /** e^-beta. */
  readonly decay: number;
  readonly burnInSteps: number;
}

function ratesOf(parameters: Parameters, { stepYears, stepMs }: PriceModelContext): HawkesRates {
  const beta = (LN2 * stepMs) / durationMs(parameters['half-life']);
  const { branching } = parameters;
  return {
    base: parameters['base-jumps-per-year'] * stepYears,
    beta,
    kick: branching * beta,
    decay: exp(-beta),
    burnInSteps: parameters.start === 'quiet' ? 0 : BURN_IN_RELAXATIONS / (beta * (1 - branching)),
  };
}

/**
 * Time to the next jump for an intensity base + excitement e^(-beta t), exact: the sooner of a base jump and an excited one, which may
 * never come. A. Dassios and H. Zhao, Exact simulation of Hawkes process with exponentially decaying intensity, Electron. Commun.
 * Probab. 18, 2013.
 */
function gapAfter(excitement: number, { base, beta }: HawkesRates, stream: RandomStream): number {
  const baseGap = stream.exponential() / base;
  const left = 1 - (beta * stream.exponential()) / excitement;
  return left > 0 ? Math.min(baseGap, -log(left) / beta) : baseGap;
}

/** Excitement after a long history. */
function burnIn(rates: HawkesRates, stream: RandomStream): number {
  let excitement = 0;
  let left = rates.burnInSteps;
  for (;;) {
    const gap = gapAfter(excitement, rates, stream);
    if (gap >= left) return excitement * exp(-rates.beta * left);
    excitement = excitement * exp(-rates.beta * gap) + rates.kick;
    left -= gap;
  }
}

interface HawkesWalkOptions {
  readonly rates: HawkesRates;
  readonly law: JumpLaw;
  /** Log growth of a step without jumps: (mu - sigma^2 / 2) dt. */
  readonly mean: number;
  readonly variance: number;
  readonly shared: boolean;
}

class HawkesWalk implements PriceWalk {
  readonly #options: HawkesWalkOptions;
  /** Intensity above the base; below 0 before the first stretch. */
  #excitement = -1;

  constructor(options: HawkesWalkOptions) {
    this.#options = options;
  }

  /**
   * Jumps step by step; what excitement promises is taken out of the drift as it is promised: the integral of the intensity over a step is
   * base + (excitement before - after + kick x jumps) / beta, because d(excitement) = -beta excitement dt + kick dN.
   */
  advance(stretch: WalkStretch): void {
    const { fromStep, toStep, normals, out } = stretch;
    const { rates, law, mean, variance } = this.#options;
    const { base, beta, kick, decay } = rates;
    const deviation = Math.sqrt(variance);
    const stream = this.#stream(stretch, 'jumps');
    let excitement = this.#excitement < 0 ? burnIn(rates, this.#stream(stretch, 'jumps before')) : this.#excitement;
    let next = fromStep + gapAfter(excitement, rates, stream);
    for (let step = fromStep; step < toStep; step++) {
      const before = excitement;
      let promised = before;
      let clock = step;
      while (next < step + 1) {
        out.jumps.push(jumpAt(next, toStep, law.sizeOf(stream.normal())));
        excitement = excitement * exp(beta * (clock - next)) + kick;
        promised += kick;
        clock = next;
        next += gapAfter(excitement, rates, stream);
      }
      excitement *= clock === step ? decay : exp(beta * (clock - step - 1));
      out.logReturn[step] = mean - law.meanGrowth * (base + (promised - excitement) / beta) + deviation * normals[step];
    }
    out.variance.fill(variance, fromStep, toStep);
    this.#excitement = excitement;
  }

  #stream(stretch: WalkStretch, purpose: string): RandomStream {
    return this.#options.shared ? stretch.shared(purpose) : stretch.own(purpose);
  }
}

export const hawkesJumps = definePolicy({
  kind: 'price',
  name: 'hawkes',
  version: 1,
  summary: 'Each jump makes further jumps likelier for a while: crashes come as avalanches. Between jumps, geometric Brownian motion.',
  references: [
    { text: 'A. Hawkes, Spectra of some self-exciting and mutually exciting point processes, Biometrika 58, 1971' },
    {
      text:
        'A. Dassios and H. Zhao, Exact simulation of Hawkes process with exponentially decaying intensity, Electron. Commun. ' +
        'Probab. 18, 2013',
    },
    { text: 'Jumps of BTC beyond thresholds, with exponential excess', url: 'https://arxiv.org/abs/2510.21297' },
    {
      text:
        'Defaults: BTC hours August 2017 to December 2020 beyond the 98 % quantile of |return|: branching 0.78, half-life 21 h, base ' +
        'rate 0.0041 an hour (99 %: 0.67, 18 h; 99.5 %: 0.59, 15 h, 0.0022), excess as beyond the 1 % quantile of returns; the ' +
        'diffusion is what remains of 92 %',
    },
  ],
  parameters: parametersSchema,
  create(parameters) {
    const law = lawOf(parameters);
    const { volatility, drift } = parameters;
    return (context) => {
      const variance = volatility * volatility * context.stepYears;
      const options: HawkesWalkOptions = {
        rates: ratesOf(parameters, context),
        law,
        mean: drift * context.stepYears - 0.5 * variance,
        variance,
        shared: parameters['shared-jumps'],
      };
      return { bars: false, open: () => new HawkesWalk(options) };
    };
  },
});
