/** Values of metrics path by path. */
import type { RunFolder } from '../engine/study/run-folder-types.ts';

/** Values of a metric on the paths where it exists, in path order; empty when the run did not keep it. */
export function presentValues(run: RunFolder, setId: string, metric: string): Float64Array {
  return (run.outcomes.column(setId, metric) ?? new Float64Array(0)).filter((value) => value === value);
}
