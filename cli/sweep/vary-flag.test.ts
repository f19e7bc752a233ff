import { describe, expect, it } from 'vitest';
import { UserError } from '../../engine/errors.ts';
import { varyFlag } from './vary-flag.ts';

describe('--vary', () => {
  it('spreads a parameter over a range or a list', () => {
    // Goal: the three spellings; values are read as the parameter file reads them.
    const range = { low: 0.005, high: 0.02, steps: 8, whole: false };
    const linear = { key: 'margin.maintenance', spread: { range: { ...range, scale: 'linear' } } };
    expect(varyFlag('margin.maintenance=0.005:0.02:8', 'grid')).toEqual(linear);
    expect(varyFlag('a.b = log:0.005 : 2e-2:8', 'grid')).toEqual({ key: 'a.b', spread: { range: { ...range, scale: 'log' } } });
    expect(varyFlag('a.b=0.005:0.02', 'sobol')).toMatchObject({ spread: { range: { steps: null } } });
    expect(varyFlag('a.b=full, partial', 'grid')).toEqual({ key: 'a.b', spread: { values: ['full', 'partial'] } });
    expect(varyFlag('a.b=1,2.5,true,30s', 'grid')).toEqual({ key: 'a.b', spread: { values: [1, 2.5, true, '30s'] } });
  });

  it.each([
    'x', '=1,2', 'a=', 'a= ', 'a=NaN', 'a=NaN:1:3', 'a=1:Infinity:3', 'a=0:1e999:3', 'a=1:2:3:4', 'a=:', 'a=1:', 'a=::', 'a=1:2:0',
    'a=1:2:1', 'a=1:2:1.5', 'a=1:2:-3', 'a=1:2:1e9', 'a=2:1:3', 'a=log:0:1:3', 'a=log:-1:1:3', 'a=log:1', 'a=1,,2', 'a=1,1', 'a=~,1',
    'a=0x10,1', 'a=1_000', 'a=99999999999999999999', 'a=1:2', `a=${'1,'.repeat(9000)}1`, 'a=1:2:3\u0000',
  ])('refuses %j', (text) => {
    // Goal: exit 2, and the message names the flag as it was typed.
    try {
      varyFlag(text, 'grid');
    } catch (error) {
      expect(error).toBeInstanceOf(UserError);
      expect(error).toMatchObject({ exitCode: 2, message: expect.stringContaining(`--vary ${text.slice(0, 20)}`) });
      return;
    }
    throw new Error('accepted');
  });
});
