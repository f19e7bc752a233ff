import { describe, expect, it } from 'vitest';
import { InvariantError } from '../math/assert.ts';
import { openStream } from '../math/random.ts';
import { christoffersen } from './christoffersen.ts';

/** 102 days with 7 breaches in clusters; transitions 87, 4, 4, 3. */
const zeros = (length: number) => new Array<number>(length).fill(0);
const clustered = [...zeros(20), 1, 1, 0, 1, ...zeros(30), 1, ...zeros(10), 1, 1, 1, ...zeros(31)];

describe('christoffersen', () => {
  it('christoffersenVSReference: gives ratios and p values computed independently', () => {
    // Goal: scipy's chi-squared law on the ratios written out by hand.
    const test = christoffersen({ breaches: clustered, probability: 0.05 });
    expect(test.independence.likelihoodRatio).toBeCloseTo(8.055677429574391, 11);
    expect(test.independence.pValue).toBeCloseTo(0.004536127868751387, 13);
    expect(test.coverage.likelihoodRatio).toBeCloseTo(0.7963279342141689, 12);
    expect(test.coverage.pValue).toBeCloseTo(0.37219352954083473, 12);
    expect(test.conditionalCoverage.pValue).toBeCloseTo(0.011962210993185, 12);
    expect(test.rateAfterBreach).toBeCloseTo(3 / 7, 14);
    expect(test.rateOtherwise).toBeCloseTo(4 / 91, 14);
  });

  it('rejects independent breaches about as often as stated', () => {
    // Goal: 5 % of independent sequences; the asymptotic law is near at 5 % of 1000 days.
    let rejected = 0;
    for (let run = 0; run < 500; run++) {
      const stream = openStream({ seed: 13, scenario: 'test', path: run, component: 'christoffersen', purpose: 'size' });
      const breaches = Array.from({ length: 1000 }, () => stream.uniform() < 0.05);
      if (christoffersen({ breaches, probability: 0.05 }).conditionalCoverage.pValue < 0.05) rejected++;
    }
    expect(Math.abs(rejected / 500 - 0.05)).toBeLessThan(0.035);
  });

  it('has an answer where nothing was breached, and asks for two days', () => {
    // Goal: no NaN in the verdicts.
    const quiet = christoffersen({ breaches: zeros(50), probability: 0.01 });
    expect(quiet.independence).toEqual({ likelihoodRatio: 0, pValue: 1 });
    expect(quiet.rateAfterBreach).toBeNaN();
    const last = christoffersen({ breaches: [...zeros(50), 1], probability: 0.01 });
    expect(last.conditionalCoverage.pValue).toBeGreaterThan(0);
    expect(() => christoffersen({ breaches: [1], probability: 0.01 })).toThrow(InvariantError);
  });
});
