/**
 * What synthetic accounts hold, before amounts are fitted: instrument and side of every position, its part of the account's
 * equity and the log leverage that it wants. Draws come in blocks, one stream per purpose and a fixed number per account.
 */
import { exitCodes, UserError } from '../errors.ts';
import type { RandomStream } from '../math/random.ts';
import { log } from '../math/transcendental.ts';
import { blockSize, forEachBlock, type EquityDraws } from './equity-draws.ts';
import type { VenueFrame } from './venue-frame.ts';

/** Marks of an account. */
export const marks = { cross: 1, hedged: 2, redrawn: 4 } as const;

export interface PositionDraws {
  /** Positions of account a: slots [start[a], start[a + 1]), ascending instrument. */
  readonly start: Int32Array;
  /** 2 x instrument + (1 for shorts). */
  readonly group: Uint16Array;
  /** Part of the account's equity that stands behind the position, USD; fitting scales it by group. */
  readonly equityUsd: Float64Array;
  /** Log leverage before fitting; NaN for a hedged position, which has leverage 1. */
  readonly logLeverage: Float64Array;
  readonly marks: Uint8Array;
  readonly owner: Int32Array;
  readonly whaleShorts: number;
}

/** Small accounts are levered more: median 4.5x below 1,000 USD falling to 2x above 1,000,000 USD (only the slope matters). */
const smallLogEquity = log(1000);
const smallLogLeverage = log(4.5);
const leverageSlope = log(2 / 4.5) / log(1000);

/** Median log leverage of an account of this size, before fitting. */
export function medianLogLeverage(logEquity: number): number {
  return smallLogLeverage + leverageSlope * Math.max(0, Math.min(smallLogEquity, logEquity - smallLogEquity));
}

/** Part of a multi-instrument account that stands behind its first instrument; the others share the rest. */
const firstShare = 0.6;
/** Share of accounts that belong to the owner of the account before. A modelling choice. */
const repeatedOwnerShare = 0.08;
/** Uniforms of a multi-instrument account: how many, then instrument and side twice. Which accounts those are follows from their index. */
const drawsPerExtra = 5;

/** Takes every k-th account so that their share is met to within one, without drawing. */
class Quota {
  #reached: number;
  readonly #share: number;

  constructor(share: number, start: number) {
    this.#share = share;
    this.#reached = start;
  }

  next(): boolean {
    this.#reached += this.#share;
    if (this.#reached < 1) return false;
    this.#reached -= 1;
    return true;
  }
}

interface Block {
  readonly side: Float64Array;
  readonly instrument: Float64Array;
  readonly leverage: Float64Array;
  readonly hedge: Float64Array;
  readonly owner: Float64Array;
}

/** Draws the positions of all accounts. Throws UserError when an instrument cannot be given both longs and shorts. */
export function drawPositions(frame: VenueFrame, equities: EquityDraws): PositionDraws {
  const draw = new Draw(frame, equities);
  const { streams } = frame.request;
  const block = newBlock();
  const fills = [
    uniforms(streams('side'), block.side),
    uniforms(streams('instrument'), block.instrument),
    uniforms(streams('hedge'), block.hedge),
    uniforms(streams('owner'), block.owner),
  ];
  const leverages = streams('leverage');
  forEachBlock(frame.pins.accounts, (from, to) => {
    for (const fill of fills) fill(to - from);
    leverages.fillNormals(block.leverage.subarray(0, to - from));
    draw.accounts(from, to, block);
  });
  return draw.finish();
}

function newBlock(): Block {
  const column = (): Float64Array => new Float64Array(blockSize);
  return { side: column(), instrument: column(), leverage: column(), hedge: column(), owner: column() };
}

function uniforms(stream: RandomStream, target: Float64Array): (accounts: number) => void {
  return (accounts) => stream.fillUniforms(target.subarray(0, accounts));
}

interface FirstPosition {
  readonly instrument: number;
  readonly isShort: boolean;
  readonly longShare: number;
  readonly equityUsd: number;
  readonly logLeverage: number;
}

class Draw {
  readonly hasExtras: boolean;
  readonly #frame: VenueFrame;
  readonly #equities: EquityDraws;
  readonly #cross: Quota;
  readonly #multi: Quota;
  readonly #start: Int32Array;
  readonly #group: Uint16Array;
  readonly #equityUsd: Float64Array;
  readonly #logLeverage: Float64Array;
  readonly #marks: Uint8Array;
  readonly #owner: Int32Array;
  /** Instruments by open interest, as cumulative shares in the order of frame.traded. */
  readonly #cumulative: Float64Array;
  /** Per asset: coin collateral that hedged shorts may still hold, USD. */
  readonly #hedgeBudget: Float64Array;
  readonly #chosen: number[] = [];
  readonly #extraStream: RandomStream;
  readonly #extraDraws = new Float64Array(drawsPerExtra);
  #slots = 0;
  #owners = 0;
  #whaleShorts = 0;

