/**
 * From drawn to fitted positions: equity and notional in USD for every slot. A position that its equity could not have opened (initial
 * margin at the start) is drawn again below what it could, and everything is fitted anew.
 */
import { exp, log } from '../math/transcendental.ts';
import { forEachDrawn, normalBelow, type AccountBlock } from './equity-draws.ts';
import { fitLeverage, type LeverageFit } from './leverage-fit.ts';
import { marks, medianLogLeverage, type PositionDraws } from './position-draws.ts';
import type { VenueFrame } from './venue-frame.ts';

export interface FittedPositions {
  /** USD per slot. */
  readonly equityUsd: Float64Array;
  readonly notionalUsd: Float64Array;
  readonly fit: LeverageFit;
}

const mostRounds = 4;
/** Share of positions whose change does not call for another fit: scaling to whole lots absorbs it. */
const fewChanges = 0.002;
/** An account may exceed the largest share by this much while fitting; what is left is cut off at the end. */
const shareSlack = 1.02;
/** In a small population nobody can be kept below a share that is less than that of a few. */
const fewestSharers = 3;

/** Largest equity of one position, USD. */
export function largestEquityUsd({ pins, expectedEquityUsd }: VenueFrame): number {
  return Math.max(pins.largestShareOfEquity, fewestSharers / pins.accounts) * expectedEquityUsd;
}

/** Initial margin per notional in USD terms, or 1 / largest leverage where that is stricter. */
export function requiredRate(frame: VenueFrame, instrument: number, notionalUsd: number): number {
  const { request, unitUsd, leverageCap } = frame;
  const units = notionalUsd / unitUsd[request.instruments[instrument].settleAsset];
  return Math.max(request.initialRateOf(instrument, units), 1 / leverageCap[instrument]);
}

/** Fits, draws again what cannot stand, and fits again, until next to nothing is left or a few rounds are over. Changes `draws`. */
export function fitPositions(frame: VenueFrame, draws: PositionDraws): FittedPositions {
  const notionalUsd = new Float64Array(draws.group.length);
  for (let round = 0; ; round++) {
    const fit = fitLeverage(frame, draws);
    const pass = new Pass(frame, draws, fit);
    const changed = round < mostRounds ? pass.redraw(round, notionalUsd) : pass.keep(notionalUsd);
    if (changed > fewChanges * notionalUsd.length) continue;
    for (let slot = 0; slot < notionalUsd.length; slot++) draws.equityUsd[slot] *= fit.equityScale[draws.group[slot]];
    return { equityUsd: draws.equityUsd, notionalUsd, fit };
  }
}

/** One walk over all slots with one fit. */
class Pass {
  readonly #frame: VenueFrame;
  readonly #draws: PositionDraws;
  readonly #fit: LeverageFit;
  readonly #largestUsd: number;

  constructor(frame: VenueFrame, draws: PositionDraws, fit: LeverageFit) {
    this.#frame = frame;
    this.#draws = draws;
    this.#fit = fit;
    this.#largestUsd = largestEquityUsd(frame);
  }

  #leverageOf(slot: number): number {
    const z = this.#draws.logLeverage[slot];
    if (z !== z) return 1;
    const { level, spread, centre } = this.#fit;
    return exp(level[this.#draws.group[slot] & 1] + spread * (z - centre));
  }

  /** Fills the notionals as they are. Returns 0. */
  keep(notionalUsd: Float64Array): number {
    for (let slot = 0; slot < notionalUsd.length; slot++) notionalUsd[slot] = this.#notionalUsd(slot);
    return 0;
  }

  #notionalUsd(slot: number): number {
    const group = this.#draws.group[slot];
    const leverage = Math.min(this.#leverageOf(slot), this.#frame.leverageCap[group >> 1]);
    return leverage * this.#draws.equityUsd[slot] * this.#fit.equityScale[group];
  }

  /** Fills the notionals and changes the draws of positions that are too large. Returns how many changed. */
  redraw(round: number, notionalUsd: Float64Array): number {
    const stream = this.#frame.request.streams(`leverage-redraw-${round}`);
    let changed = 0;
    forEachDrawn(this.#draws.start.length - 1, (target) => stream.fillUniforms(target), (block) => {
      changed += this.#redrawBlock(block, notionalUsd);
    });
    return changed;
  }

  #redrawBlock({ from, to, draws }: AccountBlock, notionalUsd: Float64Array): number {
    const { start } = this.#draws;
    let changed = 0;
    for (let account = from; account < to; account++) {
      for (let slot = start[account]; slot < start[account + 1]; slot++) {
        if (this.#fitSlot(slot, notionalUsd)) continue;
        this.#change(account, slot, draws[account - from]);
        notionalUsd[slot] = this.#notionalUsd(slot);
        changed++;
      }
    }
    return changed;
  }

  /** Sets the notional of a slot; false when it cannot stand. */
  #fitSlot(slot: number, notionalUsd: Float64Array): boolean {
    const group = this.#draws.group[slot];
    const leverage = this.#leverageOf(slot);
    const equityUsd = this.#draws.equityUsd[slot] * this.#fit.equityScale[group];
    const notional = leverage * equityUsd;
    notionalUsd[slot] = notional;
    if (equityUsd > this.#largestUsd * shareSlack) return false;
    return leverage * requiredRate(this.#frame, group >> 1, notional) <= 1;
  }

  /** Cuts an equity that is too large; draws the leverage again where that was the fault. */
  #change(account: number, slot: number, uniform: number): void {
    const { group, equityUsd, logLeverage } = this.#draws;
    const scale = this.#fit.equityScale[group[slot]];
    if (equityUsd[slot] * scale > this.#largestUsd * shareSlack) {
      equityUsd[slot] = this.#largestUsd / scale;
      return;
    }
    const limit = this.#logLeverageLimit(slot);
    const base = medianLogLeverage(log(this.#accountEquityUsd(account)));
    const deviation = this.#frame.pins.leverageLogSd;
    logLeverage[slot] = deviation > 0 ? base + deviation * normalBelow(uniform, (limit - base) / deviation) : limit;
    this.#draws.marks[account] |= marks.redrawn;
  }

  #accountEquityUsd(account: number): number {
    const { start, equityUsd } = this.#draws;
    let sum = 0;
    for (let slot = start[account]; slot < start[account + 1]; slot++) sum += equityUsd[slot];
    return sum;
  }

  /** Drawn log leverage at which the fitted leverage is the largest that the slot's equity can open. */
  #logLeverageLimit(slot: number): number {
    const group = this.#draws.group[slot];
    const { level, spread, centre, equityScale } = this.#fit;
    const largest = largestLeverage(this.#frame, group >> 1, this.#draws.equityUsd[slot] * equityScale[group]);
    return centre + (log(largest) - level[group & 1]) / spread;
  }
}

const bisectionSteps = 40;

/** Largest leverage that the initial margin of an instrument allows to this equity. */
function largestLeverage(frame: VenueFrame, instrument: number, equityUsd: number): number {
  let high = frame.leverageCap[instrument];
  if (requiredRate(frame, instrument, high * equityUsd) * high <= 1) return high;
  let low = 0;
  for (let step = 0; step < bisectionSteps; step++) {
    const middle = 0.5 * (low + high);
    if (requiredRate(frame, instrument, middle * equityUsd) * middle <= 1) low = middle;
    else high = middle;
  }
  return Math.max(low, 1e-6);
}
