/** Targets at their full sample sizes, as far as no price model of the engine is needed. */
import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../engine/math/normal.ts';
import { openStream, type RandomStream } from '../../engine/math/random.ts';
import { studentQuantile } from '../../engine/math/student.ts';
import { meanInterval } from '../../engine/statistics/intervals.ts';
import { SobolSequence } from '../../engine/statistics/sobol.ts';
import { Sprt } from '../../engine/statistics/sprt.ts';
import { blackScholes } from '../../engine/theory/black-scholes.ts';
import { discreteHitProbability } from '../../engine/theory/discrete-monitoring.ts';
import {
  bothBelow,
  cascadeSize,
  fundIsRuined,
  gameIsLost,
  garchSample,
  hawkesCount,
  regimeSquares,
} from '../../engine/theory/testing/simulations.ts';

function streamOf(purpose: string): RandomStream {
  return openStream({ seed: 1, scenario: 'long', path: 0, component: 'closed-forms', purpose });
}

/** Mean of `runs` values with its standard error. */
function sample(runs: number, draw: () => number): { mean: number; standardError: number } {
  return meanInterval({ values: Float64Array.from({ length: runs }, draw), confidence: 0.95 });
}

function expectWithin({ mean, standardError }: { mean: number; standardError: number }, exact: number): void {
  expect(Math.abs(mean - exact)).toBeLessThan(4 * standardError);
}

