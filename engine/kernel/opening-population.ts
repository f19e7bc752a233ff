/**
 * The opening population, which sleeps together: its lines (slack-line.ts) at the first prices, in the order of their radius (slack in
 * units of a joint move of everything) and side by side in memory, so that a new path costs a glance at those within its reach.
 * Measured once; every path that begins at the same prices starts from it.
 */
import { sortedOrder } from '../math/sort.ts';
import type { Deviations } from './deviations.ts';
import type { Markets } from './markets.ts';
import { roundingGuard } from './slack-line.ts';
import type { SlackLine } from './slack-line.ts';

/** Fills the line of an account as it stands. */
export interface LineSource {
  describe(account: number): void;
}

/** Lines side by side in memory. */
class LineList {
  readonly slack: Float64Array;
  readonly gross: Float64Array;
  readonly onlyLosses: Uint8Array;
  /** Terms of the line at a place: [termStart[place], termStart[place + 1]). */
  readonly termStart: Int32Array;
  /** Where the worst move of a term stands, and slack units per unit of it. */
  termMove: Int32Array;
  termWeight: Float64Array;

  constructor(size: number, terms: number) {
    this.slack = new Float64Array(size);
    this.gross = new Float64Array(size);
    this.onlyLosses = new Uint8Array(size);
    this.termStart = new Int32Array(size + 1);
    this.termMove = new Int32Array(terms);
    this.termWeight = new Float64Array(terms);
  }

  /** Keeps a line at a place; places are filled in order. */
  keep(place: number, { slack, gross, onlyLosses, count, weights, markets }: SlackLine): void {
    const start = this.termStart[place];
    if (start + count > this.termMove.length) this.#grow();
    this.slack[place] = slack;
    this.gross[place] = gross;
    this.onlyLosses[place] = onlyLosses ? 1 : 0;
    this.termStart[place + 1] = start + count;
    for (let term = 0; term < count; term++) {
      this.termWeight[start + term] = weights[term];
      this.termMove[start + term] = 2 * markets[term] + (weights[term] > 0 ? 0 : 1);
    }
  }

  #grow(): void {
    const [moves, weights] = [this.termMove, this.termWeight];
    this.termMove = new Int32Array(2 * moves.length + 64);
    this.termWeight = new Float64Array(2 * weights.length + 64);
    this.termMove.set(moves);
    this.termWeight.set(weights);
  }

  /** The same lines in another order: order[place] is where the line of a place stands now. */
  inOrder(order: Int32Array): LineList {
    const { slack, gross, onlyLosses, termStart, termMove, termWeight } = this;
    const sorted = new LineList(order.length, termStart[order.length]);
    for (let place = 0, term = 0; place < order.length; place++) {
      const source = order[place];
      sorted.slack[place] = slack[source];
      sorted.gross[place] = gross[source];
      sorted.onlyLosses[place] = onlyLosses[source];
      for (let from = termStart[source]; from < termStart[source + 1]; from++, term++) {
        sorted.termMove[term] = termMove[from];
        sorted.termWeight[term] = termWeight[from];
      }
      sorted.termStart[place + 1] = term;
    }
    return sorted;
  }
}

/** Lines of all accounts that are watched from the opening on. Ranks count from the smallest radius. */
export class OpeningPopulation {
  /** Accounts by radius. */
  accounts = new Int32Array(0);
  #radius = new Float64Array(0);
  /** By rank. */
  #lines = new LineList(0, 0);
  /** First prices at which all that was measured. */
  readonly #prices: Float64Array;
  /** Per market, the largest fall and the largest rise of its row on the path, from its first price. */
  readonly #moves: Float64Array;
  #reach = NaN;
  readonly #deviations: Deviations;
  readonly #markets: Markets;

  constructor(deviations: Deviations, markets: Markets) {
    this.#deviations = deviations;
    this.#markets = markets;
    this.#prices = new Float64Array(markets.count).fill(NaN);
    this.#moves = new Float64Array(2 * markets.count);
  }

  /** Call at the first prices of a path. `source` fills the line. */
  reset(accounts: { from: number; to: number }, line: SlackLine, source: LineSource): void {
    const { price, count } = this.#markets;
    if (!price.every((value, market) => value === this.#prices[market])) this.#measure(accounts, line, source);
    this.#prices.set(price);
    const { values, restLow, restHigh } = this.#deviations.table;
    let reach = 0;
    for (let market = 0; market < count; market++) {
      const start = this.#deviations.row[market];
      this.#moves[2 * market] = values[start + restLow] - values[start];
      this.#moves[2 * market + 1] = values[start + restHigh] - values[start];
      const largest = Math.max(this.#moves[2 * market + 1], -this.#moves[2 * market]) * this.#deviations.unitOf(market);
      if (!(largest <= reach * this.#deviations.reference[market])) reach = largest / this.#deviations.reference[market];
    }
    this.#reach = reach;
  }

  /** Number of accounts, from the smallest radius on, that the path may wake when deviations take up to `reserve`. */
  countWithin(reserve: number): number {
    const reach = (this.#reach + reserve) * (1 + roundingGuard);
    let count = 0;
    let beyond = this.#radius.length;
    while (count < beyond) {
      const middle = (count + beyond) >> 1;
      if (this.#radius[middle] > reach) beyond = middle;
      else count = middle + 1;
    }
    return count;
  }

  /**
   * The first rank in [from, to) whose account may not stay healthy if the worst of the path and deviations of `reserve` came together;
   * `to` when there is none.
   */
  nextAwake(from: number, to: number, reserve: number): number {
    const { slack, gross, termStart, termMove, termWeight } = this.#lines;
    const moves = this.#moves;
    const share = reserve + roundingGuard;
    let term = termStart[from];
    for (let rank = from; rank < to; rank++) {
      const end = termStart[rank + 1];
      let left = slack[rank] - share * gross[rank];
      for (; term < end; term++) left += termWeight[term] * moves[termMove[term]];
      if (!(left > 0)) return rank;
    }
    return to;
  }

  /** Fills the line of an account as it stands at the first prices. True when it is surely healthy there. */
  load(rank: number, line: SlackLine): boolean {
    const { slack, gross, onlyLosses, termStart, termMove, termWeight } = this.#lines;
    line.begin(onlyLosses[rank] !== 0);
    for (let term = termStart[rank]; term < termStart[rank + 1]; term++) {
      const market = termMove[term] >> 1;
      line.add(market, termWeight[term], this.#deviations.rowPrice(market));
    }
    line.slack = slack[rank];
    line.gross = gross[rank];
    return line.isSafe;
  }

  #measure({ from, to }: { from: number; to: number }, line: SlackLine, source: LineSource): void {
    const size = to - from;
    const measured = new LineList(size, 2 * size);
    const radius = new Float64Array(size);
    for (let index = 0; index < size; index++) {
      source.describe(from + index);
      radius[index] = line.gross > 0 ? Math.max(0, line.slack / line.gross) : Infinity;
      measured.keep(index, line);
    }
    const order = sortedOrder(radius);
    this.#lines = measured.inOrder(order);
    this.#radius = new Float64Array(size);
    this.accounts = new Int32Array(size);
    for (let rank = 0; rank < size; rank++) {
      this.#radius[rank] = radius[order[rank]];
      this.accounts[rank] = from + order[rank];
    }
  }
}
