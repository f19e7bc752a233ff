/** The gate as a comment on a change: GitHub and GitLab Markdown. */
import type { ChangedParameter, GateCheckResult, GateResult, GateSide, GateWaiver } from '../../engine/study/gate/gate-result.ts';
import { countOf, formatCount, missing } from '../format.ts';
import { metricWriter } from '../metrics.ts';
import * as words from './outcome-words.ts';
import type { GateOutcome, ScenarioGroup } from './outcome-words.ts';
import { codeName, command, figure, hiddenTag, name, sentence, summaryName } from './markdown-text.ts';
import { relativePath } from './place-path.ts';

/** A comment on GitHub holds 65,536 characters. */
export const markdownLengthMax = 60_000;

const signs: Readonly<Record<GateOutcome, string>> = { failed: '❌', inconclusive: '❔', warning: '⚠️', waived: '➖', passed: '✅' };
const verdictSigns = { fail: '❌', inconclusive: '❔', waived: '➖', pass: '✅' } as const;

/** Up to here one table holds all checks; beyond, those that passed have their own, which is left out first. */
const oneTableMax = 50;
const mostNamed = 5;

interface Section {
  readonly title: string;
  readonly text: string;
}

/**
 * Headline, table of checks, changed parameters, waivers, details per scenario, and how to make it again. It begins with a hidden tag by
 * which a comment is found and replaced. At most 60,000 characters (UTF-16 units): sections are left out whole, the last one first, and
 * a note names them. Names of strangers appear as text and mention nobody; they are cut at 120 characters, sentences at 600.
 */
export function gateMarkdown(result: GateResult): string {
  return gateMarkdownWithin(result, markdownLengthMax);
}

/** The same with another cap, for places that hold more than a comment. */
export function gateMarkdownWithin(result: GateResult, lengthMax: number): string {
  const sections = sectionsOf(result);
  const [first, last] = [head(result), footer(result)];
  // Lengths with the empty line that follows each part.
  let length = first.length + last.length + 4 + sections.reduce((sum, { text }) => sum + text.length + 2, 0);
  let kept = sections.length;
  const noteOf = (count: number): string[] => (count === sections.length ? [] : [leftOutNote(sections.slice(count), lengthMax)]);
  while (kept > 0 && length + (noteOf(kept).at(0)?.length ?? 0) > lengthMax) {
    kept--;
    length -= sections[kept].text.length + 2;
  }
  return `${[first, ...sections.slice(0, kept).map(({ text }) => text), ...noteOf(kept), last].join('\n\n')}\n`;
}

function leftOutNote(leftOut: readonly Section[], lengthMax: number): string {
  const named = leftOut.slice(0, mostNamed).map(({ title }) => title);
  const others = leftOut.length - named.length;
  const list = [...named, ...(others > 0 ? [`${formatCount(others)} more`] : [])].join(', ');
  const why = `because this text holds ${formatCount(lengthMax)} characters`;
  return `**Left out**, ${why}: ${list}. The formats json, junit and sarif have everything.`;
}

function head(result: GateResult): string {
  const { candidate, baseline } = result;
  const against = baseline === null ? 'judged alone' : `against ${sideText(baseline)}`;
  return [
    hiddenTag(result.name),
    `## ${verdictSigns[result.verdict]} ${sentence(result.headline)}`,
    '',
    `Gate ${codeName(result.name)}: ${sideText(candidate)} ${against}.`,
  ].join('\n');
}

function sideText({ id, file, from }: GateSide): string {
  return `${codeName(id)} (${codeName(relativePath(file))}${from === 'file' ? '' : `, ${codeName(from)}`})`;
}

function sectionsOf(result: GateResult): Section[] {
  return [
    ...checkSections(result),
    ...(result.changedParameters.length === 0 ? [] : [parameterSection(result.changedParameters)]),
    ...(result.waivers.length === 0 ? [] : [waiverSection(result.waivers)]),
    ...words.groupByScenario(result).map((group) => scenarioSection(group, result)),
  ];
}

function checkSections(result: GateResult): Section[] {
  const { checks } = result;
  if (checks.length <= oneTableMax) return [checkSection('Checks', { result, checks })];
  const open = checks.filter(({ verdict }) => verdict !== 'pass');
  const passed = checks.filter(({ verdict }) => verdict === 'pass');
  return [
    checkSection('Checks that did not pass', { result, checks: open }),
    checkSection('Checks that passed', { result, checks: passed }),
  ];
}

function checkSection(title: string, { result, checks }: { result: GateResult; checks: readonly GateCheckResult[] }): Section {
  const shared = checks.every(({ confidence }) => confidence === result.confidence);
  const interval = shared ? `${words.confidenceText(result.confidence)} interval` : 'interval';
  const header = ['check', 'scenario', 'baseline', 'candidate', `difference [${interval}]`, 'limit', 'verdict'];
  const rows = checks.map((check) => checkRow(check, { result, shared }));
  const body = checks.length === 0 ? 'None.' : table(header, { numeric: [2, 3, 4], rows });
  return { title, text: `### ${title}\n\n${body}` };
}

