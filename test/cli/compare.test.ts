import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../engine/study/comparison-types.ts';
import type { Summary } from '../../engine/study/run-folder-types.ts';
import { renderHtml } from '../../reports/html/render.ts';
import { briefReport } from '../../reports/stress-report.ts';
import { readRunFolder } from '../../reports/read-run-folder.ts';
import { ask, inFolder } from './program.ts';

const scenario = `version: 1
name: small-crash
title: A small crash
start: 2020-03-12T00:00:00Z
end: 2020-03-13T04:00:00Z
seed: 3
paths: 12
feedback: full
underlyings:
  BTC: {history: crash-2020/btc-usdt, liquidity: {model: square-root, daily-volatility: 0.035, daily-volume: 1e9}}
population: {accounts: 200, open-interest: {BTC-PERP: 2e7}, leverage: {long: 8, short: 4}}
`;

function rules({ name, maintenance = 0.025, fundUsd = 5e5 }: { name: string; maintenance?: number; fundUsd?: number }): string {
  return `version: 1
name: ${name}
title: Rules called ${name}
summary: For a test.
margin: {policy: leverage, max-leverage: 20, maintenance: ${maintenance}}
collateral: {policy: haircut, haircuts: {USD: 0}}
liquidation: {policy: full, fee: 0.005}
losses:
  - {policy: insurance-fund, opening: {USD: ${fundUsd}}}
  - {policy: socialized}
`;
}

const files = {
  'small.yaml': scenario,
  'base.yaml': rules({ name: 'base' }),
  'copy.yaml': rules({ name: 'copy' }),
  'thin.yaml': rules({ name: 'thin', maintenance: 0.005, fundUsd: 1000 }),
};

/** Runs `simulate compare` on the small scenario, in a folder with the rules of this test. */
type Compare = (words: readonly string[], columns?: number) => ReturnType<typeof ask>;

async function inRules(use: (compare: Compare, cwd: string) => Promise<void>): Promise<void> {
  await inFolder(async (cwd) => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
    await use((words, columns) => {
      const env = columns === undefined ? undefined : { COLUMNS: String(columns) };
      return ask(['compare', '--scenario', './small.yaml', '--quiet', ...words], { cwd, env });
    }, cwd);
  });
}

const pair = ['--params', './base.yaml', '--params', './thin.yaml'];

function comparisonsIn(text: string): readonly Comparison[] {
  return (JSON.parse(text) as Summary).comparisons;
}

