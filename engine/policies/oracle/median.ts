/** Weighted median of several sources, published on deviation or heartbeat. */
import { z } from 'zod';
import type { OracleFeed } from '../../kernel/world-spec.ts';
import { definePolicy } from '../contract.ts';
import { PriceHistory } from './price-history.ts';
import { Source } from './source.ts';
import type { Outage } from './source.ts';
import { WeightedMedian } from './weighted-median.ts';

const defaultStalenessMs = 60_000;
const defaultHeartbeatMs = 3_600_000;
const defaultDeviation = 0.005;

const notPublished = -1;

export interface DeviationQuestion {
  readonly current: number;
  readonly next: number;
  /** Fraction of |current|; reached counts. */
  readonly relative: number;
  /** Price units; must be passed. */
  readonly absolute: number;
}

/**
 * Whether a new value is worth an update. With both thresholds 0 every value is; from a current value of 0 every other one is.
 * Source: smartcontractkit/chainlink, core/services/fluxmonitorv2/deviation_checker_test.go.
 */
export function deviates({ current, next, relative, absolute }: DeviationQuestion): boolean {
  if (relative === 0 && absolute === 0) return true;
  const difference = Math.abs(next - current);
  if (difference <= absolute) return false;
  return current === 0 || difference / Math.abs(current) >= relative;
}

const outageSchema = z.strictObject({
  'from-ms': z.number().describe('First moment without reports; ms since the Unix epoch'),
  'to-ms': z.number().describe('First moment with reports again; ms since the Unix epoch'),
});

function inOrder(outages: readonly Outage[]): boolean {
  return outages.every((outage, index) => {
    const free = index === 0 || outages[index - 1]['to-ms'] <= outage['from-ms'];
    return free && outage['from-ms'] < outage['to-ms'];
  });
}

const sourceSchema = z.strictObject({
  name: z.string().optional().describe('Name of the source; text for reports'),
  'latency-ms': z.number().int().min(0).max(86_400_000).default(0).describe('Age of what the source reports; ms'),
  'offset-bps': z.number().min(-9_999).max(100_000).default(0).describe('Constant deviation from the feed; basis points of price'),
  weight: z.number().gt(0).max(1e6).default(1).describe('Weight in the median; any unit, compared with the others'),
  outages: z
    .array(outageSchema)
    .default([])
    .refine(inOrder, 'expected outages in ascending order, not overlapping, each ending after it began')
    .describe('Windows in which the source repeats its last report; ms since the Unix epoch'),
});

const parametersSchema = z
  .strictObject({
    sources: z.array(sourceSchema).min(1).max(64).describe('Price sources; list'),
    'staleness-ms': z.number().int().min(0).default(defaultStalenessMs).describe('Reports older than this do not count; ms'),
    deviation: z.number().min(0).max(1).default(defaultDeviation).describe('Change that is published; fraction of the published price'),
    'absolute-deviation': z.number().min(0).default(0).describe('Change that must be passed as well; price units'),
    'heartbeat-ms': z.number().int().min(1).default(defaultHeartbeatMs).describe('Published anyway after this time; ms'),
    'publish-latency-ms': z.number().int().min(0).default(0).describe('From publication until the venue sees it; ms'),
  })
  .refine((parameters) => parameters.sources.every((source) => source['latency-ms'] <= parameters['staleness-ms']), {
    path: ['staleness-ms'],
    message: 'expected staleness-ms not below the latency-ms of a source, which would never count',
  });

type Parameters = z.output<typeof parametersSchema>;

class MedianFeed implements OracleFeed {
  pendingPrice = NaN;
  private publishedMs = -Infinity;
  private readonly history = new PriceHistory();
  private readonly sources: readonly Source[];
  private readonly fresh: WeightedMedian;

  constructor(private readonly parameters: Parameters) {
    this.sources = parameters.sources.map((source) => new Source(source));
    this.fresh = new WeightedMedian(this.sources.length);
  }

  observe(timeMs: number, feedPrice: number): number {
    this.history.record(timeMs, feedPrice);
    this.advance(timeMs);
    const median = this.medianOfFresh(timeMs);
    // The venue had a price before the path began: it is there at once, even when every source is silent.
    if (this.publishedMs === -Infinity) return this.publish(timeMs, median === median ? median : feedPrice);
    if (median !== median || !this.isDue(timeMs, median)) return notPublished;
    return this.publish(timeMs, median) + this.parameters['publish-latency-ms'];
  }

  nextWakeMs(timeMs: number): number {
    const heartbeatMs = this.publishedMs + this.parameters['heartbeat-ms'];
    let wakeMs = heartbeatMs > timeMs ? heartbeatMs : Infinity;
    for (const source of this.sources) {
      wakeMs = Math.min(wakeMs, source.nextChangeMs(timeMs, this.history, this.parameters['staleness-ms']));
    }
    return wakeMs;
  }

  private advance(timeMs: number): void {
    let needed = Infinity;
    for (const source of this.sources) needed = Math.min(needed, source.advance(timeMs, this.history));
    this.history.forgetBefore(needed);
  }

  private medianOfFresh(timeMs: number): number {
    this.fresh.clear();
    for (const source of this.sources) {
      const ageMs = timeMs - source.reportedMs(timeMs);
      if (ageMs <= this.parameters['staleness-ms']) this.fresh.add(source.price(this.history), source.weight);
    }
    return this.fresh.median();
  }

  private isDue(timeMs: number, median: number): boolean {
    if (timeMs - this.publishedMs >= this.parameters['heartbeat-ms']) return true;
    // A value that is published already would be no news: nobody could tell that it came.
    if (median === this.pendingPrice) return false;
    const { deviation, 'absolute-deviation': absolute } = this.parameters;
    return deviates({ current: this.pendingPrice, next: median, relative: deviation, absolute });
  }

  private publish(timeMs: number, price: number): number {
    this.pendingPrice = price;
    this.publishedMs = timeMs;
    return timeMs;
  }
}

export const medianOracle = definePolicy({
  kind: 'oracle',
  name: 'median',
  version: 1,
  summary:
    'Weighted median of sources with their own latency, offset and outages; published on deviation or heartbeat, visible after a latency.',
  references: [
    { text: 'Chainlink, deviation threshold and heartbeat', url: 'https://github.com/smartcontractkit/chainlink' },
    {
      text: 'Hyperliquid docs, Oracle: weighted median of spot prices',
      url: 'https://hyperliquid.gitbook.io/hyperliquid-docs/hypercore/oracle',
    },
    { text: 'Connect (Slinky): median over providers, mean of the middle two', url: 'https://github.com/skip-mev/connect' },
  ],
  parameters: parametersSchema,
  create(parameters) {
    return { create: () => new MedianFeed(parameters) };
  },
});