function checkRow(check: GateCheckResult, { result, shared }: { result: GateResult; shared: boolean }): string[] {
  const write = words.sideWriter(check);
  const judged = words.judgedText(check) + (shared || check.interval === null ? '' : ` at ${words.confidenceText(check.confidence)}`);
  const outcome = words.outcomeOf(check, result);
  // A warning says what it warns of.
  const verdict = outcome === 'warning' ? `${check.verdict} (warning)` : words.outcomeWords[outcome];
  return [
    codeName(check.check), codeName(check.scenario || words.noScenario), figure(write(check.baseline)), figure(write(check.candidate)),
    figure(judged), name(check.limit || missing), `${signs[outcome]} ${verdict}`,
  ];
}

function parameterSection(parameters: readonly ChangedParameter[]): Section {
  const rows = parameters.map(({ key, baseline, candidate, unit, place }) => [
    codeName(key),
    `${name(words.parameterText(baseline))} → ${name(words.parameterText(candidate))}`,
    name(unit),
    place === null ? '' : codeName(`${relativePath(place.file)}:${place.line}`),
  ]);
  return {
    title: 'Changed parameters',
    text: `### Changed parameters\n\n${table(['parameter', 'old → new', 'unit', 'place'], { numeric: [], rows })}`,
  };
}

function waiverSection(waivers: readonly GateWaiver[]): Section {
  const rows = waivers.map(({ check, scenario, reason, approvedBy, expires, expired, used }) => [
    codeName(check),
    scenario === null ? 'all' : codeName(scenario),
    sentence(reason),
    name(approvedBy),
    `${name(expires)}${expired ? ' (expired)' : ''}${used ? '' : ' (unused)'}`,
  ]);
  const header = ['check', 'scenario', 'reason', 'approved by', 'holds until'];
  return { title: 'Waivers', text: `### Waivers\n\n${table(header, { numeric: [], rows })}` };
}

function table(header: readonly string[], { numeric, rows }: { numeric: readonly number[]; rows: readonly (readonly string[])[] }): string {
  const rule = header.map((_, column) => (numeric.includes(column) ? '---:' : '---'));
  return [header, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function scenarioSection(group: ScenarioGroup, result: GateResult): Section {
  const title = `details of ${codeName(group.name)}`;
  const found = group.checks.map((check) => words.outcomeOf(check, result));
  const sign = signs[words.outcomes.find((outcome) => found.includes(outcome)) ?? 'passed'];
  const summary = `${sign} ${summaryName(group.name)}: ${words.countedOutcomes(group.checks, result)}`;
  const lines = [...sampleLines(group), ...group.checks.flatMap((check) => checkLines(check, result))];
  return { title, text: `<details><summary>${summary}</summary>\n\n${lines.join('\n')}\n\n</details>` };
}

/** Every item begins with a word of ours: a text at its beginning could open a list of its own. */
function sampleLines({ scenario }: ScenarioGroup): string[] {
  if (scenario === null) return [];
  const { title, paths, looks, seed, digest, command: again } = scenario;
  const sample = `${countOf(paths, 'path')} in ${countOf(looks, 'look')}, seed ${seed}, digest ${codeName(digest)}.`;
  return [`- Sample: ${sample}${title === '' ? '' : ` ${sentence(title)}`}`, `- Again: ${command(again)}`];
}

function checkLines(check: GateCheckResult, result: GateResult): string[] {
  const { definition, worstPaths, waiver } = check;
  // A path has a value of the metric, whatever statistic of it is judged.
  const ofPath = metricWriter({ name: check.metric, unit: '' });
  return [
    `- ${signs[words.outcomeOf(check, result)]} ${codeName(check.check)}: ${sentence(words.sentenceOf(check))}`,
    `  - Judged: ${sentence(words.evidenceText(check))}.`,
    ...(definition === '' ? [] : [`  - Metric: ${sentence(definition)}`]),
    ...(waiver === null ? [] : [`  - Waived until ${name(waiver.expires)} by ${name(waiver.approvedBy)}: ${sentence(waiver.reason)}`]),
    ...worstPaths.map(({ path, value, command: show }) => `  - Path ${path}, ${sentence(ofPath(value))}: ${command(show)}`),
  ];
}

/** Always there, whatever had to be left out. */
function footer(result: GateResult): string {
  const { engineVersion, candidate, baseline, scenarios } = result;
  const sums = [candidate, ...(baseline === null ? [] : [baseline])].map(({ id, sha256 }) => `${codeName(id)} sha256 ${codeName(sha256)}`);
  return [
    '---',
    `Breakwater ${name(engineVersion)}; ${sums.join(', ')}; ${samplesText(scenarios)}`,
    '',
    `Make it again: ${command(result.command)}`,
  ].join('\n');
}

function samplesText(scenarios: GateResult['scenarios']): string {
  const shown = scenarios.slice(0, mostNamed).map(({ name: scenario, paths, seed, digest }) => {
    return `${codeName(scenario)} ${countOf(paths, 'path')}, seed ${seed}, digest ${codeName(digest)}`;
  });
  const others = scenarios.length - shown.length;
  return `${[...shown, ...(others > 0 ? [`${countOf(others, 'more scenario')}`] : [])].join('; ') || 'no scenario'}.`;
}
