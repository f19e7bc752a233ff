import { expect, it } from 'vitest';
import { durationOf } from './duration.ts';

it.each([[3_600_000, '1h'], [90_000, '90s'], [86_400_000, '1d'], [5_400_000, '90m'], [1500, '1500ms']])('%d ms is %s', (ms, text) => {
  // Goal: the shortest text without fractions, which the schema of durations reads back.
  expect(durationOf(ms)).toBe(text);
});
