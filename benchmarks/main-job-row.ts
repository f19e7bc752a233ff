/** The main job as a user starts it, report included, against a Node process that does nothing. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatSpread, ratiosOf, spreadOf } from './ratio.ts';
import { packageRoot } from './yardstick.ts';

function seconds(words: readonly string[]): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8', cwd: packageRoot() });
  if (status !== 0) throw new Error(`node ${words.join(' ')} ended with ${status}: ${stderr.slice(-500)}`);
  return (performance.now() - start) / 1e3;
}

/** Whole processes in turns. */
export function runMainJobRow(pairs = 5): string[] {
  if (!existsSync(join(packageRoot(), 'dist/cli.js'))) throw new Error('dist/cli.js is missing: npm run build');
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const job: number[] = [];
  const nothing: number[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    job.push(seconds(['dist/cli.js', '--scenario', 'crash-2020', '--out', join(folder, String(pair))]));
    nothing.push(seconds(['-e', '0']));
  }
  rmSync(folder, { recursive: true });
  return [
    `${formatSpread(ratiosOf({ of: job, to: nothing }))} times an empty process`,
    `${formatSpread(spreadOf(job))} s against ${formatSpread(spreadOf(nothing))} s`,
  ];
}
