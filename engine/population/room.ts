/**
 * Room for open interest. Where initial margin grows with the position, a side of an instrument may be a little short of equity for its
 * pinned open interest; then its accounts get somewhat more, taken from the others when the total is pinned.
 */
import type { VenueFrame } from './venue-frame.ts';

/** Most that a side's equity may grow; beyond, the pins contradict the margin rules and are refused. */
const mostGrowth = 1.1;
const mostRounds = 40;
/** Positions with at least so many lots can give equity away and still hold a lot. */
const fewLots = 10;

export interface RoomRequest {
  readonly frame: VenueFrame;
  readonly group: Uint16Array;
  /** USD per slot; changed in place. */
  readonly equityUsd: Float64Array;
  /** Most lots per slot at the present equities. */
  limits(): Float64Array;
}

/** Lots that each group can hold: the sum of its limits. */
export function groupSums(frame: VenueFrame, group: Uint16Array, values: Float64Array): Float64Array {
  const sums = new Float64Array(2 * frame.request.instruments.length);
  for (let slot = 0; slot < group.length; slot++) sums[group[slot]] += values[slot];
  return sums;
}

/** Whether every side of every instrument can hold its open interest within these limits. */
export function canCarry(frame: VenueFrame, group: Uint16Array, limits: Float64Array): boolean {
  return groupSums(frame, group, limits).every((sum, index) => sum >= frame.targetLots[index >> 1]);
}

/** Raises equities until every side can carry its open interest or has grown by 10 %. Returns the limits at the new equities. */
export function makeRoom({ frame, group, equityUsd, limits }: RoomRequest): Float64Array {
  const growth = new Float64Array(2 * frame.request.instruments.length).fill(1);
  let current = limits();
  for (let round = 0; round < mostRounds && !canCarry(frame, group, current); round++) {
    const step = growthSteps(frame, growth, groupSums(frame, group, current));
    if (step.every((factor) => factor === 1)) return current;
    let addedUsd = 0;
    for (let slot = 0; slot < group.length; slot++) {
      addedUsd += equityUsd[slot] * (step[group[slot]] - 1);
      equityUsd[slot] *= step[group[slot]];
    }
    if (frame.pins.equityUsd !== null) takeFromOthers({ frame, group, equityUsd, limits: current, step }, addedUsd);
    current = limits();
  }
  return current;
}

/** Factors for this round: what is missing and a little more, within the growth still allowed (updated). */
function growthSteps(frame: VenueFrame, growth: Float64Array, held: Float64Array): Float64Array {
  return growth.map((before, index) => {
    const target = frame.targetLots[index >> 1];
    if (held[index] >= target) return 1;
    const after = Math.min(mostGrowth, before * (target / held[index]) * 1.001);
    growth[index] = after;
    return after / before;
  });
}

interface Giving {
  readonly frame: VenueFrame;
  readonly group: Uint16Array;
  readonly equityUsd: Float64Array;
  readonly limits: Float64Array;
  readonly step: Float64Array;
}

/** Keeps the pinned total: positions of the other sides that can spare it give equally. */
function takeFromOthers(giving: Giving, addedUsd: number): void {
  const { equityUsd } = giving;
  let givingUsd = 0;
  for (let slot = 0; slot < equityUsd.length; slot++) if (canGive(giving, slot)) givingUsd += equityUsd[slot];
  const factor = givingUsd > addedUsd ? 1 - addedUsd / givingUsd : 1;
  for (let slot = 0; slot < equityUsd.length; slot++) if (canGive(giving, slot)) equityUsd[slot] *= factor;
}

function canGive({ frame, group, equityUsd, limits, step }: Giving, slot: number): boolean {
  return step[group[slot]] === 1 && limits[slot] >= fewLots && equityUsd[slot] > 2 * frame.pins.minimumEquityUsd;
}
