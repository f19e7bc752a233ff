/**
 * How much may happen before an account can be short: a lower bound of its slack (margin equity less requirement) that is linear in the
 * prices of the path, and the first tick of the path at which that bound is used up.
 *
 * slack(tick) >= slack now + sum over terms of weight x (price(tick) - price now) - gross x deviation
 *
 * Deviation is how far any mark has moved from where the path alone would have taken it, in units of its reference (deviations.ts).
 * Where the slack is not linear (tiers, collateral valued in a coin), weights are those of the steepest loss and gains do not count.
 */
import { coarseShift, fineShift } from './path-table.ts';
import type { Deviations } from './deviations.ts';
import type { PathTable } from './path-table.ts';

/** Terms for which a search keeps everything in local variables: where gains count, and where they do not. */
const unrolled = 3;
const unrolledLosses = 4;
/** Share of the gross value by which bounds are early, against rounding. */
export const roundingGuard = 1e-9;

/** The line of one account, refilled for every account that is looked at. */
export class SlackLine {
  /** Slack at the present marks. */
  slack = NaN;
  /** What of it is kept for deviations. Like the slack a field and no argument: numbers are boxed for a call that is not inlined. */
  reserve = NaN;
  /** Slack lost by a deviation of 1 of everything, at most. */
  gross = NaN;
  /** Terms: the market, slack units per unit of its row, and what its row shows now. */
  count = 0;
  markets = new Int32Array(8);
  weights = new Float64Array(8);
  /** True when moves in favour of the account do not count. */
  onlyLosses = false;
  #prices = new Float64Array(8);
  readonly #deviations: Deviations;

  constructor(deviations: Deviations) {
    this.#deviations = deviations;
  }

  /** Begins another account. */
  begin(onlyLosses: boolean): void {
    this.onlyLosses = onlyLosses;
    this.count = 0;
    this.slack = 0;
    this.reserve = 0;
    this.gross = 0;
  }

  /** Adds a term: `weight` per unit of the row of a market, which shows `price`. */
  add(market: number, weight: number, price: number): void {
    const term = this.count++;
    if (term === this.weights.length) this.#grow();
    this.markets[term] = market;
    this.weights[term] = weight;
    this.#prices[term] = price;
  }

  /** Adds what is worth `value` at the mark of a market and follows it: collateral, or, negative, the asset that it is valued in. */
  addValue(market: number, value: number, { mark }: { readonly mark: Float64Array }): void {
    if (market < 0 || value === 0) return;
    const weight = value / mark[market];
    this.add(market, weight, this.#deviations.rowPrice(market));
    this.gross += Math.abs(weight) * this.#deviations.reference[market];
  }

  /** True when the slack is positive beyond rounding: nobody has to look at the account exactly. */
  get isSafe(): boolean {
    return this.slack > roundingGuard * this.gross;
  }

  /** The first tick from `from` on at which the slack less the reserve may be used up; the number of ticks when there is none. */
  firstTick(from: number): number {
    const { table } = this.#deviations;
    if (from >= table.tickCount) return table.tickCount;
    const most = this.onlyLosses ? unrolledLosses : unrolled;
    if (this.count > most) return this.#search(table, from, this.#spendable());
    for (let term = this.count; term < most; term++) this.weights[term] = 0;
    return this.onlyLosses ? this.#searchLosses(table, from) : this.#searchFew(table, from);
  }

  #spendable(): number {
    return this.slack - this.reserve - roundingGuard * this.gross;
  }

