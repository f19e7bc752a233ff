/** What the marks of all markets may be until the next fill, and which of them need attention. */
import type { Markets } from './markets.ts';
import type { NeedlessWatch } from './needless.ts';
import type { Publisher } from './publisher.ts';
import { firstLoudTick, preparePath } from './quiet-ticks.ts';
import type { QuietRange } from './quiet-ticks.ts';
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

  constructor(parts: { spec: WorldSpec; markets: Markets; publisher: Publisher; triggers: TriggerIndex; needless: NeedlessWatch }) {
    this.#spec = parts.spec;
    this.#markets = parts.markets;
    this.#publisher = parts.publisher;
    this.#triggers = parts.triggers;
    this.#needless = parts.needless;
    const still = { factorLow: 1, factorHigh: 1, shiftLow: 0, shiftHigh: 0, wakeLow: -Infinity, wakeHigh: Infinity };
    this.#ranges = parts.spec.markets.map((market) => ({ series: market.series, ...still }));
  }

  /** The first tick from `tick` on that needs attention before the given time, or the first tick at or after it. */
  nextLoudTick(path: PricePath, tick: number, beforeMs: number): number {
    const { timesMs } = path;
    const last = timesMs.length;
    const limit = beforeMs <= timesMs[last - 1] ? firstAtOrAfter(timesMs, tick, beforeMs) : last;
    for (let market = 0; market < this.#ranges.length; market++) this.#widen(this.#ranges[market], market, path);
    return firstLoudTick(preparePath(path), this.#ranges, tick, limit);
  }

  /** Until the next fill a mark stays between its price and its price displaced as now, because volume only decays. */
  #widen(range: QuietRange, market: number, path: PricePath): void {
    const instrument = market < this.#spec.instruments.length;
    const low = instrument ? Math.max(this.#triggers.wakeLow[market], this.#needless.wakeLow[market]) : -Infinity;
    range.wakeLow = Math.max(low, this.#publisher.markLow[market]);
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

function firstAtOrAfter(timesMs: Float64Array, from: number, timeMs: number): number {
  let low = from;
  let high = timesMs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timesMs[middle] < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
