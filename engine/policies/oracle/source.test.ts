import { describe, expect, it } from 'vitest';
import { PriceHistory } from './price-history.ts';
import { Source } from './source.ts';

/** A feed that shows its own time in seconds as price, one entry each second for 20 s. */
function clockFeed(): PriceHistory {
  const history = new PriceHistory();
  for (let second = 0; second <= 20; second++) history.record(second * 1000, second);
  return history;
}

const source = (values: object) => new Source({ 'latency-ms': 0, 'offset-bps': 0, weight: 1, outages: [], ...values });

describe('price source', () => {
  it('shows the feed of a latency ago, off by its offset', () => {
    const late = source({ 'latency-ms': 2500, 'offset-bps': 100 });
    const history = clockFeed();
    late.advance(10_000, history);
    expect(late.price(history)).toBeCloseTo(7 * 1.01, 12);
    expect(late.reportedMs(10_000)).toBe(7500);
    expect(late.nextChangeMs(10_000, history, 60_000)).toBe(10_500);
  });

  it('shows the first price before there is a latency to look back on', () => {
    const late = source({ 'latency-ms': 5000 });
    const history = clockFeed();
    expect(late.advance(1000, history)).toBe(0);
    expect(late.price(history)).toBe(0);
  });

  it('stands still in an outage, asks to be woken when stale and when back, and then catches up', () => {
    const silent = source({ outages: [{ 'from-ms': 5000, 'to-ms': 9000 }, { 'from-ms': 12_000, 'to-ms': 13_000 }] });
    const history = clockFeed();
    silent.advance(6000, history);
    expect(silent.price(history)).toBe(5);
    expect(silent.reportedMs(6000)).toBe(5000);
    expect(silent.nextChangeMs(6000, history, 2000)).toBe(7001);
    expect(silent.nextChangeMs(7001, history, 2000)).toBe(9000);
    silent.advance(9000, history);
    expect(silent.price(history)).toBe(9);
    silent.advance(12_500, history);
    expect(silent.price(history)).toBe(12);
  });

  it('has nothing more to show when it has caught up', () => {
    const prompt = source({});
    const history = clockFeed();
    prompt.advance(20_000, history);
    expect(prompt.nextChangeMs(20_000, history, 1000)).toBe(Infinity);
  });
});
