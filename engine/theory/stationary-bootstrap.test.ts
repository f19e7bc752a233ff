import { describe, expect, it } from 'vitest';
import { InvariantError } from '../math/assert.ts';
import { openStream } from '../math/random.ts';
import { stationaryBootstrapError } from './stationary-bootstrap.ts';

const series = [-0.02, 0.01, 0.015, -0.03, 0.025, -0.005, 0.01, -0.04, 0.02, 0.005];

describe('stationaryBootstrapError', () => {
  it('D18: blocks of mean length four, and independent values', () => {
    // Goal: the target to eleven digits.
    expect(stationaryBootstrapError({ series, restart: 0.25 }) / 0.003381955965419799).toBeCloseTo(1, 11);
    expect(stationaryBootstrapError({ series, restart: 1 }) / 0.006625707509390978).toBeCloseTo(1, 11);
  });

  it('D18: formulaVSResampling: resampled means scatter by as much', () => {
    // Goal: 200,000 resamples, within 1 %.
    const stream = openStream({ seed: 18, scenario: 'test', path: 0, component: 'bootstrap', purpose: 'D18' });
    const average = series.reduce((sum, value) => sum + value, 0) / 10;
    let squares = 0;
    for (let run = 0; run < 200_000; run++) {
      let at = stream.integerBelow(10);
      let sum = 0;
      for (let i = 0; i < 10; i++) {
        if (i > 0) at = stream.uniform() < 0.25 ? stream.integerBelow(10) : (at + 1) % 10;
        sum += series[at];
      }
      squares += (sum / 10 - average) ** 2;
    }
    expect(Math.abs(Math.sqrt(squares / 200_000) / 0.003381955965419799 - 1)).toBeLessThan(0.01);
  });

  it('has one value without error, and refuses what is no probability', () => {
    // Goal: edges; whole rotations of the series (restart near 0) have hardly any error.
    expect(stationaryBootstrapError({ series: [3], restart: 0.5 })).toBe(0);
    expect(stationaryBootstrapError({ series, restart: 1e-9 })).toBeLessThan(1e-5);
    expect(() => stationaryBootstrapError({ series, restart: 0 })).toThrow(InvariantError);
    expect(() => stationaryBootstrapError({ series: [], restart: 0.5 })).toThrow(InvariantError);
  });
});
