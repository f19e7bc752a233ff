/** From a likelihood of scores to a fit. */
import { log } from '../../math/transcendental.ts';
import { forFile, informationCriteria } from './contract.ts';
import type { Fit, ModelBlock } from './contract.ts';
import { maximizeLikelihood } from './maximum-likelihood.ts';
import type { LikelihoodProblem } from './maximum-likelihood.ts';
import { unchangedWarnings } from './sample.ts';
import type { Sample } from './sample.ts';
import type { ReturnSeries } from './returns.ts';

export interface ScoreLikelihood extends LikelihoodProblem {
  readonly model: string;
  readonly series: ReturnSeries;
  readonly sample: Sample;
  /** From the reported values to what a scenario file writes; the values themselves when absent. */
  readonly block?: (values: Readonly<Record<string, number>>) => ModelBlock;
  /** Parameters taken from the sample before the search. */
  readonly targeted?: number;
}

function roundedBlock(values: Readonly<Record<string, number>>): ModelBlock {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, forFile(value)]));
}

/** Maximises a likelihood of the scores and states it as one of the returns, so that models compare. */
export function fitReturns({ model, series, sample, block = roundedBlock, targeted = 0, ...problem }: ScoreLikelihood): Fit {
  const maximum = maximizeLikelihood(problem);
  const logLikelihood = maximum.logLikelihood + sample.logJacobian;
  const freeParameters = problem.coordinates.length + targeted;
  return {
    model,
    parameters: maximum.parameters,
    block: block(Object.fromEntries(maximum.parameters.map(({ name, value }) => [name, value]))),
    likelihoodOf: 'returns',
    logLikelihood,
    freeParameters,
    ...informationCriteria({ logLikelihood, freeParameters, logObservations: log(sample.count) }),
    observations: sample.count,
    converged: maximum.converged,
    warnings: [...unchangedWarnings(series), ...maximum.warnings],
  };
}
