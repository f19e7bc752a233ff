/** Baselines that are committed: figures of the checks of a gate, without paths. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { exitCodes, UserError } from '../../engine/errors.ts';
import type { BaselineFigure } from '../../engine/study/gate/baseline-figures.ts';
import type { GateSide } from '../../engine/study/gate/gate-result.ts';
import { outputError } from '../failure.ts';
import { makeFolder } from '../make-folder.ts';
import { packageVersion } from '../package-version.ts';
import { jsonText } from '../run-json.ts';

const version = 1;

const figure = z.strictObject({
  metric: z.string().max(64),
  statistic: z.string().max(32),
  n: z.int().min(1),
  value: z.number(),
  interval: z.tuple([z.number(), z.number()]),
});

const schema = z.strictObject({
  schemaVersion: z.literal(version),
  engineVersion: z.string().max(64),
  gate: z.string().max(64),
  /** Of the gate: the intervals of the figures take half of its risk. */
  confidence: z.number().gt(0).lt(1),
  parameters: z.strictObject({
    id: z.string().max(64),
    title: z.string().max(400),
    file: z.string().max(1000),
    sha256: z.string().max(64),
  }),
  scenarios: z
    .array(
      z.strictObject({
        name: z.string().max(64),
        sha256: z.string().max(64),
        seed: z.int(),
        paths: z.int().min(1),
        digest: z.string().max(64),
        figures: z.array(figure).max(1000),
      }),
    )
    .max(1000),
});

export interface BaselineScenario {
  readonly name: string;
  /** Of the scenario file. */
  readonly sha256: string;
  readonly seed: number;
  readonly paths: number;
  readonly digest: string;
  readonly figures: readonly BaselineFigure[];
}

export interface BaselineFile {
  readonly schemaVersion: typeof version;
  readonly engineVersion: string;
  readonly gate: string;
  readonly confidence: number;
  readonly parameters: Omit<GateSide, 'from'>;
  readonly scenarios: readonly BaselineScenario[];
}

/** @throws UserError exit 22 when it is missing, is none, or comes from another version */
export function readBaselineFile(path: string): { side: GateSide; file: BaselineFile } {
  const text = read(path);
  const parsed = schema.safeParse(parse(path, text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw refused({ path, what: `${issue.path.join('.') || 'the file'}: ${issue.message}`, expected: 'a file of --update-baseline' });
  }
  const file = parsed.data;
  if (file.engineVersion !== packageVersion()) {
    const what = `it was made by version ${file.engineVersion.slice(0, 32)}`;
    throw refused({ path, what, expected: `version ${packageVersion()}, which runs the candidate` });
  }
  const sha256 = createHash('sha256').update(text).digest('hex');
  const { id, title, file: rules } = file.parameters;
  return { side: { id, title, file: rules, sha256, from: `file:${path}` }, file };
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw refused({ path, what: 'it cannot be read', expected: 'a committed baseline' });
  }
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refused({ path, what: 'it is not JSON', expected: 'a file of --update-baseline' });
  }
}

/** The scenario of a gate as it is now. */
export interface AskedFigures {
  readonly name: string;
  readonly sha256: string;
  readonly confidence: number;
}

/**
 * The figures of a scenario.
 * @throws UserError exit 22 when there are none, or they are of another scenario file or confidence
 */
export function keptFigures(file: BaselineFile, path: string, asked: AskedFigures): readonly BaselineFigure[] {
  const scenario = file.scenarios.find(({ name }) => name === asked.name);
  if (!scenario) throw refused({ path, what: `it has no scenario ${asked.name}`, expected: 'every scenario of the gate' });
  if (scenario.sha256 !== asked.sha256) {
    throw refused({ path, what: `the scenario ${asked.name} has changed since`, expected: 'the same file' });
  }
  if (file.confidence === asked.confidence) return scenario.figures;
  throw refused({ path, what: `its confidence is ${file.confidence}`, expected: `${asked.confidence}, that of the gate` });
}

function refused({ path, what, expected }: { path: string; what: string; expected: string }): UserError {
  const suggestion = 'simulate gate FILE --update-baseline makes it anew, on the rules before the change';
  return new UserError(exitCodes.baselineMissing, [{ place: { file: path }, what: `the baseline: ${what}`, expected, suggestion }]);
}

/** @throws UserError exit 41 */
export function writeBaselineFile(path: string, file: Omit<BaselineFile, 'schemaVersion' | 'engineVersion'>): void {
  const { gate, confidence, parameters, scenarios } = file;
  const content: BaselineFile = { schemaVersion: version, engineVersion: packageVersion(), gate, confidence, parameters, scenarios };
  try {
    makeFolder(dirname(path));
    writeFileSync(path, jsonText(content, { indent: 2 }));
  } catch (error) {
    throw outputError(path, error);
  }
}
