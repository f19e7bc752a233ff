/** Mistakes on the command line. */
import { exitCodes, UserError } from '../engine/errors.ts';
import type { Problem } from '../engine/errors.ts';

/** The error of a command line that cannot be followed, exit code 2. */
export function usageError(problem: Problem): UserError {
  return new UserError(exitCodes.usage, [problem]);
}
