/** The kinds of value that scenario and parameter files are made of, each with its bounds and its words. */
import { z } from 'zod';
import { durationMs, durationText } from '../engine/policies/parameter-types.ts';

/** Names of scenarios, parameter sets and venues; they become file and folder names. */
export const slug = z.string().regex(/^[a-z0-9-]{1,64}$/, 'a name of a-z, 0-9 and - of at most 64 characters');

/** Names of underlyings, assets and instruments as venues write them: BTC, XBTUSD, BTC-PERP, 1000PEPE. */
export const ticker = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,31}$/, 'a name like BTC or BTC-PERP of at most 32 characters');

/** Names of accounts and owners. */
export const accountName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:@-]{0,63}$/, 'a name like alice-1 of at most 64 characters');

/** One line of text for people. */
export const line = z.string().min(1).max(200);
/** A paragraph for people. */
export const paragraph = z.string().min(1).max(4000);

export const sourceFields = {
  text: paragraph.describe('What it says and how good it is'),
  url: z.string().regex(/^https?:\/\/[^\s"'<>]{3,500}$/, 'a web address beginning with https://').optional(),
};

/** Where a number comes from. */
export const source = z.strictObject(sourceFields);

/** Largest amount, price or size that is accepted: far above any market, far below where doubles lose whole units. */
export const largestAmount = 1e15;

export const positiveAmount = z.number().gt(0).max(largestAmount);
export const amount = z.number().min(-largestAmount).max(largestAmount);
export const share = z.number().min(0).max(1);

const longestMs = 3660 * 86_400_000;

/** "150ms", "30s", "5m", "8h", "30d" to milliseconds. */
export const duration = durationText()
  .transform((text) => durationMs(text))
  .refine((ms) => ms > 0 && ms <= longestMs, 'a duration above 0 and at most 3660d');

const timePattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?Z$/;

/** ISO-8601 time in UTC to milliseconds since the Unix epoch. */
export const time = z
  .string()
  .regex(timePattern, 'a UTC time like 2020-03-12T00:00:00Z')
  .refine((text) => !timePattern.test(text) || isCalendarTime(text), 'a time that exists, like 2020-03-12T00:00:00Z')
  .transform((text) => Date.parse(text));

/** True for a day that exists, written like 2027-01-31. */
export function isCalendarDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && comesBack(text, 10);
}

function isCalendarTime(text: string): boolean {
  return Date.parse(text) >= 0 && comesBack(text, 16);
}

/** Date.parse turns 30 February into 1 March; such a time does not come back as it was written. */
function comesBack(text: string, characters: number): boolean {
  const ms = Date.parse(text);
  return Number.isFinite(ms) && new Date(ms).toISOString().slice(0, characters) === text.slice(0, characters);
}
