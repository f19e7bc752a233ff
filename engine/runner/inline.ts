/** Runs the paths of a study one after the other in this thread. */
import { PathRunner } from '../study/path-runner.ts';
import type { Study, StudyResult } from '../study/study.ts';
import { resultOf, runPath } from './path-rows.ts';
import type { PathRow } from './path-rows.ts';

export interface RunProgress {
  readonly onProgress?: (done: number, total: number) => void;
  /** Asked between paths; true ends the run with a RunStopped error. */
  readonly shouldStop?: () => boolean;
}

/** The run was asked to stop before its last path. Nothing of it is kept. */
export class RunStopped extends Error {
  override readonly name = 'RunStopped';
}

/** All paths of all sets. The result does not depend on anything but the study. */
export function runInline(study: Study, { onProgress, shouldStop }: RunProgress = {}): StudyResult {
  const { paths } = study.input;
  const runner = new PathRunner(study);
  const rows: PathRow[][] = [];
  for (let path = 0; path < paths; path++) {
    if (shouldStop?.()) throw new RunStopped(`stopped after ${path} of ${paths} paths`);
    rows.push(runPath(study, runner, path));
    onProgress?.(path + 1, paths);
  }
  return resultOf(study, rows);
}
