import { describe, expect, it } from 'vitest';
import { normalCdf } from './normal.ts';
import { StudentOfNormal } from './student-normal.ts';
import { studentQuantile } from './student.ts';

describe('Student draws from normal draws', () => {
  it('tableVSQuantile: agrees with the quantile between the knots, far tails included', () => {
    // Goal: interpolation costs no accuracy that a simulation could see, from the heaviest tails allowed to nearly normal ones.
    for (const degrees of [2.05, 3.1, 5, 30, 1000]) {
      const table = new StudentOfNormal(degrees);
      for (let z = 0.0037; z < 8.6; z += 0.0713) {
        const exact = -studentQuantile({ probability: normalCdf(-z), degrees });
        expect(Math.abs(table.at(z) / exact - 1), `${degrees} degrees at ${z}`).toBeLessThan(z < 3 ? 1e-8 : 1e-7);
        expect(table.at(-z)).toBe(-table.at(z));
      }
      expect(table.at(0) === 0).toBe(true);
    }
  });
});
