import { describe, expect, it } from 'vitest';
import { makeRunFolder } from '../../test/fixtures/run-folder.ts';
import type { Block, FigureContent } from '../document.ts';
import { renderHtml } from '../html/render.ts';
import { compileChart } from '../render-chart.ts';
import { briefReport } from '../stress-report.ts';
import { explorableChart } from './explorable-chart.ts';
import { scrubberBlock } from './scrubber.ts';

const document = briefReport(makeRunFolder());
const figures = document.sections.flatMap(({ blocks }) => blocks.flatMap(figuresOf));

function figuresOf(block: Block): readonly FigureContent[] {
  if (block.kind === 'figures') return block.figures;
  return block.kind === 'sets' ? block.sets.flatMap(({ blocks }) => blocks.flatMap(figuresOf)) : [];
}

async function chartOf(id: string) {
  const figure = figures.find((one) => one.id === id);
  if (figure === undefined) throw new Error(`no figure ${id}`);
  return explorableChart(figure, await compileChart(figure.spec));
}

describe('explorableChart', () => {
  // Goal: series are found with the names of the key, their units and their panels.
  it('finds lines and bars of two panels', async () => {
    const chart = await chartOf('price-1-1');
    expect(chart?.series.map(({ title, shape, unit, panel }) => [title, shape, unit, panel])).toEqual([
      ['Mark price', 'line', 'price', 'concat_0_group'],
      ['Exogenous price', 'line', 'price', 'concat_0_group'],
      ['Longs liquidated', 'bar', 'usd', 'concat_1_group'],
      ['Shorts liquidated', 'bar', 'usd', 'concat_1_group'],
    ].slice(0, chart?.series.length));
    expect(chart?.series.length).toBeGreaterThan(2);
    expect(chart?.zoom).toEqual({ scale: 'concat_0_x', unit: 'time' });
    expect(chart?.panels).toEqual([{ top: 0, height: 170 }, { top: 210, height: 84 }]);
  });

  // Goal: a band and a line of one colour are told apart.
  it('finds a band', async () => {
    const chart = await chartOf('fund-1');
    expect(chart?.series.map(({ shape }) => shape).sort()).toEqual(['band', 'line', 'line']);
    expect(new Set(chart?.series.map(({ key }) => key)).size).toBe(3);
  });

  // Goal: bars with names are read by the labels that stand at them, and are not zoomed.
  it('finds named bars', async () => {
    const chart = await chartOf('waterfall-1');
    expect(chart?.zoom).toBeNull();
    expect(chart?.categories?.entries[0].name).toBe('Shortfall');
    expect(chart?.categories?.entries[0].text).toMatch(/^\$/);
  });

  // Goal: rows stand once, in the tables, and never in the specification.
  it('keeps rows out of the specification', async () => {
    for (const { id } of figures) {
      const chart = await chartOf(id);
      expect(JSON.stringify(chart?.spec.data)).not.toContain('"values"');
    }
  });
});

describe('the explorable page', () => {
  // Goal: the same document gives the same bytes, small enough to send, and the page without the option has no script.
  it('is the same every time and has bounded size', async () => {
    const small = briefReport(makeRunFolder({ instruments: ['BTC-PERP'], points: 200 }));
    const once = await renderHtml(small, { explore: true });
    const again = await renderHtml(small, { explore: true });
    const still = await renderHtml(small);
    expect(once).toBe(again);
    expect(once.length).toBeLessThan(1_000_000);
    expect(still).not.toContain('<script');
    const ids = [...once.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  // Goal: a path that is one point is nothing to walk through.
  it('has no walk without a path', async () => {
    const prices = { instrument: 'X', timeMs: [0], markUsd: [1], exogenousUsd: [1] };
    expect(await scrubberBlock({ id: 'x', title: 'X', prices, liquidations: null, fund: null, events: [] })).toBeNull();
  });
});
