import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { recovery, recoveryParameters } from './recovery.ts';

const schema = z.strictObject(recoveryParameters);

describe('recovery of a book', () => {
  it('forgets half of the volume in five minutes, at once and everywhere, unless told otherwise', () => {
    expect(recovery(schema.parse({}))).toEqual({ halfLifeMs: 300_000, passThrough: 1, delay: 'same-instant' });
  });

  it('may never forget', () => {
    expect(recovery(schema.parse({ 'half-life': 'permanent' })).halfLifeMs).toBe(Infinity);
  });

  it('refuses a half-life of nothing or without unit', () => {
    for (const halfLife of ['0s', '5', 300]) expect(schema.safeParse({ 'half-life': halfLife }).success).toBe(false);
  });
});
