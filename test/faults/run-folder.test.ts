/**
 * What an audit must find: damage, gaps and edits in a run folder, also where every hash was edited along. The long suite runs this
 * file again with more places.
 */
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditRun } from '../../cli/audit/audit-run.ts';
import { arrowFile, numberData, textData, wholeData } from '../../cli/arrow-files.ts';
import { manifestText } from '../../cli/manifest-text.ts';
import { readOutcomes } from '../../cli/outcomes-table.ts';
import { UserError } from '../../engine/errors.ts';
import { openStream } from '../../engine/math/random.ts';
import type { Evidence, Manifest, Summary } from '../../engine/study/run-folder-types.ts';
import { simulate } from '../cli/program.ts';

const flips = process.env['BREAKWATER_LONG'] === undefined ? 42 : 600;
const root = mkdtempSync(join(tmpdir(), 'breakwater-audit-'));
const original = join(root, 'original');
const golden = (name: string): string => join(import.meta.dirname, '..', 'golden', 'scenarios', `${name}.yaml`);

type Change<T> = T extends object ? { -readonly [Key in keyof T]: Change<T[Key]> } : T;

const scenario = `version: 1
name: jumps
title: A venue of five in a market that jumps
start: 2024-01-01T00:00:00Z
end: 2024-01-02T00:00:00Z
underlyings:
  X: {start-price: 100, model: {model: merton, volatility: 2, jumps-per-year: 4000, jump-mean: -0.03, jump-sd: 0.04}}
grid: {step: 1h}
accounts:
  - {id: A, cash: 100, positions: {X-PERP: 10}}
  - {id: B, cash: 250, positions: {X-PERP: 5}}
  - {id: C, cash: 150, positions: {X-PERP: 20}}
  - {id: D, cash: 1000, positions: {X-PERP: -25}}
  - {id: E, cash: 50, positions: {X-PERP: -10}}
`;

function rules(name: string, { fund, maintenance }: { readonly fund: number; readonly maintenance: number }): string {
  return `version: 1
name: ${name}
title: Rules with a fund of ${fund}
summary: Losses go to the fund and then to winners.
margin: {policy: leverage, max-leverage: 20, maintenance: ${maintenance}}
collateral: {policy: haircut}
liquidation: {policy: full, fee: 0}
losses: [{policy: insurance-fund, opening: {USD: ${fund}}, takes-surplus: false}, {policy: socialized}]
oracle: none
breakers: []
funding: none
`;
}

