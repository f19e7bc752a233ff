/**
 * Fine paths from coarse bars: a random path of one bar that starts at its open, ends at its close and touches its high and its low
 * exactly. Several assets are rebuilt together, so that the distance between them is not noise.
 *
 * Method: draw K Brownian bridges from open to close with a volatility around that of the bar's range (M. Parkinson, J. Business 53,
 * 1980), keep the one whose extremes are nearest to the bar's, and stretch what lies outside open and close onto the extremes. Choosing
 * among K = 8 keeps the stretch near 1 and the realised variance of the path near that of the bar.
 *
 * Where an extreme is the open or the close itself, the bridge is reflected there instead, as a path conditioned not to pass would be.
 */
import { InvariantError } from '../math/assert.ts';
import type { RandomStream } from '../math/random.ts';
import { exp } from '../math/transcendental.ts';
import {
  finishedPath,
  fourPoints,
  frameOf,
  innerExtremes,
  isWrongOrder,
  traceBridge,
  type Bar,
  type FirstExtreme,
  type Frame,
} from './rebuild-bridge.ts';

export type { Bar, FirstExtreme } from './rebuild-bridge.ts';

export interface RebuildOptions {
  /** The bars of one interval, one per asset. */
  readonly bars: readonly Bar[];
  /** Steps inside the bar, for instance 60 for minutes of an hour. */
  readonly steps: number;
  /** Bridges to choose from; 8 is a good number. */
  readonly candidates: number;
  /** Correlation of the increments of any two assets, in [-1 / (assets - 1), 1]. */
  readonly correlation: number;
  readonly firstExtreme: FirstExtreme;
  readonly stream: RandomStream;
}

/** Open, two extremes and close need four points. */
const FEWEST_STEPS = 3;
/** Candidates vary in volatility, because the bar's range says it only roughly: exp of a uniform on this interval. */
const LOWEST_LOG_FACTOR = -0.6;
const HIGHEST_LOG_FACTOR = 0.1;
/** Cost of an asset whose extremes come in the wrong order, in standard deviations: far above any distance. */
const WRONG_ORDER_COST = 1000;

/**
 * One path per asset with `pointCount(steps)` points at equal distances in time: first = open, last = close, largest = high and smallest =
 * low of the bar, each equal to the given number (===), for every bar, also one without any movement. With fewer than 3 steps
 * the two extremes do not fit: the result then has 4 points, open, first extreme, second extreme, close.
 *
 * Paths move in log prices; a bar with a price at or below zero is rebuilt in prices. `firstExtreme` holds for every asset whose
 * extremes both lie strictly inside the bar; an extreme at the open comes first and one at the close comes last whatever is asked.
 *
 * The stream is read by the same amount for any bars: candidates uniforms, one more, and candidates x assets x steps normals.
 * Broken bars and options are bugs of the caller (InvariantError).
 */
export function rebuildBar(options: RebuildOptions): Float64Array[] {
  checkOptions(options);
  const frames = options.bars.map(frameOf);
  const order = chosenOrder(options);
  const { walks, factors } = drawWalks(options);
  if (options.steps < FEWEST_STEPS) return frames.map((frame) => fourPoints(frame, order.fallback));
  const best = nearestCandidate({ frames, walks, factors, wanted: order.wanted });
  return frames.map((frame, asset) =>
    finishedPath({
      frame,
      walk: walks[best.candidate * frames.length + asset],
      deviation: frame.deviation * factors[best.candidate],
      reversed: best.reversed,
      wanted: order.wanted,
    }),
  );
}

/** Number of points of a rebuilt bar: steps + 1, but at least four. */
export function pointCount(steps: number): number {
  return Math.max(steps, FEWEST_STEPS) + 1;
}

function checkOptions({ bars, steps, candidates, correlation }: RebuildOptions): void {
  // Not `assert`: it would build its messages for every bar.
  if (!(Number.isInteger(steps) && steps >= 1)) throw new InvariantError(`a bar needs a positive number of steps, not ${steps}`);
  if (bars.length === 0) throw new InvariantError('there is no bar to rebuild');
  if (!(Number.isInteger(candidates) && candidates >= 1)) throw new InvariantError(`no bridge to choose from: ${candidates}`);
  const lowest = bars.length > 1 ? -1 / (bars.length - 1) : -1;
  const possible = correlation >= lowest && correlation <= 1;
  if (!possible) throw new InvariantError(`${bars.length} assets cannot all be correlated by ${correlation}`);
}

/** `wanted` is asked of the candidates; `fallback` decides where a coin must. */
function chosenOrder({ firstExtreme, stream }: RebuildOptions): { wanted: FirstExtreme; fallback: 'high' | 'low' } {
  const coin = stream.uniform() < 0.5 ? 'high' : 'low';
  return { wanted: firstExtreme, fallback: firstExtreme === 'random' ? coin : firstExtreme };
}

interface Walks {
  /** walks[candidate x assets + asset]: positions 0 .. steps of a walk with unit variance per bar. */
  readonly walks: readonly Float64Array[];
  /** Volatility of each candidate relative to the bar's. */
  readonly factors: Float64Array;
}

