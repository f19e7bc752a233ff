import { describe, expect, it } from 'vitest';
import { InvariantError } from '../math/assert.ts';
import { openStream } from '../math/random.ts';
import { expectedShortfall, sortedExpectedShortfall } from './expected-shortfall.ts';

const oneToHundred = Float64Array.from({ length: 100 }, (_, i) => 100 - i);

/** min over z of z + E[(L - z)+] / (1 - level): the minimum is at one of the values. */
function byMinimization({ values, level }: { values: Float64Array; level: number }): number {
  return Math.min(
    ...values.map((z) => z + values.reduce((sum, loss) => sum + Math.max(0, loss - z), 0) / (values.length * (1 - level))),
  );
}

describe('expectedShortfall', () => {
  it('is the mean of the worst values when the border falls between two of them', () => {
    const { valueAtRisk, expectedShortfall: shortfall } = expectedShortfall({ values: oneToHundred, level: 0.95 });
    expect(valueAtRisk).toBe(95);
    expect(shortfall).toBeCloseTo(98, 12);
  });

  it('counts only the needed part of a value that the border cuts', () => {
    // The worst 2.5 of 100: 100, 99 and half of 98.
    const { expectedShortfall: shortfall } = expectedShortfall({ values: oneToHundred, level: 0.975 });
    expect(shortfall).toBeCloseTo((100 + 99 + 49) / 2.5, 12);
  });

  it('formulaVSMinimization: agrees with the variational definition, ties and negative losses included', () => {
    const stream = openStream({ seed: 1, scenario: 'test', path: 0, component: 'shortfall', purpose: 'cases' });
    for (let i = 0; i < 300; i++) {
      const values = Float64Array.from({ length: 1 + stream.integerBelow(40) }, () => stream.integerBelow(9) - 3);
      const level = stream.integerBelow(99) / 100;
      expect(expectedShortfall({ values, level }).expectedShortfall).toBeCloseTo(byMinimization({ values, level }), 11);
    }
  });

  it('errorVSRepetition: the standard error is the spread of repeated estimates', () => {
    const stream = openStream({ seed: 1, scenario: 'test', path: 0, component: 'shortfall', purpose: 'errors' });
    const values = new Float64Array(2000);
    const [repeats, estimates] = [400, [] as number[]];
    let claimed = 0;
    for (let i = 0; i < repeats; i++) {
      stream.fillNormals(values);
      const result = expectedShortfall({ values, level: 0.975 });
      estimates.push(result.expectedShortfall);
      claimed += result.standardError / repeats;
    }
    const mean = estimates.reduce((sum, x) => sum + x) / repeats;
    const spread = Math.sqrt(estimates.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (repeats - 1));
    expect(Math.abs(mean - 2.337802792201415)).toBeLessThan(0.02);
    expect(claimed / spread).toBeGreaterThan(0.85);
    expect(claimed / spread).toBeLessThan(1.15);
  });

  it('is the value itself when all are equal, and the mean at level 0', () => {
    expect(expectedShortfall({ values: new Float64Array(50).fill(0.1), level: 0.99 }).expectedShortfall).toBe(0.1);
    expect(expectedShortfall({ values: oneToHundred, level: 0 }).expectedShortfall).toBeCloseTo(50.5, 12);
  });

  it('admits that a tail of less than two values says nothing about its error', () => {
    expect(expectedShortfall({ values: oneToHundred, level: 0.99 }).standardError).toBe(Infinity);
    expect(expectedShortfall({ values: Float64Array.of(3), level: 0.99 }).expectedShortfall).toBe(3);
    expect(() => expectedShortfall({ values: oneToHundred, level: 1 })).toThrow(InvariantError);
    expect(() => sortedExpectedShortfall({ sorted: new Float64Array(0), level: 0.9 })).toThrow(InvariantError);
  });
});
