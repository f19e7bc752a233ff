/** What a run trades, as a later counterfactual run needs to know it. */
import { emptyNumbers } from '../math/empty-numbers.ts';
import type { BaselineTrace } from './outcome.ts';

interface Columns {
  readonly timesMs: number[];
  readonly sold: number[];
  readonly bought: number[];
  readonly volumeAfter: number[];
}

function emptyColumns(): Columns {
  return { timesMs: emptyNumbers(), sold: emptyNumbers(), bought: emptyNumbers(), volumeAfter: emptyNumbers() };
}

/** Per market one record for every instant in which it traded. */
export class TraceRecorder {
  readonly trace: BaselineTrace;
  readonly #markets: readonly Columns[];

  constructor(marketCount: number) {
    this.#markets = Array.from({ length: marketCount }, emptyColumns);
    this.trace = { markets: this.#markets };
  }

  /** Notes a fill of signed lots, after which the cumulative volume is `volumeAfter`. */
  record(market: number, nowMs: number, signedLots: number, volumeAfter: number): void {
    const columns = this.#markets[market];
    let last = columns.timesMs.length - 1;
    if (last < 0 || columns.timesMs[last] !== nowMs) {
      last = columns.timesMs.push(nowMs) - 1;
      columns.sold.push(0);
      columns.bought.push(0);
      columns.volumeAfter.push(0);
    }
    if (signedLots > 0) columns.bought[last] += signedLots;
    else columns.sold[last] -= signedLots;
    columns.volumeAfter[last] = volumeAfter;
  }
}
