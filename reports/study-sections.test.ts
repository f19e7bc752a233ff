import { describe, expect, it } from 'vitest';
import type { RunFolder } from '../engine/study/run-folder-types.ts';
import { makeComparisonFolder } from '../test/fixtures/comparison.ts';
import { makeRunFolder } from '../test/fixtures/run-folder.ts';
import { plausibleColumns, plausibleEvents, plausibleOracle, withTables } from '../test/fixtures/run-tables.ts';
import type { Block, FigureContent, TableContent } from './document.ts';
import { blocksMarkup } from './html/blocks.ts';
import { evidenceShape, manifestShape } from './run-folder-shape.ts';
import { cascadeDistribution } from './sections/cascade-distribution.ts';
import { crisisGallery } from './sections/crisis-gallery.ts';
import { dataQuality } from './sections/data-quality.ts';
import { glossary } from './sections/glossary.ts';
import { limits } from './sections/limits.ts';
import { lossDistribution } from './sections/loss-distribution.ts';
import { method } from './sections/method.ts';
import { oracleAndBreakers } from './sections/oracle-and-breakers.ts';
import { contentOf } from './sections/section.ts';
import type { Section } from './sections/section.ts';
import { sensitivity } from './sections/sensitivity.ts';
import { waterfallPercentiles } from './sections/waterfall-percentiles.ts';
import { whatWasCompared } from './sections/what-was-compared.ts';
import { worstPaths } from './sections/worst-paths.ts';

const sections: readonly Section[] = [
  ...[whatWasCompared, waterfallPercentiles, lossDistribution, cascadeDistribution, oracleAndBreakers, sensitivity, crisisGallery],
  ...[method, dataQuality, limits, glossary, worstPaths],
];
const hostile = `"><script>alert(1)</script>$(rm -rf ~);=cmd()\u202e`;
const paths = 200;

interface FilledOptions {
  readonly name?: string;
  readonly calm?: boolean;
  readonly same?: boolean;
}

/** A comparison with everything in its folder that these sections read. */
function filled({ name = '', calm = false, same = false }: FilledOptions = {}): RunFolder {
  const folder = makeComparisonFolder({ paths, hostileName: name, same });
  const rows = { policies: [{ role: 'margin', name: `leverage${name}`, version: 2 }], oracleAndBreakers: plausibleOracle(name) };
  const bounds = { low: 0, high: 1, lowIsOpen: true, highIsOpen: false };
  const sets = folder.evidence.sets.map((set) => ({
    ...set,
    ...rows,
    id: `${set.id}${name}`,
    parameters: set.parameters.map((row) => (row.key === 'margin.maintenance' ? { ...row, bounds } : row)),
  }));
  const odd = { firstTime: '2020-03-12T00:00:00Z', lastTime: '2020-03-13T23:59:00Z', missingRows: 3, longestGapMs: 120_000 };
  const data = folder.manifest.data.map((one) => ({ ...one, ...odd, notices: [`3 missing bars${name}`] }));
  const scenario = { ...folder.manifest.scenario, name: `${folder.manifest.scenario.name}${name}` };
  const parameterSets = folder.summary.parameterSets.map((set) => ({ ...set, id: `${set.id}${name}` }));
  const documents = {
    ...folder,
    manifest: { ...folder.manifest, data, scenario },
    evidence: { ...folder.evidence, sets },
    summary: { ...folder.summary, parameterSets },
  };
  const columns = plausibleColumns(documents, { calm });
  return withTables(documents, { columns, events: plausibleEvents(sets.map(({ id }) => id), name), firstPath: 500 });
}

function blocksOf(section: Section, run: RunFolder): Block[] {
  const flatten = (blocks: readonly Block[]): Block[] =>
    blocks.flatMap((block) => (block.kind === 'sets' ? block.sets.flatMap((set) => flatten(set.blocks)) : [block]));
  return flatten(section.blocks(run));
}

function tablesOf(section: Section, run: RunFolder): TableContent[] {
  return blocksOf(section, run).flatMap((block) => (block.kind === 'table' ? [block.table] : []));
}

