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

/** Lines of all accounts that are watched from the opening on. Ranks count from the smallest radius. */
export class OpeningPopulation {
  /** Accounts by radius. */
  accounts = new Int32Array(0);
  #radius = new Float64Array(0);
  #slack = new Float64Array(0);
  #gross = new Float64Array(0);
  #onlyLosses = new Uint8Array(0);
  /** Terms of the account of rank r: [#termStart[r], #termStart[r + 1]); where its worst move stands, and slack units per unit of it. */
  #termStart = new Int32Array(1);
  #termMove = new Int32Array(0);
  #termWeight = new Float64Array(0);
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

  /** Call at the first prices of a path. `describe` fills the line of an account as it stands. */
  reset(accounts: { from: number; to: number }, line: SlackLine, describe: (account: number) => void): void {
    const { price, count } = this.#markets;
    if (!price.every((value, market) => value === this.#prices[market])) this.#measure(accounts, line, describe);
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
    const weights = this.#termWeight;
    const termMove = this.#termMove;
    const moves = this.#moves;
    const share = reserve + roundingGuard;
    let term = this.#termStart[from];
    for (let rank = from; rank < to; rank++) {
      const end = this.#termStart[rank + 1];
      let left = this.#slack[rank] - share * this.#gross[rank];
      for (; term < end; term++) left += weights[term] * moves[termMove[term]];
      if (!(left > 0)) return rank;
    }
    return to;
  }

  /** Fills the line of an account as it stands at the first prices. True when it is surely healthy there. */
  load(rank: number, line: SlackLine): boolean {
    line.begin(this.#onlyLosses[rank] !== 0);
    for (let term = this.#termStart[rank]; term < this.#termStart[rank + 1]; term++) {
      const market = this.#termMove[term] >> 1;
      line.add(market, this.#termWeight[term], this.#deviations.rowPrice(market));
    }
    line.slack = this.#slack[rank];
    line.gross = this.#gross[rank];
    return line.isSafe;
  }

  #measure({ from, to }: { from: number; to: number }, line: SlackLine, describe: (account: number) => void): void {
    const size = to - from;
    const radius = new Float64Array(size);
    let terms = 0;
    for (let index = 0; index < size; index++) {
      describe(from + index);
      radius[index] = line.gross > 0 ? Math.max(0, line.slack / line.gross) : Infinity;
      terms += line.count;
    }
    const order = sortedOrder(radius);
    this.accounts = order.map((index) => from + index);
    this.#radius = Float64Array.from(order, (index) => radius[index]);
    this.#slack = new Float64Array(size);
    this.#gross = new Float64Array(size);
    this.#onlyLosses = new Uint8Array(size);
    this.#termStart = new Int32Array(size + 1);
    this.#termMove = new Int32Array(terms);
    this.#termWeight = new Float64Array(terms);
    for (let rank = 0; rank < size; rank++) {
      describe(this.accounts[rank]);
      this.#keep(rank, line);
    }
  }

  #keep(rank: number, line: SlackLine): void {
    const start = this.#termStart[rank];
    this.#slack[rank] = line.slack;
    this.#gross[rank] = line.gross;
    this.#onlyLosses[rank] = line.onlyLosses ? 1 : 0;
    this.#termStart[rank + 1] = start + line.count;
    for (let term = 0; term < line.count; term++) {
      this.#termWeight[start + term] = line.weights[term];
      this.#termMove[start + term] = 2 * line.markets[term] + (line.weights[term] > 0 ? 0 : 1);
    }
  }
}
