/**
 * What the second thread of a run brings, divided by what a second process brings on this machine at the same hour: processors share
 * caches, memory and clock, and no program gets more than that.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatSpread, spreadOf } from './ratio.ts';
import { packageRoot } from './yardstick.ts';

/** Enough that compiling the engine in every thread, and starting, do not decide. */
const paths = 1500;

async function run(folder: string, words: readonly string[]): Promise<void> {
  const fixed = ['dist/cli.js', '--scenario', 'merton-crash', '--no-report', '--quiet', '--out', folder];
  const child = spawn(process.execPath, [...fixed, ...words], { cwd: packageRoot(), stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`the run ended with ${code}`);
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1e3;
}

/** Rounds of: one thread, two threads, and two processes of one thread with half of the paths each. */
export async function runWorkersRow(rounds = 3): Promise<string[]> {
  if (availableParallelism() < 2) return ['one processor: nothing to compare'];
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const ratios: number[] = [];
  const gains: number[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      const out = (name: string): string => join(folder, `${name}-${round}`);
      const all = ['--paths', String(paths)];
      const half = ['--paths', String(paths / 2), '--workers', '1'];
      const one = await seconds(() => run(out('one'), [...all, '--workers', '1']));
      const two = await seconds(() => run(out('two'), [...all, '--workers', '2']));
      const apart = await seconds(() => {
        return Promise.all([run(out('first'), half), run(out('second'), [...half, '--first-path', String(paths / 2)])]);
      });
      gains.push(one / two);
      ratios.push(one / two / (one / apart));
    }
    return [
      `${formatSpread(spreadOf(ratios))} of what two independent processes gain`,
      `two threads do ${formatSpread(spreadOf(gains))} times the work of one (${paths} paths of merton-crash)`,
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
