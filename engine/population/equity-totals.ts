/** The last step of equity: every position can open at least one lot, nobody holds too much, and the total is the pinned one. */
import type { PositionDraws } from './position-draws.ts';
import { largestEquityUsd } from './fitted-positions.ts';
import { leastEquityUsd } from './lots.ts';
import type { VenueFrame } from './venue-frame.ts';

const mostPasses = 40;
const tolerance = 1e-12;

/**
 * Clamps the equity of every slot (USD, changed in place) between what one lot needs and the largest share, and scales what is in
 * between so that the sum is `pins.equityUsd`; without that pin it only clamps.
 */
export function settleEquities(frame: VenueFrame, draws: PositionDraws): void {
  const least = leastPerInstrument(frame);
  const caps = equityCaps(frame, draws);
  const { equityUsd, group } = draws;
  const minimum = minimumPerSlot(frame, draws);
  const lowest = (slot: number): number => Math.max(least[group[slot] >> 1], minimum(slot));
  const most = (slot: number): number => caps[group[slot]];
  const factor = frame.pins.equityUsd === null ? 1 : totalFactor(equityUsd, { lowest, most, target: frame.pins.equityUsd });
  for (let slot = 0; slot < equityUsd.length; slot++) {
    equityUsd[slot] = Math.max(lowest(slot), Math.min(caps[group[slot]], factor * equityUsd[slot]));
  }
}

/** Part of a group's equity that cutting off large accounts may take. */
const mostCutOff = 0.1;

/**
 * Per group: the largest equity of one position. It is the pinned share, but more where a few accounts have to carry a side of an
 * instrument: open interest is kept first.
 */
function equityCaps(frame: VenueFrame, { group, equityUsd }: PositionDraws): Float64Array {
  const groups = 2 * frame.request.instruments.length;
  const caps = new Float64Array(groups).fill(largestEquityUsd(frame));
  for (let isTight = true; isTight; ) {
    const total = new Float64Array(groups);
    const cutOff = new Float64Array(groups);
    for (let slot = 0; slot < group.length; slot++) {
      total[group[slot]] += equityUsd[slot];
      cutOff[group[slot]] += Math.max(0, equityUsd[slot] - caps[group[slot]]);
    }
    isTight = false;
    for (let index = 0; index < groups; index++) {
      if (!(cutOff[index] > mostCutOff * total[index])) continue;
      caps[index] *= 1.5;
      isTight = true;
    }
  }
  return caps;
}

function leastPerInstrument(frame: VenueFrame): Float64Array {
  const least = new Float64Array(frame.request.instruments.length);
  for (const instrument of frame.traded) least[instrument] = leastEquityUsd(frame, instrument);
  return least;
}

/** The pinned minimum of an account, for its only position; half of it for each of several. */
function minimumPerSlot({ pins, traded }: VenueFrame, { start, group }: PositionDraws): (slot: number) => number {
  const isSingle = group.length === start.length - 1 || traded.length === 1;
  if (isSingle) return () => pins.minimumEquityUsd;
  const share = new Float64Array(group.length).fill(1);
  for (let account = 0; account + 1 < start.length; account++) {
    if (start[account + 1] - start[account] > 1) share.fill(0.5, start[account], start[account + 1]);
  }
  return (slot) => share[slot] * pins.minimumEquityUsd;
}

interface Bounds {
  lowest(slot: number): number;
  most(slot: number): number;
  readonly target: number;
}

/** The factor at which the clamped equities sum to the target: Newton steps on a growing piecewise linear function. */
function totalFactor(equityUsd: Float64Array, { lowest, most, target }: Bounds): number {
  let factor = 1;
  for (let pass = 0; pass < mostPasses; pass++) {
    let free = 0;
    let held = 0;
    for (let slot = 0; slot < equityUsd.length; slot++) {
      const scaled = factor * equityUsd[slot];
      const floor = lowest(slot);
      if (scaled <= floor) held += floor;
      else if (scaled >= most(slot)) held += most(slot);
      else free += equityUsd[slot];
    }
    if (free === 0 || Math.abs(held + factor * free - target) <= tolerance * target) return factor;
    factor = Math.max(0.5 * factor, Math.min(2 * factor, (target - held) / free));
  }
  return factor;
}
