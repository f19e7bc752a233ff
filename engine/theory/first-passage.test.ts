import { describe, expect, it } from 'vitest';
import { InvariantError } from '../math/assert.ts';
import { findRoot } from '../math/root.ts';
import { integrateFromZero } from '../math/quadrature.ts';
import {
  everHitProbability,
  hitBeforeClockProbability,
  hitProbability,
  stayProbability,
  upperFirstProbability,
} from './first-passage.ts';

/** A ten times leveraged long of target D01. */
const account = { spot: 100, barrier: 90 / 0.995, drift: 0, volatility: 0.8 };

function relativeError(value: number, exact: number): number {
  return Math.abs(value / exact - 1);
}

describe('hitProbability', () => {
  it('D01: liquidation within a day, a week and a month', () => {
    // Goal: the target to ten digits.
    for (const [days, exact] of [[1, 0.017404393344919507], [7, 0.3835532199109318], [30, 0.6944628364945198]]) {
      expect(relativeError(hitProbability({ ...account, years: days / 365 }), exact)).toBeLessThan(1e-10);
    }
  });

  it('D37: a maintenance rate of 1 % liquidates 0.0239 of the paths', () => {
    // Goal: the second probability of the target.
    expect(relativeError(hitProbability({ ...account, barrier: 90 / 0.99, years: 1 / 365 }), 0.02394926688959955)).toBeLessThan(1e-10);
  });

  it('mirrors: an upper barrier for S is a lower one for 1 / S', () => {
    // Goal: 1 / S has the drift s^2 - mu.
    const up = hitProbability({ spot: 100, barrier: 112, drift: 0.3, volatility: 0.7, years: 0.02 });
    const down = hitProbability({ spot: 1, barrier: 100 / 112, drift: 0.49 - 0.3, volatility: 0.7, years: 0.02 });
    expect(relativeError(up, down)).toBeLessThan(1e-12);
  });

  it('tends to the probability of ever hitting, from both drifts', () => {
    // Goal: the limit of long times.
    for (const drift of [-0.5, 0.9]) {
      for (const barrier of [60, 150]) {
        const options = { spot: 100, barrier, drift, volatility: 0.8 };
        expect(relativeError(hitProbability({ ...options, years: 1e4 }), everHitProbability(options))).toBeLessThan(1e-9);
      }
    }
  });

  it('has the ends right and survives extreme drifts', () => {
    // Goal: no NaN from infinity times zero.
    expect(hitProbability({ ...account, years: 0 })).toBe(0);
    expect(hitProbability({ ...account, barrier: 100, years: 1 })).toBe(1);
    expect(hitProbability({ spot: 100, barrier: 90, drift: -50, volatility: 0.1, years: 1 })).toBe(1);
    expect(hitProbability({ spot: 100, barrier: 90, drift: 50, volatility: 0.1, years: 1 })).toBeLessThan(1e-100);
    expect(() => hitProbability({ ...account, volatility: 0, years: 1 })).toThrow(InvariantError);
  });
});

describe('hitBeforeClockProbability', () => {
  it('clockVSQuadrature: is the mean of the hitting probability over an exponential time', () => {
    // Goal: the integral of P(hit by -mean log u) over uniform u.
    for (const drift of [0, 0.4, -0.4]) {
      const options = { ...account, drift };
      const meanYears = 2 / 365;
      const integral = integrateFromZero({ of: (u) => hitProbability({ ...options, years: -meanYears * Math.log(u) }), to: 1 });
      expect(relativeError(hitBeforeClockProbability({ ...options, meanYears }), integral)).toBeLessThan(1e-6);
    }
  });
});

describe('two barriers', () => {
  const band = { spot: 100, lower: 90, upper: 115, volatility: 0.8 };

  it('upperFirstVSRepeatedHits: agrees with long-run probabilities and with its own limit of no drift', () => {
    // Goal: continuity at n = 0, and the sum over both barriers is 1 after mirroring.
    const flat = upperFirstProbability({ ...band, drift: 0.32 });
    expect(flat).toBeCloseTo(Math.log(100 / 90) / Math.log(115 / 90), 14);
    expect(upperFirstProbability({ ...band, drift: 0.32 + 1e-9 })).toBeCloseTo(flat, 8);
    for (const drift of [-3, 0.1, 5]) {
      const mirrored = { spot: 1, lower: 100 / 115, upper: 100 / 90, volatility: 0.8, drift: 0.64 - drift };
      expect(upperFirstProbability({ ...band, drift }) + upperFirstProbability(mirrored)).toBeCloseTo(1, 13);
    }
  });

  it('is a martingale probability: without drift of the price the mean exit is the spot', () => {
    // Goal: optional stopping, lower + p (upper - lower) = spot.
    expect(90 + 25 * upperFirstProbability({ ...band, drift: 0 })).toBeCloseTo(100, 12);
  });

  it('stayVSSineSeries: mirror images and eigenfunctions give the same', () => {
    // Goal: two values of the other expansion of the same density, with 18 digits (mpmath).
    expect(stayProbability({ ...band, drift: 0.3, years: 7 / 365 })).toBeCloseTo(0.4531255861826336, 13);
    const narrow = stayProbability({ spot: 100, lower: 97, upper: 102, drift: -0.3, volatility: 0.8, years: 2 / 365 });
    expect(narrow).toBeCloseTo(0.00127898612677724, 14);
  });

  it('stayVSOneBarrier: a far second barrier changes nothing', () => {
    // Goal: 1 - P(hit) when the other side is out of reach.
    const stay = stayProbability({ spot: 100, lower: 90, upper: 1e4, drift: 0.2, volatility: 0.8, years: 0.02 });
    expect(stay).toBeCloseTo(1 - hitProbability({ spot: 100, barrier: 90, drift: 0.2, volatility: 0.8, years: 0.02 }), 13);
    expect(stayProbability({ ...band, drift: 0, years: 0 })).toBe(1);
    expect(() => stayProbability({ ...band, spot: 90, drift: 0, years: 1 })).toThrow(InvariantError);
  });

  it('finds the time at which half of the accounts are gone', () => {
    // Goal: the function is monotone in time, as a survival function must be.
    const years = findRoot({ of: (t) => stayProbability({ ...band, drift: 0, years: t }) - 0.5, low: 0, high: 1 });
    expect(stayProbability({ ...band, drift: 0, years })).toBeCloseTo(0.5, 12);
  });
});
