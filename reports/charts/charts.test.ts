import { describe, expect, it } from 'vitest';
import { makeRunFolder } from '../../test/fixtures/run-folder.ts';
import { renderChart } from '../render-chart.ts';
import { priceTicks, timeTicks, usdAxisBelow } from './axes.ts';
import type { ChartSpec } from './axes.ts';
import { cascadeGenerations } from './cascade-generations.ts';
import { criticalityProfile } from './criticality-profile.ts';
import { fundLevel } from './fund-level.ts';
import { lossWaterfall } from './loss-waterfall.ts';
import { pairedDifferences } from './paired-differences.ts';
import { priceAndLiquidations } from './price-and-liquidations.ts';
import { ruleAttribution } from './rule-attribution.ts';
import { startingTriggers } from './starting-triggers.ts';

const set = makeRunFolder().evidence.sets[0];
const prices = set.prices[0];
const fund = set.fund ?? { asset: '', timeMs: [], p05Usd: [], p50Usd: [], p95Usd: [], shownUsd: [] };
const scales = { priceDomainUsd: [3900, 8000], maxBinUsd: 2e6 } as const;

const specs: Readonly<Record<string, ChartSpec>> = {
  'price and liquidations': priceAndLiquidations({ prices, liquidations: set.liquidations[0], ...scales }),
  'price alone': priceAndLiquidations({ prices, liquidations: null, ...scales }),
  'loss waterfall': lossWaterfall({ waterfall: set.waterfall, maxUsd: set.waterfall.shortfall_usd }),
  'fund level': fundLevel({ fund, maxUsd: 5e6 }),
  'cascade generations': cascadeGenerations({ generations: set.generations, maxUsd: 2e7 }),
  'starting triggers': startingTriggers({ triggers: set.triggers[0], maxBinUsd: 8e6 }),
  'criticality profile': criticalityProfile({ profile: set.criticality[0], maxValue: 1.8 }),
  'paired differences': pairedDifferences([
    { title: 'Shortfall', baseline: 1e6, candidate: 3e6, difference: 2e6, interval: [1e6, 3e6], verdict: 'worse', label: '+$2M' },
    { title: 'Socialised loss', baseline: 0, candidate: 0, difference: 0, interval: null, verdict: 'no-difference-shown', label: '$0' },
    { title: 'Liquidated accounts', baseline: 10, candidate: 1, difference: -9, interval: [-90, 1], verdict: 'better', label: '-9' },
  ]),
  'rule attribution': ruleAttribution({
    steps: [
      { title: 'default', value: 2e6, isEnd: true, isWorse: false, label: '$2M' },
      { title: 'margin', value: -3e6, isEnd: false, isWorse: false, label: '-$3M' },
      { title: 'losses', value: 4e6, isEnd: false, isWorse: true, label: '+$4M' },
      { title: 'mine', value: 3e6, isEnd: true, isWorse: false, label: '$3M' },
    ],
    axis: usdAxisBelow('Mean per path, USD'),
  }),
  'criticality at the start only': criticalityProfile({
    profile: { ...set.criticality[0], atWorst: null, worstTimeMs: null },
    maxValue: 0.2,
  }),
};

