/** One process per folder: a file with the number of the process that works there. That of a dead process is taken over. */
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';

/** Locks; returns null, or the number of the living process that has the lock. Throws what the file system throws. */
export function takeLock(file: string): number | null {
  for (;;) {
    try {
      const handle = openSync(file, 'wx');
      writeSync(handle, String(process.pid));
      closeSync(handle);
      return null;
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw error;
      const owner = ownerOf(file);
      if (owner !== process.pid && isAlive(owner)) return owner;
      rmSync(file, { force: true });
    }
  }
}

/** 0 where nothing is to be read. */
function ownerOf(file: string): number {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? pid : 0;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return 0;
    throw error;
  }
}

/** A process of another user is alive too. */
function isAlive(pid: number): boolean {
  if (pid === 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !isCode(error, 'ESRCH');
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
