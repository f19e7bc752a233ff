import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { inFolder, simulate } from '../cli/program.ts';
import { faultEnvironment, tinyScenario } from './faults.ts';

const axes = ['--vary', 'margin.maintenance=0.01:0.03:6', '--vary', 'liquidation.fee=0.001,0.002,0.004'];
const files = ['points.csv', 'points.arrow', 'summary.json'];

/** Words of a sweep of eighteen points, whose scenario is written into the folder. */
function tinySweep(folder: string): string[] {
  writeFileSync(join(folder, 'tiny.yaml'), tinyScenario);
  const what = ['sweep', '--scenario', './tiny.yaml', ...axes];
  return [...what, '--paths', '5', '--workers', '2', '--no-report', '--out', 'swept'];
}

function contentOf(folder: string): string[] {
  return files.map((name) => readFileSync(join(folder, 'swept', name), 'latin1'));
}

let whole: string[] = [];

beforeAll(async () => {
  whole = await inFolder(async (cwd) => {
    expect(await simulate(tinySweep(cwd), { cwd })).toMatchObject({ code: 0 });
    return contentOf(cwd);
  });
}, 60_000);

describe('a thread of a sweep', () => {
  it('that dies of whatever cause is replaced, and nothing shows in the results', async () => {
    // Goal: every death is told, its points are run by another thread, and points and summary are the same to the byte.
    await inFolder(async (cwd) => {
      const faults = { 'throw': 1, 'throw-null': 4, 'exit': 7, 'small-objects': 10, 'loop': 13 };
      const env = faultEnvironment({ faults, once: join(cwd, 'was-'), heapMb: 64 });
      const { code, stderr } = await simulate(tinySweep(cwd), { cwd, env });
      const told = stderr.replaceAll('\n  ', ' ');
      expect({ code, told }).toMatchObject({ code: 0 });
      const causes = ['gave no sign for', 'threw Error: a fault of the test', 'threw null', 'ended with code 3', 'ran out of memory'];
      for (const cause of causes) expect(told).toContain(`a simulating thread ${cause}`);
      expect(told.match(/run again by another/g)?.length).toBeGreaterThanOrEqual(causes.length);
      expect(contentOf(cwd)).toEqual(whole);
    });
  });

  it('that dies on one point again and again ends the sweep, which names the point and goes on later', async () => {
    // Goal: exit 40 with the values of the point; the points before it are kept; the same command ends with the bytes of a whole sweep.
    await inFolder(async (cwd) => {
      const words = tinySweep(cwd);
      const { code, stderr } = await simulate(words, { cwd, env: faultEnvironment({ faults: { exit: 7 } }) });
      expect(code).toBe(40);
      const named = 'point 7 (margin.maintenance=0.018, liquidation.fee=0.002) failed three times: the last thread ended with code 3';
      expect(stderr.replaceAll('\n  ', ' ')).toContain(named);
      expect(readFileSync(join(cwd, 'swept', 'points.csv'), 'latin1').trimEnd().split('\n').length).toBe(8);
      const again = await simulate(words, { cwd });
      expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining('7 of 18 points') as string });
      expect(contentOf(cwd)).toEqual(whole);
    });
  });
});
