import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../engine/study/run-folder-types.ts';
import { renderHtml } from '../../reports/html/render.ts';
import { briefReport } from '../../reports/stress-report.ts';
import { readRunFolder } from '../../reports/read-run-folder.ts';
import { example, inFolder, simulate } from './program.ts';

const names = ['events.arrow', 'evidence.json', 'manifest.json', 'outcomes.arrow', 'report.html', 'summary.json'];

function contentOf(folder: string): Record<string, string> {
  return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'base64')]));
}

describe('run folder', () => {
  it('is the same, byte for byte, wherever and whenever it is made', async () => {
    // Goal: no clock, no host, no locale and no path of the machine in any file; an earlier folder is replaced.
    await inFolder(async (folder) => {
      const [here, there] = ['here', 'there'].map((name) => join(folder, name));
      [here, there].forEach((path) => mkdirSync(path));
      writeFileSync(join(here, 'mine.yaml'), readFileSync(example('d22b-price-cascade')));
      writeFileSync(join(there, 'mine.yaml'), readFileSync(example('d22b-price-cascade')));
      const words = ['--scenario', './mine.yaml', '--quiet'];
      const first = await simulate(words, { cwd: here });
      const second = await simulate(words, { cwd: there, env: { TZ: 'Asia/Kathmandu', LC_ALL: 'de_DE.UTF-8' } });
      const third = await simulate(words, { cwd: here });
      expect([first, second, third].map(({ code }) => code)).toEqual([0, 0, 0]);
      expect(second.stdout).toBe(first.stdout);
      const [run] = readdirSync(join(here, 'runs'));
      expect(run).toMatch(/^d22b-price-cascade-[0-9a-f]{8}$/);
      expect(readdirSync(join(here, 'runs'))).toEqual([run]);
      expect(contentOf(join(there, 'runs', run))).toEqual(contentOf(join(here, 'runs', run)));
    });
  });

  it('is the same, byte for byte, whatever the number of threads', async () => {
    // Goal: which thread ran which path shows nowhere; threads without a path of their own do no harm.
    await inFolder(async (cwd) => {
      const counts = ['1', '5'];
      for (const count of counts) {
        const words = ['--scenario', 'crash-2020', '--paths', '4', '--workers', count, '--out', count, '--no-report', '--quiet'];
        expect((await simulate(words, { cwd })).code).toBe(0);
      }
      const [one, ...others] = counts.map((count) => contentOf(join(cwd, count)));
      others.forEach((other) => expect(other).toEqual(one));
    });
  });

  it('holds what its contract says', async () => {
    // Goal: every file is listed with size and hash, the JSON files meet their shapes, and the report is a function of the folder.
    await inFolder(async (cwd) => {
      await simulate(['--scenario', example('d31-full-waterfall'), '--out', 'run', '--quiet'], { cwd });
      const folder = join(cwd, 'run');
      expect(readdirSync(folder).sort()).toEqual(names);
      const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest;
      expect(Object.keys(manifest.files)).toEqual(names.filter((name) => name !== 'manifest.json'));
      for (const [name, { sha256, bytes }] of Object.entries(manifest.files)) {
        const content = readFileSync(join(folder, name));
        expect([name, content.length, createHash('sha256').update(content).digest('hex')]).toEqual([name, bytes, sha256]);
      }
      const run = readRunFolder(folder);
      expect(run.summary.digest).toBe(manifest.digest);
      expect(await renderHtml(briefReport(run))).toBe(readFileSync(join(folder, 'report.html'), 'utf8'));
      const outcomes = tableFromIPC(readFileSync(join(folder, 'outcomes.arrow')));
      expect(outcomes.numRows).toBe(1);
      expect(outcomes.get(0)?.toJSON()).toMatchObject({ parameter_set: 'default', path: 0, shortfall_usd: 350, first_adl_s: null });
    });
  });

  it('comes again from the command in its manifest', async () => {
    // Goal: the printed command is the whole truth about the inputs.
    await inFolder(async (cwd) => {
      writeFileSync(join(cwd, 'a file.yaml'), readFileSync(example('d22b-price-cascade')));
      const words = ['--scenario', './a file.yaml', '--seed', '7', '--paths', '2', '--feedback', 'none', '--no-report', '--quiet'];
      await simulate([...words, '--out', 'one'], { cwd });
      const one = JSON.parse(readFileSync(join(cwd, 'one', 'manifest.json'), 'utf8')) as Manifest;
      expect(one.command).toBe("npx simulate --scenario './a file.yaml' --feedback none --paths 2 --seed 7");
      expect([one.seed, one.paths, one.feedback]).toEqual([7, 2, 'none']);
      const again = ['--scenario', './a file.yaml', '--feedback', 'none', '--paths', '2', '--seed', '7'];
      await simulate([...again, '--no-report', '--quiet', '--out', 'two'], { cwd });
      expect(contentOf(join(cwd, 'two'))).toEqual(contentOf(join(cwd, 'one')));
    });
  });

  it('is not written over anything else', async () => {
    // Goal: exit 41 before the simulation starts, and what was there stays.
    await inFolder(async (cwd) => {
      mkdirSync(join(cwd, 'thesis'));
      writeFileSync(join(cwd, 'thesis', 'chapter-1.md'), 'years of work');
      writeFileSync(join(cwd, 'file'), '');
      const outs = ['thesis', 'file', 'file/below', '.'];
      const ended = await Promise.all(outs.map((out) => simulate(['--scenario', 'crash-2020', '--out', out], { cwd })));
      expect(ended.map(({ code }) => code)).toEqual([41, 41, 41, 41]);
      expect(ended[0].stderr).toContain('thesis holds other files: chapter-1.md');
      expect(ended.every(({ stderr }) => stderr.includes('--out'))).toBe(true);
      expect(readdirSync(cwd).sort()).toEqual(['file', 'thesis']);
      expect(readFileSync(join(cwd, 'thesis', 'chapter-1.md'), 'utf8')).toBe('years of work');
    });
  });

  it('leaves out underlyings that have no data of the same time', async () => {
    // Goal: candles of one underlying replace it; the others go with a notice, and their collateral counts as USD.
    await inFolder(async (cwd) => {
      const price = (hour: number): number => 60_000 - 1000 * Math.min(hour, 12);
      const rows = Array.from({ length: 24 }, (_, hour) => {
        const [open, close] = [price(hour), price(hour + 1)];
        return [Date.UTC(2024, 0, 1, hour), open, open + 50, close - 50, close].join(',');
      });
      writeFileSync(join(cwd, 'BTCUSDT-1h.csv'), `open_time,open,high,low,close\n${rows.join('\n')}\n`);
      const words = ['--scenario', 'crash-2020', '--data', 'BTCUSDT-1h.csv', '--paths', '1', '--out', 'run', '--no-report'];
      const { code, stderr } = await simulate(words, { cwd });
      expect(code).toBe(0);
      const notices = stderr.replaceAll('\n  ', ' ');
      expect(notices).toContain('the data is of another time than the scenario');
      expect(notices).toContain('ETH is left out');
      expect(notices).toContain('collateral in ETH counts as USD');
      const { evidence, manifest } = readRunFolder(join(cwd, 'run'));
      expect(evidence.sets[0].prices.map(({ instrument }) => instrument)).toEqual(['BTC-PERP']);
      expect(manifest.data).toMatchObject([{ name: 'BTCUSDT-1h.csv', rows: 24 }]);
    });
  });
});
