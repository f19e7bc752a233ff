import { describe, expect, it } from 'vitest';
import { Dice } from '../../test/reference/dice.ts';
import { restoreBytes } from './touched.ts';

describe('restoring touched accounts', () => {
  it.each([0, 1, 10, 300])('copyVsLookUp: %i of 1,000 accounts are as they were, whichever way is taken', (count) => {
    // Goal: few are looked up one by one, many are copied with all others; neither leaves or changes anything.
    const dice = new Dice(count, 'touched');
    const opening = Uint8Array.from({ length: 1000 }, () => dice.below(256));
    const touched = Int32Array.from({ length: count }, () => dice.below(1000));
    for (const start of [opening, null]) {
      const values = start === null ? new Uint8Array(1000) : start.slice();
      for (const account of touched) values[account] ^= 255;
      restoreBytes(values, start, touched);
      expect(values).toEqual(start ?? new Uint8Array(1000));
    }
  });
});
