import { describe, expect, it } from 'vitest';
import { InvariantError } from '../math/assert.ts';
import { openStream } from '../math/random.ts';
import { garchForecast, garchForecastSum, garchKurtosis, garchVariance, studentKurtosis, type GarchModel } from './garch.ts';
import { garchSample } from './testing/simulations.ts';

const model: GarchModel = { constant: 2e-6, arch: 0.08, persistence: 0.9 };

function simulated(parameters: GarchModel, steps: number): { variance: number; kurtosis: number } {
  const stream = openStream({ seed: 13, scenario: 'test', path: 0, component: 'garch', purpose: 'moments' });
  return garchSample(stream, { model: parameters, steps });
}

describe('GARCH', () => {
  it('D13: variance, kurtosis and forecasts', () => {
    // Goal: the target to ten digits.
    expect(garchVariance(model) / 1e-4).toBeCloseTo(1, 12);
    expect(garchKurtosis(model)).toBeCloseTo(4.432835820895518, 10);
    expect(garchForecast({ model, nextVariance: 4e-4, steps: 10 }) / 3.50124328639045e-4).toBeCloseTo(1, 12);
    expect(garchForecastSum({ model, nextVariance: 4e-4, steps: 10 }) / 3.7439078966867967e-3).toBeCloseTo(1, 12);
  });

  it('D13: a long simulated series has these moments', () => {
    // Goal: kurtosis within 0.35 and variance within 2 % with a million steps (0.15 with 5 million in the long suite).
    const { variance, kurtosis } = simulated(model, 1e6);
    expect(Math.abs(variance / 1e-4 - 1)).toBeLessThan(0.02);
    expect(Math.abs(kurtosis - 4.432835820895518)).toBeLessThan(0.35);
  });

  it('leverageVSSimulation: the moments of GJR are those of a simulated series', () => {
    // Goal: the leverage terms, which the target does not cover.
    const leveraged = { constant: 2e-6, arch: 0.03, persistence: 0.9, leverage: 0.08 };
    const { variance, kurtosis } = simulated(leveraged, 1e6);
    expect(Math.abs(variance / garchVariance(leveraged) - 1)).toBeLessThan(0.02);
    expect(Math.abs(kurtosis - garchKurtosis(leveraged))).toBeLessThan(0.35);
  });

  it('forecastVSRecursion: the sum of forecasts is the forecast of the sum', () => {
    // Goal: both closed forms against each other and against stepping the expectation.
    let expected = 4e-4;
    let sum = 0;
    for (let steps = 1; steps <= 25; steps++) {
      expect(garchForecast({ model, nextVariance: 4e-4, steps })).toBeCloseTo(expected, 17);
      sum += expected;
      expect(garchForecastSum({ model, nextVariance: 4e-4, steps })).toBeCloseTo(sum, 16);
      expected = 2e-6 + 0.98 * expected;
    }
  });

  it('knows which moments do not exist, and refuses what explodes', () => {
    // Goal: Student shocks have no kurtosis up to 4 degrees; a + b = 1 has no variance.
    expect(studentKurtosis(6)).toBe(6);
    expect(studentKurtosis(3)).toBe(Infinity);
    expect(garchKurtosis({ ...model, arch: 0.3, persistence: 0.69 })).toBe(Infinity);
    expect(() => garchVariance({ ...model, persistence: 0.92 })).toThrow(InvariantError);
    expect(() => garchForecast({ model, nextVariance: 1, steps: 0 })).toThrow(InvariantError);
  });
});
