import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../engine/study/run-folder-types.ts';
import { readRunFolder } from '../../reports/read-run-folder.ts';
import { contentOf, tinyScenario } from '../faults/faults.ts';
import { inFolder, simulate } from './program.ts';

describe('a run with --until', () => {
  it('stops at the same path whatever the number of threads, and its command says so', async () => {
    // Goal: how far threads have run ahead shows nowhere; the folder tells that the run stopped early.
    await inFolder(async (cwd) => {
      writeFileSync(join(cwd, 'tiny.yaml'), tinyScenario);
      const words = ['--scenario', './tiny.yaml', '--paths', '600', '--until', 'shortfall_usd +-40%', '--no-report'];
      for (const workers of ['1', '3']) {
        const { code, stderr } = await simulate([...words, '--workers', workers, '--out', workers], { cwd });
        expect(code).toBe(0);
        expect(stderr).toMatch(/note: stopped after \d+ of 600 paths: shortfall_usd \+-40% is reached/);
      }
      expect(contentOf(join(cwd, '3'))).toEqual(contentOf(join(cwd, '1')));
      const { summary, evidence } = readRunFolder(join(cwd, '1'));
      expect([summary.paths % 64, summary.paths < 600]).toEqual([0, true]);
      expect(evidence.scenario.limits.join()).toContain(`stopped after ${summary.paths} paths`);
      const { value, interval } = summary.parameterSets[0].metrics['shortfall_usd'];
      // What it stopped for is what it shows: at most 40 % of the mean on either side.
      expect((interval?.[1] ?? NaN) / (value ?? NaN) - 1).toBeLessThanOrEqual(0.4 + 1e-12);
      expect((interval?.[1] ?? NaN) / (value ?? NaN) - 1).toBeGreaterThan(0.1);
      const { command } = JSON.parse(readFileSync(join(cwd, '1', 'manifest.json'), 'utf8')) as Manifest;
      expect(command).toContain("--paths 600 --seed 7 --until 'shortfall_usd +-40%'");
    });
  });
});
