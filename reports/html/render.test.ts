import { describe, expect, it } from 'vitest';
import type { EvidenceSet, RunFolder } from '../../engine/study/run-folder-types.ts';
import { makeRunFolder } from '../../test/fixtures/run-folder.ts';
import { renderHtml as htmlOf } from './render.ts';
import { briefReport } from '../stress-report.ts';

const hostile = `"><script>alert(1)</script><img src=x onerror='alert(2)'>&amp;\u202etxt`;

function renderHtml(run: RunFolder): Promise<string> {
  return htmlOf(briefReport(run));
}

function plain(text: string): string {
  return text.replace(/<[^>]*>/g, '').replaceAll('\u00a0', ' ').replace(/\s+/g, ' ').trim();
}

function all(page: string, element: string): string[] {
  return [...page.matchAll(new RegExp(`<${element}\\b[^>]*>([\\s\\S]*?)</${element}>`, 'g'))].map(([, inner]) => plain(inner));
}

/** A run folder whose parameter sets hold nothing but their names. */
function emptied(folder: RunFolder): RunFolder {
  const strip = (set: EvidenceSet): EvidenceSet => ({
    ...set, parameters: [], prices: [], liquidations: [], fund: null, generations: [], triggers: [], criticality: [], largestAccounts: [],
    withoutThreeLargest: {}, endogenousShare: [],
    waterfall: { shortfall_usd: 0, fund_usd: 0, backstop_usd: 0, adl_usd: 0, socialized_usd: 0, unfunded_usd: 0 },
  });
  const scenario = { ...folder.evidence.scenario, assumptions: [], limits: [], sources: [] };
  return {
    ...folder,
    manifest: { ...folder.manifest, data: [] },
    summary: { ...folder.summary, parameterSets: folder.summary.parameterSets.map(({ id }) => ({ id, metrics: {} })) },
    evidence: { ...folder.evidence, scenario, sets: folder.evidence.sets.map(strip) },
  };
}

