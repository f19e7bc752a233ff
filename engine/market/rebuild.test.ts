import { describe, expect, it } from 'vitest';
import { InvariantError } from '../math/assert.ts';
import { openStream, type RandomStream } from '../math/random.ts';
import { pointCount, rebuildBar, type Bar, type FirstExtreme } from './rebuild.ts';

const open = (purpose: string): RandomStream => openStream({ seed: 1, scenario: 'test', path: 0, component: 'rebuild', purpose });
const common = { candidates: 8, correlation: 0.8, firstExtreme: 'random' as FirstExtreme };

function cents(price: number): number {
  return Math.round(price * 100) / 100;
}

/** A bar of prices in cents; about half of all bars have an extreme at the open or the close. */
function randomBar(stream: RandomStream, base = 100): Bar {
  const price = () => cents(base + 5 * stream.normal());
  const [first, last] = [price(), stream.integerBelow(10) === 0 ? null : price()];
  const close = last ?? first;
  const reach = () => (stream.integerBelow(3) === 0 ? 0 : Math.abs(cents(3 * stream.normal())));
  return {
    open: first,
    close,
    high: cents(Math.max(first, close) + reach()),
    low: cents(Math.min(first, close) - reach()),
  };
}

function endsAndExtremes(path: Float64Array): Bar {
  return {
    open: path[0],
    close: path[path.length - 1],
    high: path.reduce((a, b) => Math.max(a, b)),
    low: path.reduce((a, b) => Math.min(a, b)),
  };
}

function extremesInside({ open: first, high, low, close }: Bar): boolean {
  return high > Math.max(first, close) && low < Math.min(first, close);
}

function isHighFirst(path: Float64Array, bar: Bar): boolean {
  return path.indexOf(bar.high) < path.indexOf(bar.low);
}

function realizedVariance(path: Float64Array): number {
  let sum = 0;
  for (let i = 1; i < path.length; i++) sum += Math.log(path[i] / path[i - 1]) ** 2;
  return sum;
}

function parkinsonVariance({ high, low }: Bar): number {
  return Math.log(high / low) ** 2 / (4 * Math.LN2);
}

/** Bars of correlated Brownian motions with 400 steps and a standard deviation of 1 %. */
function brownianBars({ stream, assets, correlation }: { stream: RandomStream; assets: number; correlation: number }): Bar[] {
  const steps = 400;
  const state = Array.from({ length: assets }, () => ({ x: 0, high: 0, low: 0 }));
  for (let i = 0; i < steps; i++) {
    const shared = stream.normal();
    for (const asset of state) {
      const own = stream.normal();
      asset.x += (0.01 / Math.sqrt(steps)) * (Math.sqrt(correlation) * shared + Math.sqrt(1 - correlation) * own);
      asset.high = Math.max(asset.high, asset.x);
      asset.low = Math.min(asset.low, asset.x);
    }
  }
  return state.map(({ x, high, low }) => ({
    open: 100,
    high: 100 * Math.exp(high),
    low: 100 * Math.exp(low),
    close: 100 * Math.exp(x),
  }));
}

