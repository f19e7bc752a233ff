/** Limits of a gate: `(<=|<|>=|>|==) [+|-]number [unit]`, and what they mean for a metric. */
import type { GateStatistic } from './gate-statistic.ts';

export type LimitOperator = '<=' | '<' | '>=' | '>' | '==';

/** A limit as it was written. */
export interface WrittenLimit {
  readonly text: string;
  readonly operator: LimitOperator;
  readonly value: number;
  /** Empty where none was written. */
  readonly unit: string;
  /** A sign makes a percentage a change: `+5 %` of a ratio is 1.05, `105 %` is too. */
  readonly isSigned: boolean;
}

/** What is held against the limit: the candidate alone, candidate - baseline, or candidate / baseline. */
export type GateCompare = 'candidate' | 'difference' | 'ratio';

/** A limit in the unit of what is judged. */
export interface GateLimit {
  readonly text: string;
  readonly operator: LimitOperator;
  readonly value: number;
  readonly unit: string;
  readonly compare: GateCompare;
}

/** Why a limit cannot be used. */
export interface LimitRefusal {
  readonly what: string;
  readonly expected: string;
  readonly suggestion?: string;
}

const pattern = /^\s*(<=|>=|==|<|>)\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?)\s*([^\s\d+-].{0,31})?$/;
const grammar = 'one of <= < >= > ==, a number, and a unit, like "<= 2.5e6 USD"';

/** Reads the text of a limit; numbers are decimal, without separators. */
export function readLimit(text: string): WrittenLimit | LimitRefusal {
  const match = pattern.exec(text);
  const value = Number(match?.[2]);
  if (!match || !Number.isFinite(value)) {
    return { what: `the limit is ${JSON.stringify(text.slice(0, 64))}`, expected: grammar };
  }
  const [, operator, number, unit = ''] = match;
  return { text: text.trim(), operator: operator as LimitOperator, value, unit: unit.trim(), isSigned: /^[+-]/.test(number) };
}

/** True for what cannot be used as a limit. */
export function isRefusal(reading: object): reading is LimitRefusal {
  return 'what' in reading;
}

/** What a limit is asked for. */
export interface LimitQuestion {
  readonly limit: WrittenLimit;
  /** Unit of the metric. */
  readonly metricUnit: string;
  readonly statistic: GateStatistic;
  readonly compare: GateCompare;
}

/** The share of paths of `rate`, else the unit of the metric. */
export function unitOfStatistic({ metricUnit, statistic }: Pick<LimitQuestion, 'metricUnit' | 'statistic'>): string {
  return statistic.kind === 'rate' ? shareUnit : metricUnit;
}

const shareUnit = 'share of paths';
/** Metrics of these units are numbers around 1 already. */
const plainRatios: readonly string[] = [shareUnit, 'ratio'];
/** Units that have to be written out, because a factor of a thousand costs money; and other ways to write them. */
const spellings: Readonly<Record<string, readonly string[]>> = {
  USD: ['USD'],
  'USD per minute': ['USD per minute', 'USD/min'],
  'share of paths': ['', 'share', 'of paths', 'share of paths'],
};

/**
 * The limit in the unit of what is judged. `%` means points of what is a share or a ratio already (0.1 % = 0.001), and a change of the
 * mean relative to the baseline of everything else: that is judged as a ratio (`<= +0.1 %` is candidate / baseline <= 1.001).
 */
export function limitFor(question: LimitQuestion): GateLimit | LimitRefusal {
  const { limit, compare } = question;
  const { text, operator, value, unit: written } = limit;
  const isMeanLike = question.statistic.kind === 'mean' || question.statistic.kind === 'rate';
  if (compare === 'ratio' && !isMeanLike) return ratioOfTails;
  if (compare === 'ratio') return ratioLimit(limit);
  const unit = unitOfStatistic(question);
  if (written !== '%') return accepted(unit).includes(written) ? { text, operator, value, unit, compare } : wrongUnit(limit, unit);
  if (plainRatios.includes(unit)) return { text, operator, value: value / 100, unit, compare };
  if (compare === 'difference' && isMeanLike) return { text, operator, value: 1 + value / 100, unit: 'ratio', compare: 'ratio' };
  return wrongUnit(limit, unit);
}

const ratioOfTails: LimitRefusal = {
  what: 'compare: ratio with a statistic that is no mean',
  expected: 'mean or rate',
  suggestion: 'compare: difference',
};

function ratioLimit({ text, operator, value, unit, isSigned }: WrittenLimit): GateLimit | LimitRefusal {
  if (unit === '%') return { text, operator, value: (isSigned ? 1 : 0) + value / 100, unit: 'ratio', compare: 'ratio' };
  if (unit === '' || unit === 'ratio') return { text, operator, value, unit: 'ratio', compare: 'ratio' };
  return { what: `the limit of a ratio is in ${unit.slice(0, 32)}`, expected: 'no unit or %', suggestion: `${operator} 1.05` };
}

function accepted(unit: string): readonly string[] {
  return spellings[unit] ?? ['', unit];
}

function wrongUnit({ operator, value, unit }: WrittenLimit, meant: string): LimitRefusal {
  const isMoney = meant.startsWith('USD');
  const found = unit === '' ? 'has no unit' : `is in ${unit.slice(0, 32)}`;
  const expected = isMoney ? `${meant}, written out` : `${meant} or no unit`;
  return { what: `the limit ${found}`, expected, suggestion: `${operator} ${value} ${meant}` };
}