function figuresOf(section: Section, run: RunFolder): FigureContent[] {
  return blocksOf(section, run).flatMap((block) => (block.kind === 'figures' ? block.figures : []));
}

function textOf(value: unknown): string {
  return wordsOf(value).replace(/[ \u00a0]+/g, ' ').trim();
}

function wordsOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(wordsOf).join(' ');
  if (typeof value !== 'object' || value === null) return '';
  return Object.entries(value).map(([key, one]) => (key === 'spec' ? '' : wordsOf(one))).join(' ');
}

async function markupOf(run: RunFolder): Promise<string> {
  const written = contentOf(sections, run).map(async ({ blocks }) => (await blocksMarkup(blocks)).text);
  return (await Promise.all(written)).join('\n');
}

describe('sections of the whole report', () => {
  it('have data, unique ids and no hole in their sentences', async () => {
    // Goal: every section of a full folder draws and writes; nothing undefined reaches a reader.
    const run = filled();
    for (const section of sections) expect(blocksOf(section, run).some(({ kind }) => kind !== 'absent')).toBe(true);
    const page = await markupOf(run);
    expect(page).not.toMatch(/undefined|NaN|\[object|Infinity/);
    const ids = sections.flatMap((section) => figuresOf(section, run).map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9-]+$/);
    expect(page.match(/<svg /g)).toHaveLength(ids.length);
    expect(ids.length).toBeGreaterThan(15);
  });

  it.each(sections.map((section) => [section.id, section] as const))('%s says why there is nothing in an empty folder', (_, section) => {
    // Goal: a section without data stands there with a reason, and none throws.
    const empty = makeRunFolder({ paths: 1 });
    const bare = {
      ...empty,
      manifest: { ...empty.manifest, data: [] },
      summary: { ...empty.summary, parameterSets: [{ id: 'venue-2020', metrics: {} }] },
      evidence: { ...empty.evidence, sets: empty.evidence.sets.map((set) => ({ ...set, parameters: [], prices: [], fund: null })) },
    };
    const blocks = blocksOf(section, bare);
    expect(blocks.length).toBeGreaterThan(0);
    const needsNoData = section === glossary || section === method || section === limits;
    expect(needsNoData || blocks.some(({ kind }) => kind === 'absent')).toBe(true);
    expect(textOf(blocks)).not.toMatch(/undefined|NaN|Infinity/);
  });

  it('show hostile names as text and never in a command', async () => {
    // Goal: no markup, and no line to copy that holds a name of a user.
    const run = filled({ name: hostile });
    const page = await markupOf(run);
    expect(page).not.toContain('<script');
    expect(page).toContain('&lt;script&gt;');
    const blocks = sections.flatMap((section) => blocksOf(section, run));
    const commands = blocks.flatMap((block) => (block.kind === 'command' ? [block.text] : []));
    expect(commands.length).toBeGreaterThan(0);
    const plainSweep = /^npx simulate sweep --scenario SCENARIO --params PARAMS --vary [a-zA-Z0-9.-]+=[0-9.e-]+:[0-9.e-]+:8$/;
    for (const command of commands) expect(command).toMatch(plainSweep);
    for (const section of sections) for (const { id } of figuresOf(section, run)) expect(id).toMatch(/^[a-z0-9-]+$/);
  });
});

