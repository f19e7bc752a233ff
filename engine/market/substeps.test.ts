import { describe, expect, it } from 'vitest';
import { openStream } from '../math/random.ts';
import { correlationFactor } from './dependence.ts';
import { substepColumns } from './substeps.ts';
import { emptyColumns } from './testing/walk.ts';

const streams = ['a', 'b'].map((component) => (purpose: string) => openStream({ seed: 3, scenario: 'test', path: 0, component, purpose }));

describe('substeps', () => {
  it('sum to the step, and share its variance', () => {
    // Goal: cutting a step changes neither where it ends nor what its diffusion is.
    const columns = [emptyColumns(2, false), emptyColumns(2, false)];
    columns[0].logReturn.set([0.1, -0.2]);
    columns[0].variance.fill(0.04);
    columns[0].jumps.push({ step: 1, fraction: 0.6, size: -0.5 });
    const [first] = substepColumns(columns, { from: 0, to: 2, substeps: 5, factor: null }, streams);
    for (const step of [0, 1]) {
      const parts = first.logReturn.subarray(step * 5, step * 5 + 5);
      expect(parts.reduce((sum, value) => sum + value, 0)).toBeCloseTo(columns[0].logReturn[step], 12);
    }
    expect(Array.from(first.variance)).toEqual(Array<number>(10).fill(0.04 / 5));
    expect(first.jumps).toEqual([{ step: 8, fraction: Number.EPSILON, size: -0.5 }]);
  });

  it('partsVSBridge: have the variance of a bridge and the correlation of the shocks', () => {
    // Goal: increments over n parts have variance v (n - 1) / n^2 each, and those of two underlyings correlate as the shocks do.
    const steps = 20_000;
    const columns = [emptyColumns(steps, false), emptyColumns(steps, false)];
    columns.forEach(({ variance }) => variance.fill(1));
    const factor = correlationFactor({ correlation: () => 0.8, count: 2, crashCorrelation: 0 });
    const [first, second] = substepColumns(columns, { from: 0, to: steps, substeps: 4, factor }, streams);
    const n = first.logReturn.length;
    const product = (one: Float64Array, other: Float64Array) => one.reduce((sum, value, part) => sum + value * other[part], 0) / n;
    expect(Math.abs(product(first.logReturn, first.logReturn) / (3 / 16) - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
    expect(Math.abs(product(first.logReturn, second.logReturn) / (3 / 16) - 0.8)).toBeLessThan(4 * Math.sqrt(2 / n));
  });
});
