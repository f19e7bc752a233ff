/** The rules that differ between baseline and candidate, and which of them a finding is pinned to. */
import type { ParameterInput } from '../inputs.ts';
import { parameterRows } from '../parameter-rows.ts';
import type { ParameterRow, ParameterValue } from '../run-folder-types.ts';
import type { ChangedParameter, GatePlace } from './gate-result.ts';

/** `placeOf`: where a key is written in the candidate's file, null where it is not. */
export function changedParameters(
  { baseline, candidate }: { readonly baseline: ParameterInput; readonly candidate: ParameterInput },
  placeOf: (key: string) => GatePlace | null,
): ChangedParameter[] {
  const [before, after] = [baseline, candidate].map((set) => new Map(parameterRows(set).map((row) => [row.key, row])));
  const keys = [...new Set([...after.keys(), ...before.keys()])];
  return keys.flatMap((key) => {
    const [old, now] = [before.get(key), after.get(key)];
    if (valueOf(old) === valueOf(now)) return [];
    return [{ key, baseline: valueOf(old), candidate: valueOf(now), unit: now?.unit ?? old?.unit ?? '', place: placeOf(key) }];
  });
}

function valueOf(row: ParameterRow | undefined): ParameterValue {
  return row?.value ?? null;
}

/** The one that moved most, relative to its size; a policy or a word that was exchanged counts as all of it. The first of equals. */
export function mostMoved(changed: readonly ChangedParameter[]): ChangedParameter | null {
  return changed.reduce<ChangedParameter | null>((most, one) => (most === null || moveOf(one) > moveOf(most) ? one : most), null);
}

/** |new - old| over the larger of both: 0.5 for a half, 1 for what came or went. */
function moveOf({ baseline, candidate }: ChangedParameter): number {
  if (typeof baseline !== 'number' || typeof candidate !== 'number') return 1;
  const size = Math.max(Math.abs(baseline), Math.abs(candidate));
  return size === 0 ? 0 : Math.abs(candidate - baseline) / size;
}
