import { describe, expect, it } from 'vitest';
import { InvariantError } from '../math/assert.ts';
import { openStream } from '../math/random.ts';
import { correctedHitProbability, discreteHitProbability, discretenessConstant, shiftedBarrier } from './discrete-monitoring.ts';
import { hitProbability } from './first-passage.ts';

const account = { spot: 100, barrier: 90 / 0.995, drift: 0, volatility: 0.8, years: 1 / 365 };

function relativeError(value: number, exact: number): number {
  return Math.abs(value / exact - 1);
}

describe('discreteHitProbability', () => {
  it('D02: liquidation when looked at once, 24 and 96 times a day', () => {
    // Goal: the target, whose own quadrature is good to nine digits, and the same integral on a finer grid in another language (numpy,
    // 20 nodes per standard deviation), to twelve. 1,440 looks are in the long suite.
    for (const [checks, target, exact] of [
      [1, 0.008762721368986148, 0.0087627213688747426],
      [24, 0.013020866153682031, 0.013020866150594],
      [96, 0.014927082528967683, 0.014927082516564],
    ]) {
      const probability = discreteHitProbability({ ...account, checks });
      expect(relativeError(probability, target)).toBeLessThan(1e-8);
      expect(Math.abs(probability - exact)).toBeLessThan(2e-14);
    }
  });

  it('quadratureVSSimulation: two looks with drift, from below and from above', () => {
    // Goal: an independent method for the mirrored case: draws of the walk itself.
    for (const barrier of [93, 108]) {
      const options = { ...account, barrier, drift: 2, years: 2 / 365 };
      const stream = openStream({ seed: 2, scenario: 'test', path: 0, component: 'discrete', purpose: String(barrier) });
      const [mean, deviation] = [(2 - 0.32) / 365, 0.8 / Math.sqrt(365)];
      let hits = 0;
      for (let i = 0; i < 40_000; i++) {
        const first = mean + deviation * stream.normal();
        const second = first + mean + deviation * stream.normal();
        const distance = Math.log(barrier / 100);
        if (distance < 0 ? Math.min(first, second) <= distance : Math.max(first, second) >= distance) hits++;
      }
      const probability = discreteHitProbability({ ...options, checks: 2 });
      expect(Math.abs(hits / 40_000 - probability)).toBeLessThan(4 * Math.sqrt(probability / 40_000));
    }
  });

  it('rises with the number of looks, towards continuous watching', () => {
    // Goal: the order that makes coarse steps optimistic.
    const probabilities = [1, 2, 4, 8, 16, 32].map((checks) => discreteHitProbability({ ...account, checks }));
    for (let i = 1; i < 6; i++) expect(probabilities[i]).toBeGreaterThan(probabilities[i - 1]);
    expect(probabilities[5]).toBeLessThan(hitProbability(account));
  });

  it('refuses a number of checks that is none', () => {
    // Goal: no division by zero.
    expect(() => discreteHitProbability({ ...account, checks: 0 })).toThrow(InvariantError);
    expect(() => correctedHitProbability({ ...account, checks: 1.5 })).toThrow(InvariantError);
  });
});

describe('correctedHitProbability', () => {
  it('D02: the shifted barrier at 24, 96 and 1440 looks', () => {
    // Goal: the target to ten digits.
    for (const [checks, exact] of [[24, 0.012532101808381286], [96, 0.014792424153494455], [1440, 0.016693924983179412]]) {
      expect(relativeError(correctedHitProbability({ ...account, checks }), exact)).toBeLessThan(1e-10);
    }
  });

  it('correctedVSQuadrature: the correction removes most of the bias', () => {
    // Goal: what is left is less than a tenth of what was wrong, from 24 looks on.
    for (const checks of [24, 96]) {
      const exact = discreteHitProbability({ ...account, checks });
      const bias = hitProbability(account) - exact;
      expect(Math.abs(correctedHitProbability({ ...account, checks }) - exact)).toBeLessThan(0.12 * bias);
    }
  });

  it('moves barriers away from the spot', () => {
    // Goal: down below, up above; the constant is -zeta(1/2) / sqrt(2 pi).
    expect(shiftedBarrier({ spot: 100, barrier: 90, volatility: 0.8, stepYears: 0.01 })).toBeLessThan(90);
    expect(shiftedBarrier({ spot: 100, barrier: 110, volatility: 0.8, stepYears: 0.01 })).toBeGreaterThan(110);
    expect(discretenessConstant).toBeCloseTo(1.4603545088095868 / Math.sqrt(2 * Math.PI), 15);
  });
});
