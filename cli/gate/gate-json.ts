/** The result of a gate as JSON: all of it, numbers in full. */
import type { GateResult } from '../../engine/study/gate/gate-result.ts';
import { jsonText } from '../run-json.ts';

export function gateJson(result: GateResult): string {
  return jsonText(result, { indent: 2 });
}
