import { describe, expect, it } from 'vitest';
import { endsOfAxis, sweepPoints, valueAt, valuesOfAxis } from './sweep-points.ts';
import type { SweepAxis, SweepDesign, SweepRange } from './sweep-points.ts';

function range(key: string, changes: Partial<SweepRange> = {}): SweepAxis {
  return { key, spread: { range: { low: 0, high: 1, scale: 'linear', steps: null, whole: false, ...changes } } };
}

function list(key: string, ...values: (string | number)[]): SweepAxis {
  return { key, spread: { values } };
}

function all(design: Partial<SweepDesign> & Pick<SweepDesign, 'axes'>): unknown[] {
  const points = sweepPoints({ method: 'grid', points: null, seed: 1, ...design });
  return Array.from({ length: points.count }, (_, index) => points.at(index));
}

describe('values of an axis', () => {
  it('run from end to end, without the noise of binary fractions', () => {
    // Goal: both ends are exact, what lies between reads like a decimal.
    expect(valuesOfAxis(range('a', { low: 0.1, high: 0.7, steps: 4 }))).toEqual([0.1, 0.3, 0.5, 0.7]);
    expect(valuesOfAxis(range('a', { low: 0.001, high: 1, steps: 4, scale: 'log' }))).toEqual([0.001, 0.01, 0.1, 1]);
    expect(valuesOfAxis(range('a', { low: 3, high: 9, steps: 1 }))).toEqual([3]);
  });

  it('are whole and different where the parameter is a whole number', () => {
    // Goal: nine steps from 1 to 4 are four values.
    expect(valuesOfAxis(range('a', { low: 1, high: 4, steps: 9, whole: true }))).toEqual([1, 2, 3, 4]);
  });

  it('never leave their ends', () => {
    // Goal: rounding to twelve digits must not step over a bound of the schema.
    const { low, high } = { low: 0.12345678901234, high: 0.12345678901239 };
    for (const share of [0, 0.001, 0.5, 0.999, 1]) {
      const value = valueAt({ low, high, scale: 'linear', steps: null, whole: false }, share);
      expect(value >= low && value <= high).toBe(true);
    }
  });

  it('have ends: of names every one', () => {
    // Goal: what a tornado moves a parameter between.
    expect(endsOfAxis(list('a', 3, 1, 2))).toEqual([1, 3]);
    expect(endsOfAxis(list('a', 'full', 'partial', 'paced'))).toEqual(['full', 'partial', 'paced']);
    expect(endsOfAxis(range('a', { low: 2, high: 5 }))).toEqual([2, 5]);
  });
});

describe('points', () => {
  it('of a grid: every combination, the last axis fastest', () => {
    // Goal: the order of rows is that of nested loops.
    expect(all({ axes: [list('a', 'x', 'y'), list('b', 1, 2, 3)] })).toEqual([
      ['x', 1], ['x', 2], ['x', 3], ['y', 1], ['y', 2], ['y', 3],
    ]);
  });

  it('of Sobol: the published sequence inside the ranges, also across blocks', () => {
    // Goal: scaled coordinates; point 300 by itself equals point 300 of all.
    const axes = [range('a', { low: 10, high: 20 }), list('b', 'x', 'y'), range('c')];
    expect(all({ axes, method: 'sobol', points: 4 })).toEqual([[10, 'x', 0], [15, 'y', 0.5], [17.5, 'x', 0.25], [12.5, 'y', 0.75]]);
    const whole = all({ axes, method: 'sobol', points: 600 });
    expect(sweepPoints({ axes, method: 'sobol', points: 600, seed: 1 }).at(300)).toEqual(whole[300]);
  });

  it('of chance: inside the ranges, by seed and index alone', () => {
    // Goal: a longer sweep begins with the points of a shorter one.
    const axes = [range('a', { low: -1, high: 1 }), range('b', { low: 1, high: 6, whole: true })];
    const few = all({ axes, method: 'random', points: 20 }) as number[][];
    expect((all({ axes, method: 'random', points: 200 })).slice(0, 20)).toEqual(few);
    expect(all({ axes, method: 'random', points: 20, seed: 2 })).not.toEqual(few);
    expect(few.every(([a, b]) => a > -1 && a < 1 && [1, 2, 3, 4, 5, 6].includes(b))).toBe(true);
    const mean = (all({ axes, method: 'random', points: 4000 }) as number[][]).reduce((sum, [a]) => sum + a, 0) / 4000;
    // Four standard errors of a uniform draw on (-1, 1).
    expect(Math.abs(mean)).toBeLessThan(4 * Math.sqrt(1 / 3 / 4000));
  });

  it.each([
    ['too many values on one axis', [range('a', { steps: 1e12 })]],
    ['too many together', [range('a', { steps: 400 }), range('b', { steps: 400 })]],
    ['none', [list('a')]],
  ])('are refused: %s', (_, axes) => {
    // Goal: a count that would fill the memory is refused before anything is listed.
    expect(() => sweepPoints({ axes, method: 'grid', points: null, seed: 1 })).toThrow('1 to 100000 points');
  });
});
