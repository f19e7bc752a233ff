import { expect, it } from 'vitest';
import { returnsAsSeries, simulatedReturns } from '../../../test/reference/simulated-returns.ts';
import { gbmEstimator } from './gbm.ts';
import { fitReturns } from './likelihood-fit.ts';
import { sampleOf } from './sample.ts';

it('searchVSClosedForm: a normal likelihood of scores is that of the returns', () => {
  // Goal: likelihood and criteria are stated for the returns, so that every model compares with the closed form of gbm.
  const series = returnsAsSeries(simulatedReturns('gbm', { volatility: 0.8, drift: 0 }, { steps: 500, seed: 1 }));
  const sample = sampleOf(series, { model: 'gbm', least: 10 });
  const found = fitReturns({
    model: 'normal',
    series,
    sample,
    coordinates: [
      { name: 'location', lower: -1, upper: 1, scale: 'linear' },
      { name: 'spread', lower: 0.1, upper: 10, scale: 'log' },
    ],
    starts: [[0.1, 2]],
    logLikelihood: ([centre, spread]) =>
      sample.scores.reduce((sum, score) => sum - Math.log(spread * Math.sqrt(2 * Math.PI)) - (score - centre) ** 2 / (2 * spread ** 2), 0),
    report: { spread: { unit: '', at: (v) => v[1] } },
  });
  const closed = gbmEstimator.estimate(series, { longRunVariance: 'sample', jumpShare: 0.02 });
  expect(found.logLikelihood).toBeCloseTo(closed.logLikelihood, 4);
  expect([found.aic, found.bic].map((value) => value.toFixed(3))).toEqual([closed.aic, closed.bic].map((value) => value.toFixed(3)));
  expect(found.block).toEqual({ spread: expect.closeTo(1, 3) as number });
});
