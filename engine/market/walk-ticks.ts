/**
 * Ticks of walks: what several underlyings did in the steps of a path becomes one series of prices per underlying on one clock. Inside a
 * step every underlying shows both of its extremes, at a moment of its own, while the others stand where they are expected then: on the
 * line between their ends, moved along by their correlation. Extremes of two underlyings are never put together into a moment that did not
 * exist; what is left of the error for portfolios is what substeps are for. A jump is two ticks, the price before and after it.
 */
import { InvariantError } from '../math/assert.ts';
import type { RandomStream } from '../math/random.ts';
import { exp } from '../math/transcendental.ts';
import { drawExtremes } from './joint-extremes.ts';
import type { Jump, WalkColumns } from './price-model.ts';

export interface TickGrid {
  readonly startMs: number;
  readonly stepMs: number;
  readonly steps: number;
  /** joint: both extremes of every step; none: the ends of steps only. */
  readonly extremes: 'joint' | 'none';
  /** Of the shocks: where the others are expected when one shows an extreme; null for independent ones. */
  readonly correlations: readonly Float64Array[] | null;
}

/** One underlying of a path. */
export interface WalkedUnderlying {
  readonly columns: WalkColumns;
  /** Of its extremes and of the diffusion at its jumps. */
  readonly stream: RandomStream;
}

/** A walked underlying whose stream is opened by whoever draws from it first: a path without extremes and jumps needs none. */
export class LazyUnderlying implements WalkedUnderlying {
  readonly columns: WalkColumns;
  readonly #open: () => RandomStream;
  #stream: RandomStream | null = null;

  constructor(columns: WalkColumns, open: () => RandomStream) {
    this.columns = columns;
    this.#open = open;
  }

  get stream(): RandomStream {
    return (this.#stream ??= this.#open());
  }
}

export interface PathTicks {
  readonly timesMs: Float64Array;
  /** prices[underlying][tick]; the first tick is the start. */
  readonly prices: readonly Float64Array[];
}

/** A moment inside a step at which one underlying shows a price. */
interface Moment {
  readonly fraction: number;
  /** 0 before a jump at this fraction, 1 after it. */
  readonly stage: 0 | 1;
  readonly underlying: number;
  readonly level: number;
}

/** Between two jumps: from one log price to another. */
interface Piece {
  readonly fromFraction: number;
  readonly toFraction: number;
  readonly from: number;
  readonly to: number;
}

/** Columns of prices that path after path is built in: whoever lends them is done with the path before. */
export class PathRoom {
  columns: readonly Float64Array[] = [];
}

/** The ticks of steps, appended stretch by stretch; streams may differ from stretch to stretch. */
export class TickBuilder {
  readonly #grid: TickGrid;
  readonly #levels: Float64Array;
  readonly #startPrices: Float64Array;
  readonly #ticksPerStep: number;
  /** Those of a path without jumps, which all such paths share, until the first jump. */
  #timesMs: Float64Array;
  #isRegular = true;
  #prices: Float64Array[];
  #count = 1;
  /** Of the step at hand, per underlying: first and second extreme, lowest and highest level. */
  readonly #shown: readonly [Float64Array, Float64Array];
  readonly #lows: Float64Array;
  readonly #highs: Float64Array;

