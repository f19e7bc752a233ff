/**
 * Numbers as text in the page: the formats of reports/format.ts, once more, because the page carries its own script. Their equality
 * is a test.
 */

const minus = '\u2212';

/** @type {readonly (readonly [number, string])[]} */
const usdSteps = [[1, ''], [1e3, 'k'], [1e6, 'M'], [1e9, 'bn'], [1e12, 'tn']];

/** @type {(value: number) => string} */
const sign = (value) => (value < 0 ? minus : '');

/** Decimal exponent after rounding to three digits.
 * @type {(magnitude: number) => number} */
const exponentOf = (magnitude) => Number(magnitude.toExponential(2).split('e')[1]);

/** Decimals that leave three significant digits.
 * @type {(magnitude: number, most: number) => number} */
const decimalsFor = (magnitude, most) => (magnitude === 0 ? 0 : Math.min(most, Math.max(0, 2 - exponentOf(magnitude))));

/** @type {(magnitude: number, decimals: number) => string} */
const fixed = (magnitude, decimals) => (magnitude >= 1e21 ? magnitude.toExponential(2) : magnitude.toFixed(decimals));

/** @type {(text: string) => string} */
function grouped(text) {
  const [whole, decimals] = text.split('.');
  if (!/^\d+$/.test(whole)) return text;
  const thousands = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return decimals === undefined ? thousands : `${thousands}.${decimals}`;
}

/** @type {(value: number) => string} */
const digits = (value) => fixed(value, Number.isInteger(value) && value < 1000 ? 0 : decimalsFor(value, 2));

/** `$1.23M`, `-$45.0k`, `$0`.
 * @type {(usd: number) => string} */
export function formatUsd(usd) {
  const magnitude = Math.abs(usd);
  if (magnitude === 0) return '$0';
  if (magnitude < 0.01) return `${sign(usd)}<$0.01`;
  const step = Math.min(usdSteps.length - 1, Math.max(0, Math.floor(exponentOf(magnitude) / 3)));
  const text = digits(magnitude / usdSteps[step][0]);
  // 999,950 rounds to 1000k: it belongs to the next step.
  if (Number(text) >= 1000 && step < usdSteps.length - 1) return `${sign(usd)}$${digits(Number(text) / 1000)}${usdSteps[step + 1][1]}`;
  return `${sign(usd)}$${grouped(text)}${usdSteps[step][1]}`;
}

/** `$48,312`, `$96.88`, `$0.4312`.
 * @type {(usd: number) => string} */
export function formatPrice(usd) {
  const magnitude = Math.abs(usd);
  const decimals = magnitude >= 1000 ? 0 : magnitude >= 1 ? 2 : Math.min(12, 3 - exponentOf(magnitude || 1));
  return `${sign(usd)}$${grouped(fixed(magnitude, Number.isInteger(magnitude) ? 0 : decimals))}`;
}

/** Three significant digits.
 * @type {(value: number) => string} */
export function formatRatio(value) {
  return `${sign(value)}${grouped(fixed(Math.abs(value), decimalsFor(Math.abs(value), 3)))}`;
}

/** A whole number.
 * @type {(count: number) => string} */
export function formatWhole(count) {
  return `${sign(count)}${grouped(String(Math.abs(count)))}`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `12 Mar 2020 10:45 UTC`.
 * @type {(timeMs: number) => string} */
export function formatTime(timeMs) {
  if (!(Math.abs(timeMs) <= 8.64e15)) return '\u2013';
  const time = new Date(timeMs);
  const date = [time.getUTCDate(), months[time.getUTCMonth()], time.getUTCFullYear()].join('\u00a0');
  return `${date} ${time.toISOString().slice(-13, -8)}\u00a0UTC`;
}

/** A value in the unit of its axis.
 * @param {number} value
 * @param {string} unit `usd`, `price`, `time` or anything else for a plain number
 * @returns {string} */
export function formatValue(value, unit) {
  if (unit === 'usd') return formatUsd(value);
  if (unit === 'price') return formatPrice(value);
  return unit === 'time' ? formatTime(value) : formatRatio(value);
}
