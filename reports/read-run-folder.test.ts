import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../engine/errors.ts';
import { makeRunFolder, writeRunFolder } from '../test/fixtures/run-folder.ts';
import { readRunFolder } from './read-run-folder.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'run-folder-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

function refusal(): UserError {
  try {
    readRunFolder(dir);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('the folder was accepted');
}

/** Writes a sound folder and then one file of it changed. */
function withChanged(name: 'manifest' | 'summary' | 'evidence', change: (content: Record<string, unknown>) => void): UserError {
  const folder = makeRunFolder();
  writeRunFolder(dir, folder);
  const content = JSON.parse(JSON.stringify(folder[name])) as Record<string, unknown>;
  change(content);
  writeFileSync(join(dir, `${name}.json`), JSON.stringify(content));
  return refusal();
}

describe('readRunFolder', () => {
  it('returns what was written', () => {
    const folder = makeRunFolder({ sets: ['a', 'b'] });
    writeRunFolder(dir, folder);
    const { manifest, summary, evidence } = folder;
    expect(readRunFolder(dir)).toMatchObject(JSON.parse(JSON.stringify({ manifest, summary, evidence })) as object);
    expect(readRunFolder(`${dir}/`).evidence).toEqual(readRunFolder(dir).evidence);
  });

  it('says which file is missing, with the exit code for data', () => {
    const error = refusal();
    expect(error.exitCode).toBe(31);
    expect(error.message).toContain(`${dir}/manifest.json: the file cannot be read (ENOENT)`);
    expect(error.message).toContain('expected: a run folder');
  });

  it('points at the line and column of broken JSON', () => {
    writeRunFolder(dir, makeRunFolder());
    writeFileSync(join(dir, 'summary.json'), '{\n  "schemaVersion": 1,\n  "paths": ,\n}');
    const [{ place, what }] = refusal().problems;
    expect(what).toContain('not JSON');
    expect(place).toMatchObject({ file: `${dir}/summary.json` });
    expect(place?.line ?? 3).toBe(3);
  });

  it('refuses another version before anything else', () => {
    const error = withChanged('evidence', (content) => Object.assign(content, { schemaVersion: 2, sets: 'changed' }));
    expect(error.message).toContain('schemaVersion is 2');
  });

  it('names the value that breaks the contract and what was expected', () => {
    const error = withChanged('summary', (content) => {
      Object.assign((content.parameterSets as { metrics: Record<string, object> }[])[0].metrics.shortfall_usd, { n: -1 });
    });
    expect(error.message).toContain('parameterSets[0].metrics.shortfall_usd.n is -1');
    expect(error.message).toContain('a whole number, not negative');
  });

  it('refuses series that do not line up', () => {
    const error = withChanged('evidence', (content) => {
      (content.sets as { prices: { markUsd: number[] }[] }[])[0].prices[0].markUsd.pop();
    });
    expect(error.message).toContain('sets[0].prices[0]');
    expect(error.message).toContain('lists of one length');
  });

  it('refuses files of different runs', () => {
    expect(withChanged('summary', (content) => { content.digest = 'other'; }).message).toContain('digest is other');
    expect(withChanged('evidence', (content) => { content.sets = []; }).message).toContain('parameter sets are none');
  });
});
