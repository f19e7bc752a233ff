/**
 * Whole lots: the notional of every instrument and side becomes exactly its target, no position is without a lot, and none needs
 * more initial margin than its equity.
 */
import { exitCodes, UserError } from '../errors.ts';
import { assert } from '../math/assert.ts';
import { requiredRate, type FittedPositions } from './fitted-positions.ts';
import type { PositionDraws } from './position-draws.ts';
import { canCarry, groupSums, makeRoom } from './room.ts';
import type { VenueFrame } from './venue-frame.ts';

export interface LotsRequest {
  readonly frame: VenueFrame;
  readonly draws: Pick<PositionDraws, 'group' | 'logLeverage'>;
  readonly positions: FittedPositions;
}

const mostPasses = 60;
const tolerance = 1e-9;
/** How far a position may grow beyond its fitted size; enough in all but tiny populations. */
const usualHeadroom = 1.25;
/** A hedged short may exceed its coins by this much, so that whole lots find room. */
const hedgeSlack = 1.001;

/** Signed whole lots per slot; may raise equities a little (room.ts). Throws UserError when accounts cannot carry the open interest. */
export function wholeLots(request: LotsRequest): Float64Array {
  const { frame, draws: { group }, positions } = request;
  const lots = new Float64Array(group.length);
  for (let slot = 0; slot < lots.length; slot++) lots[slot] = positions.notionalUsd[slot] / frame.lotUsd[group[slot] >> 1];
  let limits = lotLimits(request, lots, usualHeadroom);
  if (!canCarry(frame, group, limits)) {
    limits = makeRoom({ frame, group, equityUsd: positions.equityUsd, limits: () => lotLimits(request, lots, Infinity) });
  }
  refuseOverload(request, limits);
  scaleWithin(request, lots, limits);
  roundWithin(request, lots, limits);
  for (let slot = 0; slot < lots.length; slot++) if (group[slot] & 1) lots[slot] = -lots[slot];
  return lots;
}

/** Most lots per slot: what initial margin allows, but not above `headroom` times the wish. */
function lotLimits({ frame, draws, positions }: LotsRequest, lots: Float64Array, headroom: number): Float64Array {
  const { group, logLeverage } = draws;
  const limits = new Float64Array(lots.length);
  for (let slot = 0; slot < lots.length; slot++) {
    const instrument = group[slot] >> 1;
    const equityUsd = positions.equityUsd[slot];
    const most = Math.floor(Math.min(frame.targetLots[instrument], Math.max(1, lots[slot]) * headroom + 1));
    const isHedged = logLeverage[slot] !== logLeverage[slot];
    limits[slot] = isHedged
      ? Math.min(most, Math.floor((equityUsd / frame.lotUsd[instrument]) * hedgeSlack) + 1)
      : affordableLots(frame, instrument, { equityUsd, most });
  }
  return limits;
}

/** Equity that opens one lot, USD, with two cash units to spare for rounding. */
export function leastEquityUsd(frame: VenueFrame, instrument: number): number {
  const lotUsd = frame.lotUsd[instrument];
  return requiredRate(frame, instrument, lotUsd) * lotUsd + 4 * frame.unitUsd[frame.request.instruments[instrument].settleAsset];
}

function affordableLots(frame: VenueFrame, instrument: number, { equityUsd, most }: { equityUsd: number; most: number }): number {
  const lotUsd = frame.lotUsd[instrument];
  const usable = equityUsd - 2 * frame.unitUsd[frame.request.instruments[instrument].settleAsset];
  if (requiredRate(frame, instrument, most * lotUsd) * most * lotUsd <= usable) return most;
  let low = 1;
  let high = most;
  while (high - low > 1) {
    const middle = Math.floor(0.5 * (low + high));
    if (requiredRate(frame, instrument, middle * lotUsd) * middle * lotUsd <= usable) low = middle;
    else high = middle;
  }
  return low;
}

function refuseOverload(request: LotsRequest, limits: Float64Array): void {
  const { frame, draws: { group: groups } } = request;
  const most = groupSums(frame, groups, limits);
  const fewest = groupSums(frame, groups, new Float64Array(limits.length).fill(1));
  const problems = [...most.keys()].flatMap((group) => {
    const target = frame.targetLots[group >> 1];
    const name = `${frame.request.instruments[group >> 1].id} (${group & 1 ? 'short' : 'long'})`;
    if (fewest[group] > target) {
      const what = `${target} lots of ${name} for ${fewest[group]} positions`;
      return [{ what, expected: 'at least a lot each', suggestion: 'smaller lots or fewer accounts' }];
    }
    if (most[group] >= target) return [];
    return [{
      what: `the equity behind ${name} can open ${most[group]} lots, ${target} are pinned`,
      expected: 'initial margin for the whole open interest',
      suggestion: 'more equity, a lower initial margin, or more accounts where it grows with the position',
    }];
  });
  if (problems.length > 0) throw new UserError(exitCodes.inputInvalid, problems);
}

