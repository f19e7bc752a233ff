/**
 * Golden digests: results are the same bytes today as when digests.json was written, again in the same process, and in fresh processes
 * of other time zones and languages. `node test/golden/rewrite.mjs` writes the file anew; whatever changes belongs under "Results
 * change" in CHANGELOG.md.
 */
import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { crashCases, digestsOf, smallCases } from './cases.ts';
import type { GoldenDigests } from './cases.ts';

const root = join(import.meta.dirname, '../..');
const stored: GoldenDigests = JSON.parse(readFileSync(join(import.meta.dirname, 'digests.json'), 'utf8'));
const timeZones = ['UTC', 'America/Los_Angeles', 'Asia/Kolkata', 'Pacific/Chatham'];
const otherLanguages = ['de_DE.UTF-8', 'tr_TR.UTF-8'];
const small = smallCases(root);

function storedOf(names: readonly string[]): GoldenDigests {
  return Object.fromEntries(names.map((name) => [name, stored[name]]));
}

describe('golden digests', () => {
  it('cover every case, and nothing else', () => {
    // Goal: a case that is added without its digest, or a digest whose case is gone, is noticed.
    expect(Object.keys(stored).sort()).toEqual([...crashCases, ...small].map(({ name }) => name).sort());
  });

  it('are those of the small scenarios, twice in one process', async () => {
    // Goal: no state survives from one run to the next: the second run sees caches, scratch buffers and registries that the first left.
    const expected = storedOf(small.map(({ name }) => name));
    expect(await digestsOf(small)).toEqual(expected);
    expect(await digestsOf([...small].reverse())).toEqual(expected);
  });
});

interface Printed {
  readonly locale: string;
  readonly timeZone: string;
  readonly digests: GoldenDigests;
}

describe('golden digests in fresh processes', () => {
  let entry = '';
  beforeAll(() => {
    entry = execFileSync(process.execPath, [join(import.meta.dirname, 'compile.mjs')], { encoding: 'utf8' }).trim();
  });

  async function print(timeZone: string, language: string, cases: readonly string[]): Promise<Printed> {
    const env = { PATH: process.env['PATH'], TZ: timeZone, LANG: language, LC_ALL: language };
    const { stdout } = await promisify(execFile)(process.execPath, [entry, root, ...cases], { env });
    return JSON.parse(stdout);
  }

  // Goal: the determinism contract over time zones and languages. Each zone also runs the shipped crash under one parameter set.
  const zones = timeZones.map((timeZone, index) => {
    return { timeZone, crash: crashCases[index].name, languages: ['C', otherLanguages[index % otherLanguages.length]] };
  });
  describe.each(zones)('in $timeZone', ({ timeZone, crash, languages }) => {
    it(`are the same in ${languages.join(' and ')}`, async () => {
      const cases = languages.map((_, index) => (index === 0 ? [crash, 'small'] : ['small']));
      const all = await Promise.all(languages.map((language, index) => print(timeZone, language, cases[index])));
      for (const [index, printed] of all.entries()) {
        expect(printed.timeZone.replace('Calcutta', 'Kolkata')).toBe(timeZone);
        if (languages[index] !== 'C') expect(printed.locale).toBe(languages[index].slice(0, 5).replace('_', '-'));
        expect(printed.digests).toEqual(storedOf([...(index === 0 ? [crash] : []), ...small.map(({ name }) => name)]));
      }
    });
  });
});