describe('single sections', () => {
  it('state a run without losses with its upper bound', () => {
    // Goal: 0 of 200 paths is "at most 1.5 %", not "none"; 3 / 200.
    const text = textOf(lossDistribution.blocks(filled({ calm: true })));
    expect(text).toContain('0 of 200 paths (95 % upper bound 3/200');
    expect(text).toContain('1.50 %');
    expect(textOf(sensitivity.blocks(filled({ calm: true })))).toContain('none: no path left a loss');
  });

  it('count paired differences like the columns', () => {
    // Goal: second method: the columns of both sets, subtracted here.
    const run = filled();
    const [before, after] = ['venue-2020', 'venue-2024'].map((id) => run.outcomes.column(id, 'shortfall_usd') ?? new Float64Array(0));
    const higher = after.filter((value, path) => value > before[path]).length;
    const drawn = figuresOf(lossDistribution, run).find(({ id }) => id === 'loss-difference-1');
    expect(drawn?.title).toBe(`venue-2024 loses more on ${higher} paths, less on 0`);
    const counted = drawn?.numbers.rows.reduce((sum, { cells }) => sum + Number((cells[2] as { value: number }).value), 0);
    expect(counted).toBe(higher);
  });

  it('divide what the fund paid by its opening', () => {
    // Goal: mean 2.15M of 4.8M in the fixture is 44.8 %.
    const [, funds] = tablesOf(waterfallPercentiles, filled());
    expect(textOf(funds.rows[0].cells)).toMatch(/\$4\.80M 44\.8/);
  });

  it('list changed rules with both values, unit and what is allowed', () => {
    // Goal: 0.005 -> 0.01 is there once; what is the same is not.
    const run = filled();
    const [table] = tablesOf(whatWasCompared, run);
    expect(table.rows).toHaveLength(1);
    expect(textOf(table.rows[0].cells)).toBe('margin.maintenance 0.005 0.01 x 2 share of notional above 0, at most 1');
    expect(textOf(whatWasCompared.blocks(run))).toContain('leverage (version 2)');
    expect(textOf(whatWasCompared.blocks(makeRunFolder()))).toContain('nothing was compared');
  });

  it('name the worst paths by shortfall, then notional, with their numbers in the study', () => {
    // Goal: the first row is the largest of the column, counted from the first path of the shard.
    const run = filled();
    const values = run.outcomes.column('venue-2020', 'shortfall_usd') ?? new Float64Array(0);
    const [table] = tablesOf(worstPaths, run);
    expect(table.rows).toHaveLength(10);
    const first = 500 + values.indexOf(Math.max(...values));
    expect(textOf(table.rows[0].cells)).toContain(`npx simulate replay RUN --path ${first}`);
    expect(run.outcomes.firstPath).toBe(500);
  });

  it('tell the worst path by its events, the largest first chosen, then in order of time', () => {
    // Goal: horizon rows are no events; the first deleveraging is among them.
    const timeline = tablesOf(cascadeDistribution, filled())[1];
    expect(timeline.rows.map(({ cells }) => cells[1])).toEqual(['liquidation', 'liquidation', 'settlement', 'auto-deleveraging']);
    expect(timeline.caption).toContain('4 of 4\u00a0events');
  });

  it('find that shortfall goes with the depth of the fall, and not with margins that never vary', () => {
    // Goal: in the fixture losses rise with depth: a rank correlation near -1; margin is the same on every path.
    const [table] = tablesOf(sensitivity, filled());
    const [low, , margin] = table.rows.map(({ cells }) => cells);
    expect((low[1] as { value: number }).value).toBeLessThan(-0.9);
    expect(margin[2]).toBe('the same on every path');
  });

  it('show what breakers prevented', () => {
    // Goal: without - with = 88 liquidations and 1.0M in the fixture.
    const [, , prevented] = tablesOf(oracleAndBreakers, filled());
    expect(prevented.rows.map(({ cells }) => (cells[3] as { value: number }).value)).toEqual([88, 0, 0, 1e6]);
  });
});

describe('shapes of the optional fields', () => {
  it('accept what is written and what earlier versions left out', () => {
    // Goal: older folders stay readable; wrong ones are named.
    const run = filled();
    const evidence: unknown = JSON.parse(JSON.stringify(run.evidence));
    expect(JSON.parse(JSON.stringify(evidenceShape(evidence, '')))).toEqual(evidence);
    expect(JSON.parse(JSON.stringify(manifestShape(JSON.parse(JSON.stringify(run.manifest)), '')))).toEqual(run.manifest);
    expect(() => evidenceShape(JSON.parse(JSON.stringify(makeRunFolder().evidence)), '')).not.toThrow();
    const broken: unknown = JSON.parse(JSON.stringify(run.evidence).replace('"publications":96', '"publications":"many"'));
    expect(() => evidenceShape(broken, '')).toThrow('oracleAndBreakers.oracles[0].publications');
  });
});
