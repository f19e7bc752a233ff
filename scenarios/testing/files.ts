/** Scenario texts for tests: written to a temporary file, loaded, and the problems brought back. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../engine/errors.ts';
import type { Problem } from '../../engine/errors.ts';

/** Runs `use` with a file of this content in a folder of its own, which is removed afterwards. */
export function withFile<T>(content: string | Uint8Array, use: (file: string, folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-'));
  const file = join(folder, 'case.yaml');
  try {
    writeFileSync(file, content);
    return use(file, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The problems that an action ends in; anything but a UserError is passed on. */
export function problemsOf(action: () => unknown): { readonly exitCode: number; readonly problems: readonly Problem[] } {
  try {
    action();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  return { exitCode: 0, problems: [] };
}
