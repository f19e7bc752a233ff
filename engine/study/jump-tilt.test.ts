import { describe, expect, it } from 'vitest';
import { choice, scenarioInput } from '../../test/golden/study-inputs.ts';
import type { ModelSeries } from './inputs.ts';
import { distinctJumpsPerYear, withJumpRate } from './jump-tilt.ts';
import { pathSource } from './price-paths.ts';
import type { PathSource } from './price-paths.ts';

const hourMs = 3_600_000;

interface Jumping {
  readonly rate: number;
  readonly shared?: number;
  readonly policy?: 'merton' | 'bates';
}

function jumping({ rate, shared = 0, policy = 'merton' }: Jumping): ModelSeries {
  const jumps = { 'jumps-per-year': rate, 'jump-mean': -0.08, 'jump-sd': 0.05, 'shared-jumps': shared, drift: 0 };
  const heston = { kappa: 5, theta: 0.09, xi: 0.3, rho: -0.4, 'start-variance': 0.09, 'shared-variance': false };
  const parameters = policy === 'merton' ? { volatility: 0.3, ...jumps } : { ...heston, ...jumps };
  return { kind: 'model', startPrice: 100, model: choice('price', policy, parameters), candles: null };
}

function sourceOf(series: Readonly<Record<string, ModelSeries>>): PathSource {
  const underlyings = Object.fromEntries(Object.keys(series).map((name) => [name, { liquidity: null }]));
  const scenario = scenarioInput({ underlyings, grid: { stepMs: 6 * hourMs, extremes: 'none', substeps: 1 } });
  return pathSource({ scenario, series, startMs: 0, endMs: 24 * hourMs });
}

interface Mean {
  readonly mean: number;
  readonly error: number;
}

interface Paths {
  readonly paths: number;
  readonly first: number;
  readonly jumpRate: number;
}

/** Weighted mean over paths of what a path's log returns say. */
function meanOf(source: PathSource, { paths, first, jumpRate }: Paths, say: (returns: number[]) => number): Mean {
  let [sum, squares] = [0, 0];
  for (let index = first; index < first + paths; index++) {
    const { prices, logWeight } = source.draw(index, jumpRate === 1 ? {} : { tilt: { shock: 0, jumpRate } });
    const value = Math.exp(logWeight) * say(prices.map((column) => Math.log(column[column.length - 1] / column[0])));
    sum += value;
    squares += value * value;
  }
  return { mean: sum / paths, error: Math.sqrt((squares / paths - (sum / paths) ** 2) / paths) };
}

interface Case {
  readonly of: string;
  readonly series: Readonly<Record<string, ModelSeries>>;
}

const alone: Case = { of: 'two that jump by themselves', series: { A: jumping({ rate: 20 }), B: jumping({ rate: 35 }) } };
const together: Case = {
  of: 'two with all jumps in common',
  series: { A: jumping({ rate: 30, shared: 1 }), B: jumping({ rate: 30, shared: 1 }) },
};
const mixed: Case = {
  of: 'three that share part of different rates',
  series: { A: jumping({ rate: 40, shared: 0.5 }), B: jumping({ rate: 15, shared: 0.8 }), C: jumping({ rate: 10 }) },
};
const twoLaws: Case = {
  of: 'two laws',
  series: { A: jumping({ rate: 20, shared: 0.5 }), B: jumping({ rate: 25, shared: 0.5, policy: 'bates' }) },
};
const cases = [alone, together, mixed, twoLaws];

describe('a tilt of the jumps of several underlyings', () => {
  it.each(cases)('tiltedVSPlain: $of', ({ series }) => {
    // Goal: the weights average 1, and the probabilities that one or all of them fall by 6 % are those of plain paths, with less error.
    const source = sourceOf(series);
    const tilted = { paths: 3000, first: 0, jumpRate: 5 };
    const weights = meanOf(source, tilted, () => 1);
    expect(Math.abs(weights.mean - 1)).toBeLessThan(4 * weights.error);
    const anyFalls = (returns: number[]): number => (Math.min(...returns) < -0.06 ? 1 : 0);
    const allFall = (returns: number[]): number => (Math.max(...returns) < -0.02 ? 1 : 0);
    for (const event of [anyFalls, allFall]) {
      const found = meanOf(source, tilted, event);
      const plain = meanOf(source, { paths: 8000, first: 10_000, jumpRate: 1 }, event);
      expect(plain.mean).toBeGreaterThan(0.001);
      expect(Math.abs(found.mean - plain.mean)).toBeLessThan(4 * Math.hypot(found.error, plain.error));
    }
  });

  it('counts jumps that several see once', () => {
    // Goal: the rate of the process behind them: own parts add, of the shared ones the largest stands for all.
    const perYear = cases.map(({ series }) => sourceOf(series).jumpsPerPath * 365);
    [20 + 35, 30, 20 + 3 + 10 + 20, 10 + 12.5 + 12.5].forEach((expected, index) => expect(perYear[index]).toBeCloseTo(expected, 9));
    const silent = { bars: false, open: () => ({ advance: () => {} }) };
    expect(distinctJumpsPerYear([{ model: silent }])).toBe(0);
    expect(withJumpRate(silent, 5)).toBe(silent);
  });
});
