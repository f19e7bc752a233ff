import { describe, expect, it } from 'vitest';
import { policiesOfKind } from '../../policies/registry.ts';
import type { PriceModelMaker, WalkColumns } from '../price-model.ts';
import { returnsAsSeries } from '../../../test/reference/simulated-returns.ts';
import { testContext, walkOf } from '../testing/walk.ts';
import { estimators } from './estimators.ts';

/** Parameters as a scenario writes them, and what is estimated of them. */
const truths: Readonly<Record<string, { readonly block: Record<string, unknown>; readonly expected?: Record<string, number> }>> = {
  gbm: { block: { volatility: 0.7, drift: 0.2 } },
  merton: { block: { volatility: 0.45, drift: 0.5, 'jumps-per-year': 400, 'jump-mean': -0.005, 'jump-sd': 0.02 } },
  kou: { block: { volatility: 0.45, drift: 0.5, 'jumps-per-year': 1500, 'up-probability': 0.35, 'eta-up': 90, 'eta-down': 60 } },
  garch: { block: { omega: 2e-6, alpha: 0.06, beta: 0.88, gamma: 0.04, degrees: 6, drift: 0.4, period: '1h' } },
  regime: {
    block: { volatilities: [0.33, 1.63], transitions: [[0.938, 0.062], [0.152, 0.848]], period: '1h', drift: 0.2 },
    expected: { 'volatilities[1]': 0.33, 'volatilities[2]': 1.63, 'transitions[1][2]': 0.062, 'transitions[2][1]': 0.152, drift: 0.2 },
  },
  hawkes: {
    block: {
      ...{ volatility: 0.1, drift: 0.2, 'base-jumps-per-year': 40, branching: 0.7, 'half-life': '15h' },
      ...{ threshold: 0.02, 'mean-excess': 0.012 },
    },
    expected: { volatility: 0.1, 'base-jumps-per-year': 40, branching: 0.7, 'half-life': 15, 'mean-excess': 0.012 },
  },
};

const modelled = policiesOfKind('price').filter(({ name }) => estimators.some(({ model }) => model === name));

function totals({ logReturn, jumps }: WalkColumns): Float64Array {
  const totalReturns = logReturn.slice();
  for (const { step, size } of jumps) totalReturns[step] += size;
  return totalReturns;
}

describe('estimators', () => {
  it.each(modelled)('modelVSEstimator: $name walks what its estimator finds', (policy) => {
    // Goal: price model and estimator mean the same by every parameter: 3,000 walked hours (jump times: 15,000) are fitted within 4 errors,
    // and the model accepts the block that the fit would write.
    const { block, expected = block } = truths[policy.name];
    const maker = policy.create(policy.parameters.parse(block)) as PriceModelMaker;
    const steps = policy.name === 'hawkes' ? 15_000 : 3000;
    const returns = totals(walkOf(maker(testContext()), { steps, path: 4 }));
    const jumpShare = returns.filter((value) => Math.abs(value) > 0.0185).length / returns.length || 0.01;
    const estimator = estimators.find(({ model }) => model === policy.name);
    const found = estimator?.estimate(returnsAsSeries(returns), { longRunVariance: 'sample', jumpShare });
    const compared = found?.parameters.filter(({ name }) => name in expected) ?? [];
    expect(compared.length).toBeGreaterThanOrEqual(Object.values(expected).filter((value) => typeof value === 'number').length);
    for (const { name, value, standardError } of compared) {
      expect(Math.abs(value - Number(expected[name])) / (standardError ?? NaN), name).toBeLessThan(4);
    }
    expect(policy.parameters.safeParse(found?.block).error?.issues).toBeUndefined();
  });

  it('are named once each', () => {
    // Goal: a name of the command line means one estimator.
    expect(new Set(estimators.map(({ model }) => model)).size).toBe(estimators.length);
  });
});
