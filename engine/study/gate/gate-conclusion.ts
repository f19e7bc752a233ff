/** From the checks of all scenarios to the verdict of the gate: waivers, order, headline, exit code. */
import { exitCodes } from '../../errors.ts';
import type { ChangedParameter, GateCheckResult, GateVerdict, GateWaiver } from './gate-result.ts';
import { mostMoved } from './gate-parameters.ts';
import { waiverFor, waiversOf } from './gate-waivers.ts';
import type { WrittenWaiver } from './gate-waivers.ts';
import { counted } from './gate-words.ts';
import type { JudgedCheck } from './judge-check.ts';

export type FailOn = 'error' | 'warn' | 'inconclusive';
export const failOnWords: readonly FailOn[] = ['error', 'warn', 'inconclusive'];

export interface ConclusionOptions {
  readonly judged: readonly JudgedCheck[];
  /** Checks, matrix entries and waivers that no scenario used: failures of their own. */
  readonly unused: readonly JudgedCheck[];
  readonly waivers: readonly WrittenWaiver[];
  readonly changedParameters: readonly ChangedParameter[];
  /** YYYY-MM-DD */
  readonly today: string;
  readonly onInconclusive: 'fail' | 'warn';
  readonly failOn: readonly FailOn[];
}

export interface Conclusion {
  readonly verdict: GateVerdict;
  readonly exitCode: number;
  readonly headline: string;
  readonly checks: readonly GateCheckResult[];
  readonly waivers: readonly GateWaiver[];
}

/** Judges the gate as a whole. Pure: the day comes in. */
export function concludeGate(options: ConclusionOptions): Conclusion {
  const { judged, unused, today } = options;
  const waivers = waiversOf(options.waivers, judged, today);
  const parameter = mostMoved(options.changedParameters);
  const checks = [...judged, ...unused].map((one) => withWaiver(one, waivers, parameter)).sort(worstFirst);
  const verdict = verdictOf(checks, waivers, options);
  return { verdict, exitCode: exitCodeOf(checks, waivers, options), headline: headlineOf(checks, waivers, verdict), checks, waivers };
}

function withWaiver(judged: JudgedCheck, waivers: readonly GateWaiver[], moved: ChangedParameter | null): GateCheckResult {
  const isOpen = judged.verdict !== 'pass';
  const mayBeWaived = isOpen && judged.statistic !== 'invariant' && judged.reason !== 'unused';
  const waiver = mayBeWaived ? waiverFor(waivers, judged) : null;
  const found = { ...judged, parameter: isOpen ? moved : null, waiver };
  if (waiver === null) return found;
  if (!waiver.expired) return { ...found, verdict: 'waived', sentence: `${judged.sentence} Waived until ${waiver.expires}.` };
  return { ...found, verdict: 'fail', reason: 'waiver-expired', sentence: `${judged.sentence} Its waiver ended on ${waiver.expires}.` };
}

/** Failed, inconclusive, then warnings of both kinds, waived, passed. Sorting keeps the order of the file. */
function worstFirst(one: GateCheckResult, other: GateCheckResult): number {
  return rankOf(one) - rankOf(other);
}

function rankOf({ verdict, level }: GateCheckResult): number {
  if (verdict === 'pass') return 4;
  if (verdict === 'waived') return 3;
  if (level === 'warn') return 2;
  return verdict === 'fail' ? 0 : 1;
}

type Counting = Pick<ConclusionOptions, 'onInconclusive'>;

function verdictOf(checks: readonly GateCheckResult[], waivers: readonly GateWaiver[], { onInconclusive }: Counting): GateVerdict {
  const errors = checks.filter(({ level }) => level === 'error');
  if (errors.some(({ verdict }) => verdict === 'fail') || waivers.some(({ expired }) => expired)) return 'fail';
  if (onInconclusive === 'fail' && errors.some(({ verdict }) => verdict === 'inconclusive')) return 'inconclusive';
  return checks.some(({ verdict, level }) => verdict === 'waived' && level === 'error') ? 'waived' : 'pass';
}

/** A finding that stands, then an expired waiver, then what is open. */
function exitCodeOf(checks: readonly GateCheckResult[], waivers: readonly GateWaiver[], options: ConclusionOptions): number {
  const { failOn, onInconclusive } = options;
  const counts = ({ level }: GateCheckResult): boolean => (level === 'error' ? failOn.includes('error') : failOn.includes('warn'));
  const failed = checks.filter((check) => check.verdict === 'fail' && counts(check));
  if (failed.some(({ reason }) => reason !== 'waiver-expired')) return exitCodes.gateFailed;
  if (failed.length > 0 || waivers.some(({ expired }) => expired)) return exitCodes.waiverExpired;
  const isOpen = checks.some((check) => check.verdict === 'inconclusive' && (check.level === 'error' || failOn.includes('warn')));
  return isOpen && onInconclusive === 'fail' && failOn.includes('inconclusive') ? exitCodes.gateInconclusive : exitCodes.ok;
}

function headlineOf(checks: readonly GateCheckResult[], waivers: readonly GateWaiver[], verdict: GateVerdict): string {
  const of = `of ${counted(checks.length, 'check')}`;
  const expired = waivers.filter((waiver) => waiver.expired);
  const worst = checks.find(({ verdict: own, level }) => own === verdict && level === 'error');
  const count = checks.filter(({ verdict: own, level }) => own === verdict && level === 'error').length;
  if (worst && verdict === 'fail') return `${count} ${of} failed: ${worst.sentence}`;
  if (expired.length > 0) return `${counted(expired.length, 'waiver')} expired: ${expired[0].check}, on ${expired[0].expires}`;
  if (worst && verdict === 'inconclusive') return `${count} ${of} inconclusive: ${worst.sentence}`;
  const notes = noted(checks);
  return `${checks.filter(({ verdict: own }) => own === 'pass').length} ${of} passed${notes === '' ? '' : `; ${notes}`}`;
}

function noted(checks: readonly GateCheckResult[]): string {
  const waived = checks.filter(({ verdict }) => verdict === 'waived').length;
  const failed = checks.filter(({ verdict }) => verdict === 'fail').length;
  const open = checks.filter(({ verdict }) => verdict === 'inconclusive').length;
  const parts = [waived > 0 && `${waived} waived`, failed > 0 && counted(failed, 'warning'), open > 0 && `${open} inconclusive`];
  return parts.filter((part) => part !== false).join(', ');
}
