/** Parameter types that several policies share. Amounts and times carry their unit in the text of `describe`, never in code. */
import { z } from 'zod';

const millisecondsPer: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const durationPattern = /^\d+(\.\d+)?(ms|s|m|h|d)$/;

/** A span of time as text: a number and ms, s, m, h or d. */
export function durationText(): z.ZodString {
  return z.string().regex(durationPattern, 'expected a duration such as 500ms, 30s, 5m, 8h or 1d');
}

/** Milliseconds of a text that `durationText` accepted. */
export function durationMs(text: string): number {
  const unit = text.endsWith('ms') ? 'ms' : text.slice(-1);
  return Number(text.slice(0, text.length - unit.length)) * millisecondsPer[unit];
}

/** A span of time longer than nothing. */
export function positiveDurationText(): z.ZodString {
  return durationText().refine((text) => durationMs(text) > 0, 'expected a duration above zero');
}

/** A fee as a fraction of the notional closed at market. */
export function liquidationFee(byDefault: number) {
  return z
    .number()
    .min(0)
    .max(0.5)
    .default(byDefault)
    .describe('Fee on the notional closed at market, never more than the equity left; fraction of notional');
}

/** When an account is liquidatable: margin equity below, or at or below, the maintenance requirement. */
export function marginTrigger() {
  return z
    .enum(['below', 'at-or-below'])
    .default('below')
    .describe('Liquidatable when margin equity is below, or at or below, the maintenance requirement; name');
}

export const maxLeverageText = 'Highest leverage of a new position; notional / equity';

/** Largest volatility that is taken for meant: 20 is 2,000 % a year. */
const mostVolatility = 20;

/** Volatility of a price model. */
export function annualVolatility() {
  return z.number().gt(0).max(mostVolatility).describe('Standard deviation of the log return of a year of 365 days; per sqrt(year)');
}

/** Drift of a price model. */
export function annualDrift() {
  return z.number().min(-100).max(100).default(0).describe('Expected growth of the price, jumps included; per year of 365 days');
}

/** Rate of Poisson jumps. */
export function jumpsPerYear(byDefault: number) {
  return z.number().min(0).max(100_000).default(byDefault).describe('Mean number of jumps; per year of 365 days');
}

/** Part of the jumps that every underlying of the path shares. */
export function sharedJumpsShare() {
  return z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe('Part of the jumps that come at the same times, with sizes from the same normals, in all underlyings; fraction');
}

/** The underlying whose path comes first. */
export function followedUnderlying() {
  return z.string().min(1).describe('Underlying whose path this one reacts to; name, text');
}

/** Mean length of the blocks in which history is drawn. */
export function meanBlock(byDefault: string) {
  return positiveDurationText()
    .default(byDefault)
    .describe('Mean length of the blocks of history, geometric; days keep clusters of volatility whole; duration, text');
}
