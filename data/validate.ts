import type { Candles } from '../engine/market/candles.ts';
import type { BarField, RawBars } from './bars.ts';
import { limits } from './limits.ts';
import { refuse } from './problems.ts';
import { formatTime } from './times.ts';

export interface Gaps {
  /** Bars that are missing between the first and the last. */
  readonly count: number;
  /** Longest stretch without a bar, ms; 0 when none is missing. */
  readonly longestMs: number;
}

export interface ValidBars {
  readonly candles: Candles;
  readonly warnings: readonly string[];
  readonly gaps: Gaps;
}

/**
 * The one check that bars of every format pass. Refused with UserError: no or one row, prices that are zero among others, high below low,
 * open or close outside [low, high], negative volume, base and quote volume swapped, mixed order, duplicate times, times off the grid,
 * series that are no traded candles (mark prices, funding in candle columns). Allowed with a warning: descending order (reversed), gaps,
 * flat bars without volume, jumps by a factor of ten. Negative prices are allowed: linear contracts have seen them (WTI, April 2020).
 */
export function validateBars(raw: RawBars, { symbol }: { symbol: string }): ValidBars {
  refuseTooFewRows(raw);
  refuseLookAlikes(raw);
  checkPrices(raw);
  checkVolumes(raw);
  const isDescending = checkOrder(raw);
  raw.problems.throwIfAny();
  const ordered = isDescending ? reverse(raw) : raw;
  const stepMs = smallestStep(ordered.timeMs);
  checkGrid(raw, { ordered, stepMs });
  const gaps = measureGaps(ordered.timeMs, stepMs);
  const { timeMs, open, high, low, close, volume } = ordered;
  const candles = { symbol, stepMs, openTimeMs: timeMs, open, high, low, close, volume };
  return { candles, gaps, warnings: [...raw.warnings, ...describeOddities(candles, { gaps, isDescending })] };
}

function refuseTooFewRows(raw: RawBars): void {
  if (raw.timeMs.length >= 2) return;
  raw.problems.throwIfAny();
  refuse({
    place: { file: raw.locator.place(0).file },
    what: raw.timeMs.length === 0 ? 'no rows: the file has columns for candles but no data' : 'one row only',
    expected: 'at least two bars, since the distance of their times is the length of a bar',
  });
}

/** Series that carry candle columns but are something else. */
function refuseLookAlikes(raw: RawBars): void {
  const { open, high, low, close, volume } = raw;
  if (high.every(isZero) && low.every(isZero) && close.every(isZero) && !open.every(isZero)) {
    refuseWhole(raw, {
      what: 'high, low and close are 0 in every row: this looks like funding rates stored in the open column, not candles',
      suggestion: 'give the candle file of the same instrument',
    });
  }
  if (volume?.every(isZero) && high.some((value, row) => value > low[row])) {
    refuseWhole(raw, {
      what: 'volume is 0 in every row although prices move: this looks like mark or index prices, not traded candles',
      suggestion: 'give the candles of the last price, or remove the volume column to replay this series on purpose',
    });
  }
}

function isZero(value: number): boolean {
  return value === 0;
}

function refuseWhole(raw: RawBars, { what, suggestion }: { what: string; suggestion: string }): never {
  refuse({ place: { file: raw.locator.place(0).file }, what, expected: 'traded candles', suggestion });
}

function checkPrices(raw: RawBars): void {
  for (let row = 0; row < raw.timeMs.length; row++) {
    const { open, high, low, close } = { open: raw.open[row], high: raw.high[row], low: raw.low[row], close: raw.close[row] };
    if (hasStrayZero({ open, high, low, close })) reportZero(raw, row);
    else if (high < low) report(raw, { row, field: 'high', what: `high ${high} is below low ${low}`, suggestion: swappedColumns });
    else if (open < low || open > high) reportOutside(raw, { row, field: 'open' });
    else if (close < low || close > high) reportOutside(raw, { row, field: 'close' });
  }
}

