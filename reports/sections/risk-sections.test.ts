import { describe, expect, it } from 'vitest';
import type { RunFolder } from '../../engine/study/run-folder-types.ts';
import { makeRunFolder } from '../../test/fixtures/run-folder.ts';
import { withRisk } from '../../test/fixtures/risk-evidence.ts';
import type { Block, FigureContent, TableContent } from '../document.ts';
import { renderChart } from '../render-chart.ts';
import { evidenceShape } from '../run-folder-shape.ts';
import { fundAndAdl } from './fund-and-adl.ts';
import { insolvencyCohorts } from './insolvency-cohorts.ts';
import { marginBacktest } from './margin-backtest.ts';

const risky = withRisk(makeRunFolder({ sets: ['one', 'two'] }));
const old = makeRunFolder();
const sections = [insolvencyCohorts, marginBacktest, fundAndAdl];

/** Blocks with those inside sets. */
function flat(blocks: readonly Block[]): Block[] {
  return blocks.flatMap((block) => (block.kind === 'sets' ? block.sets.flatMap((set) => flat(set.blocks)) : [block]));
}

function figuresOf(run: RunFolder): FigureContent[] {
  return sections.flatMap((section) => flat(section.blocks(run))).flatMap((block) => (block.kind === 'figures' ? block.figures : []));
}

function tablesOf(run: RunFolder): TableContent[] {
  const blocks = sections.flatMap((section) => flat(section.blocks(run)));
  return [...blocks.flatMap((block) => (block.kind === 'table' ? [block.table] : [])), ...figuresOf(run).map(({ numbers }) => numbers)];
}

function textOf(blocks: readonly Block[]): string {
  return JSON.stringify(flat(blocks));
}

describe('sections on risk', () => {
  it('read what a run writes', () => {
    // Goal: the shape of evidence.json knows the new fields, and folders without them.
    for (const { evidence } of [risky, old]) expect(evidenceShape(JSON.parse(JSON.stringify(evidence)), '')).toEqual(evidence);
    const [set] = risky.evidence.sets;
    const wrong = { ...risky.evidence, sets: [{ ...set, adlFairness: { ...set.adlFairness, gini: 2 } }] };
    expect(() => evidenceShape(wrong, '')).toThrow(/gini/);
  });

  it('say why there is nothing in a folder of an older version', () => {
    // Goal: never an empty section, never an invented number.
    for (const section of sections) {
      const blocks = flat(section.blocks(old));
      expect(blocks.filter(({ kind }) => kind === 'absent').length).toBeGreaterThan(0);
      expect(textOf(blocks)).toContain('made by a version');
    }
  });

  it('have a cell per column, and ids of their own', () => {
    // Goal: every format can write every table; no anchor twice.
    const tables = tablesOf(risky);
    expect(tables.length).toBeGreaterThan(10);
    for (const { columns, rows } of tables) for (const { cells } of rows) expect(cells).toHaveLength(columns.length);
    const ids = figuresOf(risky).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9-]+$/);
    expect(textOf(sections.flatMap((section) => section.blocks(risky)))).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('draw charts of finite coordinates', async () => {
    // Goal: cohorts, fan and exhaustion, of every set.
    const figures = figuresOf(risky);
    expect(figures.map(({ id }) => id.replace(/-\d$/, ''))).toEqual(
      expect.arrayContaining(['cohorts-size', 'cohorts-leverage', 'fund-fan', 'fund-exhaustion']),
    );
    for (const { spec, id } of figures) expect(await renderChart({ spec, id, label: id })).not.toMatch(/NaN|Infinity|undefined|null/);
  });

  it('tell the finding in words', () => {
    // Goal: the figures of the fixture: 75 % of the shortfall, 18 breaches of 1,000, a fund empty on a quarter of the paths.
    const text = textOf(sections.flatMap((section) => section.blocks(risky)));
    expect(text).toContain('Shortfall by size: 75\u00a0% from accounts $1k to under $10k');
    expect(text).toContain('18\u00a0windows of 1,000, by up to 12\u00a0% of notional');
    expect(text).toContain('The fund has been empty on 25\u00a0% of the paths by the end');
    expect(text).toContain('$955k by 3\u00a0accounts of 40\u00a0winners');
    expect(text).toContain('Kept: nobody was reduced');
    expect(text).toContain('constant by rule');
  });

  it('say what did not happen', () => {
    // Goal: no shortfall, a fund that was never empty, nobody deleveraged, a path shorter than a window.
    const calm = makeRunFolder({ calm: true });
    const [set] = calm.evidence.sets;
    const never = { paths: 32, timeMs: [0, 1], share: [0, 0], low: [0, 0], high: [0.1, 0.1] };
    const marginBacktestOfNothing = { periodMs: 3_600_000, targetCoverage: 0.99, paths: 32, tests: [] };
    const quiet = { ...set, cohorts: [], fundExhaustedByTime: never, adlFairness: null, marginBacktest: marginBacktestOfNothing };
    const run = { ...calm, evidence: { ...calm.evidence, sets: [quiet] } };
    const text = textOf(sections.flatMap((section) => section.blocks(run)));
    expect(text).toContain('no shortfall to divide up');
    expect(text).toContain('empty on none of 32\u00a0paths (95 % upper bound 3/32');
    expect(text).toContain('Nobody was auto-deleveraged');
    expect(text).toContain('shorter than the 1\u00a0h');
  });
});
