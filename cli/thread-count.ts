/** How many threads a run is worth. */
import { availableParallelism } from 'node:os';

export const mostWorkers = 256;
/** Every thread compiles the engine anew, which takes as long as a hundred paths of 10,000 accounts: fewer are not worth another thread. */
const pathsWorthAThread = 100;

/** `wanted`: what was asked for, undefined for one thread per processor where there is work for it; `paths`: that are left to run. */
export function threadCount({ wanted, paths }: { readonly wanted: number | undefined; readonly paths: number }): number {
  const most = wanted ?? Math.min(availableParallelism(), Math.ceil(paths / pathsWorthAThread));
  return Math.max(1, Math.min(most, paths, mostWorkers));
}
