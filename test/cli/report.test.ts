import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Manifest } from '../../engine/study/run-folder-types.ts';
import { ask, example, inFolder } from './program.ts';

const made = mkdtempSync(join(tmpdir(), 'breakwater-report-'));
beforeAll(async () => {
  expect((await ask(['--scenario', example('d31-full-waterfall'), '--out', 'run', '--quiet'], { cwd: made })).code).toBe(0);
});
afterAll(() => rmSync(made, { recursive: true, force: true }));

/** A folder with a run called `run`, as nobody has touched it. */
async function withRun(use: (report: (...words: string[]) => ReturnType<typeof ask>, cwd: string) => Promise<void>): Promise<void> {
  await inFolder(async (cwd) => {
    cpSync(made, cwd, { recursive: true });
    await use((...words) => ask(['report', ...words], { cwd }), cwd);
  });
}

describe('simulate report', () => {
  it('adds formats to the folder of the run, whose manifest lists them', async () => {
    // Goal: the same folder gives the same bytes, and the manifest knows every file.
    await withRun(async (report, cwd) => {
      const { code, stdout, stderr } = await report('run', '--format', 'html,markdown', '--format', 'json,csv');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toBe('run/report.html\nrun/report.md\nrun/report.json\nrun/report.csv\n');
      const manifest = JSON.parse(readFileSync(join(cwd, 'run/manifest.json'), 'utf8')) as Manifest;
      for (const name of ['report.html', 'report.md', 'report.json', 'report.csv']) {
        const bytes = readFileSync(join(cwd, 'run', name));
        expect(manifest.files[name]).toEqual({ sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length });
      }
      await report('run', '--format', 'html,markdown,json,csv', '--out', 'again');
      for (const name of ['report.html', 'report.md', 'report.json', 'report.csv']) {
        expect(readFileSync(join(cwd, 'again', name)).equals(readFileSync(join(cwd, 'run', name))), name).toBe(true);
      }
    });
  });

  it('writes one format to stdout, and replaces nothing elsewhere without being told', async () => {
    // Goal: a pipe gets the report and nothing else; a file of the user survives.
    await withRun(async (report, cwd) => {
      const piped = await report('run', '--format', 'markdown', '--out', '-');
      expect(piped.stdout.startsWith('# ')).toBe(true);
      expect((await report('run', '--format', 'json,csv', '--out', '-')).code).toBe(2);
      expect((await report('run', '--format', 'csv', '--out', 'run/summary.json/x')).code).toBe(41);
      writeFileSync(join(cwd, 'report.md'), 'mine');
      const refused = await report('run', '--format', 'markdown', '--out', '.');
      expect(refused.code).toBe(41);
      expect(refused.stderr).toContain('report.md is there already');
      expect(readFileSync(join(cwd, 'report.md'), 'utf8')).toBe('mine');
      expect((await report('run', '--format', 'markdown', '--out', '.', '--force')).code).toBe(0);
      expect(readFileSync(join(cwd, 'report.md'), 'utf8')).toBe(piped.stdout);
    });
  });

  it('says what to do about a wrong format, a missing folder and a damaged one', async () => {
    // Goal: exit codes of the table, and nothing is written.
    await withRun(async (report, cwd) => {
      const mistyped = await report('run', '--format', 'hmtl');
      expect([mistyped.code, mistyped.stderr.includes('--format html')]).toEqual([2, true]);
      expect((await report()).code).toBe(2);
      expect((await report('nowhere')).code).toBe(31);
      const manifest = readFileSync(join(cwd, 'run/manifest.json'), 'utf8');
      writeFileSync(join(cwd, 'run/manifest.json'), manifest.replace('"seed": 1,', '"seed": 2,'));
      const edited = await report('run', '--format', 'csv');
      expect([edited.code, edited.stderr.includes('the manifest was edited')]).toEqual([31, true]);
      writeFileSync(join(cwd, 'run/manifest.json'), manifest);
      writeFileSync(join(cwd, 'run/summary.json'), '{');
      const broken = await report('run', '--format', 'csv');
      expect(broken.code).toBe(31);
      expect(broken.stderr).toContain('summary.json');
      expect(existsSync(join(cwd, 'run/report.csv'))).toBe(false);
    });
  });
});

describe('--parquet', () => {
  it('writes the rows of outcomes.arrow once more, for other tools', async () => {
    // Goal: the same names, rows and values; missing ones are null; the manifest lists the file.
    await inFolder(async (cwd) => {
      const sample = ['--scenario', example('d31-full-waterfall'), '--paths', '3'];
      const words = [...sample, '--out', 'run', '--parquet', '--no-report', '--quiet'];
      expect((await ask(words, { cwd })).code).toBe(0);
      const arrow = tableFromIPC(readFileSync(join(cwd, 'run/outcomes.arrow')));
      const rows = await parquetReadObjects({ file: await asyncBufferFromFile(join(cwd, 'run/outcomes.parquet')) });
      expect(rows).toEqual(arrow.toArray().map((row) => ({ ...(row as object) })));
      expect(rows).toHaveLength(3);
      const manifest = JSON.parse(readFileSync(join(cwd, 'run/manifest.json'), 'utf8')) as Manifest;
      expect(Object.keys(manifest.files)).toContain('outcomes.parquet');
    });
  });
});