/** Every inline table of a specification, outermost first. */
function tablesOf(node: unknown): Readonly<Record<string, number>>[][] {
  if (Array.isArray(node)) return node.flatMap(tablesOf);
  if (typeof node !== 'object' || node === null) return [];
  const own = 'values' in node && Array.isArray(node.values) && typeof node.values[0] === 'object' ? [node.values] : [];
  return [...own, ...Object.values(node).flatMap(tablesOf)];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

describe.each(Object.entries(specs))('chart of %s', (_, spec) => {
  it('is plain data and stays as it was while it is drawn', async () => {
    const before = JSON.stringify(spec);
    await renderChart({ spec, id: 'x', label: 'x' });
    expect(JSON.stringify(spec)).toBe(before);
    expect(JSON.parse(before)).toEqual(spec);
  });

  it('draws finite coordinates, labelled axes and only colours of the theme', async () => {
    const svg = await renderChart({ spec, id: 'x', label: 'x' });
    expect(svg).not.toMatch(/NaN|Infinity|undefined|null/);
    const usdTitles = 'Price|Mean per path|Insurance fund|Liquidated, mean per path|Notional per bar';
    expect(svg).toMatch(new RegExp(`<text[^>]*>(?:${usdTitles}), USD<|>n\\(p\\)<|>Difference, share of the larger mean<`));
    const colours = [...svg.matchAll(/(?:fill|stroke)="(#[0-9a-f]+)"/g)].map(([, colour]) => colour);
    expect(colours.length).toBeGreaterThan(0);
    expect(colours).not.toContain('#4c78a8');
  });
});

describe('what the bars add up to', () => {
  it('stacks liquidations without gap or loss', () => {
    const rows = tablesOf(specs['price and liquidations'])[1];
    const { longUsd, shortUsd } = set.liquidations[0];
    expect(sum(rows.map((row) => row.high - row.low))).toBeCloseTo(sum(longUsd) + sum(shortUsd), 3);
    expect(rows.every((row) => row.to > row.from)).toBe(true);
  });

  it('lets every layer of the waterfall start where the one before ended, down to the shortfall', () => {
    const [total, ...layers] = tablesOf(specs['loss waterfall'])[0];
    layers.forEach((layer, index) => expect(layer.from).toBe(index === 0 ? 0 : layers[index - 1].to));
    expect(layers[layers.length - 1].to).toBeCloseTo(total.to, 6);
  });

  it('keeps the notional of all triggers, bars meeting half-way', () => {
    const rows = tablesOf(specs['starting triggers'])[0];
    const { longUsd, shortUsd } = set.triggers[0];
    expect(sum(rows.map((row) => row.high - row.low))).toBeCloseTo(sum(longUsd) + sum(shortUsd), 3);
  });

  it('sums late generations in a last bar', () => {
    const generations = Array.from({ length: 40 }, (_, generation) => ({ generation, liquidations: 1, notionalUsd: 100 }));
    const rows = tablesOf(cascadeGenerations({ generations, maxUsd: 3000 }))[0];
    expect(rows).toHaveLength(12);
    expect(rows[11]).toMatchObject({ title: '11+', usd: 2900, count: '29' });
  });

  it('draws one bin and one bar when there is only one', async () => {
    const single = { instrument: 'X', startPriceUsd: 100, priceUsd: [95], longUsd: [10], shortUsd: [0] };
    expect(await renderChart({ spec: startingTriggers({ triggers: single, maxBinUsd: 10 }), id: 'x', label: 'x' })).not.toMatch(/NaN/);
  });

  it('draws a price that never moves and one below zero', async () => {
    for (const level of [100, -37.63]) {
      const flat = { instrument: 'X', timeMs: [0, 60_000], markUsd: [level, level], exogenousUsd: [level, level] };
      const spec = priceAndLiquidations({ prices: flat, liquidations: null, priceDomainUsd: [level, level], maxBinUsd: 0 });
      expect(await renderChart({ spec, id: 'x', label: 'x' })).not.toMatch(/NaN/);
    }
  });
});

describe('priceTicks', () => {
  it('finds a few round prices inside any span', () => {
    expect(priceTicks(3967.5, 11_902.5)).toEqual([6000, 8000, 10_000]);
    expect(priceTicks(0.0000103, 0.0000297)).toEqual([0.000015, 0.00002, 0.000025]);
    expect(priceTicks(-40, 25)).toEqual([-20, 0, 20]);
    expect(priceTicks(7, 7)).toEqual([7]);
    for (let low = 1; low < 1e6; low *= 3.7) {
      const ticks = priceTicks(low, low * 1.9);
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      expect(ticks.length).toBeLessThanOrEqual(5);
    }
  });
});

describe('timeTicks', () => {
  it('stands on whole steps of UTC, few enough to read', () => {
    const start = Date.UTC(2020, 2, 12, 0, 7);
    for (const hours of [0.2, 1, 5, 12, 24, 72, 24 * 90, 24 * 2000]) {
      const ticks = timeTicks(start, start + hours * 3_600_000);
      expect(ticks.length).toBeGreaterThan(0);
      expect(ticks.length).toBeLessThanOrEqual(6);
      expect(ticks.every((tick) => tick % 60_000 === 0 && tick >= start)).toBe(true);
    }
    const halfDay = timeTicks(Date.UTC(2020, 2, 12), Date.UTC(2020, 2, 12, 12));
    expect(halfDay.map((tick) => new Date(tick).getUTCHours())).toEqual([0, 3, 6, 9, 12]);
  });
});
