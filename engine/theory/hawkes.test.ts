import { describe, expect, it } from 'vitest';
import { InvariantError } from '../math/assert.ts';
import { openStream } from '../math/random.ts';
import { meanInterval } from '../statistics/intervals.ts';
import { hawkesMeanFromEmpty, hawkesStationaryCount, hawkesStationaryRate, type HawkesModel } from './hawkes.ts';
import { hawkesCount } from './testing/simulations.ts';

const model: HawkesModel = { baseRate: 0.004, branching: 0.78, decayRate: 0.032 };

describe('Hawkes counts', () => {
  it('D15: from an empty history and stationary', () => {
    // Goal: the target to nine digits.
    expect(hawkesMeanFromEmpty({ model, time: 720 })).toBeCloseTo(11.089117178679484, 10);
    expect(hawkesMeanFromEmpty({ model, time: 24 })).toBeCloseTo(0.12320065559368021, 12);
    const { mean, variance } = hawkesStationaryCount({ model, time: 720 });
    expect(mean).toBeCloseTo(13.09090909090909, 11);
    expect(variance).toBeCloseTo(220.01493714853248, 9);
  });

  it('D15: formulaVSClusters: simulated clusters have these means and this variance', () => {
    // Goal: an independent picture of the same process: 10,000 histories each (100,000 in the long suite), within four standard errors.
    const runs = 10_000;
    const stream = openStream({ seed: 15, scenario: 'test', path: 0, component: 'hawkes', purpose: 'clusters' });
    const counts = (past: number) => Array.from({ length: runs }, () => hawkesCount(stream, { model, time: 720, past }));
    const empty = meanInterval({ values: counts(0), confidence: 0.95 });
    expect(Math.abs(empty.mean - 11.089117178679484)).toBeLessThan(4 * empty.standardError);
    const counted = counts(2500);
    const stationary = meanInterval({ values: counted, confidence: 0.95 });
    expect(Math.abs(stationary.mean - 13.09090909090909)).toBeLessThan(4 * stationary.standardError);
    const squares = meanInterval({ values: counted.map((count) => (count - 13.09090909090909) ** 2), confidence: 0.95 });
    expect(Math.abs(squares.mean - 220.01493714853248)).toBeLessThan(4 * squares.standardError);
  });

  it('is Poisson without excitement, clusters by 1 / (1 - n)^2 in the long run, and refuses to explode', () => {
    // Goal: the limits.
    const poisson = hawkesStationaryCount({ model: { ...model, branching: 0 }, time: 100 });
    expect(poisson.variance).toBeCloseTo(poisson.mean, 14);
    const long = hawkesStationaryCount({ model, time: 1e8 });
    expect(long.variance / long.mean).toBeCloseTo(1 / 0.22 ** 2, 4);
    expect(hawkesStationaryRate({ ...model, baseRate: 0 })).toBe(0);
    expect(() => hawkesStationaryRate({ ...model, branching: 1 })).toThrow(InvariantError);
  });
});
