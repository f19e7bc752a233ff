/** Runs the paths of a study one after the other in this thread. */
import { metricDefinitions } from '../study/metrics.ts';
import { PathRunner } from '../study/path-runner.ts';
import { firstPathOf } from '../study/study.ts';
import type { MetricColumns, Study, StudyResult } from '../study/study.ts';
import { runPath } from './path-rows.ts';
import { resultOf, RunningResult } from './running-result.ts';

export interface RunProgress {
  readonly onProgress?: (done: number, total: number) => void;
  /** Asked between paths; true ends the run with a RunStopped error. */
  readonly shouldStop?: () => boolean;
}

/** The run was asked to stop before its last path. Nothing of it is kept. */
export class RunStopped extends Error {
  override readonly name = 'RunStopped';
}

/** All paths of all sets, their columns in memory. The result does not depend on anything but the study. */
export function runInline(study: Study, { onProgress, shouldStop }: RunProgress = {}): StudyResult {
  const { paths } = study.input;
  const first = firstPathOf(study.input);
  const runner = new PathRunner(study);
  const running = new RunningResult(study.sets.length);
  const columns = study.sets.map(() => ({ metrics: emptyColumns(paths), withoutLargest: emptyColumns(paths) }));
  for (let row = 0; row < paths; row++) {
    if (shouldStop?.()) throw new RunStopped(`stopped after ${row} of ${paths} paths`);
    const rows = runPath(study, runner, first + row);
    rows.forEach(({ metrics, withoutLargest }, set) => {
      fill(columns[set].metrics, metrics, row);
      fill(columns[set].withoutLargest, withoutLargest, row);
    });
    running.add(rows);
    onProgress?.(row + 1, paths);
  }
  return resultOf(study, running.totals(), (set) => columns[set]);
}

function emptyColumns(paths: number): MetricColumns {
  return Object.fromEntries(metricDefinitions.map(({ name }) => [name, new Float64Array(paths)]));
}

function fill(columns: MetricColumns, values: Float64Array, row: number): void {
  metricDefinitions.forEach(({ name }, metric) => (columns[name][row] = values[metric]));
}
