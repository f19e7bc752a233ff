/** A baseline's trace, read along a path: what it did before this instant, and what of its fills at this instant is left. */
import type { BaselineTrace } from './outcome.ts';

/** The records of all markets, each at the instant that it was moved to last. */
export class TraceReader {
  /** Lots that the baseline sold and bought at this instant and that nobody has used up. */
  readonly freeSales: Float64Array;
  readonly freePurchases: Float64Array;
  /** Cumulative volume after the last record before this instant, and the time of that record. 0 lots when there is none. */
  readonly volumeBefore: Float64Array;
  readonly volumeBeforeTimeMs: Float64Array;
  readonly #trace: BaselineTrace;
  readonly #cursor: Int32Array;

  constructor(trace: BaselineTrace) {
    this.#trace = trace;
    const { length } = trace.markets;
    this.#cursor = new Int32Array(length);
    this.freeSales = new Float64Array(length);
    this.freePurchases = new Float64Array(length);
    this.volumeBefore = new Float64Array(length);
    this.volumeBeforeTimeMs = new Float64Array(length).fill(NaN);
  }

  /** Moves a market to an instant. Time never goes back. */
  moveTo(market: number, nowMs: number): void {
    const { timesMs, sold, bought, volumeAfter } = this.#trace.markets[market];
    let cursor = this.#cursor[market];
    while (cursor < timesMs.length && timesMs[cursor] < nowMs) cursor++;
    this.#cursor[market] = cursor;
    const traded = cursor < timesMs.length && timesMs[cursor] === nowMs;
    this.freeSales[market] = traded ? sold[cursor] : 0;
    this.freePurchases[market] = traded ? bought[cursor] : 0;
    if (cursor === 0) return;
    this.volumeBefore[market] = volumeAfter[cursor - 1];
    this.volumeBeforeTimeMs[market] = timesMs[cursor - 1];
  }

  /** True when a volume that changed last at some time is exactly the baseline's before this instant. */
  isSame(market: number, volume: number, timeMs: number): boolean {
    if (volume !== this.volumeBefore[market]) return false;
    return this.#cursor[market] === 0 || timeMs === this.volumeBeforeTimeMs[market];
  }

  /** The part of signed lots that the baseline's fills at this instant pay for. */
  freePart(market: number, signedLots: number): number {
    if (signedLots > 0) return Math.min(this.freePurchases[market], signedLots);
    return Math.max(0 - this.freeSales[market], signedLots);
  }

  /** Uses up a free part. */
  use(market: number, free: number): void {
    if (free > 0) this.freePurchases[market] -= free;
    else this.freeSales[market] += free;
  }
}
