/** Axes that charts share: money, price, and time in UTC with round ticks chosen here, so that no locale or zone takes part. */

import { colour } from '../theme.ts';

/** Width of every chart in SVG units. The same for all, so that letters have one size and charts in one column line up. */
export const chartWidth = 508;

/** Space around the plot: labels of the y-axis left, its title above, labels and title of the x-axis below. */
export const space = { left: 56, right: 10, top: 26, bottom: 46 } as const;

export const plotWidth = chartWidth - space.left - space.right;

/** Fixed space instead of measured: without a browser, text can only be measured roughly. */
export const fixedFrame = { autosize: 'none', padding: space } as const;

/** Horizontal title above the axis instead of a turned one beside it: readable, and the plot keeps its width. */
function titled(title: string): object {
  return { title, titleAngle: 0, titleAlign: 'left', titleAnchor: 'end', titleBaseline: 'bottom', titleX: 4 - space.left, titleY: -10 };
}

const usdLabel =
  "datum.value == 0 ? '$0' : (datum.value < 0 ? '\u2212' : '') + (abs(datum.value) < 1 ? format(abs(datum.value), '$.2~f') : " +
  "replace(replace(format(abs(datum.value), '$.3~s'), 'G', 'bn'), 'T', 'tn'))";

/** y-axis of amounts in USD. */
export function usdAxis(title: string, tickCount = 4): object {
  return { ...titled(title), tickCount, labelExpr: usdLabel };
}

/** x-axis of amounts in USD. */
export function usdAxisBelow(title: string): object {
  return { title, tickCount: 4, labelExpr: usdLabel, grid: true };
}

const priceLabel = "(datum.value < 0 ? '\u2212' : '') + format(abs(datum.value), '$,.5~r')";

/** y-axis of prices. */
export function priceAxis(title: string): object {
  return { ...titled(title), tickCount: 4, labelExpr: priceLabel };
}

/** x-axis of prices between two ends. */
export function priceAxisBelow({ title, domain }: { title: string; domain: readonly number[] }): object {
  return { title, values: priceTicks(domain[0], domain[1]), labelExpr: priceLabel };
}

/** Round prices inside the span, at most five, far enough from its ends that their labels stay clear of the other axis. */
export function priceTicks(low: number, high: number): number[] {
  const span = high - low;
  if (!(span > 0)) return [low];
  const step = roundStep(span / 4.5);
  const inner = { from: low + 0.06 * span, to: high - 0.06 * span };
  const ticks: number[] = [];
  for (let index = Math.ceil(inner.from / step); index * step <= inner.to; index++) ticks.push(Number((index * step).toPrecision(12)));
  return ticks;
}

/** The smallest of 1, 2, 2.5, 5 times a power of ten that is not below `least`. */
function roundStep(least: number): number {
  const power = Number(`1e${least.toExponential().split('e')[1]}`);
  return power * ([1, 2, 2.5, 5].find((factor) => factor * power >= least) ?? 10);
}

/** y-axis of plain numbers. */
export function numberAxis(title: string): object {
  return { ...titled(title), tickCount: 4, format: '.3~r' };
}

/** What the labels of an axis are. */
export type AxisUnit = 'usd' | 'price' | 'time' | 'number';

/** The unit of an axis by the expression of its labels; plain numbers for every other one. */
export function unitOfLabels(expression: string): AxisUnit {
  if (expression === usdLabel) return 'usd';
  if (expression === priceLabel) return 'price';
  return expression.includes('utcFormat(') ? 'time' : 'number';
}

/** x-axis of plain numbers. */
export function numberAxisBelow(title: string): object {
  return { title, tickCount: 4, format: '.3~r', grid: true };
}

const minuteMs = 60_000;
const dayMs = 1440 * minuteMs;
const tickStepsMs = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 7200, 14_400, 43_200].map((minutes) => minutes * minuteMs);

/** Whole steps of UTC inside the span, at most six. */
export function timeTicks(startMs: number, endMs: number): number[] {
  const stepMs = tickStepsMs.find((step) => (endMs - startMs) / step <= 5.5) ?? Math.ceil((endMs - startMs) / 5 / dayMs) * dayMs;
  const ticks: number[] = [];
  for (let time = Math.ceil(startMs / stepMs) * stepMs; time <= endMs; time += stepMs) ticks.push(time);
  return ticks;
}

/** x-axis of time; `labels: false` for the upper one of two panels that share it. */
export function timeAxis(options: { startMs: number; endMs: number; labels?: boolean }): object {
  const { startMs, endMs, labels = true } = options;
  const labelExpr = `datum.value % ${dayMs} == 0 ? utcFormat(datum.value, '%-d %b') : utcFormat(datum.value, '%H:%M')`;
  const title = labels ? 'Time (UTC)' : null;
  return { title, values: timeTicks(startMs, endMs), labelExpr, labels, ticks: labels, labelOverlap: true };
}

/** One segment of a stacked bar in data coordinates. */
export interface StackedBar {
  readonly from: number;
  readonly to: number;
  readonly low: number;
  readonly high: number;
  readonly fill: string;
}

/** Longs from zero, shorts on top of them; nothing for an empty bin. */
export function stackedBars(bin: { from: number; to: number; longUsd: number; shortUsd: number }): StackedBar[] {
  const { from, to, longUsd, shortUsd } = bin;
  const segments = [
    { from, to, low: 0, high: longUsd, fill: colour('long') },
    { from, to, low: longUsd, high: longUsd + shortUsd, fill: colour('short') },
  ];
  return segments.filter((segment) => segment.high > segment.low);
}

/** A Vega-Lite specification as plain data. Its own types cost the compiler more than they catch; drawing it is the test. */
export type ChartSpec = Readonly<Record<string, unknown>>;