  constructor(frame: VenueFrame, equities: EquityDraws) {
    const { pins, traded, openInterestUsd, request } = frame;
    this.#frame = frame;
    this.#equities = equities;
    this.hasExtras = traded.length > 1 && pins.crossShare * pins.multiInstrumentShare > 0;
    const modes = request.streams('margin-mode');
    this.#cross = new Quota(pins.crossShare, modes.uniform());
    this.#multi = new Quota(this.hasExtras ? pins.multiInstrumentShare : 0, modes.uniform());
    this.#extraStream = request.streams('extra-positions');
    const slots = this.#slotLimit();
    this.#start = new Int32Array(pins.accounts + 1);
    this.#group = new Uint16Array(slots);
    this.#equityUsd = new Float64Array(slots);
    this.#logLeverage = new Float64Array(slots);
    this.#marks = new Uint8Array(pins.accounts);
    this.#owner = new Int32Array(pins.accounts);
    this.#cumulative = cumulativeShares(traded.map((instrument) => openInterestUsd[instrument]));
    this.#hedgeBudget = Float64Array.from(request.assets, ({ id }) => (pins.collateral[id] ?? 0) * frame.expectedEquityUsd);
  }

  #slotLimit(): number {
    const { accounts, crossShare, multiInstrumentShare } = this.#frame.pins;
    if (!this.hasExtras) return accounts;
    return accounts + 2 * Math.ceil((accounts * crossShare + 1) * multiInstrumentShare + 1);
  }

  /** Accounts [from, to) from the draws of a block. */
  accounts(from: number, to: number, block: Block): void {
    for (let account = from; account < to; account++) this.#account(account, block, account - from);
  }

  /** One account from the draws at `place` of the block. */
  #account(account: number, block: Block, place: number): void {
    const { pins, traded } = this.#frame;
    const equityUsd = this.#equities.equityUsd[account];
    const isWhale = equityUsd >= pins.whaleEquityUsd;
    const longShare = isWhale ? pins.whaleLongShare : pins.longShare;
    const isShort = block.side[place] >= longShare;
    const instrument = traded[this.#instrumentAt(block.instrument[place])];
    const isCross = this.#cross.next();
    const isHedged = isWhale && isShort && this.#isHedged(instrument, { equityUsd, uniform: block.hedge[place] });
    const logLeverage = medianLogLeverage(this.#equities.logEquity[account]) + pins.leverageLogSd * block.leverage[place];
    const redrawn = this.#equities.redrawn[account] ? marks.redrawn : 0;
    this.#marks[account] = (isCross || isHedged ? marks.cross : 0) | (isHedged ? marks.hedged : 0) | redrawn;
    this.#owner[account] = account > 0 && block.owner[place] < repeatedOwnerShare ? this.#owners - 1 : this.#owners++;
    const isMulti = isCross && this.#multi.next() && !isHedged;
    if (isMulti) this.#addSeveral({ instrument, isShort, longShare, equityUsd, logLeverage });
    else this.#addSlot(2 * instrument + (isShort ? 1 : 0), equityUsd, isHedged ? NaN : logLeverage);
    this.#start[account + 1] = this.#slots;
  }

  #instrumentAt(uniform: number): number {
    let place = 0;
    while (uniform >= this.#cumulative[place] && place < this.#cumulative.length - 1) place++;
    return place;
  }

  /** Whether a whale's short is hedged by its coin: by draw, as far as the pinned collateral holds enough of that coin. */
  #isHedged(instrument: number, { equityUsd, uniform }: { equityUsd: number; uniform: number }): boolean {
    this.#whaleShorts++;
    const { pins, underlying, request } = this.#frame;
    const coin = underlying[instrument];
    if (uniform >= pins.hedgedWhaleShare || coin < 0) return false;
    if (coin !== request.instruments[instrument].settleAsset) {
      if (this.#hedgeBudget[coin] < equityUsd) return false;
      this.#hedgeBudget[coin] -= equityUsd;
    }
    return true;
  }

  #addSlot(group: number, equityUsd: number, logLeverage: number): void {
    const slot = this.#slots++;
    this.#group[slot] = group;
    this.#equityUsd[slot] = equityUsd;
    this.#logLeverage[slot] = logLeverage;
  }

