import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ask, example, inFolder } from './program.ts';

describe('simulate replay', () => {
  it('tells who paid, exports what it told, and refuses what is no longer the run', async () => {
    // Goal: the published example of the full waterfall event by event; no file is replaced unasked; exit 2, 31, 41 and 70 name the reason.
    await inFolder(async (cwd) => {
      const text = readFileSync(example('d31-full-waterfall'), 'utf8');
      writeFileSync(join(cwd, 'mine.yaml'), text);
      expect((await ask(['--scenario', './mine.yaml', '--out', 'run', '--no-report', '--quiet'], { cwd })).code).toBe(0);
      const told = await ask(['replay', 'run', '--path', '0', '--out', 'path.csv'], { cwd });
      expect([told.code, told.stderr]).toEqual([0, 'path.csv: 5 events\n']);
      expect(told.stdout).toContain('liquidation 0 C long X-PERP 20 lots at $80 (mark $80), $1.60k; by the market');
      expect(told.stdout).toContain('paid by margin, fund $120, pool $130');
      expect(told.stdout).toContain('shortfall $350 = fund $120 + ADL $0 + socialised $230 + unfunded $0');
      const lines = readFileSync(join(cwd, 'path.csv'), 'utf8').split('\r\n');
      expect(lines).toHaveLength(7);
      expect(lines[1]).toMatch(/^default,0,0,2020-01-01T00:01:00.000Z,1577836860000,liquidation,C,C,,X-PERP,long,20,0,80,80,1600,0,/);
      const json = await ask(['replay', 'run', '--path', '0', '--json', '--kind', 'socialization'], { cwd });
      const sets = [{ metrics: { shortfall_usd: 350, first_adl_s: null }, events: [{ socialized_usd: 230 }] }];
      expect(JSON.parse(json.stdout)).toMatchObject({ path: 0, sets });
      const first = ['replay', 'run', '--path', '0'];
      const wrong = [['--params', 'x'], ['--kind', 'x'], ['--out', 'path.csv']].map((words) => [...first, ...words]);
      const refused = [['replay', 'run', '--path', '1'], ...wrong];
      const ended = await Promise.all(refused.map((words) => ask(words, { cwd })));
      expect(ended.map(({ code }) => code)).toEqual([2, 2, 2, 41]);

      writeFileSync(join(cwd, 'mine.yaml'), text.replace('prices: [100, 80]', 'prices: [100, 79]'));
      const changed = await ask(['replay', 'run', '--path', '0'], { cwd });
      expect([changed.code, changed.stderr.includes('mine.yaml is not what the run in run was made of')]).toEqual([31, true]);
      // One number of the outcomes is another than the run left there.
      writeFileSync(join(cwd, 'mine.yaml'), text);
      const [is, was] = [new Float64Array([350]), new Float64Array([351])].map((value) => Buffer.from(value.buffer));
      const outcomes = readFileSync(join(cwd, 'run', 'outcomes.arrow'));
      was.copy(outcomes, outcomes.indexOf(is));
      writeFileSync(join(cwd, 'run', 'outcomes.arrow'), outcomes);
      const other = await ask(first, { cwd });
      expect([other.code, other.stdout]).toEqual([70, '']);
      expect(other.stderr).toContain('shortfall_usd of path 0 of default comes out as 350\n  expected: 351, as the run left it');
      expect((await ask(['audit', 'run'], { cwd })).code).toBe(70);
    });
  });
});