/** Multiplies the lots of every group by one factor, held between 1 and their limits, so that they sum to the target. */
function scaleWithin(request: LotsRequest, lots: Float64Array, limits: Float64Array): void {
  const { frame, draws: { group } } = request;
  const factors = new Scaling(frame);
  for (let pass = 0; pass < mostPasses && !factors.isDone; pass++) {
    factors.begin();
    for (let slot = 0; slot < lots.length; slot++) factors.count(group[slot], lots[slot], limits[slot]);
    factors.adjust();
  }
  for (let slot = 0; slot < lots.length; slot++) {
    lots[slot] = Math.max(1, Math.min(limits[slot], lots[slot] * factors.factor[group[slot]]));
  }
}

/** Finds the factors: the sum of clamped lots grows with the factor, so Newton's step, kept inside a shrinking bracket, finds it. */
class Scaling {
  readonly factor: Float64Array;
  isDone = false;
  readonly #target: Float64Array;
  readonly #free: Float64Array;
  readonly #held: Float64Array;
  readonly #low: Float64Array;
  readonly #high: Float64Array;

  constructor({ request, targetLots }: VenueFrame) {
    const groups = 2 * request.instruments.length;
    this.factor = new Float64Array(groups).fill(1);
    this.#target = new Float64Array(groups).map((_, group) => targetLots[group >> 1]);
    this.#free = new Float64Array(groups);
    this.#held = new Float64Array(groups);
    this.#low = new Float64Array(groups);
    this.#high = new Float64Array(groups).fill(Infinity);
  }

  begin(): void {
    this.#free.fill(0);
    this.#held.fill(0);
  }

  count(group: number, lots: number, limit: number): void {
    const scaled = lots * this.factor[group];
    if (scaled >= limit) this.#held[group] += limit;
    else if (scaled <= 1) this.#held[group] += 1;
    else this.#free[group] += lots;
  }

  adjust(): void {
    this.isDone = true;
    for (let group = 0; group < this.factor.length; group++) {
      const error = this.#held[group] + this.#free[group] * this.factor[group] - this.#target[group];
      if (Math.abs(error) <= tolerance * this.#target[group]) continue;
      this.isDone = false;
      if (error > 0) this.#high[group] = this.factor[group];
      else this.#low[group] = this.factor[group];
      this.factor[group] = this.#next(group);
    }
  }

  #next(group: number): number {
    const [low, high] = [this.#low[group], this.#high[group]];
    const newton = (this.#target[group] - this.#held[group]) / this.#free[group];
    if (newton > low && newton < high) return newton;
    return high === Infinity ? Math.max(1, low * 2) : 0.5 * (low + high);
  }
}

/** Rounds to whole lots, handing each rounding on to the next position of the group; what is left at the end goes where there is room. */
function roundWithin({ frame, draws: { group } }: LotsRequest, lots: Float64Array, limits: Float64Array): void {
  const rest = new Float64Array(2 * frame.request.instruments.length);
  const total = new Float64Array(rest.length);
  for (let slot = 0; slot < lots.length; slot++) {
    const wish = lots[slot] + rest[group[slot]];
    lots[slot] = Math.max(1, Math.min(limits[slot], Math.floor(wish + 0.5)));
    rest[group[slot]] = wish - lots[slot];
    total[group[slot]] += lots[slot];
  }
  for (const instrument of frame.traded) {
    const target = frame.targetLots[instrument];
    for (const side of [2 * instrument, 2 * instrument + 1]) spreadRest({ group, side, missing: target - total[side] }, lots, limits);
  }
}

interface Missing {
  readonly group: Uint16Array;
  readonly side: number;
  readonly missing: number;
}

/** Adds (or removes) the lots that the factor's last digits left over, in the order of accounts, where limits have room. */
function spreadRest({ group, side, missing }: Missing, lots: Float64Array, limits: Float64Array): void {
  let left = missing;
  for (let slot = 0; slot < lots.length && left !== 0; slot++) {
    if (group[slot] !== side) continue;
    const move = left > 0 ? Math.min(limits[slot] - lots[slot], left) : -Math.min(lots[slot] - 1, -left);
    lots[slot] += move;
    left -= move;
  }
  assert(left === 0, 'some lots of a side found no place');
}
