/** Resident memory of a process that simulates a million accounts, over one path and over twenty. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface MemoryAnswer {
  readonly paths: number;
  /** Most that the process ever held, and what it held at the end, MiB. */
  readonly peakMib: number;
  readonly endMib: number;
}

function measure(paths: number): MemoryAnswer {
  const program = fileURLToPath(new URL('./memory-child.js', import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, String(paths)], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the measured process failed: ${stderr}`);
  return JSON.parse(stdout) as MemoryAnswer;
}

/** Two processes, so that neither sees the other's garbage. */
export function runMemoryRow(): string[] {
  return [1, 20].map((paths) => {
    const { peakMib, endMib } = measure(paths);
    return `${paths} path${paths === 1 ? '' : 's'}: ${Math.round(peakMib)} MiB at most, ${Math.round(endMib)} MiB at the end`;
  });
}
