import { describe, expect, it } from 'vitest';
import { choleskyFactor, invertPositiveDefinite } from './positive-definite.ts';

describe('positive definite matrices', () => {
  it('factorVSProduct: L L\' is the matrix, and the inverse undoes it', () => {
    // Goal: a Hilbert matrix, ill-conditioned and with a known inverse (R. Gregory and D. Karney, 1969).
    const hilbert = Float64Array.from({ length: 16 }, (_, i) => 1 / (Math.floor(i / 4) + (i % 4) + 1));
    const factor = choleskyFactor(hilbert, 4);
    for (let row = 0; row < 4; row++) {
      for (let column = 0; column < 4; column++) {
        const product = [0, 1, 2, 3].reduce((sum, k) => sum + (factor?.[row * 4 + k] ?? NaN) * (factor?.[column * 4 + k] ?? NaN), 0);
        expect(product).toBeCloseTo(hilbert[row * 4 + column], 14);
      }
    }
    const known = [16, -120, 240, -140, -120, 1200, -2700, 1680, 240, -2700, 6480, -4200, -140, 1680, -4200, 2800];
    invertPositiveDefinite(hilbert, 4)?.forEach((value, i) => expect(value / known[i]).toBeCloseTo(1, 9));
  });

  it('does not mind units', () => {
    // Goal: parameters in very different units are inverted as well as equal ones.
    const inverse = invertPositiveDefinite(Float64Array.of(1e16, 0, 0, 1e-12), 2) ?? new Float64Array(4);
    expect([inverse[0] / 1e-16, inverse[1], inverse[2], inverse[3] / 1e12].map((value) => Number(value.toFixed(12)))).toEqual([1, 0, 0, 1]);
  });

  it.each([[[1, 2, 2, 1]], [[0, 0, 0, 1]], [[-1, 0, 0, 1]], [[NaN, 0, 0, 1]]])('refuses %j', (entries) => {
    // Goal: a matrix that is no covariance is found out rather than inverted.
    expect(invertPositiveDefinite(Float64Array.from(entries), 2)).toBeNull();
  });
});
