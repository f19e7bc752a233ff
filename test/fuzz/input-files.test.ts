/**
 * Hostile scenario and parameter files: the shipped ones, damaged at random. Whatever the damage, loading either succeeds or says
 * what is wrong with the file (UserError, exit code 30); a crash or a hang is a bug. BREAKWATER_SEED chooses the damage and
 * BREAKWATER_FUZZ_RUNS how many files of each kind are tried.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import seedrandom from 'seedrandom';
import { afterAll, describe, expect, it } from 'vitest';
import { UserError, exitCodes } from '../../engine/errors.ts';
import { listParameterSets, listScenarios, loadParameterSet, loadScenario } from '../../scenarios/loader.ts';

const seed = process.env['BREAKWATER_SEED'] ?? 'breakwater';
const runs = Number(process.env['BREAKWATER_FUZZ_RUNS'] ?? 60);
const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Draw = () => number;
type Damage = (text: string, draw: Draw) => string;

const hostileValues = [
  ...['.nan', '.inf', '-1', '0', '1e308', '1e999', '9007199254740993', '0x10', '1_000', 'null', '~', 'true', '""', '[]', '{}'],
  ...['&a [*a]', '*nobody', '!!binary aGk=', '!!js/function "x"', '!local 1', '<<: {}', '2020-99-99', '__proto__', 'constructor'],
  ...["'", '{a: 1, a: 2}', '|\n  text', '"\\u0000"', '\u202e', '\ud800', 'é'.repeat(300), '['.repeat(200), '- '.repeat(200)],
  ...['../../../etc/passwd', 'NaN', '1,000'],
];

function pick<Value>(values: readonly Value[], draw: Draw): Value {
  return values[Math.floor(draw() * values.length)];
}

/** Rewrites the lines of a text. */
function inLines(change: (lines: string[], at: number, draw: Draw) => void): Damage {
  return (text, draw) => {
    const lines = text.split('\n');
    change(lines, Math.floor(draw() * lines.length), draw);
    return lines.join('\n');
  };
}

const damages: readonly Damage[] = [
  inLines((lines, at) => lines.splice(at, 1)),
  inLines((lines, at) => lines.splice(at, 0, lines[at])),
  inLines((lines, at, draw) => lines.splice(Math.floor(draw() * lines.length), 0, ...lines.splice(at, 1))),
  inLines((lines, at, draw) => (lines[at] = lines[at].replace(/:.*$/, `: ${pick(hostileValues, draw)}`))),
  inLines((lines, at, draw) => (lines[at] = lines[at].replace(/^(\s*)(\S+):/, `$1${pick(hostileValues, draw)}:`))),
  inLines((lines, at, draw) => (lines[at] = lines[at].replace(/-?\d+(\.\d+)?/, () => pick(hostileValues, draw)))),
  inLines((lines, at, draw) => (lines[at] = pick([' ', '  ', '\t', '- '], draw) + lines[at])),
  (text, draw) => text.slice(0, Math.floor(draw() * text.length)),
  (text, draw) => splice(text, draw, String.fromCharCode(Math.floor(draw() * 256))),
  (text, draw) => splice(text, draw, pick(hostileValues, draw)),
];

function splice(text: string, draw: Draw, inserted: string): string {
  const at = Math.floor(draw() * text.length);
  return text.slice(0, at) + inserted + text.slice(at + Math.floor(draw() * 3));
}

function damaged(text: string, draw: Draw): string {
  let result = text;
  for (let n = Math.ceil(draw() * 3); n > 0; n--) result = pick(damages, draw)(result, draw);
  return result;
}

/** What loading ended in: 'loaded', 'refused', or the text of an error that must not happen. */
function endOf(load: (file: string) => unknown, file: string): string {
  try {
    load(file);
    return 'loaded';
  } catch (error) {
    if (error instanceof UserError && error.exitCode === exitCodes.inputInvalid) return 'refused';
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

function endsOf(load: (file: string) => unknown, originals: readonly string[], kind: string): Map<string, number> {
  const ends = new Map<string, number>();
  for (let run = 0; run < runs; run++) {
    const draw = seedrandom.alea(`${seed}/${kind}/${run}`);
    const original = pick(originals, draw);
    // The name stays: a file must be called like what it defines, and damage should get further than that check.
    const file = join(folder, basename(original));
    writeFileSync(file, damaged(readFileSync(join(root, original), 'utf8'), draw));
    const end = endOf(load, file);
    ends.set(end, (ends.get(end) ?? 0) + 1);
  }
  return ends;
}

describe('damaged input files', () => {
  // Goal: no damage to a scenario or a parameter set gets past the checks as anything but a message to the user.
  it.each([
    ['scenario', loadScenario, listScenarios().map((name) => `scenarios/${name}.yaml`)],
    ['parameters', loadParameterSet, listParameterSets().map((name) => `scenarios/parameters/${name}.yaml`)],
  ] as const)(`never crash: %s, seed ${seed}`, (kind, load, originals) => {
    const ends = endsOf(load, originals, kind);
    expect([...ends.keys()].filter((end) => end !== 'loaded' && end !== 'refused')).toEqual([]);
    expect(ends.get('refused')).toBeGreaterThan(runs / 4);
  });
});
