import { describe, expect, it } from 'vitest';
import type { OracleFeed } from '../../kernel/world-spec.ts';
import { deviates, medianOracle } from './median.ts';

const feed = (input: unknown): OracleFeed => medianOracle.create(medianOracle.parameters.parse(input)).create();
const always = { deviation: 0, 'absolute-deviation': 0 };

/** Runs a feed over prices [time, price], waking it when it asks to be; returns publications [visible, price]. */
function publications(oracle: OracleFeed, prices: readonly (readonly [number, number])[], endMs: number): [number, number][] {
  const published: [number, number][] = [];
  let next = 0;
  for (let timeMs = prices[0][0]; timeMs <= endMs; ) {
    if (next < prices.length && prices[next][0] === timeMs) next++;
    const visibleMs = oracle.observe(timeMs, prices[next - 1][1]);
    if (visibleMs >= 0) published.push([visibleMs, oracle.pendingPrice]);
    const wakeMs = oracle.nextWakeMs(timeMs);
    expect(wakeMs).toBeGreaterThan(timeMs);
    timeMs = Math.min(wakeMs, next < prices.length ? prices[next][0] : Infinity);
  }
  return published;
}

describe('deviation rule', () => {
  it('agrees with the cases chainlink-dev-01, 03, 05, 06, 08, 10, 11 and 13', () => {
    const cases: readonly [number, number, number, boolean][] = [
      [0, 100, 2, true],
      [100, 101, 2, false],
      [100, 103, 2, true],
      [100, 0, 2, true],
      [0.1, -0.1, 200, true],
      [-0.1, 0.1, 201, false],
      [-0.1, 0.1, 200, true],
      [0, 100, 0, true],
    ];
    for (const [current, next, percent, expected] of cases) {
      expect(deviates({ current, next, relative: percent / 100, absolute: 0 })).toBe(expected);
    }
  });

  it('passes the absolute threshold strictly', () => {
    expect(deviates({ current: 100, next: 105, relative: 0, absolute: 5 })).toBe(false);
    expect(deviates({ current: 100, next: 105.1, relative: 0, absolute: 5 })).toBe(true);
    expect(deviates({ current: 100, next: 105.1, relative: 0.1, absolute: 5 })).toBe(false);
  });

  it('stays silent when 0 stays 0', () => {
    expect(deviates({ current: 0, next: 0, relative: 0.01, absolute: 0 })).toBe(false);
  });
});

