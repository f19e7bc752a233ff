import { describe, expect, it } from 'vitest';
import { renderSweepHtml } from './sweep-html.ts';
import type { FrontierPoint, Reading, SweepSummary } from './sweep-summary.ts';

function reading(value: number | null): Reading {
  return { value, interval: value === null ? null : [value * 0.9, value * 1.1] };
}

function winner(point: number, cost: number, safety: number): FrontierPoint {
  const fresh = { safety: reading(safety * 1.3), cost: reading(cost), isUndominated: point !== 2 };
  return { point, values: [point / 100, 'full'], ties: 0, safety: reading(safety), cost: reading(cost), fresh: point === 3 ? null : fresh };
}

/** A grid of maintenance by fee, four by three. */
function summary(changes: Partial<SweepSummary> = {}): SweepSummary {
  return {
    schemaVersion: 1,
    engineVersion: '0.1.0',
    scenario: { name: 'small', title: 'A small crash' },
    parameterSet: { id: 'default', title: 'Plain venue' },
    paths: 8,
    seed: 1,
    freshSeed: 99,
    feedback: 'full',
    command: 'npx simulate sweep',
    digest: 'd'.repeat(32),
    method: 'grid',
    parameters: [{ key: 'margin.maintenance', spread: '0.01 to 0.04 in 4' }, { key: 'liquidation.policy', spread: 'full, paced' }],
    points: 12,
    refused: { count: 1, example: 'no reason' },
    safety: { name: 'shortfall_usd', unit: 'USD', definition: 'Losses.', better: 'lower' },
    cost: { name: 'margin_to_open_interest_ratio', unit: 'ratio', definition: 'Margin.', better: 'lower' },
    costRange: [0.1, 0.3],
    base: { safety: reading(500_000), cost: reading(0.2) },
    frontier: [winner(1, 0.1, 900_000), winner(2, 0.2, 400_000), winner(3, 0.3, 100_000)],
    cloud: Array.from({ length: 12 }, (_, point) => [point, 0.1 + point / 50, 1e6 - point * 1e4] as const),
    tornado: [
      { parameter: 'liquidation.policy', moves: [{ value: 'full', safety: 5e5, cost: 0.2 }, { value: 'paced', safety: 4.5e5, cost: 0.2 }] },
      { parameter: 'margin.maintenance', moves: [{ value: 0.01, safety: 9e5, cost: 0.2 }, { value: 0.04, safety: null, cost: null }] },
      { parameter: 'liquidation.fee', moves: [{ value: 0, safety: 9e5, cost: 0.2 }, { value: 0.01, safety: 1e5, cost: 0.2 }] },
    ],
    heatMap: {
      ...{ x: 'liquidation.policy', y: 'margin.maintenance', xValues: ['full', 'paced', 'partial'], yValues: [0.01, 0.02, 0.03, 0.04] },
      safety: [[4, 5, 6], [3, 3, 3], [2, null, 2], [1, 1, 1]],
    },
    ...changes,
  };
}

/** Shapes of one kind in one drawing. */
function shapesOf(html: string, id: string, pattern: RegExp): number {
  const drawing = html.slice(html.indexOf(`id="${id}"`));
  return [...drawing.slice(0, drawing.indexOf('</svg>')).matchAll(pattern)].length;
}

describe('report of a sweep', () => {
  it('draws every point, bar and cell, the same bytes each time', async () => {
    // Goal: 12 dominated or not, 3 winners, 2 of them again, the file; three bars; eleven of twelve cells.
    const html = await renderSweepHtml(summary());
    expect(await renderSweepHtml(summary())).toBe(html);
    expect(shapesOf(html, 'pareto', /aria-roledescription="point"|<path [^>]*transform="translate/g)).toBe(12 + 3 + 2 + 1);
    expect(shapesOf(html, 'tornado-bars', /<path [^>]*fill="#1670b5"/g)).toBe(3);
    expect(shapesOf(html, 'heat-cells', /<path [^>]*fill="#b0201a"/g)).toBe(11);
    expect(html).toContain('liquidation.fee moves shortfall_usd most');
    expect(html).toContain('no, another one beats it there');
    expect(html).toContain('2 of 3 points of the frontier');
    expect(html).not.toMatch(/<script|NaN|undefined|Infinity/);
  });

  it('says why where there is nothing to draw', async () => {
    // Goal: no empty section, and nothing breaks without winners, map or a number of the file.
    const bare = { frontier: [], cloud: [], heatMap: null, costRange: null, base: { safety: reading(null), cost: reading(null) } };
    const tornado = [{ parameter: 'a', moves: [{ value: 1, safety: null, cost: null }] }];
    const html = await renderSweepHtml(summary({ ...bare, tornado }));
    expect([...html.matchAll(/class="absent"/g)]).toHaveLength(4);
    const base = { safety: reading(0), cost: reading(0.1) };
    const flat = await renderSweepHtml(summary({ costRange: [0.1, 0.1], frontier: [winner(1, 0.1, 0)], base }));
    expect(flat).toContain('margin_to_open_interest_ratio is the same at every point');
    expect(flat).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('shows hostile names as text', async () => {
    // Goal: titles and keys come from files of others.
    const hostile = '<img src=x onerror=alert(1)>"\'';
    const map = { ...summary().heatMap, x: hostile, xValues: [hostile, 'b', 'c'] } as SweepSummary['heatMap'];
    const html = await renderSweepHtml(summary({
      scenario: { name: 'x', title: hostile },
      parameters: [{ key: hostile, spread: hostile }, { key: 'b', spread: 'c' }],
      refused: { count: 1, example: hostile },
      tornado: [{ parameter: hostile, moves: [{ value: hostile, safety: 1, cost: 1 }, { value: 'b', safety: 2, cost: 1 }] }],
      heatMap: map,
    }));
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;img');
  });
});
