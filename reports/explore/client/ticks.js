/** Ticks of a zoomed axis: the rules of reports/charts/axes.ts for spans that are chosen by the reader. */

const minuteMs = 60_000;
const dayMs = 1440 * minuteMs;
const tickStepsMs = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 7200, 14_400, 43_200].map((minutes) => minutes * minuteMs);

/** Whole steps of UTC inside the span, at most six.
 * @type {(startMs: number, endMs: number) => number[]} */
export function timeTicks(startMs, endMs) {
  const stepMs = tickStepsMs.find((step) => (endMs - startMs) / step <= 5.5) ?? Math.ceil((endMs - startMs) / 5 / dayMs) * dayMs;
  const ticks = [];
  for (let time = Math.ceil(startMs / stepMs) * stepMs; time <= endMs; time += stepMs) ticks.push(time);
  return ticks;
}

/** The smallest of 1, 2, 2.5, 5 times a power of ten that is not below `least`.
 * @type {(least: number) => number} */
function roundStep(least) {
  const power = Number(`1e${least.toExponential().split('e')[1]}`);
  return power * ([1, 2, 2.5, 5].find((factor) => factor * power >= least) ?? 10);
}

/** Round numbers inside the span, at most five, clear of its ends.
 * @type {(low: number, high: number) => number[]} */
export function roundTicks(low, high) {
  const span = high - low;
  if (!(span > 0)) return [low];
  const step = roundStep(span / 4.5);
  const ticks = [];
  for (let index = Math.ceil((low + 0.06 * span) / step); index * step <= high - 0.06 * span; index++) {
    ticks.push(Number((index * step).toPrecision(12)));
  }
  return ticks;
}