interface Scratch extends Walks {
  readonly shape: string;
  readonly normals: Float64Array;
}

/** Buffers of the last shape: bars of one study nearly always share it. Everything in them is written before it is read. */
let scratch: Scratch = { shape: '', walks: [], factors: new Float64Array(0), normals: new Float64Array(0) };

function scratchFor({ bars, steps, candidates }: RebuildOptions): Scratch {
  const shape = `${candidates}/${bars.length}/${steps}`;
  if (scratch.shape !== shape) {
    scratch = {
      shape,
      walks: Array.from({ length: candidates * bars.length }, () => new Float64Array(steps + 1)),
      factors: new Float64Array(candidates),
      normals: new Float64Array(candidates * bars.length * steps),
    };
  }
  return scratch;
}

function drawWalks(options: RebuildOptions): Walks {
  const { bars, steps, candidates, correlation, stream } = options;
  const { walks, factors, normals } = scratchFor(options);
  stream.fillUniforms(factors);
  for (let i = 0; i < candidates; i++) {
    factors[i] = exp(LOWEST_LOG_FACTOR + (HIGHEST_LOG_FACTOR - LOWEST_LOG_FACTOR) * factors[i]);
  }
  stream.fillNormals(normals);
  for (let candidate = 0; candidate < candidates; candidate++) {
    const block = normals.subarray(candidate * bars.length * steps, (candidate + 1) * bars.length * steps);
    correlate({ normals: block, assets: bars.length, correlation });
    for (let asset = 0; asset < bars.length; asset++) {
      accumulate({ normals: block.subarray(asset * steps, (asset + 1) * steps), walk: walks[candidate * bars.length + asset] });
    }
  }
  return { walks, factors };
}

/**
 * Makes independent normals of several assets equally correlated, in place: own x sqrt(1 - rho) + sum of all x b, where b is such
 * that the variance stays 1.
 */
function correlate({ normals, assets, correlation }: { normals: Float64Array; assets: number; correlation: number }): void {
  if (assets === 1) return;
  const own = Math.sqrt(1 - correlation);
  const shared = (Math.sqrt(Math.max(0, 1 + (assets - 1) * correlation)) - own) / assets;
  const steps = normals.length / assets;
  for (let step = 0; step < steps; step++) {
    let sum = 0;
    for (let i = step; i < normals.length; i += steps) sum += normals[i];
    for (let i = step; i < normals.length; i += steps) normals[i] = own * normals[i] + shared * sum;
  }
}

function accumulate({ normals, walk }: { normals: Float64Array; walk: Float64Array }): void {
  const scale = 1 / Math.sqrt(normals.length);
  let position = 0;
  walk[0] = 0;
  for (let i = 0; i < normals.length; i++) {
    position += normals[i] * scale;
    walk[i + 1] = position;
  }
}

interface Candidates extends Walks {
  readonly frames: readonly Frame[];
  readonly wanted: FirstExtreme;
}

interface Choice {
  readonly candidate: number;
  readonly reversed: boolean;
}

/**
 * The candidate whose extremes are nearest to those of the bars, in the sum over assets. A candidate in the wrong order is also tried
 * backwards in time: the noise keeps its law and its correlation between assets.
 */
function nearestCandidate(options: Candidates): Choice {
  const { factors } = options;
  let best: Choice = { candidate: 0, reversed: false };
  let bestCost = Infinity;
  for (let candidate = 0; candidate < factors.length; candidate++) {
    let cost = costOf(options, { candidate, reversed: false });
    let reversed = false;
    if (cost >= WRONG_ORDER_COST) {
      const backwards = costOf(options, { candidate, reversed: true });
      reversed = backwards < cost;
      cost = Math.min(cost, backwards);
    }
    if (cost < bestCost) {
      bestCost = cost;
      best = { candidate, reversed };
    }
  }
  return best;
}

/** Buffer of `costOf`, written before it is read. */
let tracePlaces = new Float64Array(0);

/** Distance of a candidate's extremes from the bars', in standard deviations of each bar, summed over the assets. */
function costOf({ frames, walks, factors, wanted }: Candidates, { candidate, reversed }: Choice): number {
  if (tracePlaces.length !== walks[0].length) tracePlaces = new Float64Array(walks[0].length);
  let cost = 0;
  for (let asset = 0; asset < frames.length; asset++) {
    const frame = frames[asset];
    if (!(frame.deviation > 0)) continue;
    const walk = walks[candidate * frames.length + asset];
    traceBridge({ frame, walk, deviation: frame.deviation * factors[candidate], reversed }, tracePlaces);
    const extremes = innerExtremes(tracePlaces);
    const distance = Math.abs(Math.min(extremes.low, frame.bottom) - frame.low) + Math.abs(Math.max(extremes.high, frame.top) - frame.high);
    cost += distance / frame.deviation + (isWrongOrder({ frame, extremes, wanted }) ? WRONG_ORDER_COST : 0);
  }
  return cost;
}

