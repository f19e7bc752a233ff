/** Gate files: what a change of rules must keep to. Texts of limits and names of metrics are read by whoever judges. */
import { z } from 'zod';
import { isCalendarDay, line, paragraph, slug } from './fields.ts';
import { mostPaths } from './schema.ts';

export interface GateCheckEntry {
  readonly id: string;
  /** Exactly one of metric and invariant. */
  readonly metric?: string | undefined;
  readonly invariant?: string | undefined;
  readonly statistic?: string | undefined;
  readonly compare?: 'candidate' | 'difference' | 'ratio' | undefined;
  readonly limit?: string | undefined;
  readonly minEvents?: number | undefined;
  readonly level: 'error' | 'warn';
  /** Pattern of scenarios; all when left out. */
  readonly scenarios?: string | undefined;
}

export interface GateMatrixEntry {
  readonly scenarios: string;
  readonly checks: Readonly<Record<string, GateMatrixCheck>>;
}

export interface GateMatrixCheck {
  readonly limit?: string | undefined;
  readonly level?: 'error' | 'warn' | 'skip' | undefined;
}

export interface GateWaiverEntry {
  readonly check: string;
  readonly scenario?: string | undefined;
  readonly reason: string;
  readonly approvedBy: string;
  readonly expires: string;
}

export interface GateDocument {
  readonly version: 1;
  readonly name: string;
  readonly scenarios: readonly string[];
  readonly candidate: string;
  readonly baseline?: { readonly from?: string | undefined; readonly params?: string | undefined } | undefined;
  readonly sampling: {
    readonly paths: number;
    readonly pathsMax?: number | undefined;
    readonly confidence: number;
    readonly seed?: number | undefined;
  };
  readonly onInconclusive: 'fail' | 'warn';
  readonly checks: readonly GateCheckEntry[];
  readonly matrix: readonly GateMatrixEntry[];
  readonly waivers: readonly GateWaiverEntry[];
}

/** Paths of the first look where the file does not say, and how many times as many there may be. */
export const defaultGatePaths = 1000;
export const defaultExtension = 16;

const pattern = z.string().regex(/^[a-z0-9*-]{1,64}$/, 'a name of a scenario, where * stands for any letters');
const nameOrFile = z.string().min(1).max(400);
const metricName = z.string().regex(/^[a-z0-9_]{1,64}$/, 'a name of "simulate list metrics"');
const limit = z
  .string()
  .max(100)
  .regex(/^\s*(<=|>=|==|<|>)\s*[+-]?[0-9.]/, 'one of <= < >= > ==, a number and a unit, like "<= 2.5e6 USD"');

/** A day that exists. */
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'a day like 2027-01-31')
  .refine((text) => isCalendarDay(text), 'a day that exists, like 2027-01-31');

const check = z
  .strictObject({
    id: slug.describe('Name of the check'),
    metric: metricName.optional().describe('What is judged: a name of "simulate list metrics"'),
    invariant: z.enum(['ledger_balanced', 'waterfall_identity']).optional().describe('In place of a metric: what must hold on every path'),
    statistic: z.string().max(16).optional().describe('mean, rate, max, p(99.5) or es(97.5); default mean'),
    compare: z
      .enum(['candidate', 'difference', 'ratio'])
      .optional()
      .describe('candidate alone, candidate - baseline, or candidate / baseline; default candidate'),
    limit: limit.optional().describe('Operator, number and unit: "<= 2.5e6 USD", "<= +0.1 %"'),
    minEvents: z.int().min(1).max(1_000_000).optional().describe('Of a rate: with fewer events only its upper bound counts'),
    level: z.enum(['error', 'warn']).default('error').describe('Whether a failure fails the gate'),
    scenarios: pattern.optional().describe('Scenarios that it is for; default all'),
  })
  .superRefine((given, context) => {
    const problem = problemOfCheck(given);
    if (problem) context.addIssue({ code: 'custom', message: problem.expected, params: { finding: { at: 'key', ...problem } } });
  });

function problemOfCheck({ metric, invariant, limit: given, statistic, compare, minEvents }: Omit<GateCheckEntry, 'level' | 'id'>) {
  if ((metric === undefined) === (invariant === undefined)) {
    return { what: metric === undefined ? 'a check of nothing' : 'a check of two things', expected: 'metric: or invariant:' };
  }
  const isPlain = given === undefined && statistic === undefined && compare === undefined && minEvents === undefined;
  if (invariant !== undefined && !isPlain) return { what: 'an invariant with a limit', expected: 'invariant: and id: alone' };
  if (metric !== undefined && given === undefined) return { what: 'a check without a limit', expected: 'limit: "<= 2.5e6 USD"' };
  if (minEvents !== undefined && statistic !== 'rate') return { what: 'minEvents without a rate', expected: 'statistic: rate' };
  return undefined;
}

const matrixCheck = z.strictObject({
  limit: limit.optional().describe('In place of the limit of the check'),
  level: z.enum(['error', 'warn', 'skip']).optional().describe('In place of its level; skip leaves it out'),
});

const matrixEntry = z.strictObject({
  scenarios: pattern.describe('Scenarios that it is for'),
  checks: z.record(slug, matrixCheck).describe('What is different there, by check'),
});

const waiver = z.strictObject({
  check: slug.describe('The check that may fail'),
  scenario: pattern.optional().describe('On these scenarios; default all'),
  reason: paragraph.describe('Why'),
  approvedBy: line.describe('Who answers for it'),
  expires: day.describe('Last day on which it holds, UTC'),
});

const baseline = z.strictObject({
  from: z
    .string()
    .regex(/^(git:[^\s-].{0,199}|file:.{1,400})$/, 'git:REF, or file:FILE.json of --update-baseline')
    .optional()
    .describe('git:REF takes params from there, file:FILE.json kept figures; default: params as they are on disk'),
  params: nameOrFile.optional().describe('Rules that the candidate is compared with; with git: default the file of the candidate'),
  pairing: z.literal('common-random-numbers').optional().describe('Both sets always see the same paths'),
});

const sampling = z.strictObject({
  paths: z.int().min(1).max(mostPaths).default(defaultGatePaths).describe('Paths of the first look; default 1000'),
  pathsMax: z.int().min(1).max(mostPaths).optional().describe('Most paths, reached by doubling; default 16 times paths'),
  confidence: z.number().min(0.5).max(0.9999).default(0.95).describe('Of every interval over all looks; default 0.95'),
  seed: z.int().min(0).max(Number.MAX_SAFE_INTEGER).optional().describe('Seed of every random stream; default that of the scenario'),
});

export const gateSchema: z.ZodType<GateDocument> = z.strictObject({
  version: z.literal(1).describe('Version of the format'),
  name: slug.describe('Name of the gate'),
  scenarios: z.array(nameOrFile).min(1).max(100).describe('What happens: names or files'),
  candidate: nameOrFile.describe('Rules under test: a name or a file'),
  baseline: baseline.optional().describe('What the candidate is compared with'),
  sampling: sampling.prefault({}).describe('How many paths, how sure'),
  onInconclusive: z.enum(['fail', 'warn']).default('fail').describe('What to do when the most paths decide nothing'),
  checks: z.array(check).min(1).max(200).describe('What must hold'),
  matrix: z.array(matrixEntry).max(100).default([]).describe('Other limits on some scenarios'),
  waivers: z.array(waiver).max(100).default([]).describe('Findings that somebody answers for, until a day'),
});
