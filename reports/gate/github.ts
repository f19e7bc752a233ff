/** The gate in GitHub Actions: annotations on the changed lines, the log grouped by scenario, and the summary of the step. */
import type { GateCheckResult, GateResult } from '../../engine/study/gate/gate-result.ts';
import { formatCount } from '../format.ts';
import { shortName, shortSentence } from '../visible-text.ts';
import * as words from './outcome-words.ts';
import type { GateOutcome, ScenarioGroup } from './outcome-words.ts';
import { gateMarkdownWithin } from './markdown.ts';
import { placeOf, positionFrom, relativePath } from './place-path.ts';

/** GitHub shows ten annotations of a kind per step; more are dropped without a word. */
export const annotationsMax = 10;

/** A summary holds 1 MiB in UTF-8; a character takes at most three bytes per UTF-16 unit. */
const summaryLengthMax = 300_000;

export interface GithubOutput {
  /** For the step's standard output: workflow commands and the grouped log. */
  readonly stdout: string;
  /** To be appended to the file that GITHUB_STEP_SUMMARY names. */
  readonly stepSummary: string;
}

const kinds: Readonly<Record<Exclude<GateOutcome, 'passed'>, 'error' | 'warning' | 'notice'>> = {
  failed: 'error',
  inconclusive: 'error',
  warning: 'warning',
  waived: 'notice',
};

/**
 * At most ten annotations, errors first, then warnings, then waived checks; the rest is in the summary. No text of a stranger begins a line
 * of the output or holds `##[`, the two ways into the runner's commands.
 */
export function gateGithub(result: GateResult): GithubOutput {
  const lines = [...annotations(result), ...words.groupByScenario(result).flatMap((group) => groupLines(group, result))];
  return { stdout: `${lines.join('\n')}\n`, stepSummary: gateMarkdownWithin(result, summaryLengthMax) };
}

function annotations(result: GateResult): string[] {
  const worstFirst = words.outcomes.flatMap((outcome) => {
    if (outcome === 'passed') return [];
    return result.checks.filter((check) => words.outcomeOf(check, result) === outcome).map((check) => annotation(kinds[outcome], check));
  });
  const others = worstFirst.length - annotationsMax;
  const more = others > 0 ? [`${formatCount(others)} more without an annotation: see the summary of this step.`] : [];
  return [...worstFirst.slice(0, annotationsMax), ...more];
}

function annotation(kind: 'error' | 'warning' | 'notice', check: GateCheckResult): string {
  const { file, line, column } = placeOf(check);
  const properties = {
    file: withoutOldCommands(relativePath(file)),
    line: positionFrom(line),
    col: positionFrom(column),
    title: nameText(`${check.check} on ${check.scenario || words.noScenario}`),
  };
  const written = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  return `::${kind} ${written.join(',')}::${escapeData(sentenceText(words.sentenceOf(check)))}`;
}

function groupLines({ name, checks }: ScenarioGroup, result: GateResult): string[] {
  const title = `${nameText(name)}: ${words.countedOutcomes(checks, result)}`;
  return [`::group::${escapeData(title)}`, ...checks.map((check) => checkLine(check, result)), '::endgroup::'];
}

function checkLine(check: GateCheckResult, result: GateResult): string {
  const outcome = words.outcomeWords[words.outcomeOf(check, result)];
  return `${outcome} ${nameText(check.check)}: ${sentenceText(words.sentenceOf(check))} (${sentenceText(words.evidenceText(check))})`;
}

function nameText(text: string): string {
  return withoutOldCommands(shortName(text, words.nameLengthMax));
}

function sentenceText(text: string): string {
  return withoutOldCommands(shortSentence(text, words.sentenceLengthMax));
}

/** `##[command]` and its relatives of other systems (`##vso[`, `##teamcity[`) act anywhere in a line. */
function withoutOldCommands(text: string): string {
  return text.replace(/#(?=#)/g, '# ');
}

/** What the runner's parser undoes for messages: %, CR, LF. */
function escapeData(text: string): string {
  return text.replace(/[%\r\n]/g, percentEncoded);
}

/** What it undoes for properties. A semicolon parts nothing in this syntax and would be shown as `%3B`. */
function escapeProperty(text: string): string {
  return text.replace(/[%\r\n:,]/g, percentEncoded);
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