  /** Blocks that cannot use the slack up are passed over whole, the widest first. */
  #search(table: PathTable, from: number, left: number): number {
    const { tickCount } = table;
    if (this.#left(table.restLow, table.restHigh, from >> coarseShift, left) > 0) return tickCount;
    for (let tick = from; tick < tickCount; ) {
      const coarseEnd = Math.min(tickCount, ((tick >> coarseShift) + 1) << coarseShift);
      if (this.#left(table.coarseLow, table.coarseHigh, tick >> coarseShift, left) > 0) tick = coarseEnd;
      while (tick < coarseEnd) {
        const fineEnd = Math.min(coarseEnd, ((tick >> fineShift) + 1) << fineShift);
        if (this.#left(table.fineLow, table.fineHigh, tick >> fineShift, left) > 0) tick = fineEnd;
        for (; tick < fineEnd; tick++) if (!(this.#left(0, 0, tick, left) > 0)) return tick;
      }
    }
    return tickCount;
  }

  /** What is left of the slack at one entry of the rows: the part `low` where a fall hurts, `high` where a rise does. */
  #left(low: number, high: number, entry: number, slack: number): number {
    const { row, table: { values } } = this.#deviations;
    let left = slack;
    for (let term = 0; term < this.count; term++) {
      const weight = this.weights[term];
      const change = weight * (values[row[this.markets[term]] + (weight > 0 ? low : high) + entry] - this.#prices[term]);
      left += this.onlyLosses ? Math.min(0, change) : change;
    }
    return left;
  }

  /** The same search for up to three terms whose gains count, all in local variables: most sleepers are of this kind. */
  #searchFew(table: PathTable, from: number): number {
    const { values, tickCount, coarseLow, coarseHigh, fineLow, fineHigh, restLow, restHigh } = table;
    const { weights, markets } = this;
    const a = weights[0];
    const b = weights[1];
    const c = weights[2];
    const { row } = this.#deviations;
    const aRow = row[markets[0]];
    const bRow = row[markets[1]];
    const cRow = row[markets[2]];
    const left = this.#spendable() - a * this.#prices[0] - b * this.#prices[1] - c * this.#prices[2];
    const rest = from >> coarseShift;
    const aRest = aRow + (a > 0 ? restLow : restHigh) + rest;
    const bRest = bRow + (b > 0 ? restLow : restHigh) + rest;
    const cRest = cRow + (c > 0 ? restLow : restHigh) + rest;
    if (left + a * values[aRest] + b * values[bRest] + c * values[cRest] > 0) return tickCount;
    const aCoarse = aRow + (a > 0 ? coarseLow : coarseHigh);
    const bCoarse = bRow + (b > 0 ? coarseLow : coarseHigh);
    const cCoarse = cRow + (c > 0 ? coarseLow : coarseHigh);
    const aFine = aRow + (a > 0 ? fineLow : fineHigh);
    const bFine = bRow + (b > 0 ? fineLow : fineHigh);
    const cFine = cRow + (c > 0 ? fineLow : fineHigh);
    for (let tick = from; tick < tickCount; ) {
      const coarse = tick >> coarseShift;
      const coarseEnd = Math.min(tickCount, (coarse + 1) << coarseShift);
      if (left + a * values[aCoarse + coarse] + b * values[bCoarse + coarse] + c * values[cCoarse + coarse] > 0) tick = coarseEnd;
      while (tick < coarseEnd) {
        const fine = tick >> fineShift;
        const fineEnd = Math.min(coarseEnd, (fine + 1) << fineShift);
        if (left + a * values[aFine + fine] + b * values[bFine + fine] + c * values[cFine + fine] > 0) tick = fineEnd;
        for (; tick < fineEnd; tick++) {
          if (!(left + a * values[aRow + tick] + b * values[bRow + tick] + c * values[cRow + tick] > 0)) return tick;
        }
      }
    }
    return tickCount;
  }

  /** The same search for up to four terms whose gains do not count: sleepers with tiers or with coins as collateral. */
  #searchLosses(table: PathTable, from: number): number {
    const { values, tickCount, coarseLow, coarseHigh, fineLow, fineHigh, restLow, restHigh } = table;
    const { weights, markets } = this;
    const prices = this.#prices;
    const a = weights[0];
    const b = weights[1];
    const c = weights[2];
    const d = weights[3];
    const aNow = prices[0];
    const bNow = prices[1];
    const cNow = prices[2];
    const dNow = prices[3];
    const { row } = this.#deviations;
    const aRow = row[markets[0]];
    const bRow = row[markets[1]];
    const cRow = row[markets[2]];
    const dRow = row[markets[3]];
    const left = this.#spendable();
    const rest = from >> coarseShift;
    let aLoss = loss(a * (values[aRow + (a > 0 ? restLow : restHigh) + rest] - aNow));
    let bLoss = loss(b * (values[bRow + (b > 0 ? restLow : restHigh) + rest] - bNow));
    let cLoss = loss(c * (values[cRow + (c > 0 ? restLow : restHigh) + rest] - cNow));
    let dLoss = loss(d * (values[dRow + (d > 0 ? restLow : restHigh) + rest] - dNow));
    if (left + aLoss + bLoss + cLoss + dLoss > 0) return tickCount;
    for (let tick = from; tick < tickCount; ) {
      const coarse = tick >> coarseShift;
      const coarseEnd = Math.min(tickCount, (coarse + 1) << coarseShift);
      aLoss = loss(a * (values[aRow + (a > 0 ? coarseLow : coarseHigh) + coarse] - aNow));
      bLoss = loss(b * (values[bRow + (b > 0 ? coarseLow : coarseHigh) + coarse] - bNow));
      cLoss = loss(c * (values[cRow + (c > 0 ? coarseLow : coarseHigh) + coarse] - cNow));
      dLoss = loss(d * (values[dRow + (d > 0 ? coarseLow : coarseHigh) + coarse] - dNow));
      if (left + aLoss + bLoss + cLoss + dLoss > 0) tick = coarseEnd;
      while (tick < coarseEnd) {
        const fine = tick >> fineShift;
        const fineEnd = Math.min(coarseEnd, (fine + 1) << fineShift);
        aLoss = loss(a * (values[aRow + (a > 0 ? fineLow : fineHigh) + fine] - aNow));
        bLoss = loss(b * (values[bRow + (b > 0 ? fineLow : fineHigh) + fine] - bNow));
        cLoss = loss(c * (values[cRow + (c > 0 ? fineLow : fineHigh) + fine] - cNow));
        dLoss = loss(d * (values[dRow + (d > 0 ? fineLow : fineHigh) + fine] - dNow));
        if (left + aLoss + bLoss + cLoss + dLoss > 0) tick = fineEnd;
        for (; tick < fineEnd; tick++) {
          aLoss = loss(a * (values[aRow + tick] - aNow));
          bLoss = loss(b * (values[bRow + tick] - bNow));
          cLoss = loss(c * (values[cRow + tick] - cNow));
          dLoss = loss(d * (values[dRow + tick] - dNow));
          if (!(left + aLoss + bLoss + cLoss + dLoss > 0)) return tick;
        }
      }
    }
    return tickCount;
  }

  #grow(): void {
    const size = this.weights.length * 2;
    const markets = new Int32Array(size);
    const weights = new Float64Array(size);
    const prices = new Float64Array(size);
    markets.set(this.markets);
    weights.set(this.weights);
    prices.set(this.#prices);
    this.markets = markets;
    this.weights = weights;
    this.#prices = prices;
  }
}

/** A change where it is a loss, else 0; without a branch, because which it is cannot be foreseen. */
function loss(change: number): number {
  return (change - Math.abs(change)) * 0.5;
}
