/** What an audit looked at and what it found. */

/** A difference: where, what stands there, and what follows from the other files. */
export interface AuditFinding {
  readonly file: string;
  readonly what: string;
  readonly expected: string;
}

/** One line of the page. */
export interface AuditCheck {
  /** What was checked, as a statement that holds when nothing was found. */
  readonly title: string;
  /** How much of it there was, or why it was not checked. */
  readonly extent: string;
  readonly isSkipped: boolean;
  readonly findings: readonly AuditFinding[];
}

export function check(title: string, extent: string, findings: readonly AuditFinding[]): AuditCheck {
  return { title, extent, isSkipped: false, findings };
}

export function skipped(title: string, reason: string): AuditCheck {
  return { title, extent: reason, isSkipped: true, findings: [] };
}

/** Sums of many doubles may be added up in another order: equal up to this share of the larger one. */
export const sumTolerance = 1e-9;

/** Equal, but for the order in which terms were added; `scale` is the largest of the terms. */
export function isSameSum(one: number, other: number, scale = 0): boolean {
  return Math.abs(one - other) <= sumTolerance * Math.max(Math.abs(one), Math.abs(other), Math.abs(scale));
}

/** The first differences between two values as JSON holds them: place, found, expected. */
export function differencesOf(expected: unknown, found: unknown, file: string): AuditFinding[] {
  const findings: AuditFinding[] = [];
  compare({ expected, found, pointer: '' }, (pointer, one, other) => {
    findings.push({ file, what: `${pointer || 'the file'} is ${shown(other)}`, expected: shown(one) });
  });
  return findings;
}

interface Pair {
  readonly expected: unknown;
  readonly found: unknown;
  readonly pointer: string;
}

function compare({ expected, found, pointer }: Pair, tell: (pointer: string, expected: unknown, found: unknown) => void): void {
  if (!isBranch(expected) || !isBranch(found) || Array.isArray(expected) !== Array.isArray(found)) {
    if (!sameLeaf(expected, found)) tell(pointer, expected, found);
    return;
  }
  const [left, right] = [entriesOf(expected), entriesOf(found)];
  for (const key of new Set([...left.keys(), ...right.keys()])) {
    compare({ expected: left.get(key), found: right.get(key), pointer: placeOf(pointer, key, Array.isArray(expected)) }, tell);
  }
}

function placeOf(pointer: string, key: string, isList: boolean): string {
  if (isList) return `${pointer}[${key}]`;
  return pointer === '' ? key : `${pointer}.${key}`;
}

function entriesOf(value: object): Map<string, unknown> {
  return new Map(Object.entries(value).filter(([, inner]) => inner !== undefined));
}

function isBranch(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** JSON knows one zero. */
function sameLeaf(expected: unknown, found: unknown): boolean {
  return expected === found;
}

export function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  if (isBranch(value)) return Array.isArray(value) ? `a list of ${value.length}` : 'an object';
  return typeof value === 'number' ? String(value) : JSON.stringify(value).slice(0, 120);
}
