import { describe, expect, it } from 'vitest';
import { batesVolatility } from '../../engine/market/models/bates.ts';
import { blockBootstrap } from '../../engine/market/models/bootstrap.ts';
import { garchVolatility } from '../../engine/market/models/garch.ts';
import { geometricBrownian } from '../../engine/market/models/gbm.ts';
import { hawkesJumps } from '../../engine/market/models/hawkes.ts';
import { hestonVolatility } from '../../engine/market/models/heston.ts';
import { kouJumps } from '../../engine/market/models/kou.ts';
import { mertonJumps } from '../../engine/market/models/merton.ts';
import { regimeSwitching } from '../../engine/market/models/regime.ts';
import type { PriceModel } from '../../engine/market/price-model.ts';
import { candlesOf } from '../../engine/market/testing/candles.ts';
import { momentsOf, sampleOf, type Moments } from '../../engine/market/testing/moments.ts';
import { testContext, totalReturn, walkOf } from '../../engine/market/testing/walk.ts';

const yearMs = 31_536_000_000;
const dayMs = 86_400_000;
const stepsPerWalk = 100_000;

/** Log returns of independent steps of models without memory: every step of a long walk is a path of one step. */
function stepReturns(model: PriceModel, n: number): Float64Array {
  const returns = new Float64Array(n);
  for (let from = 0; from < n; from += stepsPerWalk) {
    const { logReturn, jumps } = walkOf(model, { steps: stepsPerWalk, path: from / stepsPerWalk, seed: 11 });
    returns.set(logReturn, from);
    for (const { step, size } of jumps) returns[from + step] += size;
  }
  return returns;
}

const context = (stepMs: number) => testContext({ stepMs });
const payoff = (returns: Float64Array, of: (price: number) => number): Moments =>
  momentsOf(returns.map((value) => of(100 * Math.exp(value))));

/** Within four standard errors of the exact value. */
function expectWithin({ mean, meanError }: Moments, exact: number): void {
  expect(Math.abs(mean - exact), `${mean} against ${exact}, standard error ${meanError}`).toBeLessThan(4 * meanError);
}

const crypto = mertonJumps.parameters.parse({ volatility: 0.6, 'jumps-per-year': 12, 'jump-mean': -0.08, 'jump-sd': 0.1 });