describe('median oracle', () => {
  it('publishes at once at the beginning, then on deviation and on heartbeat', () => {
    const oracle = feed({ sources: [{}], deviation: 0.01, 'heartbeat-ms': 100_000 });
    const prices = [[0, 100], [10_000, 100.5], [20_000, 101], [30_000, 101.2]] as const;
    expect(publications(oracle, prices, 150_000)).toEqual([[0, 100], [20_000, 101], [120_000, 101.2]]);
  });

  it('shows publications after the latency, the first one at once', () => {
    const oracle = feed({ sources: [{}], ...always, 'publish-latency-ms': 3000, 'heartbeat-ms': 1_000_000 });
    expect(publications(oracle, [[0, 100], [5000, 90]], 10_000)).toEqual([[0, 100], [8000, 90]]);
  });

  it('wakes itself when a late source catches up with the feed', () => {
    const sources = [500, 2000, 9000].map((latencyMs) => ({ 'latency-ms': latencyMs }));
    const oracle = feed({ sources, ...always, 'heartbeat-ms': 1e9 });
    const seen = publications(oracle, [[0, 100], [60_000, 80]], 100_000);
    // The median follows the second of three sources; deviation 0 publishes every change of any source.
    expect(seen.find(([, price]) => price === 80)).toEqual([62_000, 80]);
    expect(seen.filter(([visibleMs]) => visibleMs < 62_000).every(([, price]) => price === 100)).toBe(true);
  });

  it('averages the middle two of an even number, with constant offsets', () => {
    const oracle = feed({ sources: [{ 'offset-bps': 100 }, { 'offset-bps': -100 }, {}, { 'offset-bps': 20 }] });
    oracle.observe(0, 100);
    expect(oracle.pendingPrice).toBeCloseTo(100.1, 12);
  });

  it('keeps the last report of a source that is out until it is stale, and takes it back when it returns', () => {
    const silent = { outages: [{ 'from-ms': 1000, 'to-ms': 50_000 }] };
    const oracle = feed({ sources: [silent, {}], 'staleness-ms': 10_000, ...always, 'heartbeat-ms': 1e9 });
    const seen = publications(oracle, [[0, 100], [2000, 80]], 60_000);
    // 90 is the mean of the frozen 100 and 80; at 11,001 ms the frozen report is older than the limit; at 50,000 ms it is alive and says 80
    // too, which changes nothing.
    expect(seen).toEqual([[0, 100], [2000, 90], [11_001, 80]]);
  });

  it('publishes nothing while every source is stale', () => {
    const oracle = feed({ sources: [{ outages: [{ 'from-ms': 1000, 'to-ms': 90_000 }] }], 'staleness-ms': 5000, ...always });
    const seen = publications(oracle, [[0, 100], [2000, 80], [30_000, 60]], 95_000);
    expect(seen.filter(([visibleMs]) => visibleMs > 6000)).toEqual([[90_000, 60]]);
  });

  it('starts from the feed when every source is silent at the beginning', () => {
    const oracle = feed({ sources: [{ outages: [{ 'from-ms': -1e6, 'to-ms': 90_000 }] }], 'staleness-ms': 5000 });
    expect(oracle.observe(0, 100)).toBe(0);
    expect(oracle.pendingPrice).toBe(100);
  });

  it('publishes again in the same instant when the feed is moved by fills', () => {
    const oracle = feed({ sources: [{}], deviation: 0.01 });
    oracle.observe(0, 100);
    expect(oracle.observe(1000, 98)).toBe(1000);
    expect(oracle.observe(1000, 97.9)).toBe(-1);
    expect(oracle.observe(1000, 96)).toBe(1000);
    expect(oracle.pendingPrice).toBe(96);
  });

  it('wakesVSmillisecondScan: asked only when it wishes, it publishes what asking every millisecond gives', () => {
    const parameters = {
      sources: [
        { 'latency-ms': 3, outages: [{ 'from-ms': 40, 'to-ms': 80 }] },
        { 'latency-ms': 17, 'offset-bps': 30 },
        { 'latency-ms': 8, weight: 2, outages: [{ 'from-ms': 100, 'to-ms': 130 }, { 'from-ms': 130, 'to-ms': 180 }] },
      ],
      'staleness-ms': 25,
      deviation: 0.004,
      'heartbeat-ms': 60,
      'publish-latency-ms': 2,
    };
    const prices = Array.from({ length: 30 }, (_, index) => [index * 10, 100 + 5 * Math.sin(index)] as const);
    const scanned: [number, number][] = [];
    const oracle = feed(parameters);
    for (let timeMs = 0; timeMs <= 300; timeMs++) {
      const visibleMs = oracle.observe(timeMs, prices[Math.min(29, Math.floor(timeMs / 10))][1]);
      if (visibleMs >= 0) scanned.push([visibleMs, oracle.pendingPrice]);
    }
    expect(scanned.length).toBeGreaterThan(20);
    expect(publications(feed(parameters), prices, 300)).toEqual(scanned);
  });

  it('refuses a source that is always stale and outages out of order', () => {
    const accepts = (input: unknown) => medianOracle.parameters.safeParse(input).success;
    expect(accepts({ sources: [{ 'latency-ms': 61_000 }] })).toBe(false);
    expect(accepts({ sources: [{ outages: [{ 'from-ms': 5, 'to-ms': 5 }] }] })).toBe(false);
    expect(accepts({ sources: [{ outages: [{ 'from-ms': 5, 'to-ms': 9 }, { 'from-ms': 8, 'to-ms': 12 }] }] })).toBe(false);
    expect(accepts({ sources: [] })).toBe(false);
  });
});
