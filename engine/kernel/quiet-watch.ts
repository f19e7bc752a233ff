/** What the marks of all markets may be until the next fill, and which of them need attention; the lows of those that do not. */
import { mapped } from '../math/mapped.ts';
import type { Markets } from './markets.ts';
import type { NeedlessWatch } from './needless.ts';
import type { Publisher } from './publisher.ts';
import { firstLoudTick, lowestPrice, nextBelow, preparePath } from './quiet-ticks.ts';
import type { PreparedPath, QuietRange } from './quiet-ticks.ts';
import type { TriggerIndex } from './trigger-index.ts';
import type { PricePath, WorldSpec } from './world-spec.ts';

/** Ranges are widened by this against rounding. */
const guard = 1e-9;

/** Finds the next tick that cannot be passed over, for worlds in which only prices can wake anybody. */
export class QuietWatch {
  readonly #spec: WorldSpec;
  readonly #markets: Markets;
  readonly #publisher: Publisher;
  readonly #triggers: TriggerIndex;
  readonly #needless: NeedlessWatch;
  readonly #ranges: QuietRange[];
  /** Those of markets whose mark wakes somebody somewhere. */
  readonly #waking: QuietRange[] = [];
  #prepared: PreparedPath | null = null;

  constructor(parts: { spec: WorldSpec; markets: Markets; publisher: Publisher; triggers: TriggerIndex; needless: NeedlessWatch }) {
    this.#spec = parts.spec;
    this.#markets = parts.markets;
    this.#publisher = parts.publisher;
    this.#triggers = parts.triggers;
    this.#needless = parts.needless;
    this.#ranges = mapped(parts.spec.markets, ({ series }) => ({
      series,
      factorLow: 1,
      factorHigh: 1,
      shiftLow: 0,
      shiftHigh: 0,
      wakeLow: -Infinity,
      wakeHigh: Infinity,
    }));
  }

  /** Begins a run of a path. */
  reset(path: PricePath): void {
    this.#prepared = preparePath(path);
  }

  /** Lowest price of a series of the path. */
  lowestPrice(series: number): number {
    return lowestPrice(this.#prepared!, series);
  }

  /**
   * The first tick from `tick` on that needs attention before tick `limit`, or `limit`. Nobody will look at the ticks before that, so
   * their lowest marks are noted here.
   */
  nextLoudTick(tick: number, limit: number): number {
    const prepared = this.#prepared!;
    const waking = this.#waking;
    waking.length = 0;
    for (let market = 0; market < this.#ranges.length; market++) {
      const range = this.#ranges[market];
      this.#widen(range, market, prepared.path);
      if (range.wakeLow > -Infinity || range.wakeHigh < Infinity) waking.push(range);
    }
    const loud = waking.length === 0 ? limit : firstLoudTick(prepared, waking, tick, limit);
    for (let market = 0; market < this.#ranges.length; market++) this.#noteLow(prepared, market, tick, loud);
    return loud;
  }

  /** Only prices that may be below the low are turned into marks. */
  #noteLow(prepared: PreparedPath, market: number, from: number, to: number): void {
    const range = this.#ranges[market];
    const { markLow } = this.#publisher;
    let tick = nextBelow(prepared, range, markLow[market], from, to);
    while (tick < to) {
      markLow[market] = Math.min(markLow[market], this.#markets.feedAtTick(market, tick));
      tick = nextBelow(prepared, range, markLow[market], tick + 1, to);
    }
  }

  /** Until the next fill a mark stays between its price and its price displaced as now, because volume only decays. */
  #widen(range: QuietRange, market: number, path: PricePath): void {
    const instrument = market < this.#spec.instruments.length;
    range.wakeLow = instrument ? Math.max(this.#triggers.wakeLow[market], this.#needless.wakeLow[market]) : -Infinity;
    range.wakeHigh = instrument ? Math.min(this.#triggers.wakeHigh[market], this.#needless.wakeHigh[market]) : Infinity;
    const displaced = this.#markets.displacementNow[market] !== 0;
    const unbounded = displaced && path.depthScale[market] !== null;
    const inLog = displaced && this.#spec.markets[market].liquidity.unit === 'log';
    const factor = inLog ? this.#markets.feed[market] / this.#markets.price[market] : 1;
    const shift = displaced && !inLog ? this.#markets.feed[market] - this.#markets.price[market] : 0;
    const slack = shift === 0 ? 0 : guard * Math.abs(this.#markets.price[market]);
    range.factorLow = factor === 1 ? 1 : Math.min(1, factor) * (1 - guard);
    range.factorHigh = factor === 1 ? 1 : Math.max(1, factor) * (1 + guard);
    range.shiftLow = unbounded ? -Infinity : Math.min(0, shift) - slack;
    range.shiftHigh = unbounded ? Infinity : Math.max(0, shift) + slack;
  }
}
