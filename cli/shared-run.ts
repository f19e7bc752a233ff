/**
 * A run as its first thread has read it, for the others. Documents travel as copies, prices, account files and the populations that all
 * paths have in shared memory: every thread runs what the first has seen, whatever becomes of the files meanwhile.
 */
import type { ComparisonPlan } from '../engine/study/hybrids.ts';
import type { StudyInput } from '../engine/study/inputs.ts';
import { populationsFrom, sharedPopulations } from '../engine/study/shared-study.ts';
import type { SharedPopulation } from '../engine/study/shared-study.ts';
import { planStudy } from '../engine/study/study.ts';
import { accountsReader } from './assemble-study.ts';
import type { ReadStudy } from './assemble-study.ts';
import type { RunRequest } from './run-request.ts';
import type { PreparedRun } from './simulate-study.ts';

/** Without what cannot travel. */
type PlainInput = Omit<StudyInput, 'accountsFile'>;

/** What was read. Plain data. */
export type SharedStudy = Omit<ReadStudy, 'input'> & { readonly input: PlainInput };

/** Plain data. */
export interface SharedRun {
  readonly request: RunRequest;
  readonly assembled: SharedStudy;
  readonly comparison: (Omit<ComparisonPlan, 'input'> & { readonly input: PlainInput }) | null;
  /** Empty where every path draws its own, or the run has one thread. */
  readonly populations: readonly SharedPopulation[];
}

interface Shared {
  readonly shared: SharedRun;
  /** The run on what was shared. */
  readonly prepared: PreparedRun;
}

/**
 * What other threads need of a run. With `populations` those of the whole run are made, and used by this thread as well.
 * @throws UserError for accounts that make no book
 */
export function shareRun(run: PreparedRun, { populations }: { readonly populations: boolean }): Shared {
  const { request, assembled, comparison, study } = run;
  const made = populations ? sharedPopulations(study) : [];
  const shared: SharedRun = {
    request,
    assembled: shareStudy(assembled),
    comparison: comparison && { ...comparison, input: plainInput(comparison.input) },
    populations: made,
  };
  return { shared, prepared: { ...run, study: { ...study, books: populationsFrom(made) } } };
}

/** The run again, in another thread; nothing is read. */
export async function receiveRun({ request, assembled, comparison, populations }: SharedRun): Promise<PreparedRun> {
  const own = await receiveStudy(assembled);
  const { accountsFile } = own.input;
  const compared = comparison && { ...comparison, input: { ...comparison.input, accountsFile } };
  const study = planStudy(compared?.input ?? own.input);
  return { request, assembled: own, study: { ...study, books: populationsFrom(populations) }, comparison: compared };
}

/** What other threads need of what was read. */
export function shareStudy({ input, scenario, sets, baseline, data, notices, accounts }: ReadStudy): SharedStudy {
  return { input: plainInput(input), scenario, sets, baseline, data, notices, accounts };
}

/** What was read, in another thread. */
export async function receiveStudy(shared: SharedStudy): Promise<ReadStudy> {
  const accountsFile = shared.accounts && (await accountsReader(shared.accounts));
  return { ...shared, input: { ...shared.input, accountsFile } };
}

function plainInput({ accountsFile: _, ...rest }: StudyInput): PlainInput {
  return rest;
}
