import { describe, expect, it } from 'vitest';
import { InvariantError } from '../math/assert.ts';
import { correctedDownAndOutCall, discreteDownAndOutCall, downAndOutCall } from './barrier-option.ts';
import { blackScholes } from './black-scholes.ts';

const call = { spot: 100, strike: 100, volatility: 0.3, rate: 0.1, years: 0.2 };

describe('down-and-out call', () => {
  it('D03: the published table, watched continuously, corrected, and at 50 fixings', () => {
    // Goal: eight digits for the closed forms. The third is published with three decimals; the target's own digits go to six, and the
    // same integral on a finer grid in another language (numpy) agrees to twelve.
    for (const [barrier, continuous, corrected, target, discrete] of [
      [85, 6.307574932, 6.32228196, 6.322243723, 6.322240140545],
      [90, 5.977241996, 6.098383784, 6.098198262, 6.098196143118],
      [95, 4.39750256, 4.907087158, 4.906789453, 4.906789035412],
    ]) {
      const option = { ...call, barrier, checks: 50 };
      expect(Math.abs(downAndOutCall(option) / continuous - 1)).toBeLessThan(1e-8);
      expect(Math.abs(correctedDownAndOutCall(option) / corrected - 1)).toBeLessThan(1e-8);
      expect(Math.abs(discreteDownAndOutCall(option) / target - 1)).toBeLessThan(1e-6);
      expect(Math.abs(discreteDownAndOutCall(option) - discrete)).toBeLessThan(2e-12);
      expect(discreteDownAndOutCall(option).toFixed(3)).toBe(target.toFixed(3));
    }
  });

  it('discreteVSPlain: one fixing at maturity, where the call is worthless below the barrier anyway', () => {
    // Goal: the limit in which the barrier does not matter.
    expect(discreteDownAndOutCall({ ...call, barrier: 90, checks: 1 })).toBeCloseTo(blackScholes(call).call, 12);
  });

  it('refuses a barrier above the strike or the spot', () => {
    // Goal: the formula would give a number there, a wrong one.
    expect(() => downAndOutCall({ ...call, barrier: 101 })).toThrow(InvariantError);
    expect(() => discreteDownAndOutCall({ ...call, strike: 80, barrier: 90, checks: 5 })).toThrow(InvariantError);
  });
});
