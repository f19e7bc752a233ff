/** Ratios of two programs that ran in turns, and how they are printed. */

/** Median, least and largest of at least one value. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly n: number;
}

/** Spread of values; the median of an even count is the mean of the middle two. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  const median = (sorted[Math.floor((n - 1) / 2)] + sorted[Math.floor(n / 2)]) / 2;
  return { median, min: sorted[0], max: sorted[n - 1], n };
}

/** How many times longer the first takes, round by round: both ran next to each other, so that the machine's moods cancel. */
export function ratiosOf(rounds: { readonly of: readonly number[]; readonly to: readonly number[] }): Spread {
  return spreadOf(rounds.of.map((value, round) => value / rounds.to[round]));
}

/** Three significant digits. */
export function short(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3);
}

/** "12.3 [11.9..12.8], n 5". */
export function formatSpread({ median, min, max, n }: Spread): string {
  return `${short(median)} [${short(min)}..${short(max)}], n ${n}`;
}
