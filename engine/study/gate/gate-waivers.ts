/** Waivers: somebody answers for a finding until a day. */
import type { GateCheckResult, GateWaiver } from './gate-result.ts';

/** A waiver as it is written. `scenario` may have * for any letters; null for all. */
export interface WrittenWaiver {
  readonly check: string;
  readonly scenario: string | null;
  readonly reason: string;
  readonly approvedBy: string;
  readonly expires: string;
}

/** `today`: YYYY-MM-DD. The last day counts. Texts of this form compare like the days they name. */
export function isExpired({ expires }: Pick<WrittenWaiver, 'expires'>, today: string): boolean {
  return today > expires;
}

/** True for every name where the pattern is null; `*` stands for any number of letters. */
export function matchesPattern(pattern: string | null, name: string): boolean {
  if (pattern === null) return true;
  const parts = pattern.split('*');
  if (parts.length === 1) return pattern === name;
  let at = parts[0].length;
  if (!name.startsWith(parts[0])) return false;
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  const last = parts[parts.length - 1];
  return name.length >= at + last.length && name.endsWith(last);
}

type Judged = Pick<GateCheckResult, 'check' | 'scenario'>;

/** The waivers with what became of them; `judged`: every check that was judged on a scenario. */
export function waiversOf(written: readonly WrittenWaiver[], judged: readonly Judged[], today: string): GateWaiver[] {
  return written.map(({ check, scenario, reason, approvedBy, expires }) => {
    const used = judged.some((one) => one.check === check && matchesPattern(scenario, one.scenario));
    return { check, scenario, reason, approvedBy, expires, expired: isExpired({ expires }, today), used };
  });
}

/** The waiver for a finding; one that still holds before one that does not. */
export function waiverFor(waivers: readonly GateWaiver[], { check, scenario }: Judged): GateWaiver | null {
  const fitting = waivers.filter((waiver) => waiver.check === check && matchesPattern(waiver.scenario, scenario));
  return fitting.find(({ expired }) => !expired) ?? fitting[0] ?? null;
}
