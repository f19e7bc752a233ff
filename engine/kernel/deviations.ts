/**
 * How far marks are from where the path alone would have them: our displacement, what an oracle has not published yet, funding. The path
 * is known; this is not, so it is what sleeping accounts keep a reserve for. Measured in lot values (prices for markets
 * without an instrument), relative to the value at the path's first price.
 */
import type { Markets } from './markets.ts';
import { tableOf } from './path-table.ts';
import type { PathTable } from './path-table.ts';
import type { WorldSpec } from './world-spec.ts';

/** Offsets of all marks from the path as of this instant, and what may become of them. */
export class Deviations {
  /** Value at the first price of the path, without sign: the unit of deviations. */
  readonly reference: Float64Array;
  /** Value at the mark less value at the price of the path. */
  readonly offset: Float64Array;
  /** Begin of the row of a market in the path's table. */
  readonly row: Int32Array;
  /** Sum of the largest moves of all instants so far; no deviation has moved by more. */
  travelled = NaN;
  /** Grows with everything that moves an offset. */
  instant = 0;
  /** True while no mark of the rest of the path can have another sign than now, as long as offsets stay. */
  steady = false;
  readonly #spec: WorldSpec;
  readonly #markets: Markets;
  readonly #fundingIndex: Float64Array;
  readonly #instrumentCount: number;
  /** Lowest value of the path, -Infinity where values are not positive. */
  readonly #floor: Float64Array;
  /** Largest value of the path, without sign. */
  readonly #largest: Float64Array;
  /** What was foreseen. */
  readonly #lowest: Float64Array;
  readonly #highest: Float64Array;
  readonly #anyInverse: boolean;
  #table: PathTable | null = null;

  constructor(spec: WorldSpec, markets: Markets, fundingIndex: Float64Array) {
    this.#spec = spec;
    this.#markets = markets;
    this.#fundingIndex = fundingIndex;
    this.#instrumentCount = spec.instruments.length;
    const { length } = spec.markets;
    this.reference = new Float64Array(length);
    this.offset = new Float64Array(length);
    this.row = new Int32Array(length);
    this.#floor = new Float64Array(length);
    this.#largest = new Float64Array(length);
    this.#lowest = new Float64Array(length);
    this.#highest = new Float64Array(length);
    this.#anyInverse = markets.isInverse.includes(1);
  }

  /** Prices of the path and their extremes. */
  get table(): PathTable {
    return this.#table!;
  }

  /** Call with the prices of the path's first tick in place. */
  reset(): void {
    const { path, price } = this.#markets;
    const table = tableOf(path, this.#anyInverse);
    this.#table = table;
    this.travelled = 0;
    this.instant = 0;
    for (let market = 0; market < this.row.length; market++) {
      const { series } = this.#spec.markets[market];
      this.row[market] = (this.#markets.isInverse[market] ? table.seriesCount + series : series) * table.stride;
      this.reference[market] = Math.abs(this.#markets.valueAt(market, price[market]));
      const lowest = table.values[series * table.stride + table.restLow];
      this.#largest[market] = this.#largestOf(market);
      this.#floor[market] = this.#markets.isInverse[market] ? -Infinity : this.#markets.valueAt(market, lowest);
    }
    this.read();
  }

  /** Value of one unit of a market's row. */
  unitOf(market: number): number {
    return this.#markets.valueScale[market];
  }

  /** Price of a market's row now. */
  rowPrice(market: number): number {
    const price = this.#markets.price[market];
    return this.#markets.isInverse[market] ? -1 / price : price;
  }

  /** Takes offsets as they are now, without counting how they moved. */
  read(): void {
    this.#measure();
    this.instant++;
  }

  /** Notes the marks of this instant. */
  advance(): void {
    this.travelled += this.#measure();
    this.instant++;
  }

  /** The funding index moved: that is a deviation too. */
  noteFunding(instrument: number, units: number): void {
    this.travelled += Math.abs(units) / this.reference[instrument];
    this.instant++;
  }

  /** Largest move of any offset or funding index from those given, in references. */
  distance(offset: Float64Array, fundingIndex: Float64Array): number {
    let largest = 0;
    for (let market = 0; market < this.offset.length; market++) {
      let move = Math.abs(this.offset[market] - offset[market]);
      if (market < this.#instrumentCount) move += Math.abs(this.#fundingIndex[market] - fundingIndex[market]);
      if (move === 0) continue;
      const relative = move / this.reference[market];
      if (!(relative <= largest)) largest = relative;
    }
    return largest;
  }

  /**
   * Bounds every offset until the next fill, because volume only decays until then, for `reachFrom`. Returns the largest move that
   * this leaves to any of them, in references.
   */
  foresee(): number {
    let reach = 0;
    for (let market = 0; market < this.offset.length; market++) {
      const now = this.offset[market];
      this.#lowest[market] = Math.min(0, now);
      this.#highest[market] = Math.max(0, now);
      if (this.#markets.displacementNow[market] !== 0) this.#widen(market);
      const move = Math.max(now - this.#lowest[market], this.#highest[market] - now) / this.reference[market];
      if (!(move <= reach)) reach = move;
    }
    return reach;
  }

  /** Like `distance`, for every offset that was foreseen. */
  reachFrom(offset: Float64Array, fundingIndex: Float64Array): number {
    let largest = 0;
    for (let market = 0; market < this.offset.length; market++) {
      let move = Math.max(this.#highest[market] - offset[market], offset[market] - this.#lowest[market]);
      if (market < this.#instrumentCount) move += Math.abs(this.#fundingIndex[market] - fundingIndex[market]);
      const relative = move / this.reference[market];
      if (!(relative <= largest)) largest = relative;
    }
    return largest;
  }

  /** Takes in the offset by the displacement as it is now, at the price of the path where that is largest. */
  #widen(market: number): void {
    const most = this.#isProportional(market) ? this.#mostDisplaced(market) : Infinity;
    this.#lowest[market] = Math.min(this.#lowest[market], most);
    this.#highest[market] = Math.max(this.#highest[market], most);
  }

  #mostDisplaced(market: number): number {
    const { feed, price } = this.#markets;
    const value = this.#markets.valueAt(market, price[market]);
    return (this.#markets.valueAt(market, feed[market]) - value) * Math.max(1, this.#largest[market] / Math.abs(value));
  }

  #largestOf(market: number): number {
    const { values, restLow, restHigh } = this.table;
    const start = this.row[market];
    return Math.max(Math.abs(values[start + restLow]), Math.abs(values[start + restHigh])) * this.unitOf(market);
  }

  /** True when an offset is its displacement times the value, or the displacement itself. */
  #isProportional(market: number): boolean {
    if (this.#markets.path.depthScale[market] !== null) return false;
    return this.#spec.markets[market].liquidity.unit === 'log' || this.#markets.isInverse[market] === 0;
  }

  #measure(): number {
    const { price, mark, lotValue: values } = this.#markets;
    let largest = 0;
    let steady = true;
    for (let market = 0; market < this.offset.length; market++) {
      const before = this.offset[market];
      let now = 0;
      if (mark[market] !== price[market]) {
        const value = market < this.#instrumentCount ? values[market] : mark[market];
        now = value - this.#markets.valueAt(market, price[market]);
      }
      if (!(this.#floor[market] + now > 0)) steady = false;
      if (now === before) continue;
      const move = Math.abs(now - before) / this.reference[market];
      if (!(move <= largest)) largest = move;
      this.offset[market] = now;
    }
    this.steady = steady;
    return largest;
  }
}
