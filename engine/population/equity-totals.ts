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
  const caps = equityCaps(frame, draws);
  const floorUsd = floors(frame, draws);
  const { equityUsd, group } = draws;
  const factor = frame.pins.equityUsd === null ? 1 : totalFactor(draws, { floorUsd, caps }, frame.pins.equityUsd);
  for (let slot = 0; slot < equityUsd.length; slot++) {
    equityUsd[slot] = Math.max(floorUsd[slot], Math.min(caps[group[slot]], factor * equityUsd[slot]));
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

/** Per slot: what one lot needs, or the pinned minimum of the account; half of that for each of several positions. */
function floors(frame: VenueFrame, { start, group }: PositionDraws): Float64Array {
  const least = leastPerInstrument(frame);
  const { minimumEquityUsd } = frame.pins;
  const floorUsd = new Float64Array(group.length);
  for (let account = 0; account + 1 < start.length; account++) {
    const share = start[account + 1] - start[account] > 1 ? 0.5 : 1;
    for (let slot = start[account]; slot < start[account + 1]; slot++) {
      floorUsd[slot] = Math.max(least[group[slot] >> 1], share * minimumEquityUsd);
    }
  }
  return floorUsd;
}

interface Bounds {
  /** Per slot. */
  readonly floorUsd: Float64Array;
  /** Per group. */
  readonly caps: Float64Array;
}

/** The factor at which the clamped equities sum to the target: Newton steps on a growing piecewise linear function. */
function totalFactor({ equityUsd, group }: PositionDraws, { floorUsd, caps }: Bounds, target: number): number {
  let factor = 1;
  for (let pass = 0; pass < mostPasses; pass++) {
    let free = 0;
    let held = 0;
    for (let slot = 0; slot < equityUsd.length; slot++) {
      const scaled = factor * equityUsd[slot];
      if (scaled <= floorUsd[slot]) held += floorUsd[slot];
      else if (scaled >= caps[group[slot]]) held += caps[group[slot]];
      else free += equityUsd[slot];
    }
    if (free === 0 || Math.abs(held + factor * free - target) <= tolerance * target) return factor;
    factor = Math.max(0.5 * factor, Math.min(2 * factor, (target - held) / free));
  }
  return factor;
}
