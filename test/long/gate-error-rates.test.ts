import { describe, expect, it } from 'vitest';
import { countVerdicts, equalSides, measuredChecks, runGates, worseSides } from '../properties/gate-worlds.ts';

const gates = 200;

describe('error rates of a gate, 200 seeded gates', () => {
  it('fails sides of equal risk on independent streams at most at the nominal rate', () => {
    // Goal: at 95 % no check fails more than 10 of 200 gates, although each may look five times.
    const plan = { first: 125, most: 2000, confidence: 0.95 };
    const failed = countVerdicts(gates, 'fail', (gate) => runGates(measuredChecks, equalSides(gate), plan));
    console.log(`equal risk, failed of ${gates}:`, failed.join(' '));
    expect(Math.max(...failed)).toBeLessThanOrEqual(0.05 * gates);
  });

  it('catches a truly worse side at the default budget', () => {
    // Goal: at least 95 % of gates fail, check by check.
    const plan = { first: 1000, most: 16_000, confidence: 0.95 };
    const failed = countVerdicts(gates, 'fail', (gate) => runGates(measuredChecks, worseSides(gate), plan));
    console.log(`worse, failed of ${gates}:`, failed.join(' '));
    expect(Math.min(...failed)).toBeGreaterThanOrEqual(0.95 * gates);
  });
});
