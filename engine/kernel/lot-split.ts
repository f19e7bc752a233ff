/** How the lots of a position are divided between the book and auto-deleveraging: section 4 of docs/semantics.md. */
import type { Cascade } from './cascade.ts';
import { lotValue } from './layout.ts';
import type { Markets } from './markets.ts';

/** A position whose loss is more than the stages before auto-deleveraging pay. One object, written anew for each of them. */
export class LotSplit {
  instrument = 0;
  side = 0;
  lots = 0;
  /** Lot values: at which no equity is left, of the winners' trades, of the mark. Not whole at first, so that V8 keeps them as doubles. */
  bankruptcy = 0.5;
  price = 0.5;
  markValue = 0.5;
  /** What the stages before auto-deleveraging can pay, cash units. */
  cover = 0.5;
  readonly #markets: Markets;
  readonly #cascade: Cascade;
  readonly #oneLot = { round: -1, instrument: -1, side: 0, volume: 0.5, value: 0.5 };

  constructor(parts: { markets: Markets; cascade: Cascade }) {
    this.#markets = parts.markets;
    this.#cascade = parts.cascade;
  }

  /** Lots for the book: as many as margin and the stages before auto-deleveraging can bear, when all are known to be too many. */
  marketLots(): number {
    // At the mark one lot may be too many while more are not, where the book is better than the mark: one lot tells nothing then.
    const fromOne = this.price !== this.markValue;
    if (fromOne && (this.lots === 1 || !this.#isBearable(1, this.#oneLotValue()))) return 0;
    let low = fromOne ? 1 : 0;
    let high = this.lots;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.#isBearable(middle, this.fillValue(this.instrument, this.side, middle))) low = middle;
      else high = middle;
    }
    return low;
  }

  /** Lot value of the average price at which lots of a position would close at market now. */
  fillValue(instrument: number, side: number, lots: number): number {
    return lotValue(this.#markets.spec.instruments[instrument], this.#markets.averagePrice(instrument, -side * lots));
  }

  /** True when so many lots can go to the book, at this lot value, and the rest to winners. */
  #isBearable(count: number, fill: number): boolean {
    const { side, bankruptcy } = this;
    return count * (side * (bankruptcy - fill)) + (this.lots - count) * (side * (bankruptcy - this.price)) <= this.cover;
  }

  /** `fillValue` of one lot. Most positions that are split give the book none: it stands still, and the next one asks the same. */
  #oneLotValue(): number {
    const { instrument, side } = this;
    if (!this.#markets.followsVolume()) return this.fillValue(instrument, side, 1);
    const known = this.#oneLot;
    const volume = this.#markets.volumeNow(instrument);
    const { roundNumber } = this.#cascade;
    if (known.round !== roundNumber || known.instrument !== instrument || known.side !== side || known.volume !== volume) {
      known.round = roundNumber;
      known.instrument = instrument;
      known.side = side;
      known.volume = volume;
      known.value = this.fillValue(instrument, side, 1);
    }
    return known.value;
  }
}
