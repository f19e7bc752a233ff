import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { simulatedReturns } from '../reference/simulated-returns.ts';
import { ask, inFolder } from './program.ts';

/** Candles of 600 hours with two regimes, whose opens are the closes before. */
function writeCandles(file: string): void {
  const truth = { calm: 0.004, stress: 0.015, toStress: 0.03, toCalm: 0.1, location: 0 };
  let price = 60_000;
  const rows = Array.from(simulatedReturns('regime', truth, { steps: 600, seed: 7 }), (logReturn, hour) => {
    const open = price;
    price = Number((open * Math.exp(logReturn)).toFixed(2));
    return [1_700_000_000_000 - 200_000 + hour * 3_600_000, open, Math.max(open, price), Math.min(open, price), price, 500].join(',');
  });
  writeFileSync(file, `time,open,high,low,close,volume\n${rows.join('\n')}\n`);
}

describe('simulate fit', () => {
  it('writes a scenario that is valid and runs', async () => {
    // Goal: from candles to a simulation in two commands, with the description that is worth its parameters; a second write needs --force.
    await inFolder(async (cwd) => {
      writeCandles(join(cwd, 'btc-usdt.csv'));
      const words = ['fit', 'btc-usdt.csv', '--model', 'gbm', '--model', 'regime', '--out', 'btc.yaml'];
      const { code, stdout, stderr } = await ask(words, { cwd });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/600 log returns of 1h, 2023-11-/);
      expect(stdout).toMatch(/volatilities\[2\] +1\.\d+ +0\.\d+ +stress, per sqrt\(year\)/);
      expect(stdout).toMatch(/regime \* +returns +5/);
      expect(await ask(['validate', 'btc.yaml'], { cwd })).toMatchObject({ code: 0, stderr: '' });
      const run = ['--scenario', './btc.yaml', '--paths', '2', '--no-report', '--quiet'];
      expect(await ask(run, { cwd })).toMatchObject({ code: 0, stderr: '' });
      const again = await ask(words, { cwd });
      expect(again.code).toBe(41);
      expect(again.stderr).toContain('--force');
    });
  });

  it('gives machines every number, of published candles too', async () => {
    // Goal: a contract with a version, for a table that comes with the program.
    const { code, stdout } = await ask(['fit', 'crash-2020/eth-usdt', '--model', 'gbm', '--json']);
    const result = JSON.parse(stdout) as { models: { parameters: { name: string; standardError: number }[] }[] };
    expect(code).toBe(0);
    expect(result).toMatchObject({ schemaVersion: 1, chosen: 'gbm', written: null, data: { step: '1h', gaps: 0 } });
    expect(result.models[0].parameters.map(({ name }) => name)).toEqual(['volatility', 'drift']);
    expect(result.models[0].parameters[0].standardError).toBeGreaterThan(0);
  });

  const mistakes = [
    { words: [], what: 'no candles are named', code: 2 },
    { words: ['crash-2020/btc-usdt', '--model', 'heston'], what: 'its variance is not observed', code: 2 },
    { words: ['crash-2020/btc-usdt', '--step', '90m'], what: 'whole number of bars', code: 30 },
    { words: ['crash-2020/btc-usdt', '--jump-share', '0.5'], what: 'from 0.0001 to 0.2', code: 2 },
    { words: ['crash-2020/btc-usdt', '--model', 'hawkes'], what: 'hawkes cannot be fitted', code: 31 },
    { words: ['crash-2020/btc-usdt', '--out', 'mine.txt'], what: 'ends in .yaml', code: 2 },
  ];

  it.each(mistakes)('refuses $words', async ({ words, what, code }) => {
    // Goal: exit code and reason, nothing on stdout and nothing written.
    await inFolder(async (cwd) => {
      const result = await ask(['fit', ...words], { cwd });
      expect({ code: result.code, stdout: result.stdout }).toEqual({ code, stdout: '' });
      expect(result.stderr).toContain(what);
      expect(existsSync(join(cwd, 'mine.txt'))).toBe(false);
    });
  });
});
