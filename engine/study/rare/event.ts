/** What a study of a rare event asks about: a metric of a path above or below a number. */
import { exitCodes, UserError } from '../../errors.ts';
import { nearestName } from '../../policies/nearest-name.ts';
import { metricDefinitions } from '../metrics.ts';
import type { MetricDefinition } from '../metrics.ts';

export const eventOperators = ['>', '>=', '<', '<='] as const;
export type EventOperator = (typeof eventOperators)[number];

export interface RareEvent {
  readonly metric: MetricDefinition;
  readonly operator: EventOperator;
  readonly threshold: number;
  /** With one space around the operator, however it was typed. */
  readonly text: string;
}

const example = 'unfunded_loss_usd > 0';
const longestQuoted = 60;

/**
 * Parses `METRIC OPERATOR NUMBER`, for instance `price_low_ratio < 0.7`. Spaces may be left out; nothing else may follow.
 * @throws UserError exit 2, with the metric that was probably meant.
 */
export function parseEvent(text: string): RareEvent {
  const [, name, operator, number] = /^\s*([A-Za-z_][A-Za-z0-9_]*)\s*(<=|>=|<|>)\s*([^\s<>=]+)\s*$/.exec(text) ?? [];
  const form = `METRIC OPERATOR NUMBER with one of ${eventOperators.join(' ')}`;
  if (name === undefined) throw mistake(`the event is ${quoted(text)}`, form, example);
  const metric = metricNamed(name);
  const threshold = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(number) ? Number(number) : NaN;
  if (!Number.isFinite(threshold)) throw mistake(`the event compares ${metric.name} with ${quoted(number)}`, 'a number', example);
  return { metric, operator: operator as EventOperator, threshold, text: `${metric.name} ${operator} ${String(threshold)}` };
}

function metricNamed(name: string): MetricDefinition {
  const found = metricDefinitions.find((one) => one.name === name);
  if (found) return found;
  const nearest = nearestName(name, metricDefinitions.map((one) => one.name));
  throw mistake(`there is no metric ${quoted(name)}`, 'a name of "simulate list metrics"', nearest ?? example);
}

function quoted(text: string): string {
  return JSON.stringify(text.length > longestQuoted ? `${text.slice(0, longestQuoted)}...` : text);
}

function mistake(what: string, expected: string, suggestion: string): UserError {
  return new UserError(exitCodes.usage, [{ what, expected, suggestion }]);
}

/** True when a path with this value of the metric is one of the event; a metric that does not exist on a path (NaN) is not. */
export function happened({ operator, threshold }: Pick<RareEvent, 'operator' | 'threshold'>, value: number): boolean {
  if (operator === '>') return value > threshold;
  if (operator === '>=') return value >= threshold;
  return operator === '<' ? value < threshold : value <= threshold;
}
