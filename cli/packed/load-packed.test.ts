import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { programFile } from '../../test/cli/program.ts';
import type { ProgramName } from './load-packed.ts';

const root = join(import.meta.dirname, '..', '..');
/** Below node_modules, where packages are found from. */
let folder = '';
const at = (path: string): string => join(folder, path);

beforeAll(() => {
  const built = dirname(programFile());
  folder = mkdtempSync(join(dirname(built), 'packed-'));
  cpSync(built, folder, { recursive: true });
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Calls `use` while a file holds something else. */
function withChanged<Result>(path: string, change: (bytes: Buffer) => Buffer, use: () => Result): Result {
  const bytes = readFileSync(at(path));
  writeFileSync(at(path), change(Buffer.from(bytes)));
  try {
    return use();
  } finally {
    writeFileSync(at(path), bytes);
  }
}

function flipped(bytes: Buffer): Buffer {
  bytes[bytes.length >> 1] ^= 1;
  return bytes;
}

/** The same length, and another text. */
function spaced(bytes: Buffer): Buffer {
  bytes[bytes.lastIndexOf('\n', bytes.length >> 1)] = 0x20;
  return bytes;
}

/** What a new process loads: null for the modules, else by file whether V8 took (true) or refused (false) what was compiled before. */
function load(program: ProgramName, ...flags: string[]): Record<string, boolean | null> | null {
  const script = `
    const { loadPacked, scripts } = await import(${JSON.stringify(`file://${at('cli/packed/load-packed.js')}`)});
    const isPacked = loadPacked(${JSON.stringify(program)}) !== undefined;
    const taken = [...scripts].map(([file, { cachedDataRejected: refused }]) => [file, refused === undefined ? null : !refused]);
    console.log(JSON.stringify(isPacked ? Object.fromEntries(taken) : null));
  `;
  return JSON.parse(execFileSync(process.execPath, [...flags, '--input-type=module', '--eval', script], { encoding: 'utf8' })) as never;
}

describe('a packed program', () => {
  it.each(['front-door', 'simulation-thread'] as const)('is loaded with what was compiled of it: %s', (program) => {
    expect(load(program)).toMatchObject({ [`${program}/main.cjs`]: true, [`${program}/program.cjs`]: true });
  });

  it.each(['program.cjs', 'program.cjs.compiled'])('is compiled anew when a bit of %s was lost', (file) => {
    const change = file.endsWith('.cjs') ? spaced : flipped;
    const taken = withChanged(`packed/simulation-thread/${file}`, change, () => load('simulation-thread'));
    expect(taken).toMatchObject({ 'simulation-thread/main.cjs': true, 'simulation-thread/program.cjs': null });
  });

  it('is compiled anew when V8 refuses what another one has compiled', () => {
    expect(load('simulation-thread', '--no-opt')).toMatchObject({ 'simulation-thread/program.cjs': false });
  });

  it('gives way to the modules when they were compiled from other sources', () => {
    // The compiler notes all of them here; this program was compiled without a note.
    writeFileSync(at('.tsbuildinfo'), 'something else');
    const taken = load('front-door');
    rmSync(at('.tsbuildinfo'));
    expect(taken).toBeNull();
  });

  it('gives way to the modules when nothing is packed', () => {
    expect(withChanged('packed/stamp.json', () => Buffer.from('{'), () => load('front-door'))).toBeNull();
  });
});

describe('the packed program and its modules', () => {
  const jobs: readonly (readonly string[])[] = [
    ['--scenario', 'crash-2020', '--paths', '3', '--parquet'],
    ['sweep', '--scenario', 'gbm-calm', '--vary', 'margin.maintenance=0.005:0.02:3', '--paths', '2', '--workers', '1'],
  ];

  /** What it says and every file that it writes, in hexadecimal. */
  function answer(words: readonly string[]): Record<string, string> {
    const out = at('run');
    const said = execFileSync(process.execPath, [at('cli.js'), ...words, '--out', out], { cwd: root, encoding: 'utf8' });
    const files = readdirSync(out).map((name) => [name, readFileSync(join(out, name), 'hex')]);
    rmSync(out, { recursive: true });
    return { said, ...(Object.fromEntries(files) as Record<string, string>) };
  }

  it.each(jobs)('say and write the same: %s', (...words) => {
    const packed = answer(words);
    expect(withChanged('packed/stamp.json', () => Buffer.from('{'), () => answer(words))).toEqual(packed);
  });
});