interface BarPrices {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** A zero is a missing value unless the bar crosses or touches zero from below. */
function hasStrayZero({ open, high, low, close }: BarPrices): boolean {
  const hasZero = open === 0 || high === 0 || low === 0 || close === 0;
  return hasZero && !(open < 0 || high < 0 || low < 0 || close < 0);
}

const swappedColumns = 'compare the column names with the data: two columns may be swapped';

function reportZero(raw: RawBars, row: number): void {
  const field = (['open', 'high', 'low', 'close'] as const).find((name) => raw[name][row] === 0) ?? 'open';
  report(raw, { row, field, what: `${field} is 0`, suggestion: 'a zero usually stands for a missing value: remove the row', kind: 'zero' });
}

function reportOutside(raw: RawBars, { row, field }: { row: number; field: 'open' | 'close' }): void {
  const what = `${field} ${raw[field][row]} is outside low ${raw.low[row]} to high ${raw.high[row]}`;
  report(raw, { row, field, what, suggestion: swappedColumns, kind: `${field} outside` });
}

interface RowReport {
  readonly row: number;
  readonly field: BarField | 'time';
  readonly what: string;
  readonly suggestion: string;
  readonly expected?: string;
  readonly kind?: string;
}

function report({ problems, locator, plan }: RawBars, { row, field, what, suggestion, expected, kind }: RowReport): void {
  problems.add(kind ?? `${field} order`, () => ({
    place: locator.place(row, plan[field]),
    what: `${locator.label(row)}${what}`,
    expected: expected ?? 'low <= open, close <= high, and no zero among positive prices',
    suggestion,
  }));
}

function checkVolumes(raw: RawBars): void {
  const { volume, quoteVolume } = raw;
  if (!volume) return;
  for (let row = 0; row < volume.length; row++) {
    if (volume[row] < 0) reportNegativeVolume(raw, row);
    else if (quoteVolume && isSwapped(raw, { base: volume[row], quote: quoteVolume[row], row })) reportSwapped(raw, row);
  }
}

function reportNegativeVolume(raw: RawBars, row: number): void {
  report(raw, {
    row,
    field: 'volume',
    what: `volume is ${raw.volume?.[row]}`,
    expected: 'a volume of zero or more',
    suggestion: 'take the unsigned volume from the source',
    kind: 'negative volume',
  });
}

/** Quote volume / base volume is the average price of the bar. Swapped when only the inverse ratio lies within its range. */
function isSwapped({ low, high }: RawBars, { base, quote, row }: { base: number; quote: number; row: number }): boolean {
  if (!(base > 0 && quote > 0 && low[row] > 0)) return false;
  const within = (price: number): boolean => price >= low[row] * 0.98 && price <= high[row] * 1.02;
  return !within(quote / base) && within(base / quote);
}

function reportSwapped(raw: RawBars, row: number): void {
  report(raw, {
    row,
    field: 'volume',
    what: `base volume ${raw.volume?.[row]} and quote volume ${raw.quoteVolume?.[row]} are swapped at a price of ${raw.close[row]}`,
    expected: 'quote volume / base volume between low and high',
    suggestion: 'exchange the two columns in these rows, or remove both',
    kind: 'swapped volume',
  });
}

/** True when every time is earlier than the one before. Reports equal neighbours and mixed order. Unreadable times are skipped. */
function checkOrder(raw: RawBars): boolean {
  const readable = [...raw.timeMs.keys()].filter((row) => !Number.isNaN(raw.timeMs[row]));
  const steps = readable.slice(1).map((row, index) => Math.sign(raw.timeMs[row] - raw.timeMs[readable[index]]));
  const isDescending = steps.filter((step) => step < 0).length > steps.filter((step) => step > 0).length;
  steps.forEach((step, index) => {
    if (step === 0) reportDuplicate(raw, readable[index + 1]);
    else if (step < 0 !== isDescending) reportDisorder(raw, { row: readable[index + 1], isDescending });
  });
  return isDescending;
}

function reportDuplicate(raw: RawBars, row: number): void {
  report(raw, {
    row,
    field: 'time',
    what: `time ${formatTime(raw.timeMs[row])} appears twice`,
    expected: 'one bar per time',
    suggestion: 'remove one of the two bars; which of them is right only the source can tell',
    kind: 'duplicate',
  });
}

function reportDisorder(raw: RawBars, { row, isDescending }: { row: number; isDescending: boolean }): void {
  report(raw, {
    row,
    field: 'time',
    what: `time ${formatTime(raw.timeMs[row])} breaks the ${isDescending ? 'descending' : 'ascending'} order of the rows before it`,
    expected: 'times all ascending or all descending',
    suggestion: 'sort the file by time and look for bars that were stored twice',
    kind: 'disorder',
  });
}

function reverse(raw: RawBars): RawBars {
  const turn = (column: Float64Array): Float64Array => column.slice().reverse();
  return {
    ...raw,
    timeMs: turn(raw.timeMs),
    open: turn(raw.open),
    high: turn(raw.high),
    low: turn(raw.low),
    close: turn(raw.close),
    volume: raw.volume && turn(raw.volume),
  };
}

function smallestStep(timeMs: Float64Array): number {
  let step = Infinity;
  for (let row = 1; row < timeMs.length; row++) step = Math.min(step, timeMs[row] - timeMs[row - 1]);
  return step;
}

/** Every time must be a whole number of steps after the first, and the series must not be mostly holes. */
function checkGrid(raw: RawBars, { ordered, stepMs }: { ordered: RawBars; stepMs: number }): void {
  const { timeMs } = ordered;
  const stray = timeMs.findIndex((time) => (time - timeMs[0]) % stepMs !== 0);
  const span = (timeMs[timeMs.length - 1] - timeMs[0]) / stepMs;
  if (stray < 0 && span <= timeMs.length * limits.missingPerBar) return;
  const row = Math.max(stray, 0);
  report(raw, {
    row: ordered === raw ? row : timeMs.length - 1 - row,
    field: 'time',
    what: `time ${formatTime(timeMs[row])} does not fit bars of ${formatDuration(stepMs)}, the smallest distance in the file`,
    expected: 'open times a whole number of bar lengths apart',
    suggestion: 'give a file with bars of one length and their open times',
  });
  raw.problems.throwIfAny();
}

function measureGaps(timeMs: Float64Array, stepMs: number): Gaps {
  let longestMs = 0;
  for (let row = 1; row < timeMs.length; row++) longestMs = Math.max(longestMs, timeMs[row] - timeMs[row - 1] - stepMs);
  const expected = (timeMs[timeMs.length - 1] - timeMs[0]) / stepMs + 1;
  return { count: expected - timeMs.length, longestMs };
}

/** 5 min, 1 h, 90 s: the largest unit that divides the duration. */
export function formatDuration(durationMs: number): string {
  const units = [['d', 86_400_000], ['h', 3_600_000], ['min', 60_000], ['s', 1000]] as const;
  const unit = units.find(([, length]) => durationMs % length === 0);
  return unit ? `${durationMs / unit[1]} ${unit[0]}` : `${durationMs} ms`;
}

function describeOddities(candles: Candles, { gaps, isDescending }: { gaps: Gaps; isDescending: boolean }): string[] {
  const flat = countFlatBars(candles);
  const jumps = countJumps(candles);
  const length = formatDuration(candles.stepMs);
  const missing = `${countOf(gaps.count, 'missing bar')} of ${length}, the longest gap is ${formatDuration(gaps.longestMs)}`;
  return [
    ...(isDescending ? ['rows were in descending order and have been reversed'] : []),
    ...(gaps.count > 0 ? [missing] : []),
    ...(flat > 0 ? [`${countOf(flat, 'flat bar')} without volume: no trades, or filled in by the source`] : []),
    ...(jumps > 0 ? [`${countOf(jumps, 'close')} more than a factor of ten from the one before`] : []),
  ];
}

function countOf(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}

function countFlatBars({ high, low, volume }: Candles): number {
  return volume ? volume.reduce((sum, value, row) => sum + (value === 0 && high[row] === low[row] ? 1 : 0), 0) : 0;
}

function countJumps({ close }: Candles): number {
  let jumps = 0;
  for (let row = 1; row < close.length; row++) {
    const ratio = close[row] / close[row - 1];
    if (ratio > 10 || (ratio > 0 && ratio < 0.1)) jumps += 1;
  }
  return jumps;
}