describe('simulate compare', () => {
  it('says which rules are worse, by how much, and which block made it', async () => {
    // Goal: verdict first, then numbers with intervals; the folder is a run folder with comparisons, and its command makes it again.
    await inRules(async (compare, cwd) => {
      const { code, stdout, stderr } = await compare([...pair, '--out', 'one']);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/^WORSE thin: thin is worse than base: /m);
      expect(stdout).toMatch(/^Insolvent accounts +[\d.]+ +[\d.]+ +\+[\d.]+ +\+[\d.]+ to \+[\d.]+ .* worse$/m);
      expect(stdout).toMatch(/^ +margin +losses +difference$/m);
      const run = readRunFolder(join(cwd, 'one'));
      expect(run.summary.parameterSets.map(({ id }) => id)).toEqual(['base', 'thin']);
      const expected = { baseline: 'base', candidate: 'thin', changedBlocks: ['margin', 'losses'], verdict: 'worse' };
      expect(run.summary.comparisons).toMatchObject([expected]);
      const report = readFileSync(join(cwd, 'one', 'report.html'), 'utf8');
      expect(await renderHtml(briefReport(run))).toBe(report);
      expect(report).toContain('Which rules made the difference');
      const outcomes = tableFromIPC(readFileSync(join(cwd, 'one', 'outcomes.arrow')));
      expect(outcomes.numRows).toBe(4 * 12);
      const again = run.manifest.command.split(' ').slice(2);
      expect(again.slice(0, 1)).toEqual(['compare']);
      const second = await ask([...again, '--quiet', '--out', 'two', '--workers', '3', '--no-report'], { cwd });
      expect(second.code).toBe(0);
      for (const file of ['summary.json', 'outcomes.arrow', 'evidence.json']) {
        expect(readFileSync(join(cwd, 'two', file)).equals(readFileSync(join(cwd, 'one', file))), file).toBe(true);
      }
    });
  });

  it('finds no difference between a set and its copy', async () => {
    // Goal: exactly nothing on every path, and the sentence says so.
    await inRules(async (compare) => {
      const words = ['--params', './base.yaml', '--params', './copy.yaml', '--no-report'];
      const [page, machine] = await Promise.all([compare([...words, '--out', 'a']), compare([...words, '--out', 'b', '--json'])]);
      expect(page.stdout).toContain('NO DIFFERENCE SHOWN copy: The rules of copy are those of base: no difference.');
      const [{ verdict, metrics, attribution }] = comparisonsIn(machine.stdout);
      expect([verdict, attribution]).toEqual(['no-difference-shown', null]);
      for (const [name, { difference, n, pathsSame }] of Object.entries(metrics)) {
        expect([name, difference, pathsSame]).toEqual([name, n === 0 ? null : 0, n]);
      }
    });
  });

  it('takes the baseline by its name, and leaves hybrids out when asked', async () => {
    // Goal: --baseline turns the signs around; without attribution the run is that of `simulate run` with the same sets.
    await inRules(async (compare, cwd) => {
      const [there, back] = await Promise.all([
        compare([...pair, '--no-attribution', '--json', '--out', 'a', '--no-report']),
        compare([...pair, '--no-attribution', '--baseline', 'thin', '--confidence', '0.9', '--json', '--out', 'b', '--no-report']),
      ]);
      const [forth] = comparisonsIn(there.stdout);
      const [turned] = comparisonsIn(back.stdout);
      expect([turned.baseline, turned.confidence, turned.attribution]).toEqual(['thin', 0.9, null]);
      expect(turned.metrics.shortfall_usd.difference).toBeCloseTo(-(forth.metrics.shortfall_usd.difference ?? NaN), 6);
      expect([forth.verdict, turned.verdict]).toEqual(['worse', 'better']);
      const plain = await ask(['--scenario', './small.yaml', ...pair, '--json', '--out', 'c', '--no-report', '--quiet'], { cwd });
      expect((JSON.parse(plain.stdout) as Summary).digest).toBe((JSON.parse(there.stdout) as Summary).digest);
    });
  });

  it.each([24, 100])('never breaks a table: %s columns', async (columns) => {
    // Goal: whatever the width, every value stands beside its name and inside the edge.
    await inRules(async (compare) => {
      const { stdout } = await compare([...pair, '--paths', '3', '--no-report'], columns);
      const body = stdout.slice(0, stdout.indexOf('\nFiles'));
      expect(Math.max(...body.split('\n').map((line) => line.length))).toBeLessThanOrEqual(columns);
      expect(stdout).toMatch(/NOT ENOUGH PATHS/);
      expect(stdout).not.toMatch(/[\u00a0\u2212\u001b]/);
    });
  });

  it.each([
    { words: pair.slice(0, 2), what: './base.yaml is compared with nothing', suggestion: '--params default --params ./base.yaml' },
    { words: ['--params', 'default'], what: 'default is compared with nothing', suggestion: '--params default --params mine.yaml' },
    { words: [], what: 'no parameter set is named', suggestion: '--params default --params mine.yaml' },
    { words: [...pair, '--confidence', '95'], what: '--confidence is "95"', suggestion: '0.95' },
    { words: [...pair, '--baseline', 'bitmex-2021'], what: 'there is no parameter set "bitmex-2021"', suggestion: 'bitmex-2020' },
    { words: [...pair, '--params', './thin.yaml'], what: 'two parameter sets are called "thin"' },
  ])('refuses $words', async ({ words, what, suggestion }) => {
    // Goal: exit 2, what was found and what was probably meant.
    await inRules(async (compare) => {
      const { code, stdout, stderr } = await compare(words);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr.split('\n')[0]).toBe(what);
      if (suggestion) expect(stderr).toContain(`  try: ${suggestion}\n`);
    });
  });
});
