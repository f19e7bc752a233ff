/** What a gate found, in words and written numbers, the same in every format. No format's escapes are applied here. */
import type { GateCheckResult, GateResult, GateScenario } from '../../engine/study/gate/gate-result.ts';
import type { ParameterValue } from '../../engine/study/run-folder-types.ts';
import { countOf, formatCount, formatPercent, formatRatio, formatUsd, missing } from '../format.ts';
import { metricWriter } from '../metrics.ts';

/** Longer names, sentences and commands are cut there with an ellipsis; the JSON format has them whole. */
export const nameLengthMax = 120;
export const sentenceLengthMax = 600;
export const commandLengthMax = 1000;

/** What a check means for the change under review. */
export type GateOutcome = 'failed' | 'inconclusive' | 'warning' | 'waived' | 'passed';

/**
 * Only checks of level error block. An open one does not where the process ended with 0: the gate file accepts it. After a failure of
 * another check nothing tells, and it is shown as open.
 */
export function outcomeOf(check: GateCheckResult, { exitCode }: GateResult): GateOutcome {
  if (check.verdict === 'pass') return 'passed';
  if (check.verdict === 'waived') return 'waived';
  if (check.level === 'warn') return 'warning';
  if (check.verdict === 'fail') return 'failed';
  return exitCode === 0 ? 'warning' : 'inconclusive';
}

export const outcomeWords: Readonly<Record<GateOutcome, string>> = {
  failed: 'failed',
  inconclusive: 'inconclusive',
  warning: 'warning',
  waived: 'waived',
  passed: 'passed',
};

export const outcomes: readonly GateOutcome[] = ['failed', 'inconclusive', 'warning', 'waived', 'passed'];

/** The checks of one scenario; `scenario` is null for checks that no scenario ran, such as unused ones. */
export interface ScenarioGroup {
  readonly name: string;
  readonly scenario: GateScenario | null;
  readonly checks: readonly GateCheckResult[];
}

export const noScenario = '(no scenario)';

/** Scenarios in their order, then what belongs to none of them. */
export function groupByScenario({ scenarios, checks }: GateResult): ScenarioGroup[] {
  const known = new Set(scenarios.map(({ name }) => name));
  const others = new Set(checks.flatMap(({ scenario }) => (known.has(scenario) ? [] : [scenario])));
  return [
    ...scenarios.map((scenario) => ({ name: scenario.name, scenario, checks: checks.filter((check) => check.scenario === scenario.name) })),
    ...Array.from(others, (name) => ({ name: name || noScenario, scenario: null, checks: checks.filter((check) => check.scenario === name) })),
  ];
}

/** `1 failed, 2 passed`. */
export function countedOutcomes(checks: readonly GateCheckResult[], result: GateResult): string {
  const found = checks.map((check) => outcomeOf(check, result));
  const parts = outcomes.flatMap((outcome) => {
    const count = found.filter((other) => other === outcome).length;
    return count === 0 ? [] : [`${formatCount(count)} ${outcomeWords[outcome]}`];
  });
  return parts.join(', ') || 'no checks';
}

type Writer = (value: number | null) => string;

/** Writes the statistic of a side. Money as `1.23M USD`: a dollar sign opens a formula in some Markdown. */
export function sideWriter({ metric, unit, statistic }: GateCheckResult): Writer {
  if (statistic === 'rate') return writeShare;
  const write = metricWriter({ name: metric, unit });
  if (write === formatUsd) return (usd) => (usd === null ? missing : `${formatUsd(usd).replace('$', '')} USD`);
  return write === formatPercent ? writeShare : write;
}

/** A share; rare events in full, where a percentage would only say `<0.01 %`. */
function writeShare(share: number | null): string {
  if (share === null || share === 0 || Math.abs(share) >= 1e-4) return formatPercent(share);
  return share.toExponential(2).replace('-', share < 0 ? '\u2212' : '-');
}

/** What was judged, with its interval: `+1.1M USD [0.8M to ...]`, `ratio 1.04 [...]`, `alone 2.1M USD [...]`. */
export function judgedText(check: GateCheckResult): string {
  const { point, interval, compare } = check;
  if (point === null) return missing;
  const write = judgedWriter(check);
  const words = { candidate: 'alone ', difference: '', ratio: 'ratio ' }[compare];
  return `${words}${write(point)}${interval === null ? '' : ` [${write(interval[0])} to ${write(interval[1])}]`}`;
}

function judgedWriter(check: GateCheckResult): Writer {
  if (check.compare === 'ratio') return formatRatio;
  const write = sideWriter(check);
  if (check.compare === 'candidate') return write;
  return (value) => `${value !== null && value > 0 ? '+' : ''}${write(value)}`;
}

/** The interval's confidence as `95 %`. */
export function confidenceText(confidence: number): string {
  // 0.9750000000000001 is 97.5 %.
  return `${Number((confidence * 100).toPrecision(6))} %`;
}

/** Sample, judged value, limit and distance to it in one line, for formats without tables. */
export function evidenceText(check: GateCheckResult): string {
  const { n, confidence, interval, limit, margin, statistic, metric, baseline, candidate } = check;
  const write = sideWriter(check);
  const parts = [
    `${statistic} of ${metric}: ${judgedText(check)}`,
    ...(interval === null ? [] : [`${confidenceText(confidence)} interval`]),
    `limit ${limit}`,
    ...(margin === null ? [] : [`margin ${judgedWriter(check)(margin)}`]),
    ...(baseline === null ? [] : [`baseline ${write(baseline)}`]),
    ...(candidate === null ? [] : [`candidate ${write(candidate)}`]),
    countOf(n, 'path'),
  ];
  return parts.join('; ');
}

/** A parameter's value as its file would write it; a dash where a side does not have it. */
export function parameterText(value: ParameterValue): string {
  return value === null ? missing : String(value);
}