describe('rebuildBar', () => {
  it('hits open, high, low and close of 12,000 random bars exactly (target D06)', () => {
    const [bars, stream] = [open('bars'), open('paths')];
    for (let i = 0; i < 12_000; i++) {
      const bar = randomBar(bars);
      const [path] = rebuildBar({ ...common, bars: [bar], steps: 60, stream });
      expect(path.length).toBe(61);
      expect(endsAndExtremes(path)).toEqual(bar);
    }
  });

  it('hits every degenerate bar exactly, for any number of steps and assumed order', () => {
    const degenerate: Bar[] = [
      { open: 10, high: 10, low: 10, close: 10 },
      { open: 10, high: 11, low: 9, close: 10 },
      { open: 10, high: 10, low: 9, close: 10 },
      { open: 10, high: 11, low: 10, close: 10 },
      { open: 10, high: 11, low: 10, close: 11 },
      { open: 11, high: 11, low: 10, close: 10 },
      { open: 10, high: 12, low: 10, close: 11 },
      { open: 12, high: 12, low: 10, close: 11 },
      { open: 11, high: 12, low: 10, close: 10 },
      { open: 11, high: 12, low: 10, close: 12 },
      { open: 10, high: 10.000000000000002, low: 9.999999999999998, close: 10 },
      { open: 1e-8, high: 1e8, low: 1e-8, close: 1 },
      { open: 5e-324, high: 1, low: 5e-324, close: 5e-324 },
    ];
    const stream = open('degenerate');
    for (const bar of degenerate) {
      for (const firstExtreme of ['high', 'low', 'random'] as const) {
        for (const steps of [1, 2, 3, 4, 5, 7, 60]) {
          const [path] = rebuildBar({ ...common, firstExtreme, bars: [bar], steps, stream });
          expect(path.length).toBe(pointCount(steps));
          expect(endsAndExtremes(path)).toEqual(bar);
        }
      }
    }
  });

  it('rebuilds bars with prices at or below zero in prices', () => {
    const [bars, stream] = [open('negative bars'), open('negative paths')];
    for (let i = 0; i < 2000; i++) {
      const bar = randomBar(bars, 1);
      const [path] = rebuildBar({ ...common, bars: [bar], steps: 12, stream });
      expect(endsAndExtremes(path)).toEqual(bar);
    }
  });

  it('reaches the extremes in the order asked, exactly, wherever both lie inside the bar', () => {
    const [bars, stream] = [open('order bars'), open('order paths')];
    for (let i = 0; i < 3000; i++) {
      const pair = [randomBar(bars), randomBar(bars)];
      const firstExtreme = i % 2 === 0 ? 'high' : 'low';
      const steps = [1, 3, 4, 60][i % 4];
      const paths = rebuildBar({ ...common, firstExtreme, bars: pair, steps, stream });
      for (const [asset, bar] of pair.entries()) {
        expect(endsAndExtremes(paths[asset])).toEqual(bar);
        if (extremesInside(bar)) expect(isHighFirst(paths[asset], bar)).toBe(firstExtreme === 'high');
      }
    }
  });

  it('takes both orders about equally often for a symmetric bar when the order is random', () => {
    const stream = open('symmetric');
    const bar = { open: 100, high: 101, low: 100 / 1.01, close: 100 };
    for (const steps of [2, 60]) {
      let highFirst = 0;
      for (let i = 0; i < 2000; i++) {
        const [path] = rebuildBar({ ...common, bars: [bar], steps, stream });
        if (isHighFirst(path, bar)) highFirst++;
      }
      expect(Math.abs(highFirst / 2000 - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / 2000));
    }
  });

  it('shows the order of the four points when there is no room for more', () => {
    const four = (bar: Bar, firstExtreme: FirstExtreme) =>
      Array.from(rebuildBar({ ...common, bars: [bar], steps: 2, firstExtreme, stream: open('four') })[0]);
    expect(four({ open: 2, high: 4, low: 1, close: 3 }, 'high')).toEqual([2, 4, 1, 3]);
    expect(four({ open: 2, high: 4, low: 1, close: 3 }, 'low')).toEqual([2, 1, 4, 3]);
    expect(four({ open: 4, high: 4, low: 1, close: 3 }, 'low')).toEqual([4, 4, 1, 3]);
    expect(four({ open: 2, high: 4, low: 1, close: 1 }, 'low')).toEqual([2, 4, 1, 1]);
    expect(four({ open: 2, high: 4, low: 1, close: 4 }, 'high')).toEqual([2, 1, 4, 4]);
  });

  it('rebuiltVSParkinson: realised variance stays near that of the bar, in any order and for several assets (target D06)', () => {
    for (const assets of [1, 2]) {
      for (const firstExtreme of ['high', 'low', 'random'] as const) {
        const [bars, stream] = [open('brownian bars'), open('brownian paths')];
        let sum = 0;
        for (let i = 0; i < 1000; i++) {
          const group = brownianBars({ stream: bars, assets, correlation: 0.8 });
          const [path] = rebuildBar({ ...common, firstExtreme, bars: group, steps: 60, stream });
          sum += realizedVariance(path) / parkinsonVariance(group[0]);
        }
        expect(sum / 1000).toBeGreaterThan(0.9);
        expect(sum / 1000).toBeLessThan(1.8);
      }
    }
  });

  it('gives assets the correlation asked for, negative ones included', () => {
    for (const [correlation, low, high] of [[0.8, 0.6, 0.85], [0, -0.15, 0.15], [-0.9, -1, -0.6]]) {
      const stream = open(`correlation ${correlation}`);
      const bar = { open: 100, high: 101.2, low: 98.8, close: 100 };
      const sums = [0, 0, 0];
      for (let i = 0; i < 500; i++) {
        const [a, b] = rebuildBar({ ...common, correlation, bars: [bar, bar], steps: 60, stream });
        for (let k = 1; k <= 60; k++) {
          const [u, v] = [Math.log(a[k] / a[k - 1]), Math.log(b[k] / b[k - 1])];
          [u * v, u * u, v * v].forEach((product, j) => (sums[j] += product));
        }
      }
      const measured = sums[0] / Math.sqrt(sums[1] * sums[2]);
      expect(measured).toBeGreaterThan(low);
      expect(measured).toBeLessThan(high);
    }
  });

  it('gives the same path for the same stream, whatever was rebuilt in between', () => {
    const bars = [randomBar(open('same'))];
    const first = rebuildBar({ ...common, bars, steps: 60, stream: open('again') });
    rebuildBar({ ...common, bars, steps: 7, stream: open('else') });
    rebuildBar({ ...common, bars, steps: 60, stream: open('else') });
    expect(rebuildBar({ ...common, bars, steps: 60, stream: open('again') })).toEqual(first);
  });

  it('moves the stream by the same amount for a flat bar as for a wild one', () => {
    const after = (bar: Bar) => {
      const stream = open('consumption');
      rebuildBar({ ...common, bars: [bar], steps: 60, stream });
      return stream.uniform();
    };
    expect(after({ open: 1, high: 1, low: 1, close: 1 })).toBe(after({ open: 1, high: 9, low: 0.1, close: 2 }));
  });

  it('refuses bars and options that make no sense', () => {
    const bar = { open: 2, high: 3, low: 1, close: 2 };
    const options = { ...common, bars: [bar], steps: 60, stream: open('refusals') };
    for (const bad of [
      { ...options, bars: [{ ...bar, high: 1.5 }] },
      { ...options, bars: [{ ...bar, low: 2.5 }] },
      { ...options, bars: [{ ...bar, close: NaN }] },
      { ...options, bars: [{ ...bar, high: Infinity }] },
      { ...options, bars: [] },
      { ...options, steps: 0 },
      { ...options, steps: 1.5 },
      { ...options, candidates: 0 },
      { ...options, correlation: 1.1 },
      { ...options, bars: [bar, bar, bar], correlation: -0.6 },
    ]) {
      expect(() => rebuildBar(bad)).toThrow(InvariantError);
    }
  });
});

