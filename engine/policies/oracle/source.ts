/** One price source of an oracle: late, perhaps off by a constant, perhaps silent for a while. */
import type { PriceHistory } from './price-history.ts';

export interface Outage {
  readonly 'from-ms': number;
  readonly 'to-ms': number;
}

export interface SourceParameters {
  readonly 'latency-ms': number;
  readonly 'offset-bps': number;
  readonly weight: number;
  readonly outages: readonly Outage[];
}

/**
 * At time t it reports the feed of t - latency; during an outage it stays at the report of the outage's beginning, which ages.
 * Times must not go back.
 */
export class Source {
  readonly weight: number;
  private readonly latencyMs: number;
  private readonly factor: number;
  private readonly outages: readonly Outage[];
  private entry = 0;
  private outage = 0;

  constructor(parameters: SourceParameters) {
    this.weight = parameters.weight;
    this.latencyMs = parameters['latency-ms'];
    this.factor = 1 + parameters['offset-bps'] / 10_000;
    this.outages = parameters.outages;
  }

  /** Moves on to `timeMs`; `history` must already hold its price. Returns the first entry still needed. */
  advance(timeMs: number, history: PriceHistory): number {
    while (this.outage < this.outages.length && this.outages[this.outage]['to-ms'] <= timeMs) this.outage++;
    const cutoffMs = this.reportedMs(timeMs);
    while (this.entry + 1 < history.length && history.timeOf(this.entry + 1) <= cutoffMs) this.entry++;
    return this.entry;
  }

  /** Time of the feed price that the source shows now. */
  reportedMs(timeMs: number): number {
    return (this.isOut(timeMs) ? this.outages[this.outage]['from-ms'] : timeMs) - this.latencyMs;
  }

  price(history: PriceHistory): number {
    return history.priceOf(this.entry) * this.factor;
  }

  /** When the report changes next, or grows too old, though the feed stands still; Infinity when neither happens. */
  nextChangeMs(timeMs: number, history: PriceHistory, stalenessMs: number): number {
    if (this.isOut(timeMs)) return this.nextChangeInOutageMs(timeMs, stalenessMs);
    const next = this.entry + 1;
    return next < history.length ? history.timeOf(next) + this.latencyMs : Infinity;
  }

  private nextChangeInOutageMs(timeMs: number, stalenessMs: number): number {
    // Times are whole milliseconds, and a report is dropped when older than the limit: one millisecond after it.
    const staleMs = this.reportedMs(timeMs) + stalenessMs + 1;
    const endMs = this.outages[this.outage]['to-ms'];
    return staleMs > timeMs ? Math.min(staleMs, endMs) : endMs;
  }

  private isOut(timeMs: number): boolean {
    return this.outage < this.outages.length && this.outages[this.outage]['from-ms'] <= timeMs;
  }
}
