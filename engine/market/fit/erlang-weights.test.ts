import { describe, expect, it } from 'vitest';
import { openStream } from '../../math/random.ts';
import { erlangWeights } from './erlang-weights.ts';

const law = { upProbability: 0.3, etaUp: 10, etaDown: 5 };

describe('Erlang weights', () => {
  it('recursionVSKou: two and three jumps as the published coefficients say', () => {
    // Goal: P(n, k) of Kou (2002), appendix B, worked out by hand for n = 2 and n = 3.
    const [p, q, a, b] = [0.3, 0.7, 10 / 15, 5 / 15];
    const two = erlangWeights(Float64Array.of(0, 0, 1), law);
    expect(two.up[2]).toBeCloseTo(p * p, 14);
    expect(two.up[1]).toBeCloseTo(2 * p * q * b, 14);
    expect(two.down[1]).toBeCloseTo(2 * p * q * a, 14);
    expect(two.down[2]).toBeCloseTo(q * q, 14);
    const three = erlangWeights(Float64Array.of(0, 0, 0, 1), law);
    expect(three.up[2]).toBeCloseTo(3 * p * p * q * b, 14);
    expect(three.up[1]).toBeCloseTo(3 * p * q * q * b * b + 3 * p * p * q * a * b, 14);
  });

  it('weightsVSMoments: mean and variance are those of the sum of jumps', () => {
    // Goal: with Poisson counts the mixture has the moments of a compound Poisson sum, and its weights add up to 1.
    const counts = Float64Array.of(0.4, 0.3, 0.15, 0.1, 0.05);
    const { none, up, down } = erlangWeights(counts, law);
    const over = (f: (k: number, side: 1 | -1, weight: number) => number): number =>
      up.reduce((sum, weight, k) => sum + f(k, 1, weight), 0) + down.reduce((sum, weight, k) => sum + f(k, -1, weight), 0);
    expect(none + over((_k, _side, weight) => weight)).toBeCloseTo(1, 14);
    const jumpMean = 0.3 / 10 - 0.7 / 5;
    const jumpSquare = (2 * 0.3) / 100 + (2 * 0.7) / 25;
    const meanCount = counts.reduce((sum, weight, n) => sum + n * weight, 0);
    const pairs = counts.reduce((sum, weight, n) => sum + n * (n - 1) * weight, 0);
    expect(over((k, side, weight) => (weight * side * k) / (side === 1 ? 10 : 5))).toBeCloseTo(meanCount * jumpMean, 14);
    const second = over((k, side, weight) => (weight * k * (k + 1)) / (side === 1 ? 100 : 25));
    expect(second).toBeCloseTo(meanCount * jumpSquare + pairs * jumpMean * jumpMean, 13);
  });

  it('weightsVSSimulation: share of sums above zero', () => {
    // Goal: the sign of a sum of five drawn jumps, within four standard errors of 20,000 draws.
    const stream = openStream({ seed: 1, scenario: 'test', path: 0, component: 'erlang', purpose: 'jumps' });
    const draws = 20_000;
    let above = 0;
    for (let i = 0; i < draws; i++) {
      let sum = 0;
      for (let n = 0; n < 5; n++) {
        const size = stream.exponential();
        sum += stream.uniform() < law.upProbability ? size / law.etaUp : -size / law.etaDown;
      }
      if (sum > 0) above++;
    }
    const exact = erlangWeights(Float64Array.of(0, 0, 0, 0, 0, 1), law).up.reduce((sum, weight) => sum + weight, 0);
    expect(Math.abs(above / draws - exact)).toBeLessThan(4 * Math.sqrt((exact * (1 - exact)) / draws));
  });
});
