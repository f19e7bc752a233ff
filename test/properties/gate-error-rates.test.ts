import { describe, expect, it } from 'vitest';
import { countVerdicts, equalSides, measuredChecks, runGates, worseSides } from './gate-worlds.ts';

const plan = { first: 100, most: 200, confidence: 0.95 };

describe('error rates of a gate', () => {
  it('fails sides of equal risk on independent streams no more often than it says', () => {
    // Goal: of 12 gates at most two fail, check by check (P(3 or more) at 5 % is 0.02); 200 gates run in test/long.
    const failed = countVerdicts(12, 'fail', (gate) => runGates(measuredChecks, equalSides(gate), plan));
    expect(Math.max(...failed)).toBeLessThanOrEqual(2);
  });

  it('catches a worse side', () => {
    // Goal: a sixth of the maintenance on the same paths fails every check of every gate; the rate is measured in test/long.
    const failed = countVerdicts(2, 'fail', (gate) => runGates(measuredChecks, worseSides(gate), { ...plan, most: 1600 }));
    expect(failed).toEqual(measuredChecks.map(() => 2));
  });
});
