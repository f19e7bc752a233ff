/** The result of a gate for people: verdict first, then what failed, what is open, warnings, and what passed in one line each. */
import type { ChangedParameter, GateCheckResult, GatePath, GateResult, GateVerdict } from '../../engine/study/gate/gate-result.ts';
import { confidenceWords, quantity } from '../../engine/study/gate/gate-words.ts';
import { printable } from '../printable.ts';
import { styled, wrapText } from '../terminal.ts';
import type { Stream, Style } from '../terminal.ts';
import { metricWriter } from '../../reports/metrics.ts';

const styles: Readonly<Record<GateVerdict, Style>> = { pass: 'green', fail: 'red', inconclusive: 'yellow', waived: 'yellow' };
const widest = 100;

/** The whole page, ending in a line feed. */
export function gateText(result: GateResult, stream: Stream): string {
  const lines = [
    ...verdictLines(result, stream),
    ...result.checks.flatMap((check) => checkLines(check, stream)),
    ...changeLines(result, stream),
    ...result.scenarios.flatMap(({ name, paths, looks, seed, digest }) => {
      const seen = looks === 1 ? '' : `, ${looks} looks`;
      return wrapped(`${name}: ${paths} paths${seen}, seed ${seed}, digest ${digest}`, stream, 'Paths      ');
    }),
    `Reproduce  ${printable(result.command)}`,
  ];
  return `${lines.join('\n')}\n`;
}

function verdictLines({ name, verdict, headline, candidate, baseline, confidence }: GateResult, stream: Stream): string[] {
  const against = baseline === null ? 'alone' : `against ${sideText(baseline)}`;
  const sides = `${sideText(candidate)} ${against}; intervals of ${confidenceWords(confidence)} over all looks`;
  const [first, ...rest] = wrapText(`${verdict.toUpperCase()} ${name}: ${headline}`, { columns: width(stream), indent: 2 });
  return [styled(stream, styles[verdict], first), ...rest, ...wrapped(sides, stream, ''), ''];
}

function sideText({ id, file, from }: { readonly id: string; readonly file: string; readonly from: string }): string {
  return `${id} (${file}${from === 'file' ? '' : ` at ${from.replace(/^git:/, '')}`})`;
}

function checkLines(check: GateCheckResult, stream: Stream): string[] {
  const { verdict, level, sentence, place } = check;
  const word = verdict === 'pass' ? 'pass' : level === 'warn' ? `warn: ${verdict}` : verdict;
  const [first, ...rest] = wrapText(`${word.padEnd(12)} ${sentence}`, { columns: width(stream), indent: 13 });
  const lines = [styled(stream, styles[verdict], first), ...rest];
  if (verdict === 'pass') return lines;
  const [worst] = check.worstPaths;
  const indent = ' '.repeat(13);
  return [
    ...lines,
    ...pinned(check).map((line) => indent + line),
    ...(worst === undefined ? [] : [`${indent}worst path ${pathText(worst, check)}`]),
    `${indent}limit at ${printable(place.file)}:${place.line}:${place.column}`,
  ];
}

function pinned({ parameter }: GateCheckResult): string[] {
  if (parameter?.place === null || parameter === null) return [];
  const { file, line, column } = parameter.place;
  return [`moved most: ${changeText(parameter)} at ${printable(file)}:${line}:${column}`];
}

/** The value is one of the metric, whatever statistic of it is judged. */
function pathText({ path, value, command }: GatePath, { metric }: GateCheckResult): string {
  return `${path}: ${metricWriter({ name: metric, unit: '' })(value)}, ${printable(command)}`;
}

function changeLines({ changedParameters }: GateResult, stream: Stream): string[] {
  const lines = changedParameters.flatMap((change) => wrapped(changeText(change), stream, 'Changed    '));
  return ['', ...lines];
}

function changeText({ key, baseline, candidate, unit }: ChangedParameter): string {
  return printable(`${key}: ${baseline} -> ${candidate}${unit === '' ? '' : ` ${unit}`}`);
}

function wrapped(text: string, stream: Stream, lead: string): string[] {
  return wrapText(text, { columns: width(stream), indent: lead.length, lead });
}

function width({ columns }: Stream): number {
  return Math.min(widest, columns);
}

// One check in full --------------------------------------------------------------------------------------------------------------------

/** What --explain prints: everything about a check, scenario by scenario. */
export function explainText({ checks }: GateResult, id: string, stream: Stream): string {
  const lines = checks.filter(({ check }) => check === id).flatMap((check) => [...explained(check, stream), '']);
  return `${lines.slice(0, -1).join('\n')}\n`;
}

function explained(check: GateCheckResult, stream: Stream): string[] {
  const { unit, limit, limitValue, margin, interval, worstPaths, statistic } = check;
  const row = (name: string, text: string): string[] => wrapped(text, stream, name.padEnd(12));
  const written = (value: number | null): string => (value === null ? 'not known' : `${quantity(value, unit)} (${value})`);
  const isMetric = statistic !== 'invariant';
  const [first, ...rest] = wrapText(`${check.verdict.toUpperCase()} ${check.sentence}`, { columns: width(stream), indent: 2 });
  return [
    styled(stream, styles[check.verdict], first),
    ...rest,
    ...row('Metric', check.metric),
    ...row('Definition', check.definition),
    ...row('Paths', `n = ${check.n}`),
    ...(isMetric
      ? [
          ...row('Judged', `${statistic}, ${compareWords[check.compare]}`),
          ...row('Point', written(check.point)),
          ...row('Interval', interval === null ? 'not bounded' : `${written(interval[0])} to ${written(interval[1])}`),
          ...row('Limit', `${limit}${limitValue === null ? '' : `, which is ${written(limitValue)}`}`),
          ...row('Margin', written(margin)),
        ]
      : []),
    ...worstPaths.flatMap((path) => [`Path ${path.path}`.padEnd(12) + pathText(path, check).replace(/^\d+: /, '')]),
  ];
}

const compareWords = { candidate: 'candidate alone', difference: 'candidate - baseline', ratio: 'candidate / baseline' } as const;