describe('closed forms at full sample size', () => {
  it('D02: 1,440 looks a day', () => {
    // Goal: the target (its own quadrature is good to seven digits here) and the same integral on another grid in numpy.
    const account = { spot: 100, barrier: 90 / 0.995, drift: 0, volatility: 0.8, years: 1 / 365 };
    const probability = discreteHitProbability({ ...account, checks: 1440 });
    expect(Math.abs(probability / 0.016703563733300064 - 1)).toBeLessThan(1e-7);
    expect(Math.abs(probability - 0.016703564127469)).toBeLessThan(5e-13);
  });

  it('D13: kurtosis of 5 million GARCH returns', () => {
    // Goal: within 0.15 of 4.4328.
    const { kurtosis } = garchSample(streamOf('D13'), { model: { constant: 2e-6, arch: 0.08, persistence: 0.9 }, steps: 5e6 });
    expect(Math.abs(kurtosis - 4.432835820895518)).toBeLessThan(0.15);
  });

  it('D15: 100,000 histories of a Hawkes process, from empty and stationary', () => {
    // Goal: both means and the variance within four standard errors.
    const model = { baseRate: 0.004, branching: 0.78, decayRate: 0.032 };
    const stream = streamOf('D15');
    expectWithin(sample(1e5, () => hawkesCount(stream, { model, time: 720, past: 0 })), 11.089117178679484);
    const counts = Float64Array.from({ length: 1e5 }, () => hawkesCount(stream, { model, time: 720, past: 2500 }));
    expectWithin(meanInterval({ values: counts, confidence: 0.95 }), 13.09090909090909);
    const squares = counts.map((count) => (count - 13.09090909090909) ** 2);
    expectWithin(meanInterval({ values: squares, confidence: 0.95 }), 220.01493714853248);
  });

  it('D16: 2 million hours of two regimes', () => {
    // Goal: volatility within 1 %, kurtosis within 3 %.
    const hourly = { toStress: 0.06203, toCalm: 0.15169, calmVolatility: 0.003521, stressVolatility: 0.017392 };
    const squares = regimeSquares(streamOf('D16'), { ...hourly, steps: 2e6 });
    const mean = squares.reduce((sum, square) => sum + square, 0) / 2e6;
    const fourth = squares.reduce((sum, square) => sum + square * square, 0) / 2e6;
    expect(Math.abs(Math.sqrt(mean * 8760) / 0.9198588549036198 - 1)).toBeLessThan(0.01);
    expect(Math.abs(fourth / mean ** 2 / 8.573927471722245 - 1)).toBeLessThan(0.03);
  });

  it('D17: 2 million draws of a Student copula', () => {
    // Goal: P(both below their 1 % quantile) within four standard errors.
    const stream = streamOf('D17');
    const quantile = studentQuantile({ probability: 0.01, degrees: 3 });
    expectWithin(sample(2e6, () => (bothBelow(stream, { correlation: 0.8, quantile }) ? 1 : 0)), 0.005567550275907388);
  });

  it('D23: a million cascades at 0.5 and at 0.8', () => {
    // Goal: means and tails within four standard errors.
    for (const [meanOffspring, mean, tail] of [[0.5, 2, 0.013616256176643304], [0.8, 5, 0.12260190938821669]]) {
      const stream = streamOf(`D23 ${meanOffspring}`);
      const sizes = Float64Array.from({ length: 1e6 }, () => cascadeSize(stream, { meanOffspring, roots: 1 }));
      expectWithin(meanInterval({ values: sizes, confidence: 0.95 }), mean);
      expectWithin(meanInterval({ values: sizes.map((size) => (size >= 10 ? 1 : 0)), confidence: 0.95 }), tail);
    }
  });

  it('D24 and D25: 200,000 games and 100,000 funds', () => {
    // Goal: games within four standard errors, funds within 0.004.
    const stream = streamOf('D24');
    expectWithin(sample(2e5, () => (gameIsLost(stream, { units: 20, gain: 0.52, target: 50 }) ? 1 : 0)), 0.1868627819698593);
    const { mean } = sample(1e5, () => (fundIsRuined(stream, { meanClaim: 1, loading: 0.2, fund: 10 }) ? 1 : 0));
    expect(Math.abs(mean - 0.1573963356979682)).toBeLessThan(0.004);
  });

  it('D36: 20,000 sequential tests under each hypothesis', () => {
    // Goal: errors at most 0.055, mean trials 0 to 12 % above Wald's.
    const design = { nullRate: 0.01, alternativeRate: 0.02, falseAlarm: 0.05, miss: 0.05 };
    for (const [rate, wrong, expected] of [[0.01, 'accept-alternative', 849.527], [0.02, 'accept-null', 677.121]] as const) {
      const stream = streamOf(`D36 ${rate}`);
      const tests = Array.from({ length: 20_000 }, () => {
        const test = new Sprt(design);
        while (test.add(stream.uniform() < rate) === 'continue');
        return test;
      });
      expect(tests.filter(({ decision }) => decision === wrong).length / 20_000).toBeLessThanOrEqual(0.055);
      const ratio = tests.reduce((sum, { n }) => sum + n, 0) / 20_000 / expected;
      expect(ratio).toBeGreaterThan(1);
      expect(ratio).toBeLessThan(1.12);
    }
  });

  it('D39: 16 scrambles of 4,096 Sobol points against as many draws', () => {
    // Goal: a fifth of the root mean square error or less. In bridge order the first dimension is the end of the path, which is all
    // that a call looks at, so the path between is left out.
    const exact = blackScholes({ spot: 100, strike: 100, rate: 0.05, volatility: 0.8, years: 0.25 }).call;
    const payoff = (u: number) => Math.exp(-0.0125) * Math.max(0, 100 * Math.exp((0.05 - 0.32) * 0.25 + 0.4 * normalQuantile(u)) - 100);
    const stream = streamOf('D39');
    const point = new Float64Array(16);
    let [even, random] = [0, 0];
    for (let scramble = 0; scramble < 16; scramble++) {
      const sequence = new SobolSequence({ dimensions: 16, scramble: stream });
      const evenMean = sample(4096, () => {
        sequence.next(point);
        return payoff(point[0]);
      }).mean;
      even += (evenMean - exact) ** 2;
      random += (sample(4096, () => payoff(stream.uniform())).mean - exact) ** 2;
    }
    expect(Math.sqrt(even / random)).toBeLessThan(1 / 5);
  });
});
