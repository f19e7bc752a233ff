/** Liquidations may fill only near a reference price that is renewed from time to time. */
import { z } from 'zod';
import type { Breaker } from '../../kernel/world-spec.ts';
import { definePolicy } from '../contract.ts';
import { durationMs, positiveDurationText } from '../parameter-types.ts';

const defaultBand = 0.05;
const defaultInterval = '5m';

interface BandRule {
  readonly band: number;
  readonly intervalMs: number;
  readonly reference: 'mean' | 'last';
}

class PriceBand implements Breaker {
  fillLow = -Infinity;
  fillHigh = Infinity;
  private renewedMs = -Infinity;
  private sum = 0;
  private count = 0;

  constructor(private readonly rule: BandRule) {}

  observe(timeMs: number, markPrice: number): number {
    this.sum += markPrice;
    this.count++;
    if (timeMs - this.renewedMs >= this.rule.intervalMs) this.renew(timeMs, markPrice);
    return 0;
  }

  private renew(timeMs: number, markPrice: number): void {
    const reference = this.rule.reference === 'mean' ? this.sum / this.count : markPrice;
    const width = this.rule.band * Math.abs(reference);
    this.fillLow = reference - width;
    this.fillHigh = reference + width;
    this.renewedMs = timeMs;
    this.sum = 0;
    this.count = 0;
  }
}

export const priceBandBreaker = definePolicy({
  kind: 'breaker',
  name: 'price-band',
  version: 1,
  summary: 'Liquidation fills stay inside a band around a reference price that is renewed every interval; what does not fit waits.',
  references: [
    { text: 'US Limit Up-Limit Down plan: 5 % (tier 1) or 10 % (tier 2) around the mean price of 5 minutes, doubled near open and close' },
  ],
  parameters: z.strictObject({
    band: z.number().gt(0).max(10).default(defaultBand).describe('Half width of the band; fraction of the reference price'),
    interval: positiveDurationText().default(defaultInterval).describe('Time between two renewals of the reference; duration'),
    reference: z
      .enum(['mean', 'last'])
      .default('mean')
      .describe('Reference: mean of the marks seen since the last renewal, or the mark at the renewal; name'),
  }),
  create(parameters) {
    const rule = { band: parameters.band, intervalMs: durationMs(parameters.interval), reference: parameters.reference };
    return { create: () => new PriceBand(rule) };
  },
});