  /** With a room, prices without jumps are built in its columns. */
  constructor(grid: TickGrid, startPrices: Float64Array, room?: PathRoom) {
    this.#grid = grid;
    this.#startPrices = startPrices;
    this.#ticksPerStep = grid.extremes === 'none' ? 1 : 2 * startPrices.length + 1;
    this.#levels = new Float64Array(startPrices.length);
    this.#shown = [new Float64Array(startPrices.length), new Float64Array(startPrices.length)];
    this.#lows = new Float64Array(startPrices.length);
    this.#highs = new Float64Array(startPrices.length);
    this.#timesMs = regularTimes(grid, this.#ticksPerStep);
    this.#prices = columnsFor(startPrices.length, this.#timesMs.length, room);
    startPrices.forEach((price, underlying) => (this.#prices[underlying][0] = price));
  }

  /** Steps [from, to) of all underlyings, in the order of the start prices. */
  append({ from, to }: { from: number; to: number }, underlyings: readonly WalkedUnderlying[]): void {
    if (this.#ticksPerStep === 1 && this.#isRegular && underlyings.every(({ columns }) => columns.jumps.length === 0)) {
      this.#plainEnds(from, to, underlyings);
      return;
    }
    const next = underlyings.map(({ columns }) => firstJumpFrom(columns.jumps, from));
    const jumps = underlyings.reduce((sum, { columns }, index) => sum + columns.jumps.length - next[index], 0);
    this.#reserve(this.#count + (to - from) * this.#ticksPerStep + 4 * jumps);
    for (let step = from; step < to; step++) {
      if (jumps > 0 && underlyings.some(({ columns }, index) => columns.jumps[next[index]]?.step === step)) {
        this.#jumpStep(step, underlyings, underlyings.map(({ columns }, index) => jumpsOf(columns.jumps, next, index, step)));
      } else this.#plainStep(step, underlyings);
    }
  }

  finish(): PathTicks {
    if (this.#isRegular && this.#count === this.#timesMs.length) return { timesMs: this.#timesMs, prices: this.#prices };
    return { timesMs: this.#timesMs.subarray(0, this.#count), prices: this.#prices.map((column) => column.subarray(0, this.#count)) };
  }

  #reserve(capacity: number): void {
    if (capacity <= this.#prices[0].length) return;
    this.#prices = this.#prices.map((column) => grown(column, capacity));
    if (!this.#isRegular) this.#timesMs = grown(this.#timesMs, capacity);
  }

  /** Times of its own from here on. */
  #leaveRegularTimes(): void {
    if (!this.#isRegular) return;
    this.#isRegular = false;
    const own = new Float64Array(this.#prices[0].length);
    own.set(this.#timesMs.subarray(0, this.#count));
    this.#timesMs = own;
  }

  /** Prices at the ends of steps and nothing else. */
  #plainEnds(from: number, to: number, underlyings: readonly WalkedUnderlying[]): void {
    for (let underlying = 0; underlying < underlyings.length; underlying++) {
      const { logReturn } = underlyings[underlying].columns;
      const prices = this.#prices[underlying];
      const startPrice = this.#startPrices[underlying];
      let level = this.#levels[underlying];
      for (let step = from; step < to; step++) {
        level += logReturn[step];
        prices[step + 1] = startPrice * exp(level);
      }
      this.#levels[underlying] = level;
    }
    this.#count += to - from;
  }

  #plainStep(step: number, underlyings: readonly WalkedUnderlying[]): void {
    const { startMs, stepMs } = this.#grid;
    const ticks = this.#ticksPerStep;
    const first = this.#count;
    if (!this.#isRegular) {
      const openMs = startMs + step * stepMs;
      for (let tick = 0; tick < ticks; tick++) this.#timesMs[first + tick] = openMs + Math.floor(((tick + 1) * stepMs) / ticks);
    }
    const last = first + ticks - 1;
    for (let underlying = 0; underlying < underlyings.length; underlying++) {
      const to = this.#levels[underlying] + underlyings[underlying].columns.logReturn[step];
      this.#prices[underlying][last] = this.#startPrices[underlying] * exp(to);
      if (ticks > 1) this.#drawExtremes(step, underlying, underlyings[underlying]);
    }
    for (let slot = 0; slot < ticks - 1; slot++) this.#showExtreme(step, slot, underlyings);
    for (let underlying = 0; underlying < underlyings.length; underlying++) {
      this.#levels[underlying] += underlyings[underlying].columns.logReturn[step];
    }
    this.#count += ticks;
  }

  #drawExtremes(step: number, underlying: number, { columns, stream }: WalkedUnderlying): void {
    const from = this.#levels[underlying];
    const { low, high, lowFirst } = extremesOf(columns, step, { from, to: from + columns.logReturn[step] }, stream);
    this.#lows[underlying] = low;
    this.#highs[underlying] = high;
    this.#shown[0][underlying] = lowFirst ? low : high;
    this.#shown[1][underlying] = lowFirst ? high : low;
  }

  /** First extremes of all underlyings in turn, then second ones. */
  #showExtreme(step: number, slot: number, underlyings: readonly WalkedUnderlying[]): void {
    const count = underlyings.length;
    const owner = slot % count;
    const fraction = (slot + 1) / (2 * count + 1);
    const shown = this.#shown[slot < count ? 0 : 1][owner];
    const deviation = shown - this.#levels[owner] - fraction * underlyings[owner].columns.logReturn[step];
    const ownVariance = underlyings[owner].columns.variance[step];
    for (let underlying = 0; underlying < count; underlying++) {
      const { logReturn, variance } = underlyings[underlying].columns;
      let level = shown;
      if (underlying !== owner) {
        const correlation = this.#grid.correlations?.[owner][underlying] ?? 0;
        const slope = correlation === 0 || ownVariance === 0 ? 0 : correlation * Math.sqrt(variance[step] / ownVariance);
        const expected = this.#levels[underlying] + fraction * logReturn[step] + slope * deviation;
        level = Math.max(this.#lows[underlying], Math.min(this.#highs[underlying], expected));
      }
      this.#prices[underlying][this.#count + slot] = this.#startPrices[underlying] * exp(level);
    }
  }

  #jumpStep(step: number, underlyings: readonly WalkedUnderlying[], jumps: readonly (readonly Jump[])[]): void {
    this.#leaveRegularTimes();
    const pieces = underlyings.map((one, index) => piecesOf(this.#levels[index], step, one, jumps[index]));
    const moments = underlyings.flatMap((one, index) => this.#moments(step, index, one, pieces[index]));
    moments.sort((a, b) => a.fraction - b.fraction || a.stage - b.stage || a.underlying - b.underlying);
    const groups = groupMoments(moments);
    const { startMs, stepMs } = this.#grid;
    const endMs = startMs + (step + 1) * stepMs;
    if (groups.length >= stepMs) throw new InvariantError(`${groups.length} prices in a step of ${stepMs} ms`);
    groups.forEach((group, index) => {
      const wantedMs = startMs + step * stepMs + Math.floor(group[0].fraction * stepMs);
      const timeMs = Math.min(Math.max(wantedMs, this.#timesMs[this.#count - 1] + 1), endMs - (groups.length - index));
      this.#pushGroup(timeMs, group, pieces);
    });
    pieces.forEach((own, underlying) => (this.#levels[underlying] = own[own.length - 1].to));
    this.#timesMs[this.#count] = endMs;
    this.#prices.forEach((column, underlying) => (column[this.#count] = this.#startPrices[underlying] * exp(this.#levels[underlying])));
    this.#count++;
  }

  /** What one underlying shows inside the step: two extremes per piece, and both sides of every jump. */
  #moments(step: number, underlying: number, { columns, stream }: WalkedUnderlying, pieces: readonly Piece[]): Moment[] {
    const count = this.#startPrices.length;
    const moments: Moment[] = [];
    pieces.forEach((piece, index) => {
      const length = piece.toFraction - piece.fromFraction;
      if (index > 0) {
        moments.push({ fraction: piece.fromFraction, stage: 0, underlying, level: pieces[index - 1].to });
        moments.push({ fraction: piece.fromFraction, stage: 1, underlying, level: piece.from });
      }
      if (this.#grid.extremes === 'none') return;
      const { low, high, lowFirst } = extremesOf(columns, step, piece, stream, length);
      const at = (slot: number): number => piece.fromFraction + (length * (slot + 1)) / (2 * count + 1);
      moments.push({ fraction: at(underlying), stage: 0, underlying, level: lowFirst ? low : high });
      moments.push({ fraction: at(count + underlying), stage: 0, underlying, level: lowFirst ? high : low });
    });
    return moments;
  }

  #pushGroup(timeMs: number, group: readonly Moment[], pieces: readonly (readonly Piece[])[]): void {
    const { fraction } = group[0];
    this.#timesMs[this.#count] = timeMs;
    this.#prices.forEach((column, underlying) => {
      const shown = group.find((moment) => moment.underlying === underlying);
      const level = shown ? shown.level : levelAt(pieces[underlying], fraction);
      column[this.#count] = this.#startPrices[underlying] * exp(level);
    });
    this.#count++;
  }
}

const noJumps: readonly Jump[] = [];

function columnsFor(count: number, length: number, room?: PathRoom): Float64Array[] {
  const kept = room?.columns ?? [];
  const made: Float64Array[] = [];
  for (let column = 0; column < count; column++) made.push(kept[column]?.length === length ? kept[column] : new Float64Array(length));
  if (room) room.columns = made;
  return made;
}

const knownTimes = new WeakMap<TickGrid, Float64Array>();

/** Times of a path without jumps; the same array for every path of a grid. */
function regularTimes(grid: TickGrid, ticksPerStep: number): Float64Array {
  const known = knownTimes.get(grid);
  if (known) return known;
  const { startMs, stepMs, steps } = grid;
  const times = new Float64Array(1 + steps * ticksPerStep);
  times[0] = startMs;
  for (let step = 0; step < steps; step++) {
    for (let tick = 0; tick < ticksPerStep; tick++) {
      times[1 + step * ticksPerStep + tick] = startMs + step * stepMs + Math.floor(((tick + 1) * stepMs) / ticksPerStep);
    }
  }
  knownTimes.set(grid, times);
  return times;
}

function grown(column: Float64Array, capacity: number): Float64Array {
  const larger = new Float64Array(Math.max(capacity, 2 * column.length));
  larger.set(column);
  return larger;
}

/** Index of the first jump at or after a step; their number when there is none. */
function firstJumpFrom(jumps: readonly Jump[], step: number): number {
  const found = jumps.findIndex((jump) => jump.step >= step);
  return found < 0 ? jumps.length : found;
}

/** The jumps of a step; `next` walks along. */
function jumpsOf(jumps: readonly Jump[], next: number[], index: number, step: number): readonly Jump[] {
  let at = next[index];
  if (at >= jumps.length || jumps[at].step !== step) return noJumps;
  const found: Jump[] = [];
  while (at < jumps.length && jumps[at].step === step) found.push(jumps[at++]);
  next[index] = at;
  return found;
}

/** The step cut at its jumps. The diffusion at a jump is drawn from the bridge over the rest of the step. */
function piecesOf(start: number, step: number, { columns, stream }: WalkedUnderlying, jumps: readonly Jump[]): Piece[] {
  const pieces: Piece[] = [];
  const total = columns.logReturn[step];
  const variance = columns.variance[step];
  let [fromFraction, diffused, jumped] = [0, 0, 0];
  for (const { fraction, size } of jumps) {
    const left = 1 - fromFraction;
    const share = (fraction - fromFraction) / left;
    const deviation = Math.sqrt(Math.max(0, (variance * (fraction - fromFraction) * (1 - fraction)) / left));
    const next = diffused + share * (total - diffused) + deviation * stream.normal();
    pieces.push({ fromFraction, toFraction: fraction, from: start + diffused + jumped, to: start + next + jumped });
    diffused = next;
    jumped += size;
    fromFraction = fraction;
  }
  pieces.push({ fromFraction, toFraction: 1, from: start + diffused + jumped, to: start + total + jumped });
  return pieces;
}

function levelAt(pieces: readonly Piece[], fraction: number): number {
  const piece = pieces.find(({ toFraction }) => fraction <= toFraction) ?? pieces[pieces.length - 1];
  const length = piece.toFraction - piece.fromFraction;
  return length > 0 ? piece.from + ((fraction - piece.fromFraction) / length) * (piece.to - piece.from) : piece.to;
}

/** Extremes of a part of a step: those of the bar where the model carries bars, else drawn. Three draws of the stream, always. */
function extremesOf(
  { bars, variance }: WalkColumns,
  step: number,
  { from, to }: { from: number; to: number },
  stream: RandomStream,
  share = 1,
): { low: number; high: number; lowFirst: boolean } {
  if (bars) return { low: from + bars.low[step], high: from + bars.high[step], lowFirst: bars.highFirst[step] === 0 };
  const [minimumDraw, maximumDraw, orderDraw] = [stream.uniform(), stream.uniform(), stream.uniform()];
  return drawExtremes({ from, to, variance: variance[step] * share, minimumDraw, maximumDraw, orderDraw });
}

function groupMoments(moments: readonly Moment[]): Moment[][] {
  const groups: Moment[][] = [];
  for (const moment of moments) {
    const last = groups.at(-1)?.[0];
    if (last && last.fraction === moment.fraction && last.stage === moment.stage) groups[groups.length - 1].push(moment);
    else groups.push([moment]);
  }
  return groups;
}
