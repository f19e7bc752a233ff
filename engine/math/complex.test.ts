import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { complex, complexExp, complexLog, complexSqrt, minus, over, plus, scaled, times, type Complex } from './complex.ts';

const part = fc.double({ min: -20, max: 20, noNaN: true }).map((x) => (Math.abs(x) < 1e-3 ? 0.5 : x));
const number = fc.tuple(part, part).map(([re, im]) => complex(re, im));

function expectClose(a: Complex, b: Complex): void {
  const size = 1 + Math.hypot(b.re, b.im);
  expect(Math.hypot(a.re - b.re, a.im - b.im)).toBeLessThan(1e-13 * size);
}

describe('complex numbers', () => {
  it('keep the identities that define their functions', () => {
    // Goal: each function against its inverse or its definition, on random numbers in all quadrants.
    fc.assert(
      fc.property(number, number, (a, b) => {
        expectClose(times(over(a, b), b), a);
        expectClose(times(complexSqrt(a), complexSqrt(a)), a);
        expectClose(complexExp(complexLog(a)), a);
        expectClose(minus(plus(a, b), b), a);
        expect(complexSqrt(a).re).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 500, seed: 3 },
    );
  });

  it('choose the principal branch', () => {
    // Goal: the branches that the little trap of Heston relies on.
    expectClose(complexSqrt(complex(-4)), complex(0, 2));
    expectClose(complexSqrt(complex(-4, -1e-300)), complex(0, -2));
    expectClose(complexLog(complex(-1)), complex(0, Math.PI));
    expectClose(complexExp(complex(0, Math.PI / 2)), complex(0, 1));
    expectClose(scaled(complex(1, 2), -3), complex(-3, -6));
    expect(complexSqrt(complex(0))).toEqual(complex(0));
  });
});
