import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeFolder } from './make-folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'make-folder-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('makeFolder', () => {
  it('makes what is missing and leaves what is there', () => {
    // Goal: a path of several new folders, twice, and a relative one.
    const path = join(folder, 'a', 'b', 'c');
    for (let round = 0; round < 2; round++) makeFolder(path);
    expect(statSync(path).isDirectory()).toBe(true);
    expect(() => makeFolder('.')).not.toThrow();
  });

  it('ends with an error where nothing can be made', () => {
    // Goal: a file in the way, a link to nowhere, and, where there is one, a file system that refuses with "no such file".
    writeFileSync(join(folder, 'file'), '');
    symlinkSync(join(folder, 'nowhere', 'else'), join(folder, 'link'));
    expect(() => makeFolder(join(folder, 'file'))).toThrow('EEXIST');
    expect(() => makeFolder(join(folder, 'file', 'below'))).toThrow('ENOTDIR');
    expect(() => makeFolder(join(folder, 'link', 'below'))).toThrow('EEXIST');
    if (existsSync('/proc/self')) expect(() => makeFolder('/proc/nothing/below')).toThrow(/ENOENT|EACCES/);
  });
});
