import { describe, expect, it } from 'vitest';
import { minimize } from './minimize.ts';
import { exp, log } from './transcendental.ts';

const near = (point: Float64Array, expected: readonly number[], digits: number): void => {
  expected.forEach((value, i) => expect(point[i]).toBeCloseTo(value, digits));
};

describe('minimize', () => {
  it('finds the minima of the usual test functions', () => {
    // Goal: Rosenbrock's valley and Beale's function from their published starting points (More, Garbow, Hillstrom 1981), and a bowl
    // whose axes differ by ten orders of magnitude.
    const rosenbrock = minimize({ objective: ([x, y]) => 100 * (y - x * x) ** 2 + (1 - x) ** 2, start: Float64Array.of(-1.2, 1) });
    near(rosenbrock.point, [1, 1], 4);
    expect(rosenbrock.converged).toBe(true);
    const beale = minimize({
      objective: ([x, y]) => (1.5 - x * (1 - y)) ** 2 + (2.25 - x * (1 - y * y)) ** 2 + (2.625 - x * (1 - y * y * y)) ** 2,
      start: Float64Array.of(1, 1),
    });
    near(beale.point, [3, 0.5], 4);
    const bowl = ([x, y, z]: Float64Array): number => (x - 1) ** 2 + 1e6 * (y + 2) ** 2 + 1e-4 * (z - 3) ** 2;
    const scaled = minimize({ objective: bowl, start: new Float64Array(3), gain: 1e-12 });
    near(scaled.point, [1, -2, 3], 3);
  });

  it('keeps away from where the objective is not defined', () => {
    // Goal: a likelihood whose logarithm fails outside its domain still ends at its maximum, near the border as well.
    const { point, converged } = minimize({ objective: ([x]) => x - 0.01 * log(x), start: Float64Array.of(4) });
    near(point, [0.01], 5);
    expect(converged).toBe(true);
  });

  it('says so when it did not arrive', () => {
    // Goal: nobody takes the last point of a run without a minimum for an answer.
    const { converged } = minimize({ objective: ([x]) => exp(-x) - x, start: Float64Array.of(0), longestStep: 1, mostIterations: 30 });
    expect(converged).toBe(false);
  });
});
