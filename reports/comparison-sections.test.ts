import { describe, expect, it } from 'vitest';
import type { RunFolder } from '../engine/study/run-folder-types.ts';
import { makeComparisonFolder } from '../test/fixtures/comparison.ts';
import type { ComparisonFixture } from '../test/fixtures/comparison.ts';
import { makeRunFolder } from '../test/fixtures/run-folder.ts';
import { blocksMarkup } from './html/blocks.ts';
import { summaryShape } from './run-folder-shape.ts';
import { briefSections } from './sections/all.ts';
import { comparison } from './sections/comparison.ts';
import { ruleAttribution } from './sections/rule-attribution.ts';

const hostile = `"><script>alert(1)</script>`;

async function bodies(options: ComparisonFixture = {}): Promise<string> {
  const run = makeComparisonFolder(options);
  const blocks = [comparison, ruleAttribution].flatMap((section) => (section.applies?.(run) ? section.blocks(run) : []));
  return (await blocksMarkup(blocks)).text;
}

function plain(text: string): string {
  return text.replace(/<[^>]*>/g, ' ').replaceAll('\u00a0', ' ').replace(/\s+/g, ' ').trim();
}

describe('sections of a comparison', () => {
  it('belong to comparisons only, right after the verdict', () => {
    // Goal: a run of one set has the sections that it had.
    const titles = (run: RunFolder): string[] => {
      return briefSections.filter(({ applies }) => applies?.(run) ?? true).map(({ id }) => id);
    };
    expect(titles(makeRunFolder())).not.toContain('comparison');
    expect(titles(makeComparisonFolder()).slice(0, 4)).toEqual(['verdict', 'comparison', 'rule-attribution', 'key-figures']);
    expect(titles(makeComparisonFolder({ same: true }))).not.toContain('rule-attribution');
  });

  it('begin with words, then draw, then give the numbers', async () => {
    // Goal: verdict, forest plot, waterfall per metric, tables.
    const page = await bodies();
    const text = plain(page);
    expect(text.startsWith('venue-2024 against venue-2020: worse venue-2024 is worse than venue-2020: insolvent')).toBe(true);
    expect(page.match(/<figure /g)).toHaveLength(1 + 3);
    expect(text).toContain('Shortfall: +$1.10M, of which margin +$1.32M');
    expect(text).toContain('Too few paths for an interval');
    expect(text).not.toMatch(/undefined|NaN|\[object/);
    expect(plain(await bodies({ paths: 200 }))).toContain('Shortfall, p95 $3.42M $4.52M +$1.10M +$550k to +$2.20M');
  });

  it('name hybrids that were left out, and interaction', async () => {
    // Goal: what could not be run is not silently missing.
    const text = plain(await bodies({ method: 'one-at-a-time' }));
    expect(text).toContain('losses of the candidate, the rest of the baseline: the fund has no price');
    expect(text).toContain('interaction');
  });

  it('say that nothing differs instead of drawing it', async () => {
    // Goal: a copy has no forest.
    const page = await bodies({ same: true });
    expect(page).toContain('No metric differs on any path.');
    expect(page).not.toContain('<figure');
  });

  it('show hostile names as text', async () => {
    // Goal: names of sets and reasons are escaped everywhere, in drawings too.
    const page = await bodies({ hostileName: hostile, method: 'one-at-a-time' });
    expect(page).not.toContain('<script');
    expect(page).toContain('&lt;script&gt;');
  });
});

describe('the shape of comparisons', () => {
  it('accepts what is written and names what is broken', () => {
    // Goal: a folder edited by hand is not drawn.
    const { summary } = makeComparisonFolder();
    expect(summaryShape(JSON.parse(JSON.stringify(summary)), '')).toEqual(summary);
    const broken = JSON.parse(JSON.stringify(summary).replace('"worse"', '"awful"')) as unknown;
    expect(() => summaryShape(broken, '')).toThrow('comparisons[0].');
  });
});
