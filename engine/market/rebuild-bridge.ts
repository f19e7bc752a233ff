/**
 * One bar as a path: a Brownian bridge from open to close that is bent until it has the bar's extremes. Places are seen from the open,
 * in logarithms of price ratios or, where prices may be negative, in price differences.
 */
import { InvariantError } from '../math/assert.ts';
import { exp, log } from '../math/transcendental.ts';

/** One bar of one asset: low <= open, close <= high, all finite. */
export interface Bar {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** Which extreme a bar reaches first: a bar does not tell, so it is an assumption. */
export type FirstExtreme = 'high' | 'low' | 'random';

/** E[range^2] = 4 ln 2 for a Brownian motion of unit variance (Parkinson). */
const RANGE_TO_DEVIATION = 1 / Math.sqrt(2.772588722239781);
/** A candidate that does not pass open and close where the bar does is pushed out by this many standard deviations. */
const PUSH = 0.05;

/** A bar seen from its open: logarithms of ratios, or differences where prices may be negative. */
export interface Frame {
  readonly bar: Bar;
  readonly logarithmic: boolean;
  readonly close: number;
  readonly high: number;
  readonly low: number;
  /** The lower and the higher of open and close. */
  readonly bottom: number;
  readonly top: number;
  /** Standard deviation of the whole bar that its range suggests. */
  readonly deviation: number;
  /** The extreme lies strictly beyond open and close. */
  readonly lowInside: boolean;
  readonly highInside: boolean;
}

/** The bar seen from its open. A bar whose prices contradict each other is a bug of the caller (InvariantError). */
export function frameOf(bar: Bar): Frame {
  const { open, high, low, close } = bar;
  const ordered = low <= Math.min(open, close) && high >= Math.max(open, close) && high - low < Infinity;
  if (!ordered) throw new InvariantError(`no bar has open ${open}, high ${high}, low ${low}, close ${close}`);
  // A ratio that no double holds is left to differences, too.
  const logarithmic = low > 0 && high / low < Infinity;
  const closePlace = placeOf(close, open, logarithmic);
  const highPlace = placeOf(high, open, logarithmic);
  const lowPlace = placeOf(low, open, logarithmic);
  return {
    bar,
    logarithmic,
    close: closePlace,
    high: highPlace,
    low: lowPlace,
    bottom: Math.min(0, closePlace),
    top: Math.max(0, closePlace),
    deviation: (highPlace - lowPlace) * RANGE_TO_DEVIATION,
    lowInside: low < Math.min(open, close),
    highInside: high > Math.max(open, close),
  };
}

function placeOf(price: number, open: number, logarithmic: boolean): number {
  return logarithmic ? log(price / open) : price - open;
}

/** A bridge of one asset: the walk made to end at the close, run backwards when `reversed`. */
export interface Bridge {
  readonly frame: Frame;
  readonly walk: Float64Array;
  /** Standard deviation of the whole bar. */
  readonly deviation: number;
  readonly reversed: boolean;
}

/** Writes the bridge's places, seen from the open, into `places` (steps + 1 numbers). */
export function traceBridge({ frame, walk, deviation, reversed }: Bridge, places: Float64Array): void {
  const last = walk.length - 1;
  const drift = frame.close / last;
  const mean = walk[last] / last;
  for (let i = 1; i < last; i++) {
    const k = reversed ? last - i : i;
    places[i] = i * drift + deviation * (walk[k] - k * mean);
  }
  places[0] = 0;
  places[last] = frame.close;
  if (!frame.lowInside || !frame.highInside) reflectAtEnds(frame, places);
}

/** Reflects the inner places at an extreme that is the open or the close. */
function reflectAtEnds({ lowInside, highInside, bottom, top }: Frame, places: Float64Array): void {
  const floor = lowInside ? -Infinity : bottom;
  const ceiling = highInside ? Infinity : top;
  for (let i = 1; i < places.length - 1; i++) places[i] = reflected(places[i], floor, ceiling);
}

function reflected(place: number, floor: number, ceiling: number): number {
  if (!(floor < ceiling)) return floor;
  let inside = place;
  while (inside < floor || inside > ceiling) inside = inside < floor ? 2 * floor - inside : 2 * ceiling - inside;
  return inside;
}

/** Lowest and highest inner place and where they are first reached. */
export interface Extremes {
  readonly low: number;
  readonly high: number;
  readonly lowAt: number;
  readonly highAt: number;
}

/** Extremes of the places strictly between the first and the last; at least one is needed. */
export function innerExtremes(places: Float64Array): Extremes {
  let lowAt = 1;
  let highAt = 1;
  let low = places[1];
  let high = low;
  for (let i = 2; i < places.length - 1; i++) {
    const place = places[i];
    if (place < low) {
      low = place;
      lowAt = i;
    } else if (place > high) {
      high = place;
      highAt = i;
    }
  }
  return { low, high, lowAt, highAt };
}

/** Whether the asset's extremes come in another order than asked; an extreme at the open or the close has no choice. */
export function isWrongOrder({ frame, extremes, wanted }: { frame: Frame; extremes: Extremes; wanted: FirstExtreme }): boolean {
  if (wanted === 'random' || !frame.lowInside || !frame.highInside) return false;
  return (wanted === 'high') !== extremes.highAt < extremes.lowAt;
}

/** The chosen bridge as prices. */
export function finishedPath(bridge: Bridge & { wanted: FirstExtreme }): Float64Array {
  const { frame, walk, wanted } = bridge;
  const places = new Float64Array(walk.length);
  traceBridge(bridge, places);
  let extremes = pushedOut({ frame, places, extremes: innerExtremes(places) });
  if (isWrongOrder({ frame, extremes, wanted })) {
    extremes = { ...extremes, lowAt: extremes.highAt, highAt: extremes.lowAt };
    threeLegs({ bridge, extremes, places });
  } else {
    stretch({ frame, extremes, places });
  }
  return toPrices({ frame, extremes, places });
}

/** Makes sure that a low (high) strictly inside the bar has an inner place strictly below (above) open and close to stand for it. */
function pushedOut({ frame, places, extremes }: { frame: Frame; places: Float64Array; extremes: Extremes }): Extremes {
  const { lowAt } = extremes;
  const highAt = extremes.highAt !== lowAt ? extremes.highAt : lowAt === 1 ? 2 : 1;
  let { low, high } = extremes;
  const push = PUSH * frame.deviation;
  if (frame.lowInside && low >= frame.bottom) places[lowAt] = low = frame.bottom - push;
  if (frame.highInside && high <= frame.top) places[highAt] = high = frame.top + push;
  return { low, high, lowAt, highAt };
}

/** The increasing, piecewise linear map that keeps all between open and close and sends the path's extremes to the bar's. */
function stretch({ frame, extremes, places }: { frame: Frame; extremes: Extremes; places: Float64Array }): void {
  const { bottom, top, lowInside, highInside } = frame;
  const below = lowInside ? (bottom - frame.low) / (bottom - extremes.low) : 1;
  const above = highInside ? (frame.high - top) / (extremes.high - top) : 1;
  for (let i = 1; i < places.length - 1; i++) {
    const place = places[i];
    if (place < bottom) places[i] = bottom - below * (bottom - place);
    else if (place > top) places[i] = top + above * (place - top);
  }
}

/**
 * A path with both extremes at given places: straight legs open - first extreme - second extreme - close, each with the noise of the walk
 * between its ends, reflected at the extremes. Used when no candidate has the order that was asked.
 */
function threeLegs({ bridge, extremes, places }: { bridge: Bridge; extremes: Extremes; places: Float64Array }): void {
  const { frame, walk, deviation } = bridge;
  const { lowAt, highAt } = extremes;
  const last = places.length - 1;
  places[0] = 0;
  places[lowAt] = frame.low;
  places[highAt] = frame.high;
  places[last] = frame.close;
  const knots = [0, Math.min(lowAt, highAt), Math.max(lowAt, highAt), last];
  for (let leg = 0; leg < 3; leg++) {
    const [from, to] = [knots[leg], knots[leg + 1]];
    for (let i = from + 1; i < to; i++) {
      const share = (i - from) / (to - from);
      const line = places[from] + share * (places[to] - places[from]);
      const noise = walk[i] - walk[from] - share * (walk[to] - walk[from]);
      places[i] = reflected(line + deviation * noise, frame.low, frame.high);
    }
  }
}

/** Turns places into prices in the same array and sets the four prices of the bar to the given numbers. */
function toPrices({ frame, extremes, places }: { frame: Frame; extremes: Extremes; places: Float64Array }): Float64Array {
  const { bar, logarithmic, lowInside, highInside } = frame;
  const last = places.length - 1;
  for (let i = 1; i < last; i++) {
    const price = logarithmic ? bar.open * exp(places[i]) : bar.open + places[i];
    places[i] = Math.min(bar.high, Math.max(bar.low, price));
  }
  if (lowInside) places[extremes.lowAt] = bar.low;
  if (highInside) places[extremes.highAt] = bar.high;
  places[0] = bar.open;
  places[last] = bar.close;
  return places;
}

/** Open, two extremes, close: too few steps for anything random but the order. */
export function fourPoints({ bar, lowInside, highInside }: Frame, first: 'high' | 'low'): Float64Array {
  const { open, high, low, close } = bar;
  // An extreme at an end is where it is already: the open's goes first, the close's last.
  const highFirst = (lowInside && highInside && first === 'high') || high === open || (low === close && low !== open);
  return highFirst ? Float64Array.of(open, high, low, close) : Float64Array.of(open, low, high, close);
}
