import { describe, expect, it } from 'vitest';
import { UserError } from '../../errors.ts';
import { garchObjection, garchRecursion, longRunVariance, requirePeriod } from './garch-variance.ts';

const given = { alpha: 0.08, beta: 0.9, gamma: 0 };

describe('GARCH recursion', () => {
  it('targetVSLevel: variance targeting and omega say the same', () => {
    // Goal: target D13: omega 2e-6, alpha 0.08, beta 0.9 have the long-run variance 1e-4, and that target gives the omega.
    expect(longRunVariance({ ...given, omega: 2e-6 }, NaN)).toBeCloseTo(1e-4, 15);
    expect(garchRecursion(given, 1e-4).omega).toBeCloseTo(2e-6, 17);
    expect(garchRecursion({ ...given, omega: 3e-6 }, 1).omega).toBe(3e-6);
    expect(longRunVariance(given, 0.25)).toBe(0.25);
    expect(garchRecursion({ alpha: 0.1, beta: 0.9, gamma: 0 }, 1e-4).omega).toBe(0);
  });

  it('says what is impossible', () => {
    // Goal: variance that grows without limit or turns negative is refused with the reason, the border case with a target is not.
    expect(garchObjection({ ...given, omega: 1e-6 })).toBe(null);
    expect(garchObjection({ ...given, alpha: 0.1, omega: 1e-6 })?.message).toContain('without limit');
    expect(garchObjection({ ...given, alpha: 0.1, volatility: 1 })).toBe(null);
    expect(garchObjection({ ...given, gamma: 0.1 })?.message).toContain('at most 1');
    expect(garchObjection({ ...given, gamma: -0.1 })?.message).toContain('negative');
    expect(garchObjection({ ...given, omega: 1e-6, volatility: 1 })?.message).toContain('either');
  });

  it('wants the step for which its parameters hold', () => {
    // Goal: hourly parameters never run on minutes, and the message says what to set.
    const options = { model: 'garch', underlying: 'BTC', periodMs: 3_600_000, period: '1h' };
    expect(() => requirePeriod({ ...options, stepMs: 3_600_000 })).not.toThrow();
    expect(() => requirePeriod({ ...options, stepMs: 60_000 })).toThrow(UserError);
    expect(() => requirePeriod({ ...options, stepMs: 60_000 })).toThrow(/per 1h, but a step is 60000 ms[\s\S]*3600000[\s\S]*fit/);
  });
});
