import { describe, expect, it } from 'vitest';
import { Dice } from '../../test/reference/dice.ts';
import { InvariantError } from '../math/assert.ts';
import { gini } from './gini.ts';

describe('the Gini coefficient', () => {
  it('of known lists', () => {
    // Goal: by hand: 1, 2, 3, 4 has mean difference 20 / 16 over twice the mean 2.5; one of five with everything has 4/5.
    expect(gini(Float64Array.of(3, 1, 4, 2))).toBeCloseTo(0.25, 15);
    expect(gini(Float64Array.of(7, 7, 7))).toBe(0);
    expect(gini(Float64Array.of(0, 0, 9, 0, 0))).toBeCloseTo(0.8, 15);
    expect(gini(Float64Array.of(0, 0))).toBeNaN();
    expect(gini(new Float64Array())).toBeNaN();
    expect(() => gini(Float64Array.of(1, -1))).toThrow(InvariantError);
  });

  it('sortedVsPairs', () => {
    // Goal: the mean absolute difference of all pairs over twice the mean is the same number.
    const dice = new Dice(1, 'gini');
    for (let trial = 0; trial < 30; trial++) {
      const amounts = Float64Array.from({ length: 1 + dice.below(40) }, () => (dice.chance(0.3) ? 0 : 1 + dice.below(1000)));
      const total = amounts.reduce((sum, amount) => sum + amount, 0);
      if (total === 0) continue;
      let differences = 0;
      for (const one of amounts) for (const other of amounts) differences += Math.abs(one - other);
      expect(gini(amounts)).toBeCloseTo(differences / (2 * amounts.length * total), 12);
    }
  });
});
