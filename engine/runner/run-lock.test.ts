import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { takeLock } from './run-lock.ts';

const folder = mkdtempSync(join(tmpdir(), 'breakwater-lock-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a lock', () => {
  it('is refused to others while its owner lives, and taken over when it is dead', () => {
    // Goal: two processes never share a folder; a killed one keeps nobody out.
    const file = join(folder, 'lock');
    expect(takeLock(file)).toBe(null);
    expect(readFileSync(file, 'utf8')).toBe(String(process.pid));
    writeFileSync(file, String(process.ppid));
    expect(takeLock(file)).toBe(process.ppid);
    const { pid } = spawnSync(process.execPath, ['-e', '0']);
    for (const stale of [String(pid), '', 'nonsense', String(process.pid)]) {
      writeFileSync(file, stale);
      expect(takeLock(file)).toBe(null);
      expect(readFileSync(file, 'utf8')).toBe(String(process.pid));
    }
  });
});
