/** Self-exciting jumps: sizes and times of the largest returns. */
import { exp, expm1, log } from '../../math/transcendental.ts';
import { forFile, informationCriteria } from './contract.ts';
import type { Estimator, Fit, FittedParameter } from './contract.ts';
import type { Coordinate } from './coordinates.ts';
import { maximizeLikelihood } from './maximum-likelihood.ts';
import type { LikelihoodMaximum } from './maximum-likelihood.ts';
import type { ReturnSeries } from './returns.ts';
import { sampleOf, unchangedWarnings } from './sample.ts';
import type { Sample } from './sample.ts';
import { tailSplit } from './tail-split.ts';
import type { TailSplit } from './tail-split.ts';

const model = 'hawkes';
const leastJumps = 30;
const LN2 = 0.6931471805599453;
const hourMs = 3_600_000;

/** Times in steps. */
const coordinates: readonly Coordinate[] = [
  { name: 'base intensity / mean intensity', lower: 1e-4, upper: 2, scale: 'log' },
  { name: 'branching', lower: 0, upper: 0.9999, scale: 'linear' },
  { name: 'decay per step', lower: 1e-4, upper: 20, scale: 'log' },
];

const starts: readonly (readonly number[])[] = [
  [0.3, 0.7, 0.05],
  [0.6, 0.4, 0.5],
];

/**
 * Intensity mu + sum of n beta e^(-beta (t - t_i)) over past jumps (A. Hawkes, 1971; likelihood: Y. Ogata, 1978), jumps being the returns
 * beyond a high quantile of their size. A step is only known to have a jump or none, so the likelihood is that of steps, with a jump in the
 * middle of its step.
 */
export const hawkesEstimator: Estimator = {
  model,
  method: 'Maximum likelihood on the steps with a return beyond a quantile of its size; sizes by their means.',
  estimate(series, { jumpShare }) {
    const sample = sampleOf(series, { model, least: 500 });
    const tails = tailSplit(series.returns, { centre: sample.mean, share: jumpShare, least: leastJumps, model });
    const meanIntensity = tails.jumps / sample.count;
    const maximum = maximizeLikelihood({
      coordinates,
      starts,
      logLikelihood: (v) => hawkesLogLikelihood(tails.isJump, series.fresh, { base: v[0] * meanIntensity, branching: v[1], decay: v[2] }),
      report: {
        'base-jumps-per-year': { unit: 'per year', at: (v) => (v[0] * meanIntensity) / series.stepYears },
        branching: { unit: 'jumps per jump', at: (v) => v[1] },
        'half-life': { unit: 'hours', at: (v) => (LN2 / v[2]) * (series.stepMs / hourMs) },
      },
    });
    return hawkesFit(series, { tails, maximum, sample });
  },
};

interface Pieces {
  readonly tails: TailSplit;
  readonly maximum: LikelihoodMaximum;
  readonly sample: Sample;
}

function hawkesFit(series: ReturnSeries, { tails, maximum, sample }: Pieces): Fit {
  const { logLikelihood, values } = maximum;
  const { stepYears } = series;
  const halfLifeSteps = LN2 / values[2];
  const isBlurred = halfLifeSteps < 1;
  const blur = 'The half-life of the excitement is shorter than a step: most clustering is inside steps, where nothing is seen of it.';
  const perRoot = 1 / Math.sqrt(stepYears);
  const volatility = {
    ...{ name: 'volatility', unit: 'per sqrt(year), between jumps' },
    ...{ value: tails.bodyDeviation * perRoot, standardError: tails.bodyError * perRoot },
  };
  const parameters: readonly FittedParameter[] = [
      volatility,
      driftOf(series, { tails, sample, volatility: volatility.value }),
      ...maximum.parameters,
      ...tails.sizes,
    ];
  const value = (name: string): number => forFile(parameters.find((one) => one.name === name)?.value ?? NaN);
  return {
    model,
    parameters,
    block: {
      ...Object.fromEntries(parameters.map(({ name }) => [name, value(name)])),
      'half-life': `${value('half-life')}h`,
      threshold: forFile(tails.threshold),
    },
    likelihoodOf: 'exceedances',
    logLikelihood,
    freeParameters: coordinates.length,
    ...informationCriteria({ logLikelihood, freeParameters: coordinates.length, logObservations: log(sample.count) }),
    observations: sample.count,
    converged: maximum.converged,
    warnings: [...unchangedWarnings(series), ...maximum.warnings, ...(isBlurred ? [blur] : [])],
  };
}

/** Growth of the expected price: the mean return, half the variance between jumps, and what jumps add beyond their mean size. */
function driftOf({ stepYears }: ReturnSeries, { tails, sample, volatility }: { tails: TailSplit; sample: Sample; volatility: number }) {
  const jumpsPerYear = tails.jumps / (sample.count * stepYears);
  return {
    ...{ name: 'drift', unit: 'per year' },
    value: sample.mean / stepYears + 0.5 * volatility * volatility + jumpsPerYear * (tails.meanGrowth - tails.meanSize),
    standardError: sample.deviation / (Math.sqrt(sample.count) * stepYears),
  };
}

export interface HawkesStep {
  /** Jumps per step that nothing excited. */
  readonly base: number;
  /** Mean jumps that one jump excites. */
  readonly branching: number;
  /** Per step. */
  readonly decay: number;
}

/** Sum of the logarithms of the probabilities of a jump or none, step by step, given the past; stationary mean where it is unknown. */
export function hawkesLogLikelihood(isJump: Uint8Array, fresh: Uint8Array, { base, branching, decay }: HawkesStep): number {
  const kept = exp(-decay);
  const keptOfHalf = exp(-0.5 * decay);
  const perExcitement = branching * (1 - kept);
  // Mean of the sum of e^(-beta (t - t_i)) in the stationary law: rate / beta.
  const stationary = base / ((1 - branching) * decay);
  let excitement = stationary;
  let sum = 0;
  for (let i = 0; i < isJump.length; i++) {
    if (fresh[i] === 1) excitement = stationary;
    const expected = base + perExcitement * excitement;
    sum += isJump[i] === 1 ? log(-expm1(-expected)) : -expected;
    excitement = excitement * kept + isJump[i] * keptOfHalf;
  }
  return sum;
}
