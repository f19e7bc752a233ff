import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { inFolder, simulate, startProgram } from '../cli/program.ts';
import { contentOf, faultEnvironment, filedRun, grown, tinyRun, wholeRun } from './faults.ts';

let whole: Record<string, string> = {};

beforeAll(async () => {
  whole = await wholeRun();
});

describe('a thread', () => {
  it('that dies of whatever cause is replaced, and nothing shows in the results', async () => {
    // Goal: every death is told, its paths are run by another thread, and every byte of the results is the same.
    await inFolder(async (cwd) => {
      const faults = { 'loop': 3, 'throw': 10, 'throw-null': 20, 'exit': 30, 'small-objects': 40 };
      const env = faultEnvironment({ faults, once: join(cwd, 'was-'), heapMb: 64 });
      const { code, stderr } = await simulate(tinyRun(cwd, { out: 'run' }), { cwd, env });
      const told = stderr.replaceAll('\n  ', ' ');
      expect({ code, told }).toMatchObject({ code: 0 });
      const causes = ['gave no sign for', 'threw Error: a fault of the test', 'threw null', 'ended with code 3', 'ran out of memory'];
      for (const cause of causes) expect(told).toContain(`a simulating thread ${cause}`);
      expect(told.match(/done again by another/g)?.length).toBeGreaterThanOrEqual(causes.length);
      expect(contentOf(join(cwd, 'run'))).toEqual(whole);
    });
  });

  it('that dies on one path again and again ends the run, which names the path and can go on', async () => {
    // Goal: exit 40; the command for that path alone works; the other paths are kept and resumed.
    await inFolder(async (cwd) => {
      const { code, stderr } = await simulate(tinyRun(cwd, { out: 'run' }), { cwd, env: faultEnvironment({ faults: { exit: 20 } }) });
      expect(code).toBe(40);
      expect(stderr).toContain('path 20 failed three times: the last thread ended with code 3');
      const alone = /npx simulate (--scenario .* --first-path 20 --paths 1 --seed 7)\n/.exec(stderr)?.[1].split(' ') ?? [];
      const [again, resumed] = await Promise.all([
        simulate([...alone, '--no-report', '--quiet', '--out', 'alone'], { cwd }),
        simulate(['resume', 'run.partial', '--quiet', '--workers', '2'], { cwd }),
      ]);
      expect([again.code, resumed.code]).toEqual([0, 0]);
      expect(contentOf(join(cwd, 'run'))).toEqual(whole);
      expect(existsSync(join(cwd, 'run.partial'))).toBe(false);
    });
  });

  it('alone is asked for the results, and replaced when it dies over them', async () => {
    // Goal: the others do not gather the same evidence beside it; a death at the last moment loses nothing.
    await inFolder(async (cwd) => {
      const env = faultEnvironment({ faults: {}, once: join(cwd, 'was-') });
      expect(await simulate(tinyRun(cwd, { out: 'run', workers: 3 }), { cwd, env })).toMatchObject({ code: 0 });
      expect(readFileSync(join(cwd, 'was-finish'), 'utf8')).toBe('x');
      rmSync(join(cwd, 'was-finish'));
      const deadly = faultEnvironment({ faults: { 'exit-at-end': 0 }, once: join(cwd, 'was-') });
      const { code, stderr } = await simulate(tinyRun(cwd, { out: 'again', workers: 3 }), { cwd, env: deadly });
      expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('a simulating thread ended with code 3') });
      expect(readFileSync(join(cwd, 'was-finish'), 'utf8')).toBe('xx');
      for (const out of ['run', 'again']) expect(contentOf(join(cwd, out))).toEqual(whole);
    });
  });

  it('needs none of the files once they were read', async () => {
    // Goal: scenario, candles and accounts are gone before the second thread and the one for a dead thread begin; results are the same.
    await inFolder(async (cwd) => {
      const words = filedRun(cwd, 'whole');
      expect(await simulate(words, { cwd })).toMatchObject({ code: 0 });
      const env = faultEnvironment({ faults: { slow: 0, exit: 10 }, once: join(cwd, 'was-') });
      const child = startProgram(filedRun(cwd, 'run'), { cwd, env });
      const ended = once(child, 'close') as Promise<[number | null]>;
      await grown(join(cwd, 'run.partial', 'journal'), 0);
      for (const name of ['filed.yaml', 'book.csv', 'x.csv']) rmSync(join(cwd, name));
      expect((await ended)[0]).toBe(0);
      expect(existsSync(join(cwd, 'was-exit'))).toBe(true);
      expect(contentOf(join(cwd, 'run'))).toEqual(contentOf(join(cwd, 'whole')));
    });
  });

  it('that takes the whole process with it leaves a run that can be resumed', async () => {
    // Goal: one array larger than the heap aborts Node and no code of ours runs; the journal is enough.
    await inFolder(async (cwd) => {
      const env = faultEnvironment({ faults: { 'one-array': 20 }, heapMb: 64 });
      const child = startProgram(tinyRun(cwd, { out: 'run' }), { cwd, env });
      const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
      expect(signal).toBe('SIGABRT');
      const { code } = await simulate(['resume', 'run.partial', '--quiet'], { cwd });
      expect(code).toBe(0);
      expect(contentOf(join(cwd, 'run'))).toEqual(whole);
    });
  });
});