  /** Two or three instruments that settle in one asset, the first drawn with 60 % of the equity, each with its own side. */
  #addSeveral(first: FirstPosition): void {
    const chosen = this.#chosen;
    const draws = this.#extraDraws;
    this.#extraStream.fillUniforms(draws);
    chosen.length = 0;
    chosen.push(2 * first.instrument + (first.isShort ? 1 : 0));
    const extras = draws[0] < 0.5 ? 1 : 2;
    for (let extra = 0; extra < extras; extra++) {
      const instrument = this.#peerAt(draws[1 + 2 * extra], first.instrument);
      if (instrument >= 0) chosen.push(2 * instrument + (draws[2 + 2 * extra] >= first.longShare ? 1 : 0));
    }
    const firstGroup = chosen[0];
    const firstEquity = chosen.length === 1 ? first.equityUsd : first.equityUsd * firstShare;
    const otherEquity = (first.equityUsd - firstEquity) / Math.max(1, chosen.length - 1);
    sortFew(chosen);
    for (const group of chosen) this.#addSlot(group, group === firstGroup ? firstEquity : otherEquity, first.logLeverage);
  }

  /** An instrument not yet chosen that settles like the first one, by open interest; -1 when there is none. */
  #peerAt(uniform: number, first: number): number {
    const { traded, openInterestUsd } = this.#frame;
    let total = 0;
    for (const instrument of traded) if (this.#isFreePeer(instrument, first)) total += openInterestUsd[instrument];
    let rest = uniform * total;
    let last = -1;
    for (const instrument of traded) {
      if (!this.#isFreePeer(instrument, first)) continue;
      last = instrument;
      rest -= openInterestUsd[instrument];
      if (rest < 0) break;
    }
    return last;
  }

  #isFreePeer(instrument: number, first: number): boolean {
    const { instruments } = this.#frame.request;
    if (instruments[instrument].settleAsset !== instruments[first].settleAsset) return false;
    for (const group of this.#chosen) if (group >> 1 === instrument) return false;
    return true;
  }

  finish(): PositionDraws {
    const slots = this.#slots;
    const draws: PositionDraws = {
      start: this.#start,
      group: this.#group.subarray(0, slots),
      equityUsd: this.#equityUsd.subarray(0, slots),
      logLeverage: this.#logLeverage.subarray(0, slots),
      marks: this.#marks,
      owner: this.#owner,
      whaleShorts: this.#whaleShorts,
    };
    fillEmptyGroups(this.#frame, draws);
    return draws;
  }
}

/** Sorts two or three numbers in place. */
function sortFew(values: number[]): void {
  for (let i = 1; i < values.length; i++) {
    for (let place = i; place > 0 && values[place - 1] > values[place]; place--) {
      const smaller = values[place];
      values[place] = values[place - 1];
      values[place - 1] = smaller;
    }
  }
}

function cumulativeShares(weights: readonly number[]): Float64Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let reached = 0;
  return Float64Array.from(weights, (weight) => (reached += weight / total));
}

/** A small population may have drawn nobody for a side of an instrument: someone from the fullest place is moved there. */
function fillEmptyGroups(frame: VenueFrame, draws: PositionDraws): void {
  const counts = new Int32Array(2 * frame.request.instruments.length);
  for (let slot = 0; slot < draws.group.length; slot++) counts[draws.group[slot]]++;
  for (const instrument of frame.traded) {
    for (const group of [2 * instrument, 2 * instrument + 1]) {
      if (counts[group] === 0) moveSomeone(frame, draws, { counts, group });
    }
  }
}

function moveSomeone(frame: VenueFrame, draws: PositionDraws, { counts, group }: { counts: Int32Array; group: number }): void {
  const slot = movableSlot(draws, counts, group);
  if (slot < 0) {
    throw new UserError(exitCodes.inputInvalid, [
      {
        what: `${frame.pins.accounts} accounts are too few to hold both sides of ${frame.request.instruments[group >> 1].id}`,
        expected: 'several accounts per side and instrument',
        suggestion: 'more accounts, or a long share further from 0 and 1',
      },
    ]);
  }
  counts[draws.group[slot]]--;
  counts[group]++;
  draws.group[slot] = group;
}

/** Last slot that may go: the other side of the same instrument, or an account's only position from the fullest group; -1 for none. */
function movableSlot({ start, group: groups, logLeverage }: PositionDraws, counts: Int32Array, group: number): number {
  const fullest = counts[group ^ 1] > 1 ? group ^ 1 : counts.indexOf(Math.max(...counts));
  if (counts[fullest] < 2) return -1;
  for (let account = start.length - 2; account >= 0; account--) {
    const isOnlyPosition = start[account + 1] - start[account] === 1;
    for (let slot = start[account]; slot < start[account + 1]; slot++) {
      const isHedged = logLeverage[slot] !== logLeverage[slot];
      if (groups[slot] === fullest && !isHedged && (isOnlyPosition || fullest === (group ^ 1))) return slot;
    }
  }
  return -1;
}
