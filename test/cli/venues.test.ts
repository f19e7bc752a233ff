import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../engine/study/comparison-types.ts';
import type { Summary } from '../../engine/study/run-folder-types.ts';
import { readRunFolder } from '../../reports/read-run-folder.ts';
import { faultEnvironment } from '../faults/faults.ts';
import { inFolder, simulate } from './program.ts';

const scenario = `version: 1
name: pair
title: Two venues in a market that jumps
start: 2024-01-01T00:00:00Z
end: 2024-01-01T12:00:00Z
seed: 5
paths: 12
feedback: full
underlyings:
  X:
    start-price: 100
    model: {model: merton, volatility: 2, jumps-per-year: 4000, jump-mean: -0.03, jump-sd: 0.04}
    liquidity: {model: linear, depth: 5e5, half-life: 5m}
grid: {step: 1h}
venues: [{id: one, parameters: default}, {id: two, parameters: default}]
population: {accounts: 20, open-interest: {X-PERP: 1e5}, leverage: {long: 8, short: 4}}
`;

function rules(name: string, maintenance: number, fundUsd: number): string {
  return `version: 1
name: ${name}
title: Rules called ${name}
summary: For a test.
margin: {policy: leverage, max-leverage: 20, maintenance: ${maintenance}}
collateral: {policy: haircut}
liquidation: {policy: full, fee: 0.001}
losses: [{policy: insurance-fund, opening: {USD: ${fundUsd}}, takes-surplus: false}, {policy: socialized}]
oracle: none
breakers: []
funding: none
`;
}

async function inVenues(use: (start: (...words: string[]) => ReturnType<typeof simulate>, cwd: string) => Promise<void>): Promise<void> {
  await inFolder(async (cwd) => {
    const [thick, thin, lean] = [rules('thick', 0.03, 4000), rules('thin', 0.01, 200), rules('lean', 0.01, 4000)];
    const files = { 'pair.yaml': scenario, 'thick.yaml': thick, 'thin.yaml': thin, 'lean.yaml': lean };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
    await use((...words) => simulate(words, { cwd }), cwd);
  });
}

const sets = ['--params', 'one=./thick.yaml,two=./thick.yaml', '--params', 'one=./lean.yaml,two=./thin.yaml'];
const compare = ['compare', '--scenario', './pair.yaml', ...sets, '--quiet'];

function expectSharesToAddUp({ attribution, metrics }: Comparison): void {
  const divided = Object.entries(attribution?.metrics ?? {});
  expect(divided.map(([name]) => name)).toContain('shortfall_usd');
  for (const [name, { n, total, contributions, interaction }] of divided) {
    const sum = contributions.reduce((all, { value }) => all + (value ?? NaN), interaction ?? 0);
    expect(Math.abs(sum - total), name).toBeLessThan(1e-9 * (1 + Math.abs(total)));
    if (n === metrics[name].n) expect(total, name).toBeCloseTo(metrics[name].difference ?? NaN, 6);
  }
}

describe('rules of several venues', () => {
  it('are compared venue by venue; the folder can be made again, resumed, replayed and audited', async () => {
    // Goal: blocks, hybrids and names carry the venue everywhere, and every command on the folder agrees with it to the bit.
    await inVenues(async (start, cwd) => {
      const { code, stdout, stderr } = await start(...compare, '--out', 'run');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain('WORSE one=lean+two=thin: ');
      expect(stdout).toMatch(/^ +one:margin +two:margin +two:losses +difference$/m);
      const { summary, manifest, evidence } = readRunFolder(join(cwd, 'run'));
      const ids = ['one=thick+two=thick', 'one=lean+two=thin'];
      expect(summary.parameterSets.map(({ id }) => id)).toEqual(ids);
      const [comparison] = summary.comparisons;
      expect(comparison.changedBlocks).toEqual(['one:margin', 'two:margin', 'two:losses']);
      expectSharesToAddUp(comparison);
      const titles = ['one: Rules called thick, two: Rules called thick', 'one: Rules called lean, two: Rules called thin'];
      expect([manifest.parameterSets, evidence.sets].map((list) => list.map(({ title }) => title))).toEqual([titles, titles]);
      const report = readFileSync(join(cwd, 'run', 'report.html'), 'utf8');
      for (const text of [...titles, 'two:losses', 'one.margin.maintenance']) expect(report).toContain(text);

      const again = [...manifest.command.split(' ').slice(2), '--out', 'again', '--no-report', '--quiet', '--workers', '1'];
      const stopped = await simulate(again, { cwd, env: faultEnvironment({ faults: { exit: 6 } }) });
      expect(stopped.code).toBe(40);
      const ended = await Promise.all([
        start('resume', 'again.partial', '--quiet'),
        start('audit', 'run'),
        start('replay', 'run', '--path', '7', ...[ids[0], ids[1], `${ids[0]}+${ids[1]}:two:losses`].flatMap((id) => ['--params', id])),
      ]);
      expect(ended.map((one) => [one.code, one.stderr])).toEqual(ended.map(() => [0, '']));
      expect(ended[2].stdout.match(/every metric is that of the run, bit for bit/g)).toHaveLength(3);
      for (const file of ['summary.json', 'outcomes.arrow', 'evidence.json']) {
        expect(readFileSync(join(cwd, 'again', file)).equals(readFileSync(join(cwd, 'run', file))), file).toBe(true);
      }
    });
  });

  it('stand side by side, and what is not named is as the scenario has it', async () => {
    // Goal: naming the scenario's own rules gives its digest; a set that changes one venue is called by it.
    await inVenues(async (start) => {
      const run = ['--scenario', './pair.yaml', '--paths', '2', '--no-report', '--quiet', '--json'];
      const [plain, same, several] = await Promise.all([
        start(...run, '--out', 'a'),
        start(...run, '--params', 'two=default', '--out', 'b'),
        start(...run, '--params', 'two=default', '--params', 'two=./thin.yaml', '--out', 'c'),
      ]);
      const [first, second, third] = [plain, same, several].map(({ stdout }) => JSON.parse(stdout) as Summary);
      expect(second.digest).toBe(first.digest);
      expect(third.parameterSets.map(({ id }) => id)).toEqual(['two=default', 'two=thin']);
    });
  });

  it.each([
    {
      words: ['compare', '--params', 'default', '--params', 'two=default'],
      what: '--params "default" names no venue, and pair has 2: one, two',
    },
    { words: ['sweep', '--params', 'default', '--vary', 'margin.maintenance=0.01:0.02:2'], what: 'pair has 2 venues' },
  ])('refuse $words', async ({ words, what }) => {
    // Goal: exit 2 before anything runs, with what to do.
    await inVenues(async (start) => {
      const { code, stdout, stderr } = await start(...words, '--scenario', './pair.yaml');
      expect([code, stdout, stderr.split('\n')[0]]).toEqual([2, '', what]);
      expect(stderr).toMatch(/^ {2}(expected|try): /m);
    });
  });
});
