/** What a valid gate file holds, for `simulate validate`. */
import { exitCodes, UserError } from '../../engine/errors.ts';
import type { Problem } from '../../engine/errors.ts';
import { counted } from '../../engine/study/gate/gate-words.ts';
import { checksFor, loadGatePlan, unusedParts } from './gate-plan.ts';
import { candidateRules } from './gate-sides.ts';
import { gateScenario } from './gate-study.ts';

/** @throws UserError exit 2 or 30 for what the file or a file that it names has wrong */
export function gateContent(file: string): string {
  const gate = loadGatePlan(file);
  const { candidate, scenarios } = gate.document;
  const names = scenarios.map((scenario) => gateScenario(scenario).document.name);
  candidateRules(candidate);
  const unused = unusedParts(gate, names);
  if (unused.length > 0) {
    const problemOf = ({ check, text }: (typeof unused)[number]): Problem => ({ place: check.place, what: `${check.id}: ${text}` });
    throw new UserError(exitCodes.inputInvalid, unused.map(problemOf));
  }
  const checks = names.reduce((sum, name) => sum + checksFor(gate, name).length, 0);
  return `${counted(checks, 'check')} on ${names.join(', ')}`;
}
