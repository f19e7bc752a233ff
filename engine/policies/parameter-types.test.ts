import { describe, expect, it } from 'vitest';
import { durationMs, durationText } from './parameter-types.ts';

describe('durations', () => {
  it('reads every unit as milliseconds', () => {
    const texts = ['250ms', '30s', '1.5m', '8h', '1d'];
    expect(texts.map((text) => durationMs(text))).toEqual([250, 30_000, 90_000, 28_800_000, 86_400_000]);
  });

  it('refuses a number without unit, a negative one and an unknown unit', () => {
    for (const text of ['30', '-5m', '2 weeks', '', '5M']) expect(durationText().safeParse(text).success).toBe(false);
  });
});
