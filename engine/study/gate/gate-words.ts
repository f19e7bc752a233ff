/** Numbers and verdicts of a gate in words, without any formatting that one output knows and another does not. */
import { log } from '../../math/transcendental.ts';

const steps: readonly (readonly [size: number, suffix: string])[] = [
  [1e9, ' bn'],
  [1e6, ' M'],
  [1e3, ' k'],
];

/** "1.23 M USD", "0.42 %", "17 accounts", "1.052": four significant digits at most. */
export function quantity(value: number | null, unit: string): string {
  if (value === null || Number.isNaN(value)) return 'nothing';
  if (!Number.isFinite(value)) return value > 0 ? 'without bound' : 'without bound below';
  if (unit.startsWith('USD')) return `${scaled(value)} ${unit}`;
  if (unit === 'share of paths') return `${digits(100 * value)} %`;
  return unit === 'ratio' || unit === '' ? digits(value) : `${digits(value)} ${unit}`;
}

function scaled(value: number): string {
  const [size, suffix] = steps.find(([least]) => Math.abs(value) >= least) ?? [1, ''];
  return `${digits(value / size)}${suffix}`;
}

/** Four significant digits, whole numbers in full. */
function digits(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value === 0 ? 0 : value);
  return String(Number(value.toPrecision(4)));
}

/** Both ends of an interval. */
export function intervalWords({ low, high }: { readonly low: number; readonly high: number }, unit: string): string {
  return `${quantity(low, unit)} to ${quantity(high, unit)}`;
}

/** "95 %" */
export function confidenceWords(confidence: number): string {
  return `${Number((100 * confidence).toPrecision(6))} %`;
}

/** Of what was seen on none of n paths (J. A. Hanley and A. Lippman-Hand, J. Am. Med. Assoc. 249, 1983). */
export function neverBound(n: number, confidence: number): string {
  const bound = Math.min(1, -log(1 - confidence) / n);
  return `on none of ${n} paths (${confidenceWords(confidence)} upper bound ${quantity(bound, 'share of paths')} of paths)`;
}

/** "1 path", "2 paths" */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
