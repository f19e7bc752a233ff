import { exitCodes, UserError, type Problem } from '../engine/errors.ts';

/** Stops an import with one problem (exit code 31 unless told otherwise). Throws UserError. */
export function refuse(problem: Problem, exitCode: number = exitCodes.dataIntegrity): never {
  throw new UserError(exitCode, [problem]);
}

/** Text of an unknown error of a library. Libraries may throw anything. */
export function describeFailure(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return JSON.stringify(text.slice(0, 120));
}

/**
 * Problems of one file, the first of each kind with the number of rows that share it:
 * a file with 3,000 bad rows is one sentence, and several different faults are shown together.
 */
export class ProblemList {
  readonly #entries = new Map<string, { problem: Problem; rows: number }>();

  /** Remembers a problem; `build` is called for the first of its kind only, since finding its place may cost a scan. */
  add(kind: string, build: () => Problem): void {
    const entry = this.#entries.get(kind);
    if (entry) entry.rows += 1;
    else this.#entries.set(kind, { problem: build(), rows: 1 });
  }

  get isEmpty(): boolean {
    return this.#entries.size === 0;
  }

  /** Throws one UserError with everything found, in file order; does nothing when nothing was. */
  throwIfAny(): void {
    if (this.isEmpty) return;
    throw new UserError(exitCodes.dataIntegrity, [...this.#entries.values()].map(withRowCount));
  }
}

function withRowCount({ problem, rows }: { problem: Problem; rows: number }): Problem {
  if (rows === 1) return problem;
  return { ...problem, what: `${problem.what} (the first of ${rows.toLocaleString('en-US')} such rows)` };
}
