import { describe, expect, it } from 'vitest';
import { InvariantError } from '../math/assert.ts';
import { openStream } from '../math/random.ts';
import { regimeMoments, regimeSquareAutocorrelation, type RegimeModel } from './regime.ts';
import { regimeSquares } from './testing/simulations.ts';

const hourly: RegimeModel = { toStress: 0.06203, toCalm: 0.15169, calmVolatility: 0.003521, stressVolatility: 0.017392 };

describe('two regimes', () => {
  it('D16: share, stays, volatility, kurtosis and autocorrelation of squares', () => {
    // Goal: the target to nine digits.
    const moments = regimeMoments(hourly);
    expect(moments.stressShare).toBeCloseTo(0.29023956578701104, 12);
    expect(moments.stressSteps).toBeCloseTo(6.59239, 5);
    expect(moments.calmSteps).toBeCloseTo(16.12123, 5);
    expect(moments.volatility * Math.sqrt(8760)).toBeCloseTo(0.9198588549036198, 12);
    expect(moments.kurtosis).toBeCloseTo(8.573927471722245, 11);
    expect(regimeSquareAutocorrelation(hourly, 1)).toBeCloseTo(0.19288397417010497, 12);
    expect(regimeSquareAutocorrelation(hourly, 24)).toBeCloseTo(0.0007648432, 9);
  });

  it('D16: formulaVSSimulation: a long series has these moments', () => {
    // Goal: half a million hours, within a few percent (2 million in the engine's own test of the model).
    const stream = openStream({ seed: 16, scenario: 'test', path: 0, component: 'regime', purpose: 'moments' });
    const squares = regimeSquares(stream, { ...hourly, steps: 500_000 });
    const mean = squares.reduce((sum, square) => sum + square, 0) / squares.length;
    const fourth = squares.reduce((sum, square) => sum + square * square, 0) / squares.length;
    let lagged = 0;
    for (let i = 1; i < squares.length; i++) lagged += (squares[i] - mean) * (squares[i - 1] - mean);
    expect(Math.abs(Math.sqrt(mean * 8760) / 0.9198588549036198 - 1)).toBeLessThan(0.02);
    expect(Math.abs(fourth / mean ** 2 / 8.573927471722245 - 1)).toBeLessThan(0.06);
    expect(Math.abs(lagged / squares.length / (fourth - mean * mean) - 0.19288397417010497)).toBeLessThan(0.02);
  });

  it('is one normal law when both regimes are equal, and refuses regimes that are never left', () => {
    // Goal: kurtosis 3, no memory; a stationary share needs both switches.
    const equal = { ...hourly, stressVolatility: hourly.calmVolatility };
    expect(regimeMoments(equal).kurtosis).toBeCloseTo(3, 13);
    expect(regimeSquareAutocorrelation(equal, 1)).toBeCloseTo(0, 13);
    expect(() => regimeMoments({ ...hourly, toCalm: 0 })).toThrow(InvariantError);
    expect(() => regimeSquareAutocorrelation(hourly, 0)).toThrow(InvariantError);
  });
});
