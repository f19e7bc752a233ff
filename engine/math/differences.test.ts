import { describe, expect, it } from 'vitest';
import { gradientAt, hessianAt } from './differences.ts';
import { exp, log } from './transcendental.ts';

describe('central differences', () => {
  it('differencesVSDerivatives: of a function that can be derived by hand', () => {
    // Goal: first and second derivatives of exp(x) y^2 + x / z at (0.3, -1.2, 0.7).
    const [x, y, z] = [0.3, -1.2, 0.7];
    const f = ([a, b, c]: Float64Array): number => exp(a) * b * b + a / c;
    const steps = Float64Array.of(1e-4, 1e-4, 1e-4);
    const e = exp(x);
    const gradient = [e * y * y + 1 / z, 2 * e * y, -x / (z * z)];
    gradientAt(f, Float64Array.of(x, y, z), steps).forEach((value, i) => expect(value).toBeCloseTo(gradient[i], 6));
    const hessian = [e * y * y, 2 * e * y, -1 / (z * z), 2 * e * y, 2 * e, 0, -1 / (z * z), 0, (2 * x) / (z * z * z)];
    hessianAt(f, Float64Array.of(x, y, z), steps).forEach((value, i) => expect(value).toBeCloseTo(hessian[i], 5));
  });

  it('uses the side that exists', () => {
    // Goal: at the border of its domain a function still has a slope.
    const f = ([a]: Float64Array): number => (a >= 1 ? log(a) : NaN);
    expect(gradientAt(f, Float64Array.of(1), Float64Array.of(1e-6))[0]).toBeCloseTo(1, 5);
  });
});