describe('Brownian motion on a fine grid', () => {
  it('walksVSTheory: range, squared range and time of the maximum of 20,000 walks of 2,000 steps (target D06)', () => {
    const [walks, steps, stream] = [20_000, 2000, open('facts')];
    const increments = new Float64Array(steps);
    const sums = { range: 0, square: 0, early: 0 };
    for (let i = 0; i < walks; i++) {
      stream.fillNormals(increments);
      const { range, maximumAt } = rangeOf(increments);
      sums.range += range;
      sums.square += range * range;
      if (maximumAt <= steps / 4) sums.early++;
    }
    // Four standard errors, and 1.3 % (2.6 % for the square) that the grid misses of the continuous range.
    const rangeError = (4 * Math.sqrt(2.7725887222 - 1.5957691216 ** 2)) / Math.sqrt(walks);
    expect(sums.range / walks).toBeGreaterThan(1.5957691216 * 0.987 - rangeError);
    expect(sums.range / walks).toBeLessThan(1.5957691216 + rangeError);
    const squareError = (4 * 1.8) / Math.sqrt(walks);
    expect(sums.square / walks).toBeGreaterThan(2.7725887222 * 0.974 - squareError);
    expect(sums.square / walks).toBeLessThan(2.7725887222 + squareError);
    expect(Math.abs(sums.early / walks - 1 / 3)).toBeLessThan(0.005 + 4 * Math.sqrt(2 / 9 / walks));
  });
});

/** Range of the walk with unit variance over the block, and where its maximum is first reached. */
function rangeOf(increments: Float64Array): { range: number; maximumAt: number } {
  const scale = 1 / Math.sqrt(increments.length);
  let [x, high, low, maximumAt] = [0, 0, 0, 0];
  for (let i = 0; i < increments.length; i++) {
    x += increments[i] * scale;
    if (x > high) {
      high = x;
      maximumAt = i + 1;
    } else if (x < low) low = x;
  }
  return { range: high - low, maximumAt };
}
