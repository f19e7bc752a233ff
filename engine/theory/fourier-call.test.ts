import { describe, expect, it } from 'vitest';
import { InvariantError } from '../math/assert.ts';
import { complex } from '../math/complex.ts';
import { fourierCall } from './fourier-call.ts';

describe('fourierCall', () => {
  it('refuses what does not decay, and options without a strike', () => {
    // Goal: a return that never varies has a characteristic function of constant size; the integral would never end.
    const terms = { spot: 100, strike: 90, rate: 0, years: 1 };
    expect(() => fourierCall({ ...terms, characteristic: () => complex(1) })).toThrow(InvariantError);
    expect(() => fourierCall({ ...terms, strike: 0, characteristic: () => complex(1) })).toThrow(InvariantError);
  });
});
