import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { inFolder, simulate, startProgram } from '../cli/program.ts';
import { contentOf, faultEnvironment, grown, tinyRun, wholeRun } from './faults.ts';

const slow = faultEnvironment({ faults: { slow: 12 } });
/** As large as a journal is when a dozen paths are in it. */
const someBytes = 12_000;

let whole: Record<string, string> = {};

beforeAll(async () => {
  whole = await wholeRun();
});

/** The tiny run, killed when some paths are in its journal. */
async function killedRun(cwd: string): Promise<void> {
  const child = startProgram(tinyRun(cwd, { out: 'run' }), { cwd, env: slow });
  await grown(join(cwd, 'run.partial', 'journal'), someBytes);
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function said(child: ChildProcess): Promise<{ code: number | null; stderr: string }> {
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stderr: stderr.replaceAll('\n  ', ' ') };
}

function flipBit(file: string, place: number): void {
  writeFileSync(file, readFileSync(file).map((byte, index) => (index === place ? byte ^ 4 : byte)));
}

describe('a run that was killed', () => {
  it('goes on where it was, and is refused with other inputs or while another process works on it', async () => {
    // Goal: whatever its last bytes are, it ends with the bytes of an undisturbed run. Exit 31 names the changed file, 41 the process.
    await inFolder(async (cwd) => {
      await killedRun(cwd);
      expect(readdirSync(cwd)).not.toContain('run');
      const partial = join(cwd, 'run.partial');
      const journal = join(partial, 'journal');
      const scenario = readFileSync(join(cwd, 'tiny.yaml'), 'utf8');
      writeFileSync(join(cwd, 'tiny.yaml'), scenario.replace('40e3', '50e3'));
      const changed = await simulate(['resume', 'run.partial'], { cwd });
      expect(changed).toMatchObject({ code: 31, stderr: expect.stringContaining('tiny.yaml has changed since the run began') as string });
      writeFileSync(join(cwd, 'tiny.yaml'), scenario);
      cpSync(partial, join(cwd, 'copy'), { recursive: true });

      flipBit(journal, 9000);
      writeFileSync(join(partial, 'lock'), String(process.pid));
      const second = await simulate(['resume', 'run.partial'], { cwd });
      expect(second.code).toBe(41);
      expect(second.stderr).toContain(`process ${process.pid} works on this run, in run.partial`);
      rmSync(join(partial, 'lock'));
      const { code, stderr } = await simulate(['resume', 'run.partial'], { cwd });
      expect(code).toBe(0);
      const flipped = /the journal is damaged at byte \d+: \d+ bytes from there on are dropped, their paths run again/;
      expect(stderr.replaceAll('\n  ', ' ')).toMatch(flipped);
      expect(contentOf(join(cwd, 'run'))).toEqual(whole);
      expect(existsSync(partial)).toBe(false);

      rmSync(join(cwd, 'run'), { recursive: true });
      cpSync(join(cwd, 'copy'), partial, { recursive: true });
      truncateSync(journal, readFileSync(journal).length - 100);
      const torn = await simulate(tinyRun(cwd, { out: 'run', workers: 5 }), { cwd });
      expect(torn.code).toBe(0);
      expect(torn.stderr.replaceAll('\n  ', ' ')).toContain('the journal ends in the middle of a record at byte');
      expect(torn.stderr).toMatch(/note: run\.partial: \d+ of 60 paths are done already/);
      expect(contentOf(join(cwd, 'run'))).toEqual(whole);
    });
  });
});

describe('a run that is interrupted', () => {
  it('by Ctrl-C keeps what is done and says how to go on', async () => {
    // Goal: the shards in flight are finished; exit 130 with the command that goes on; nobody holds the lock.
    await inFolder(async (cwd) => {
      const child = startProgram(tinyRun(cwd, { out: 'run' }), { cwd, env: slow });
      const ended = said(child);
      await grown(join(cwd, 'run.partial', 'journal'), someBytes);
      child.kill('SIGINT');
      const { code, stderr } = await ended;
      expect(code).toBe(130);
      expect(stderr).toMatch(/interrupted by SIGINT: \d+ of 60 paths are kept in run\.partial try: npx simulate resume run\.partial/);
      expect(readdirSync(join(cwd, 'run.partial')).sort()).toEqual(['journal', 'new']);
    });
  });

  const moments = [{ at: 0, left: ['tiny.yaml'] }, { at: 12, left: ['run.partial', 'tiny.yaml'] }];
  it.each(moments)('twice, at path $at, ends at once', async (one) => {
    // Goal: the path that is running is not waited for; without a single path nothing is left behind.
    await inFolder(async (cwd) => {
      const child = startProgram(tinyRun(cwd, { out: 'run' }), { cwd, env: faultEnvironment({ faults: { pause: one.at } }) });
      child.stderr?.on('data', (chunk: Buffer) => {
        if (chunk.toString().includes('once more to stop at once')) child.kill('SIGINT');
      });
      const ended = said(child);
      await grown(join(cwd, 'run.partial', 'journal'), one.at === 0 ? 0 : someBytes);
      child.kill('SIGINT');
      const { code, stderr } = await ended;
      expect(code).toBe(130);
      expect(stderr).toContain(one.at === 0 ? 'interrupted by SIGINT: nothing was written' : 'npx simulate resume run.partial');
      expect(readdirSync(cwd).sort()).toEqual(one.left);
    });
  });

  it('by a full disk ends with 41, and goes on when there is room', async () => {
    // Goal: everything before the disk was full is intact, an earlier run in the same place included.
    await inFolder(async (cwd) => {
      const words = tinyRun(cwd, { out: 'run' });
      mkdirSync(join(cwd, 'run'));
      writeFileSync(join(cwd, 'run', 'manifest.json'), 'of an earlier run');
      const full = await simulate(words, { cwd, env: faultEnvironment({ faults: { 'full-disk': 20_000 } }) });
      expect(full.code).toBe(41);
      expect(full.stderr).toContain('run.partial: the disk is full');
      expect(readFileSync(join(cwd, 'run', 'manifest.json'), 'utf8')).toBe('of an earlier run');
      const again = await simulate(words, { cwd });
      expect(again.code).toBe(0);
      expect(again.stderr).toMatch(/note: run\.partial: \d+ of 60 paths are done already/);
      expect(contentOf(join(cwd, 'run'))).toEqual(whole);
    });
  });
});
