/** A broken invariant: a bug of ours, never of the user. The run stops, exit code 70, results withheld. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/** Stops the run when a condition that must always hold does not. Stays on in production. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}
