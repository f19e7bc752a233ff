import { once } from 'node:events';
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Summary } from '../../engine/study/run-folder-types.ts';
import type { SweepSummary } from '../../reports/sweep/sweep-summary.ts';
import { simulate, startProgram } from './program.ts';

/** A venue of sixty accounts whose minutes are redrawn on every path. */
const scenario = `version: 1
name: small-crash
title: A small crash
seed: 7
underlyings:
  BTC: {history: crash-2020/btc-usdt, liquidity: {model: square-root, daily-volatility: 0.035, daily-volume: 3e6, half-life: 5m}}
start: 2020-03-12T08:00:00Z
end: 2020-03-12T12:00:00Z
feedback: full
population: {accounts: 60, open-interest: {BTC-PERP: 1e6}, leverage: {long: 8, short: 5}}
`;
const axes = ['--vary', 'margin.maintenance=0.005:0.045:5', '--vary', 'margin.max-leverage=10,20,25'];
const sweep = ['sweep', '--scenario', './small.yaml', ...axes, '--paths', '10', '--quiet', '--no-report'];
const files = ['points.arrow', 'points.csv', 'summary.json', 'sweep.json'];

function bytesOf(folder: string): string[] {
  return files.map((name) => readFileSync(join(folder, name), 'latin1'));
}

/** Starts a sweep and stops it once its file has a row. */
async function interrupt(cwd: string, words: readonly string[]): Promise<number | null> {
  const child = startProgram(words, { cwd });
  const path = join(cwd, 'stopped', 'points.csv');
  const watch = setInterval(() => {
    if (!existsSync(path) || readFileSync(path, 'latin1').split('\n').length < 3) return;
    clearInterval(watch);
    child.kill('SIGINT');
  }, 5);
  const [code] = (await once(child, 'close')) as [number | null];
  clearInterval(watch);
  return code;
}

let cwd = '';
let plain: Summary | undefined;
beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'breakwater-sweep-'));
  writeFileSync(join(cwd, 'small.yaml'), scenario);
  const [one, alone] = await Promise.all([
    simulate([...sweep, '--workers', '1', '--out', 'one'], { cwd }),
    simulate(['--scenario', './small.yaml', '--paths', '10', '--no-report', '--json', '--out', 'alone'], { cwd }),
  ]);
  expect({ code: one.code, stderr: one.stderr }).toEqual({ code: 0, stderr: '' });
  plain = JSON.parse(alone.stdout) as Summary;
}, 60_000);
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

describe('simulate sweep', () => {
  it('gives the same bytes with any number of threads', async () => {
    // Goal: which thread ran which points shows in no file.
    expect((await simulate([...sweep, '--workers', '3', '--out', 'three'], { cwd })).code).toBe(0);
    expect(bytesOf(join(cwd, 'three'))).toEqual(bytesOf(join(cwd, 'one')));
  });

  it('goes on where it was stopped', async () => {
    // Goal: interrupted (130), torn in the middle of a row, and started again: the files are those of a sweep in one go.
    const words = [...sweep, '--workers', '1', '--out', 'stopped'];
    expect(await interrupt(cwd, words)).toBe(130);
    appendFileSync(join(cwd, 'stopped', 'points.csv'), '9,0.0');
    expect((await simulate(words, { cwd })).code).toBe(0);
    expect(bytesOf(join(cwd, 'stopped'))).toEqual(bytesOf(join(cwd, 'one')));
    const other = await simulate([...words, '--seed', '8'], { cwd });
    expect([other.code, other.stderr]).toEqual([41, expect.stringContaining('stopped holds another sweep: seed is 7 there and 8 here')]);
  });

  it('judges its points and shows what it cannot run', () => {
    // Goal: impossible corners are counted, the rules of the file agree with a plain run, winners are run again, marks match.
    const summary = JSON.parse(readFileSync(join(cwd, 'one', 'summary.json'), 'utf8')) as SweepSummary;
    const known = plain?.parameterSets[0].metrics['shortfall_usd'];
    expect(summary.base.safety).toEqual({ value: known?.value, interval: known?.interval });
    expect(summary.refused).toEqual({ count: 1, example: expect.stringContaining('expected maintenance below the initial margin') });
    expect(summary.freshSeed).not.toBe(summary.seed);
    const { frontier } = summary;
    expect(frontier.every(({ fresh }) => fresh !== null && fresh.safety.value !== null)).toBe(true);
    expect(summary.tornado.map(({ parameter, moves }) => [parameter, moves.length])).toEqual([
      ['margin.maintenance', 2], ['margin.max-leverage', 2],
    ]);
    const table = tableFromIPC(readFileSync(join(cwd, 'one', 'points.arrow')));
    expect([table.numRows, table.getChild('margin.max-leverage')?.get(2)]).toEqual([15, 25]);
    const marked = [...(table.getChild('on_frontier') ?? [])].flatMap((mark, point) => (mark === 1 ? [point] : []));
    expect(marked).toEqual(expect.arrayContaining(frontier.map(({ point }) => point)));
    expect(marked.length).toBe(frontier.reduce((sum, { ties }) => sum + 1 + ties, 0));
  });

  it('takes no folder but its own, and no value that the file could not have', async () => {
    // Goal: exit 41 and 2, and nothing is written.
    const before = readdirSync(cwd);
    const hugeGrid = ['--vary', 'margin.maintenance=0.01:0.02:1000', '--vary', 'liquidation.fee=0:0.1:1000'];
    const [foreign, wrong, huge] = await Promise.all([
      simulate([...sweep, '--out', '.'], { cwd }),
      simulate(['sweep', '--scenario', './small.yaml', '--vary', 'margin.maintenence=0.01,0.02'], { cwd }),
      simulate(['sweep', '--scenario', './small.yaml', ...hugeGrid], { cwd }),
    ]);
    expect([foreign.code, wrong.code, huge.code]).toEqual([41, 2, 2]);
    expect(foreign.stderr).toContain('holds other files');
    expect(wrong.stderr).toContain('--vary margin.maintenence: unknown key "maintenence"');
    expect(wrong.stderr).toContain('try: maintenance');
    expect(huge.stderr).toContain('a grid of 1000 x 1000 points\n  expected: 1 to 100000 points');
    expect(readdirSync(cwd)).toEqual(before);
  });
});
