/** The study of a scenario of a gate: baseline and candidate in one, on the same paths. */
import { exitCodes, UserError } from '../../engine/errors.ts';
import type { StudyInput } from '../../engine/study/inputs.ts';
import { planStudy } from '../../engine/study/study.ts';
import type { Study } from '../../engine/study/study.ts';
import { loadScenario, parametersFor } from '../../scenarios/loader.ts';
import type { LoadedScenario } from '../../scenarios/loader.ts';
import { assembleStudy } from '../assemble-study.ts';
import { loadRules } from './gate-sides.ts';
import type { RulesSource } from './gate-sides.ts';

/** Plain data: it travels to the threads. */
export interface GateTask {
  /** Name or path. */
  readonly scenario: string;
  readonly candidate: string;
  /** Null: only the candidate is run. */
  readonly baseline: RulesSource | null;
  /** Undefined: that of the scenario. */
  readonly seed: number | undefined;
  readonly mostPaths: number;
}

/** What was read, to be compared between threads. */
export interface GateInputs {
  readonly seed: number;
  readonly hashes: readonly string[];
}

export interface PreparedGate {
  readonly study: Study;
  readonly inputs: GateInputs;
  readonly notices: readonly string[];
}

/** @throws UserError exit 30 for a scenario whose venues name their own rules */
export function gateScenario(nameOrFile: string): LoadedScenario {
  const scenario = loadScenario(nameOrFile);
  if (scenario.document.venues === null) return scenario;
  const what = `${scenario.document.name} names the rules of each of its venues`;
  throw new UserError(exitCodes.inputInvalid, [
    { place: scenario.place(['venues'], 'key'), what, expected: 'a scenario of one venue, whose rules a gate can exchange' },
  ]);
}

/** Loads a task and plans its worlds; the baseline comes first. Throws UserError for the first input that cannot be used. */
export async function prepareGate({ scenario, candidate, baseline, seed, mostPaths }: GateTask): Promise<PreparedGate> {
  const loaded = gateScenario(scenario);
  const request = { scenario, params: [candidate], data: [], paths: mostPaths, seed, feedback: undefined };
  const assembled = await assembleStudy(request);
  const { sets, input, notices } = assembled;
  const other = baseline && parametersFor(loaded, loadRules(baseline));
  const [own] = input.sets;
  const first = other ? [{ id: 'baseline', venues: [{ id: own.venues[0].id, parameters: assembled.adapt(other.document) }] }] : [];
  const both: StudyInput = { ...input, sets: [...first, { id: 'candidate', venues: own.venues }] };
  const hashes = [assembled.scenario.sha256, ...sets.map(({ venues }) => venues[0].loaded.sha256), other?.sha256 ?? ''];
  return { study: planStudy(both), inputs: { seed: input.scenario.seed, hashes }, notices };
}