beforeAll(async () => {
  writeFileSync(join(root, 'jumps.yaml'), scenario);
  writeFileSync(join(root, 'thin.yaml'), rules('thin', { fund: 20, maintenance: 0.01 }));
  writeFileSync(join(root, 'thick.yaml'), rules('thick', { fund: 40, maintenance: 0.03 }));
  const words = ['--scenario', './jumps.yaml', '--params', './thin.yaml', '--params', './thick.yaml', '--paths', '12'];
  const { code, stderr } = await simulate(['compare', ...words, '--out', original, '--quiet'], { cwd: root });
  expect([code, stderr]).toEqual([0, '']);
}, 60_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** What an audit says: an exit code and the files that it names. */
async function verdictOf(folder: string): Promise<{ code: number; files: string[] }> {
  try {
    const { checks } = await auditRun(folder);
    const files = checks.flatMap(({ findings }) => findings.map(({ file }) => file));
    return { code: files.length > 0 ? 70 : 0, files };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { code: error.exitCode, files: error.problems.map(({ place }) => place?.file ?? '') };
  }
}

/** A copy that a test may damage. */
async function inCopy(damage: (folder: string) => void): Promise<{ code: number; files: string[] }> {
  const folder = mkdtempSync(join(root, 'copy-'));
  cpSync(original, folder, { recursive: true });
  damage(folder);
  const verdict = await verdictOf(folder);
  rmSync(folder, { recursive: true });
  return verdict;
}

function edit<T>(folder: string, name: string, change: (content: Change<T>) => void): void {
  const path = join(folder, name);
  const content = JSON.parse(readFileSync(path, 'utf8')) as Change<T>;
  change(content);
  writeFileSync(path, JSON.stringify(content));
}

/** Every hash as if nothing had happened: what somebody does who knows the format. */
function reseal(folder: string): void {
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Change<Manifest>;
  delete manifest.manifestSha256;
  const names = readdirSync(folder).filter((name) => name !== 'manifest.json').sort();
  const files = names.map((name) => {
    const bytes = readFileSync(join(folder, name));
    return [name, { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length }] as const;
  });
  writeFileSync(join(folder, 'manifest.json'), manifestText({ ...manifest, files: Object.fromEntries(files) }));
}

interface Rows {
  readonly sets: string[];
  readonly path: number[];
  readonly metrics: Map<string, number[]>;
}

function editOutcomes(folder: string, change: (rows: Rows) => void): void {
  const file = join(folder, 'outcomes.arrow');
  const table = readOutcomes(file);
  const metrics = new Map([...table.metrics].map(([name, values]) => [name, Array.from(values)]));
  const rows: Rows = { sets: [...table.sets], path: Array.from(table.path), metrics };
  change(rows);
  const columns = [...metrics].map(([name, values]) => ({ name, data: numberData(Float64Array.from(values)) }));
  const first = [{ name: 'parameter_set', data: textData(rows.sets) }, { name: 'path', data: wholeData(Int32Array.from(rows.path)) }];
  writeFileSync(file, arrowFile([...first, ...columns]));
}

function dropRow({ sets, path, metrics }: Rows, row: number): void {
  for (const column of [sets, path, ...metrics.values()]) column.splice(row, 1);
}

describe('an audit of a run folder', () => {
  it('finds nothing where nothing is', async () => {
    // Goal: an audit that always complains proves nothing; a copy whose hashes were only computed again is the same folder.
    expect(await verdictOf(original)).toEqual({ code: 0, files: [] });
    expect(await inCopy(reseal)).toEqual({ code: 0, files: [] });
  });

  it('finds a flipped byte wherever it is', async () => {
    // Goal: seeded places over all files, spaces of the manifest and padding of Arrow among them; none is overlooked.
    const dice = openStream({ seed: 4, scenario: 'faults', path: 0, component: 'run-folder', purpose: 'flips' });
    const names = readdirSync(original).sort();
    expect(names).toHaveLength(6);
    const folder = join(root, 'flipped');
    cpSync(original, folder, { recursive: true });
    for (let flip = 0; flip < flips; flip++) {
      const name = names[flip % names.length];
      const bytes = readFileSync(join(original, name));
      const [place, bit] = [Math.floor(dice.uniform() * bytes.length), 1 << Math.floor(dice.uniform() * 8)];
      bytes[place] ^= bit;
      writeFileSync(join(folder, name), bytes);
      const { code, files } = await verdictOf(folder);
      expect([name, place, bit, code === 70 || code === 31, files.length > 0]).toEqual([name, place, bit, true, true]);
      cpSync(join(original, name), join(folder, name));
    }
    expect(await verdictOf(folder)).toEqual({ code: 0, files: [] });
  });

  it.each([0, 7, 23])('finds that row %i was dropped, hashes edited along', async (row) => {
    // Goal: the first, a middle and the last row of a path cannot go unnoticed.
    const { code, files } = await inCopy((folder) => {
      editOutcomes(folder, (rows) => dropRow(rows, row));
      reseal(folder);
    });
    expect([code, files.includes('outcomes.arrow')]).toEqual([70, true]);
  });

  const edits: readonly (readonly [what: string, file: string, change: (folder: string) => void])[] = [
    ['a mean', 'summary.json', (folder) => edit<Summary>(folder, 'summary.json', ({ parameterSets: [set] }) => {
      set.metrics['shortfall_usd'].value = 349;
    })],
    ['an interval by one bit', 'summary.json', (folder) => edit<Summary>(folder, 'summary.json', ({ parameterSets: [set] }) => {
      const value = set.metrics['liquidated_notional_usd'].statistics.max ?? 0;
      set.metrics['liquidated_notional_usd'].statistics.max = value * (1 + Number.EPSILON);
    })],
    ['a definition', 'summary.json', (folder) => edit<Summary>(folder, 'summary.json', ({ parameterSets: [set] }) => {
      set.metrics['shortfall_usd'].definition = 'Profit.';
    })],
    ['the verdict of a comparison', 'summary.json', (folder) => edit<Summary>(folder, 'summary.json', ({ comparisons }) => {
      comparisons[0].verdict = 'mixed';
    })],
    ['a contribution', 'summary.json', (folder) => edit<Summary>(folder, 'summary.json', ({ comparisons }) => {
      const [first] = Object.values(comparisons[0].attribution?.metrics ?? {});
      first.contributions[0].value = 1e6;
    })],
    ['a loss of one path', 'summary.json', (folder) => editOutcomes(folder, ({ metrics }) => {
      for (const name of ['shortfall_usd', 'insurance_fund_used_usd']) (metrics.get(name) ?? [])[3] += 1;
    })],
    ['the waterfall of one path', 'outcomes.arrow', (folder) => editOutcomes(folder, ({ metrics }) => {
      (metrics.get('unfunded_loss_usd') ?? [])[3] += 1;
    })],
    ['a count to a fraction', 'outcomes.arrow', (folder) => editOutcomes(folder, ({ metrics }) => {
      (metrics.get('liquidated_accounts') ?? [])[5] += 0.5;
    })],
    ['a metric to none', 'outcomes.arrow', (folder) => editOutcomes(folder, ({ metrics }) => {
      (metrics.get('initial_margin_usd') ?? [])[5] = NaN;
    })],
    ['a mean of the waterfall', 'evidence.json', (folder) => edit<Evidence>(folder, 'evidence.json', ({ sets: [set] }) => {
      set.waterfall.fund_usd += 1;
    })],
    ['the verdict', 'evidence.json', (folder) => edit<Evidence>(folder, 'evidence.json', ({ sets: [set] }) => {
      set.verdict.level = 'safe';
    })],
    ['the shown path', 'evidence.json', (folder) => edit<Evidence>(folder, 'evidence.json', ({ sets: [set] }) => {
      set.shownPath.index = 5;
    })],
    ['a unit of the ledger', 'evidence.json', (folder) => edit<Evidence>(folder, 'evidence.json', ({ sets: [{ ledger }] }) => {
      if (ledger) ledger.assets[0].closingUnits.fund += 1;
    })],
    ['a flow of the ledger', 'evidence.json', (folder) => edit<Evidence>(folder, 'evidence.json', ({ sets: [{ ledger }] }) => {
      if (ledger) ledger.assets[0].flows[0].units += 1;
    })],
    ['the seed', 'summary.json', (folder) => edit<Manifest>(folder, 'manifest.json', (manifest) => {
      manifest.seed = 99;
    })],
    ['the digest in the report', 'report.html', (folder) => {
      const path = join(folder, 'report.html');
      const { digest } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest;
      writeFileSync(path, readFileSync(path, 'utf8').replaceAll(digest, 'f'.repeat(digest.length)));
    }],
  ];

  it.each(edits)('finds %s edited in %s, hashes edited along', async (_what, file, change) => {
    // Goal: a figure that follows from others cannot be changed alone, however carefully.
    const { code, files } = await inCopy((folder) => {
      change(folder);
      reseal(folder);
    });
    expect([code, files.includes(file)]).toEqual([70, true]);
  });

  it('finds a hash edited in the manifest', async () => {
    // Goal: the manifest vouches for itself.
    const { code, files } = await inCopy((folder) => {
      const path = join(folder, 'manifest.json');
      const text = readFileSync(path, 'utf8');
      writeFileSync(path, text.replace('"paths": 12', '"paths": 13'));
    });
    expect([code, files.includes('manifest.json')]).toEqual([70, true]);
  });

  it('finds files that do not belong there, and misses those that do', async () => {
    // Goal: 70 for a stranger, 31 for a gap, nothing for a report made later; a name never leads out of the folder.
    expect(await inCopy((folder) => writeFileSync(join(folder, 'notes.txt'), ''))).toEqual({ code: 70, files: ['notes.txt'] });
    expect(await inCopy((folder) => writeFileSync(join(folder, 'report.pdf'), ''))).toEqual({ code: 0, files: [] });
    expect((await inCopy((folder) => rmSync(join(folder, 'events.arrow')))).code).toBe(31);
    expect((await inCopy((folder) => renameSync(join(folder, 'manifest.json'), join(folder, 'm.json')))).code).toBe(31);
    expect((await verdictOf(join(root, 'nowhere'))).code).toBe(31);
    const outside = await inCopy((folder) => edit<Manifest>(folder, 'manifest.json', ({ files }) => {
      (files as Record<string, unknown>)['../original/summary.json'] = { sha256: '', bytes: 0 };
    }));
    expect([outside.code, outside.files.includes('manifest.json')]).toEqual([70, true]);
  });

  it.each(['inverse-quanto', 'oracle-halts-bands', 'two-venues'])('finds nothing in a run of %s', async (name) => {
    // Goal: coins with a price of their own, accounts left open at the horizon, and several venues raise no false alarm.
    const folder = join(root, name);
    expect((await simulate(['--scenario', golden(name), '--out', folder, '--no-report', '--quiet'])).code).toBe(0);
    expect(await verdictOf(folder)).toEqual({ code: 0, files: [] });
  });
});
