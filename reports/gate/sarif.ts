/** The gate as findings in files: SARIF 2.1.0 (OASIS), which GitHub shows as code scanning alerts on the changed lines. */
import { createHash } from 'node:crypto';
import type { GateCheckResult, GatePlace, GateResult } from '../../engine/study/gate/gate-result.ts';
import { shortName, shortSentence } from '../visible-text.ts';
import {
  commandLengthMax, evidenceText, nameLengthMax, outcomeOf, sentenceLengthMax, sentenceOf, type GateOutcome,
} from './outcome-words.ts';
import { placeOf, positionFrom, relativeUri } from './place-path.ts';

type Level = 'error' | 'warning' | 'note';

const levels: Readonly<Record<Exclude<GateOutcome, 'passed'>, Level>> = {
  failed: 'error',
  inconclusive: 'error',
  warning: 'warning',
  waived: 'note',
};

/**
 * One rule per check, one result per check and scenario that did not pass, worst first; checks that passed are rules without results, as
 * code scanning would show an alert for each. A result stands at the line of the changed parameter that moved most, else at the limit in
 * the gate file, by a relative, percent-encoded path. Waived ones are suppressed notes. The fingerprint is of check and scenario, so that
 * an alert keeps its history while lines move, and one line may carry several.
 */
export function gateSarif(result: GateResult): string {
  const checks = Array.from(new Map(result.checks.map((check) => [ruleId(check), check])).values());
  const rules = checks.map(ruleOf);
  const indexOf = new Map(rules.map(({ id }, index) => [id, index]));
  const findings = result.checks.filter((check) => outcomeOf(check, result) !== 'passed');
  const run = {
    tool: { driver: { name: 'Breakwater gate', semanticVersion: plainName(result.engineVersion), rules } },
    automationDetails: { id: `simulate-gate/${segment(result.name)}/` },
    columnKind: 'utf16CodeUnits',
    results: findings.map((check) => resultOf(check, { result, ruleIndex: indexOf.get(ruleId(check)) ?? -1 })),
  };
  const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function ruleId({ check }: GateCheckResult): string {
  return plainName(check) || '(no name)';
}

function ruleOf(check: GateCheckResult) {
  return {
    id: ruleId(check),
    shortDescription: { text: plainText(`${check.statistic} of ${check.metric} ${check.limit}`) },
    fullDescription: { text: plainText(check.definition) || '(no definition)' },
    defaultConfiguration: { level: check.level === 'warn' ? 'warning' : 'error' },
  };
}

function resultOf(check: GateCheckResult, { result, ruleIndex }: { result: GateResult; ruleIndex: number }) {
  const outcome = outcomeOf(check, result);
  const commands = check.worstPaths.map(({ path, command }) => `path ${path}: ${shortName(command, commandLengthMax)}`);
  return {
    ruleId: ruleId(check),
    ruleIndex,
    level: outcome === 'passed' ? 'none' : levels[outcome],
    message: { text: `${plainText(`${check.scenario}: ${sentenceOf(check)}`)} (${plainText(evidenceText(check))})` },
    locations: [{ physicalLocation: physicalLocation(placeOf(check)) }],
    partialFingerprints: fingerprints(check),
    ...(check.waiver === null || check.verdict !== 'waived' ? {} : { suppressions: [suppressionOf(check.waiver)] }),
    properties: {
      scenario: plainName(check.scenario), verdict: check.verdict, reason: check.reason, n: check.n, point: check.point,
      interval: check.interval, limit: check.limitValue, worstPaths: commands,
    },
  };
}

function physicalLocation({ file, line, column }: GatePlace) {
  return {
    artifactLocation: { uri: relativeUri(file), uriBaseId: '%SRCROOT%' },
    region: { startLine: positionFrom(line), startColumn: positionFrom(column) },
  };
}

function suppressionOf({ expires, approvedBy, reason }: NonNullable<GateCheckResult['waiver']>) {
  return { kind: 'external', status: 'accepted', justification: plainText(`until ${expires} by ${approvedBy}: ${reason}`) };
}

/**
 * GitHub reads `primaryLocationLineHash` alone. Its upload action would derive it from the line, which two scenarios share, and so show one
 * alert for both; it keeps ours and notes in its log that it differs.
 */
function fingerprints({ check, scenario }: GateCheckResult) {
  const hash = createHash('sha256').update(JSON.stringify([check, scenario])).digest('hex');
  return { 'checkAndScenario/v1': hash, primaryLocationLineHash: `${hash.slice(0, 16)}:1` };
}

/** Slashes part the levels of an id. */
function segment(name: string): string {
  return shortName(name, nameLengthMax).replaceAll('/', '_');
}

function plainName(name: string): string {
  return shortName(name, nameLengthMax);
}

/**
 * Plain text of SARIF reads `[text](target)` as a link and `{0}` as a placeholder (3.11.5, 3.11.6): a space takes that away, whether a
 * viewer knows the escapes or not. Alerts become comments on a change, so that a mention is broken as well.
 */
function plainText(text: string): string {
  const line = shortSentence(text, sentenceLengthMax);
  return line.replace(/\](?=\()/g, '] ').replace(/\{(?=\d)/g, '{ ').replaceAll('@', '@\u200b');
}
