/** Checks a YAML document against a schema: all problems at once, each with its line, sorted, at most twenty. */
import type { z } from 'zod';
import type { Problem } from '../engine/errors.ts';
import { explainIssues } from './findings.ts';
import type { Finding } from './findings.ts';
import { refuse } from './yaml-bytes.ts';
import { problemLimit } from './yaml.ts';
import type { YamlDocument } from './yaml.ts';

export interface CheckOptions<T> {
  readonly schema: z.ZodType<T>;
  /** Further checks of the raw value; they run also when the schema is not met, so they must expect anything. */
  readonly references?: (value: unknown) => readonly Finding[];
}

/**
 * The typed content of a document.
 * @throws UserError exit 30 with every problem, its file:line:column, the value found and what was expected.
 */
export function checkDocument<T>(document: YamlDocument, { schema, references }: CheckOptions<T>): T {
  const result = schema.safeParse(document.value);
  const issues = result.success ? [] : explainIssues(result.error.issues, { schema, value: document.value });
  const findings = [...issues, ...(references?.(document.value) ?? [])];
  if (findings.length > 0 || !result.success) throwFindings(document, findings);
  return result.data as T;
}

/** Throws findings of a document as problems with lines. */
export function throwFindings(document: Pick<YamlDocument, 'place'>, findings: readonly Finding[]): never {
  const problems = unique(findings.map((finding) => toProblem(document, finding)).sort(byLine));
  const shown = problems.slice(0, problemLimit);
  const rest = problems.length - shown.length;
  if (rest > 0) shown[shown.length - 1] = { what: `and ${rest + 1} more problems` };
  refuse(...shown);
}

function toProblem(document: Pick<YamlDocument, 'place'>, { path, at, ...text }: Finding): Problem {
  return { place: document.place(path, at), ...text };
}

function byLine(left: Problem, right: Problem): number {
  const lines = (left.place?.line ?? 0) - (right.place?.line ?? 0);
  return lines || (left.place?.column ?? 0) - (right.place?.column ?? 0);
}

/** One wrong value may be found by two checks at one place: the first words stay. */
function unique(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ place, what }) => {
    const key = `${place?.line}:${place?.column}:${what}`;
    return !seen.has(key) && seen.add(key);
  });
}
