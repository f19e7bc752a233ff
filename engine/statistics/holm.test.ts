import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvariantError } from '../math/assert.ts';
import { benjaminiHochberg, holm } from './holm.ts';

const fiveTests = [0.01, 0.04, 0.03, 0.005, 0.2];

/** The definition read literally: the smallest alpha at which the stepwise procedure rejects the test. */
function stepwise(pValues: readonly number[], test: number, thresholdOf: (rank: number, alpha: number) => number): boolean[] {
  const sorted = [...pValues].sort((a, b) => a - b);
  return [0.001, 0.01, 0.05, 0.1, 0.5, 0.9].map((alpha) => {
    const stop = sorted.findIndex((pValue, i) => pValue > thresholdOf(i, alpha));
    return stop < 0 || pValues[test] < sorted[stop];
  });
}

describe('holm', () => {
  it('adjusts five p values as by hand, in the order given', () => {
    // Goal: 5 x .005, 4 x .01, 3 x .03, then the running maximum.
    const adjusted = holm(fiveTests);
    [0.04, 0.09, 0.09, 0.025, 0.2].forEach((exact, i) => expect(adjusted[i]).toBeCloseTo(exact, 15));
  });

  it('holmVSStepwise: rejects exactly what the step-down procedure rejects', () => {
    // Goal: the adjusted value is the definition turned inside out.
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 }), (pValues) => {
        const adjusted = holm(pValues);
        pValues.forEach((_, test) => {
          const rejected = stepwise(pValues, test, (i, alpha) => alpha / (pValues.length - i));
          [0.001, 0.01, 0.05, 0.1, 0.5, 0.9].forEach((alpha, i) => {
            if (Math.abs(adjusted[test] - alpha) > 1e-12) expect(adjusted[test] <= alpha).toBe(rejected[i]);
          });
        });
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  it('leaves one test and none alone, and refuses what is no probability', () => {
    // Goal: edges.
    expect(holm([0.3])).toEqual([0.3]);
    expect(holm([])).toEqual([]);
    expect(() => holm([0.1, NaN])).toThrow(InvariantError);
    expect(() => holm([1.1])).toThrow(InvariantError);
  });
});

describe('benjaminiHochberg', () => {
  it('falseDiscoveryVSReference: gives the values of a published implementation', () => {
    // Goal: scipy 1.17 false_discovery_control of the same five p values.
    const adjusted = benjaminiHochberg(fiveTests);
    [0.025, 0.05, 0.05, 0.025, 0.2].forEach((exact, i) => expect(adjusted[i]).toBeCloseTo(exact, 15));
  });

  it('never exceeds Holm, and never falls below the raw value', () => {
    // Goal: the order of strictness that theory gives.
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 10 }), (pValues) => {
        const strict = holm(pValues);
        benjaminiHochberg(pValues).forEach((adjusted, i) => {
          expect(adjusted).toBeGreaterThanOrEqual(pValues[i]);
          expect(adjusted).toBeLessThanOrEqual(strict[i] * (1 + 1e-14));
        });
      }),
      { numRuns: 200, seed: 2 },
    );
  });
});
