import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inFolder, simulate } from './program.ts';

describe('simulate fit', () => {
  it('compares models on one page', async () => {
    // Goal: estimates with errors, and the description that is worth its parameters: in a crash that is the one with clusters.
    const { code, stdout, stderr } = await simulate(['fit', 'crash-2020/btc-usdt', '--model', 'gbm', '--model', 'garch']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/log returns of 1h, 2020-03-/);
    expect(stdout).toMatch(/volatility +2\.\d+ +0\.0\d+ +per sqrt\(year\)/);
    expect(stdout).toMatch(/garch \* +returns +6/);
  });

  it('gives machines every number', async () => {
    // Goal: a contract with a version; errors that do not exist are null.
    const { code, stdout } = await simulate(['fit', 'crash-2020/eth-usdt', '--model', 'gbm', '--step', '2h', '--json']);
    const result = JSON.parse(stdout) as { models: { parameters: { name: string; standardError: number }[] }[] };
    expect({ code, result }).toMatchObject({ code: 0, result: { schemaVersion: 1, chosen: 'gbm', written: null, data: { step: '2h', gaps: 0 } } });
    expect(result.models[0].parameters.map(({ name }) => name)).toEqual(['volatility', 'drift']);
    expect(result.models[0].parameters[0].standardError).toBeGreaterThan(0);
  });

  it('writes a scenario that is valid and runs', async () => {
    // Goal: from candles to a simulation in two commands; a second write needs --force.
    await inFolder(async (cwd) => {
      const words = ['fit', 'crash-2020/btc-usdt', '--model', 'regime', '--out', 'btc.yaml'];
      expect(await simulate(words, { cwd })).toMatchObject({ code: 0, stderr: '' });
      expect(await simulate(['validate', 'btc.yaml'], { cwd })).toMatchObject({ code: 0, stderr: '' });
      expect(await simulate(['--scenario', './btc.yaml', '--paths', '2', '--no-report', '--quiet'], { cwd })).toMatchObject({ code: 0, stderr: '' });
      const again = await simulate(words, { cwd });
      expect(again.code).toBe(41);
      expect(again.stderr).toContain('--force');
    });
  });

  const mistakes = [
    { words: [], what: 'no candles are named', code: 2 },
    { words: ['crash-2020/btc-usdt', '--model', 'heston'], what: 'its variance is not observed', code: 2 },
    { words: ['crash-2020/btc-usdt', '--model', 'garhc'], what: 'garch', code: 2 },
    { words: ['crash-2020/btc-usdt', '--step', '90m'], what: 'whole number of bars', code: 30 },
    { words: ['crash-2020/btc-usdt', '--step', 'hourly'], what: '--step is "hourly"', code: 2 },
    { words: ['crash-2020/btc-usdt', '--jump-share', '0.5'], what: 'from 0.0001 to 0.2', code: 2 },
    { words: ['crash-2020/btc-usdt', '--model', 'hawkes', '--step', '12h'], what: 'hawkes cannot be fitted', code: 31 },
    { words: ['crash-2020/btc-usdt', '--out', 'mine.txt'], what: 'ends in .yaml', code: 2 },
    { words: ['nowhere.csv'], what: 'nowhere.csv', code: 30 },
  ];

  it.each(mistakes)('refuses $words', async ({ words, what, code }) => {
    // Goal: exit code and reason, nothing on stdout and nothing written.
    await inFolder(async (cwd) => {
      const result = await simulate(['fit', ...words], { cwd });
      expect({ code: result.code, stdout: result.stdout }).toEqual({ code, stdout: '' });
      expect(result.stderr).toContain(what);
      expect(existsSync(join(cwd, 'mine.txt'))).toBe(false);
    });
  });

  it('says what a constant price lacks', async () => {
    // Goal: a stable coin that never moved is no price process.
    await inFolder(async (cwd) => {
      const rows = Array.from({ length: 48 }, (_, hour) => `${1_600_000_000 + hour * 3600},1,1,1,1`);
      writeFileSync(join(cwd, 'usdc.csv'), `time,open,high,low,close\n${rows.join('\n')}\n`);
      const { code, stderr } = await simulate(['fit', 'usdc.csv', '--model', 'gbm'], { cwd });
      expect(code).toBe(31);
      expect(stderr).toContain('the price never moves');
    });
  });
});