describe('renderHtml, one parameter set', () => {
  it('has its sections in order, one figure per chart and subject', async () => {
    const page = await renderHtml(makeRunFolder());
    expect(all(page, 'h1')).toEqual(['Black Thursday, 12 March 2020']);
    expect(all(page, 'h2')).toMatchInlineSnapshot(`
      [
        "1 Verdict",
        "2 Key figures",
        "3 Price and liquidations",
        "4 Loss waterfall",
        "5 Insurance fund",
        "6 Cascade generations",
        "7 Where the triggers lay at the start",
        "8 Criticality profile",
        "9 Largest accounts hit",
        "10 Parameters",
        "11 Assumptions and limits",
        "12 All metrics",
        "13 How to reproduce",
      ]
    `);
    expect(all(page, 'figcaption').map((caption) => caption.slice(0, 70))).toMatchInlineSnapshot(`
      [
        "BTC-PERP: mark price down 50.2 % to $3,950 Liquidated: $18.4M of longs",
        "ETH-PERP: mark price down 50.2 % to $96.88 Liquidated: $4.07M of longs",
        "Of $3.42M shortfall, the insurance fund paid 62.9 % n = 32 paths, mean",
        "From $4.80M, the median falls to $2.64M, the 5th percentile to $0 n = ",
        "61.9 % of liquidations were caused by earlier ones n = 32 paths, means",
        "BTC-PERP: $52.7M within 10 % of the start price n = 1: accounts at the",
        "ETH-PERP: $52.7M within 10 % of the start price n = 1: accounts at the",
        "BTC-PERP: n(p) peaks at 1.74 near $5,716 at the worst moment, above th",
        "ETH-PERP: n(p) peaks at 1.74 near $140.18 at the worst moment, above t",
      ]
    `);
  });

  it('prints value, interval, n and definition of the key figures', async () => {
    const tile = plain(/<section class="tile"><h3>Shortfall[\s\S]*?<\/section>/.exec(await renderHtml(makeRunFolder()))?.[0] ?? '');
    const numbers = '$3.42M95 % interval $2.94M to $3.90Mn = 32 paths, 100 % above zero';
    expect(tile).toBe(`Shortfall ${numbers} What insolvent accounts could not pay.`);
  });

  it('is one file without script that may load nothing', async () => {
    const page = await renderHtml(makeRunFolder());
    const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
    expect(page).toContain(`<meta http-equiv="Content-Security-Policy" content="${policy}">`);
    expect(/<script|<link|<iframe|<object|<img|@import|url\((?!#)|\son\w+=|javascript:/i.exec(page)).toBeNull();
  });

  it('names landmarks, regions and every picture, and has no id twice', async () => {
    const page = await renderHtml(makeRunFolder({ sets: ['a', 'b'] }));
    expect(['<main', '<nav', '<header class="top"', '<footer', 'lang="en"'].every((part) => page.includes(part))).toBe(true);
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const targets = [...page.matchAll(/href="#([^"]+)"|aria-labelledby="([^"]+)"/g)].map(([, href, label]) => href ?? label);
    expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
    const pictures = [...page.matchAll(/<svg[^>]*>/g)].map(([tag]) => tag);
    expect(pictures.every((tag) => /role="img" aria-label="Chart: [^"]{10,}"/.test(tag))).toBe(true);
  });

  it('gives the same bytes twice, and at once', async () => {
    const [first, second] = await Promise.all([renderHtml(makeRunFolder()), renderHtml(makeRunFolder())]);
    expect(second === first).toBe(true);
    expect((await renderHtml(makeRunFolder())) === first).toBe(true);
  });
});

describe('renderHtml, two parameter sets', () => {
  it('sets verdicts, figures and parameters side by side and marks what differs', async () => {
    const page = await renderHtml(makeRunFolder({ sets: ['venue-2020', 'venue-2024'] }));
    expect(all(page, 'article')).toHaveLength(2);
    expect(page.match(/<figure /g)).toHaveLength(18);
    const marked = /<tr class="marked"><th scope="row" class="name"><code>margin.maintenance[\s\S]*?<\/tr>/.exec(page)?.[0] ?? '';
    expect(plain(marked)).toContain('margin.maintenance differs0.0050.01');
    expect(plain(page)).toContain('1 of 5 parameters differs between the sets');
  });
});

describe('renderHtml, a run where nothing happened', () => {
  it('prints zero with its upper bound', async () => {
    const page = await renderHtml(makeRunFolder({ calm: true }));
    const tile = plain(/<section class="tile"><h3>Insolvent accounts[\s\S]*?<\/section>/.exec(page)?.[0] ?? '');
    expect(tile).toContain('0(95 % upper bound 3/32 = 9.38 % of paths)');
  });

  it('keeps every section and says why it is empty', async () => {
    const page = await renderHtml(makeRunFolder({ calm: true }));
    expect(all(page, 'h2')).toHaveLength(13);
    const reasons = [...page.matchAll(/<p class="absent">(.*?)<\/p>/g)].map(([, reason]) => plain(reason));
    expect(reasons).toEqual([
      'No shortfall on any path (95 % upper bound 3/32 = 9.38 % of paths), so no layer had to pay.',
      'No liquidation on any path (95 % upper bound 3/32 = 9.38 % of paths), so no cascade.',
      'No account was liquidated on the shown path.',
      'The result without the three largest accounts was not computed by this run.',
    ]);
  });

  it('keeps every section when the folder holds no evidence at all', async () => {
    const page = await renderHtml(emptied(makeRunFolder()));
    const bodies = page.split('<h2 ').slice(1).map((part) => plain(part));
    expect(bodies).toHaveLength(13);
    expect(bodies.every((body) => body.length > 40)).toBe(true);
    expect(/undefined|NaN|\[object/.exec(page)).toBeNull();
  });

  it('says how little a single path tells', async () => {
    const page = await renderHtml(makeRunFolder({ paths: 1 }));
    expect(plain(page)).toContain('no interval from so few paths');
  });
});

describe('renderHtml, hostile names', () => {
  it('shows them as text everywhere', async () => {
    const page = await renderHtml(makeRunFolder({ sets: ['a', 'b'], hostileName: hostile }));
    expect(/<script|<img|\u202e/.exec(page)).toBeNull();
    expect(page.match(/&lt;script&gt;alert\(1\)/g)?.length ?? 0).toBeGreaterThan(30);
    expect(page.includes('href="javascript')).toBe(false);
    const tags = [...page.matchAll(/<[a-z][^>]*>/g)].map(([tag]) => tag);
    expect(tags.filter((tag) => / on[a-z]+=/.test(tag.replace(/"[^"]*"/g, '""')))).toEqual([]);
  });

  it('differs from the harmless page in nothing but text', async () => {
    const structure = (page: string): string => [...page.matchAll(/<[a-z/][^\s>]*/g)].map(([tag]) => tag).join('');
    const harmless = await renderHtml(makeRunFolder({ hostileName: ' x' }));
    const attacked = await renderHtml(makeRunFolder({ hostileName: hostile }));
    expect(structure(attacked)).toBe(structure(harmless));
  });
});
