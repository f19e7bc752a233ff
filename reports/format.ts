/**
 * Numbers as text. Never locale-dependent: the same report has the same bytes on every machine, so thousands are
 * separated by commas, decimals by a point, and a missing value is a dash.
 */

export const missing = '–';
const minus = '\u2212';
const noBreakSpace = '\u00a0';

const usdSteps: readonly (readonly [scale: number, suffix: string])[] = [
  [1, ''],
  [1e3, 'k'],
  [1e6, 'M'],
  [1e9, 'bn'],
  [1e12, 'tn'],
];

/** USD with three significant digits and k, M, bn or tn: `$1.23M`, `−$45.0k`, `$0`. */
export function formatUsd(usd: number | null): string {
  if (usd === null) return missing;
  const magnitude = Math.abs(usd);
  if (magnitude === 0) return '$0';
  if (magnitude < 0.01) return `${sign(usd)}<$0.01`;
  return `${sign(usd)}$${scaled(magnitude)}`;
}

/** A price in full: whole dollars from 1,000, cents from 1, four significant digits below: `$48,312`, `$96.88`, `$0.4312`. */
export function formatPrice(usd: number | null): string {
  if (usd === null) return missing;
  const magnitude = Math.abs(usd);
  const decimals = magnitude >= 1000 ? 0 : magnitude >= 1 ? 2 : Math.min(12, 3 - exponentOf(magnitude || 1));
  return `${sign(usd)}$${group(trimmed(magnitude, decimals))}`;
}

/** A share as a percentage with three significant digits, at most two decimals: 0.0942 -> `9.42 %`. */
export function formatPercent(share: number | null): string {
  if (share === null) return missing;
  const percent = Math.abs(share) * 100;
  if (percent > 0 && percent < 0.01) return `${sign(share)}<0.01${noBreakSpace}%`;
  return `${sign(share)}${group(trimmed(percent, decimalsFor(percent, 2)))}${noBreakSpace}%`;
}

/** A dimensionless ratio with three significant digits: 0.6125 -> `0.613`. */
export function formatRatio(ratio: number | null): string {
  if (ratio === null) return missing;
  return `${sign(ratio)}${group(fixed(Math.abs(ratio), decimalsFor(Math.abs(ratio), 3)))}`;
}

/** A count or a mean of counts: whole numbers in full, means with three significant digits. */
export function formatCount(count: number | null): string {
  if (count === null) return missing;
  const magnitude = Math.abs(count);
  if (magnitude > 0 && magnitude < 0.001) return `${sign(count)}<0.001`;
  const decimals = Number.isInteger(magnitude) ? 0 : decimalsFor(magnitude, 3);
  return `${sign(count)}${group(fixed(magnitude, decimals))}`;
}

/** Seconds as `42 s`, `17.5 min` or `3.20 h`. */
export function formatSeconds(seconds: number | null): string {
  if (seconds === null) return missing;
  const magnitude = Math.abs(seconds);
  if (magnitude < 120) return `${formatCount(seconds)}${noBreakSpace}s`;
  if (magnitude < 7200) return `${formatCount(seconds / 60)}${noBreakSpace}min`;
  return `${formatCount(seconds / 3600)}${noBreakSpace}h`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Milliseconds since the Unix epoch as `12 Mar 2020 10:45 UTC`. */
export function formatTime(timeMs: number | null): string {
  if (timeMs === null || !(Math.abs(timeMs) <= 8.64e15)) return missing;
  const time = new Date(timeMs);
  const date = [time.getUTCDate(), months[time.getUTCMonth()], time.getUTCFullYear()].join(noBreakSpace);
  return `${date} ${time.toISOString().slice(-13, -8)}${noBreakSpace}UTC`;
}

/** A length of time as `5 days 2 h`, `3 h 20 min` or `40 min`. */
export function formatSpan(spanMs: number): string {
  const minutes = Math.round(spanMs / 60_000);
  const parts: readonly (readonly [amount: number, unit: string])[] = [
    [Math.floor(minutes / 1440), Math.floor(minutes / 1440) === 1 ? 'day' : 'days'],
    [Math.floor((minutes % 1440) / 60), 'h'],
    [minutes % 60, 'min'],
  ];
  const shown = parts.filter(([amount]) => amount > 0).slice(0, 2);
  return shown.length === 0 ? '0 min' : shown.map(([amount, unit]) => `${amount}${noBreakSpace}${unit}`).join(' ');
}

/** `1 path`, `32 paths`. */
export function countOf(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)}${noBreakSpace}${count === 1 ? singular : plural}`;
}

function scaled(magnitude: number): string {
  const step = Math.min(usdSteps.length - 1, Math.max(0, Math.floor(exponentOf(magnitude) / 3)));
  const text = digits(magnitude / usdSteps[step][0]);
  // 999,950 rounds to 1000k: it belongs to the next step.
  if (Number(text) >= 1000 && step < usdSteps.length - 1) return `${digits(Number(text) / 1000)}${usdSteps[step + 1][1]}`;
  return `${group(text)}${usdSteps[step][1]}`;
}

function digits(value: number): string {
  const decimals = decimalsFor(value, 2);
  return fixed(value, Number.isInteger(value) && value < 1000 ? 0 : decimals);
}

/** Decimals that leave three significant digits, at most `most`. */
function decimalsFor(magnitude: number, most: number): number {
  if (magnitude === 0) return 0;
  return Math.min(most, Math.max(0, 2 - exponentOf(magnitude)));
}

/** Decimal exponent of a positive number after rounding to three digits, exact because it is read off the text. */
function exponentOf(magnitude: number): number {
  const text = magnitude.toExponential(2);
  return Number(text.slice(text.indexOf('e') + 1));
}

function fixed(magnitude: number, decimals: number): string {
  return magnitude >= 1e21 ? magnitude.toExponential(2) : magnitude.toFixed(decimals);
}

function trimmed(magnitude: number, decimals: number): string {
  return Number.isInteger(magnitude) ? fixed(magnitude, 0) : fixed(magnitude, decimals);
}

function group(text: string): string {
  const [whole, decimals] = text.split('.');
  if (!/^\d+$/.test(whole)) return text;
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return decimals === undefined ? grouped : `${grouped}.${decimals}`;
}

function sign(value: number): string {
  return value < 0 ? minus : '';
}