describe('price models, full samples', () => {
  it('D08 and D10: Merton prices and gap losses', () => {
    // Goal: calls of the crypto set and of the textbook set, puts of an hour and a day, and the probability of a fall by 10 %.
    const n = 2_000_000;
    const quarter = stepReturns(mertonJumps.create({ ...crypto, drift: 0.05 })(context(yearMs / 4)), n);
    expectWithin(payoff(quarter, (price) => Math.exp(-0.0125) * Math.max(0, price - 100)), 15.085833340463621);
    const standard = { volatility: 0.2, drift: 0.05, 'jumps-per-year': 1, 'jump-mean': -0.1, 'jump-sd': 0.15 };
    const textbook = mertonJumps.parameters.parse(standard);
    const year = stepReturns(mertonJumps.create(textbook)(context(yearMs)), n);
    expectWithin(payoff(year, (price) => Math.exp(-0.05) * Math.max(0, price - 100)), 12.76128859362874);
    const day = stepReturns(mertonJumps.create(crypto)(context(dayMs)), n);
    expectWithin(payoff(day, (price) => Math.max(0, 90 - price)), 0.08394227730283738);
    expectWithin(payoff(day, (price) => (price < 90 ? 1 : 0)), 0.01329385867833681);
    const hour = stepReturns(mertonJumps.create(crypto)(context(3_600_000)), n);
    expectWithin(payoff(hour, (price) => Math.max(0, 90 - price)), 0.0033274720114680506);
    const plain = stepReturns(geometricBrownian.create({ volatility: 0.6, drift: 0 })(context(dayMs)), n);
    expectWithin(payoff(plain, (price) => Math.max(0, 90 - price)), 0.0003074227365247109);
  });

  it('D09: Merton value at risk and expected shortfall of a day', () => {
    // Goal: quantiles and tail means of L = 1 - S_T / S_0 within 1 % of the mixture's with 4 million days.
    const n = 4_000_000;
    const losses = stepReturns(mertonJumps.create(crypto)(context(dayMs)), n).map((value) => 1 - Math.exp(value)).sort();
    const expected = [
      { level: 0.975, quantile: 0.0706064530714755, tail: 0.12477546826088892 },
      { level: 0.99, quantile: 0.12342957976680857, tail: 0.18028127200116395 },
      { level: 0.999, quantile: 0.24300135315794857, tail: 0.27549461717709556 },
    ];
    for (const { level, quantile, tail } of expected) {
      const first = Math.ceil(level * n);
      expect(Math.abs(losses[first - 1] / quantile - 1), `quantile ${level}`).toBeLessThan(0.01);
      const mean = losses.subarray(first).reduce((sum, value) => sum + value, 0) / (n - first);
      expect(Math.abs(mean / tail - 1), `tail ${level}`).toBeLessThan(0.01);
    }
  });

  it('D11: Kou call', () => {
    // Goal: the call of Kou 2002, 9.14732.
    const given = { volatility: 0.16, drift: 0.05, 'jumps-per-year': 1, 'up-probability': 0.4, 'eta-up': 10, 'eta-down': 5 };
    const returns = stepReturns(kouJumps.create(kouJumps.parameters.parse(given))(context(yearMs / 2)), 1_000_000);
    expectWithin(payoff(returns, (price) => Math.exp(-0.025) * Math.max(0, price - 98)), 9.147317303936926);
  });

  it('D12: Heston and Bates options of a day', () => {
    // Goal: call 2200 on 2000 in 50 steps, 0.14845 by the characteristic function, within 4 standard errors and 1 %; Bates without jumps is
    // the same, with jumps its price stays a martingale.
    const fiftieth = context(yearMs / 252 / 50);
    const heston = hestonVolatility.create(hestonVolatility.parameters.parse({}))(fiftieth);
    const call = momentsOf(
      sampleOf(2_000_000, (path) => Math.max(0, 2000 * Math.exp(totalReturn(walkOf(heston, { steps: 50, path }))) - 2200)),
    );
    expect(Math.abs(call.mean - 0.1484498549)).toBeLessThan(4 * call.meanError + 0.01 * 0.1484498549);
    const bates = batesVolatility.create(batesVolatility.parameters.parse({ 'jumps-per-year': 500 }))(fiftieth);
    expectWithin(momentsOf(sampleOf(500_000, (path) => Math.exp(totalReturn(walkOf(bates, { steps: 50, path }))))), 1);
  });

  it('D13: GARCH moments', () => {
    // Goal: unconditional variance and kurtosis of five million steps, forecasts of 200,000 paths.
    const given = garchVolatility.parameters.parse({ omega: 2e-6, alpha: 0.08, beta: 0.9 });
    const { logReturn, variance } = walkOf(garchVolatility.create(given)(testContext()), { steps: 5_000_000, path: 1 });
    const shocks = momentsOf(logReturn.map((value, step) => value + 0.5 * variance[step]));
    expect(Math.abs(shocks.variance / 1e-4 - 1)).toBeLessThan(0.01);
    expect(Math.abs(shocks.kurtosis - 4.432835820895518)).toBeLessThan(0.15);
    const stressed = garchVolatility.create({ ...given, 'start-volatility': Math.sqrt(4e-4 * 8760) })(testContext());
    const tenth = new Float64Array(200_000);
    const sums = sampleOf(200_000, (path) => {
      const walk = walkOf(stressed, { steps: 10, path });
      tenth[path] = walk.variance[9];
      return walk.variance.reduce((sum, value) => sum + value, 0);
    });
    expectWithin(momentsOf(tenth), 3.50124328639045e-4);
    expectWithin(momentsOf(sums), 3.7439078966867967e-3);
  });

  it('D15: Hawkes counts', () => {
    // Goal: means from a quiet and a stationary start and the stationary variance, 100,000 paths of 720 hours.
    const rates = { 'base-jumps-per-year': 35.04, branching: 0.78, 'half-life': `${(Math.LN2 / 0.032) * 3600}s` };
    const counts = (start: string, hours: number): Moments => {
      const model = hawkesJumps.create(hawkesJumps.parameters.parse({ ...rates, start }))(testContext());
      return momentsOf(sampleOf(100_000, (path) => walkOf(model, { steps: hours, path }).jumps.length));
    };
    expectWithin(counts('quiet', 720), 11.089117178679484);
    expectWithin(counts('quiet', 24), 0.12320065559368021);
    const stationary = counts('stationary', 720);
    expectWithin(stationary, 13.09090909090909);
    expect(Math.abs(stationary.variance - 220.01493714853248)).toBeLessThan(4 * stationary.varianceError);
  });

  it('D16: regimes', () => {
    // Goal: time in stress, annual volatility, kurtosis and memory of squared returns; errors from 40 batches of 50,000 hours.
    const given = regimeSwitching.parameters.parse({
      volatilities: [0.003521 * Math.sqrt(8760), 0.017392 * Math.sqrt(8760)],
      transitions: [
        [0.93797, 0.06203],
        [0.15169, 0.84831],
      ],
    });
    const model = regimeSwitching.create(given)(testContext());
    const steps = 50_000;
    const figures = Array.from({ length: 40 }, (_, path) => {
      const { logReturn, variance } = walkOf(model, { steps, path });
      const shocks = logReturn.map((value, step) => value + 0.5 * variance[step]);
      const squares = shocks.map((value) => value * value);
      const { mean, variance: spread } = momentsOf(squares);
      const memory = (lag: number): number =>
        squares.subarray(lag).reduce((sum, value, step) => sum + (value - mean) * (squares[step] - mean), 0) / (steps - lag) / spread;
      return [variance.filter((value) => value > 1e-4).length / steps, mean, momentsOf(shocks).kurtosis, memory(1), memory(24)];
    });
    const exact = [0.29023956578701104, 0.9198588549036198 ** 2 / 8760, 8.573927471722245, 0.19288397417010497, 0.0007648432];
    exact.forEach((value, figure) => expectWithin(momentsOf(figures.map((row) => row[figure])), value));
  });

  it('D18: stationary bootstrap', () => {
    // Goal: the standard error of a resampled mean within 1 % of the closed form, 200,000 resamples.
    const candles = candlesOf([-0.02, 0.01, 0.015, -0.03, 0.025, -0.005, 0.01, -0.04, 0.02, 0.005]);
    const model = blockBootstrap.create(blockBootstrap.parameters.parse({ 'mean-block': '4h' }))(testContext({ candles }));
    const means = sampleOf(200_000, (path) => walkOf(model, { steps: 10, path }).logReturn.reduce((sum, value) => sum + value / 10, 0));
    expect(Math.abs(Math.sqrt(momentsOf(means).variance) / 0.003381955965419799 - 1)).toBeLessThan(0.01);
  });
});
