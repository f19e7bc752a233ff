/**
 * Errors that a user can cause and mend. Each says what was found, what was expected and what to do,
 * and carries the exit code of DESIGN section 10. Bugs are InvariantError or plain Error instead.
 */
export const exitCodes = {
  ok: 0,
  bug: 1,
  usage: 2,
  gateFailed: 20,
  gateInconclusive: 21,
  baselineMissing: 22,
  waiverExpired: 23,
  inputInvalid: 30,
  dataIntegrity: 31,
  pluginContract: 32,
  infrastructure: 40,
  outputNotWritable: 41,
  invariantViolated: 70,
  interrupted: 130,
  terminated: 143,
} as const;

export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

export interface Problem {
  readonly place?: Place;
  /** What is wrong, with the value found. */
  readonly what: string;
  readonly expected?: string;
  readonly suggestion?: string;
}

/** One or more problems of one input, shown together. */
export class UserError extends Error {
  override readonly name = 'UserError';
  constructor(
    readonly exitCode: number,
    readonly problems: readonly Problem[],
  ) {
    super(problems.map(formatProblem).join('\n'));
  }
}

/** A problem as text: file:line:column, what was found, what was expected, what to do. */
export function formatProblem(problem: Problem): string {
  const { place, what, expected, suggestion } = problem;
  const where = place ? `${[place.file, place.line, place.column].filter((part) => part !== undefined).join(':')}: ` : '';
  const lines = [`${where}${what}`];
  if (expected) lines.push(`  expected: ${expected}`);
  if (suggestion) lines.push(`  try: ${suggestion}`);
  return lines.join('\n');
}
