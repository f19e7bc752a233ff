/** From the values of a point to the rules it runs under, every value checked by the schema of the parameter file. */
import { exitCodes, UserError } from '../../engine/errors.ts';
import type { Problem } from '../../engine/errors.ts';
import type { ParameterInput } from '../../engine/study/inputs.ts';
import type { ParameterValue } from '../../engine/study/run-folder-types.ts';
import { endsOfAxis } from '../../engine/study/sweep-points.ts';
import type { SweepAxis } from '../../engine/study/sweep-points.ts';
import type { Finding } from '../../scenarios/findings.ts';
import { choosesPolicyOf, isAboutCombination, VariableParameters } from '../../scenarios/varied-parameters.ts';
import type { ParameterAddress } from '../../scenarios/varied-parameters.ts';
import { loadScenario } from '../../scenarios/loader.ts';
import { listNames } from '../../scenarios/suggest.ts';
import { adapterFor, assembleStudy } from '../assemble-study.ts';
import type { AssembledStudy } from '../assemble-study.ts';
import type { RunRequest } from '../run-request.ts';
import { receiveStudy, shareStudy } from '../shared-run.ts';
import type { SharedStudy } from '../shared-run.ts';
import { usageError } from '../usage-error.ts';

/** Values in the order of the axes; null leaves the parameter as the file has it. */
export type PointValues = readonly (ParameterValue | null)[];

/** A scenario and the one set of rules whose values are varied. */
export interface SweepBasis {
  readonly assembled: AssembledStudy;
  readonly parameters: VariableParameters;
}

/** Loads what a sweep starts from. Throws UserError for input that cannot be used. */
export async function sweepBasis(request: RunRequest): Promise<SweepBasis> {
  if (request.params.length > 1) {
    throw usageError({ what: `${request.params.length} times --params`, expected: 'one set, whose values are varied' });
  }
  const { name, venues: declared } = loadScenario(request.scenario).document;
  if (declared !== null && declared.length > 1) {
    throw usageError({ what: `${name} has ${declared.length} venues`, expected: 'a scenario of one venue, whose rules are varied' });
  }
  const assembled = await assembleStudy(request);
  const [{ venues }] = assembled.sets;
  return { assembled, parameters: new VariableParameters(venues[0].loaded.written) };
}

/** A basis for another thread: plain data, large arrays in shared memory. */
export interface SharedBasis {
  readonly study: SharedStudy;
  readonly request: RunRequest;
}

/** What another thread needs of a basis. */
export function shareBasis({ assembled }: SweepBasis, request: RunRequest): SharedBasis {
  return { study: shareStudy(assembled), request };
}

/** The basis again, in another thread; nothing is read. */
export async function receiveBasis({ study, request }: SharedBasis): Promise<SweepBasis> {
  const read = await receiveStudy(study);
  const assembled = { ...read, adapt: adapterFor(read, request) };
  return { assembled, parameters: new VariableParameters(read.sets[0].venues[0].loaded.written) };
}

/** Axes as they will be run, and what the user should know about them. */
export interface CheckedAxes {
  readonly axes: readonly SweepAxis[];
  readonly notices: readonly string[];
}

/**
 * Looks at every value by itself, the other parameters as in the file: keys, types and bounds. Values that only go badly together with
 * others are left to the points. Whole-number parameters get whole values.
 * @throws UserError exit 2, naming the flag and the bounds
 */
export function checkAxes({ parameters }: SweepBasis, axes: readonly SweepAxis[]): CheckedAxes {
  const addresses = axes.map(({ key }) => addressOf(parameters, key));
  const tests = addresses.map((address): ValueTest => {
    const contexts = policyChoices(axes, addresses, address);
    return { address, findings: (value) => ownFindings(parameters, contexts, { address, value }) };
  });
  const checked = axes.map((axis, index) => withWholeNumbers(axis, tests[index]));
  checked.forEach((axis, index) => checkValues(axis, tests[index]));
  return { axes: checked, notices: checked.flatMap((axis, index) => leftOutNotices(parameters, axis, addresses[index])) };
}

function addressOf(parameters: VariableParameters, key: string): ParameterAddress {
  try {
    return parameters.address(key);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(exitCodes.usage, error.problems.map((problem) => ({ ...problem, what: `--vary ${problem.what}` })));
  }
}

type Change = Parameters<VariableParameters['with']>[0][number];

interface ValueTest {
  readonly address: ParameterAddress;
  /** What is wrong with a value by itself. */
  findings(value: ParameterValue): readonly Finding[];
}

/** The policies under which a parameter may be: that of the file, and those that another axis puts in its place. */
function policyChoices(axes: readonly SweepAxis[], addresses: readonly ParameterAddress[], address: ParameterAddress): readonly Change[][] {
  const chosen = axes.flatMap(({ spread }, axis): Change[][] => {
    if (!('values' in spread) || !choosesPolicyOf(addresses[axis], address)) return [];
    return spread.values.map((value) => [{ address: addresses[axis], value }]);
  });
  return [[], ...chosen];
}

/** A value is good when it is under one of the policies. */
function ownFindings(parameters: VariableParameters, contexts: readonly Change[][], change: Change): readonly Finding[] {
  const found = contexts.map((context) => {
    const varied = parameters.with([...context, change]);
    return 'findings' in varied ? varied.findings.filter((finding) => !isAboutCombination(finding, change.address)) : [];
  });
  return found.some(({ length }) => length === 0) ? [] : found[0];
}

/** A value between two whole numbers tells what the schema wants. */
function withWholeNumbers(axis: SweepAxis, { findings }: ValueTest): SweepAxis {
  if (!('range' in axis.spread) || axis.spread.range.low === axis.spread.range.high) return axis;
  const { low, high } = axis.spread.range;
  const between = Number.isInteger((low + high) / 2) ? (low + high) / 2 + 0.5 : (low + high) / 2;
  const whole = findings(between).some(({ expected }) => expected?.startsWith('an integer') ?? false);
  return { key: axis.key, spread: { range: { ...axis.spread.range, whole } } };
}

function checkValues(axis: SweepAxis, { address, findings }: ValueTest): void {
  const values = 'values' in axis.spread ? axis.spread.values : endsOfAxis(axis);
  const problems = values.flatMap((value) => findings(value).map((finding) => problemOf({ address, value, finding })));
  if (problems.length > 0) throw new UserError(exitCodes.usage, unique(problems).slice(0, 5));
}

/** What is wrong somewhere else needs the value that made it so. */
function problemOf({ address: { key, path }, value, finding }: Change & { readonly finding: Finding }): Problem {
  const { what, expected, suggestion } = finding;
  const isOwn = finding.path.length === path.length;
  const text = isOwn ? what : `with ${JSON.stringify(value)} ${what}`;
  return { what: `--vary ${key}: ${text}`, ...(expected && { expected }), ...(suggestion && { suggestion }) };
}

function unique(problems: readonly Problem[]): Problem[] {
  return problems.filter(({ what }, index) => problems.findIndex((other) => other.what === what) === index);
}

function leftOutNotices(parameters: VariableParameters, axis: SweepAxis, address: ParameterAddress): string[] {
  if (!('values' in axis.spread)) return [];
  return axis.spread.values.flatMap((value) => {
    const keys = parameters.leftOut(address, value);
    if (keys.length === 0) return [];
    return [`${axis.key}=${String(value)} does not know ${listNames(keys)} of the file: left out there`];
  });
}

/** Turns values into rules. */
export class PointRules {
  readonly #basis: SweepBasis;
  readonly #addresses: readonly ParameterAddress[];

  constructor(basis: SweepBasis, axes: readonly SweepAxis[]) {
    this.#basis = basis;
    this.#addresses = axes.map(({ key }) => basis.parameters.address(key));
  }

  /** The rules of a point, or in one sentence why there are none. */
  at(values: PointValues): { readonly rules: ParameterInput } | { readonly refused: string } {
    const changes = this.#addresses.flatMap((address, axis) => (values[axis] === null ? [] : [{ address, value: values[axis] }]));
    const varied = this.#basis.parameters.with(changes);
    if ('set' in varied) return { rules: this.#basis.assembled.adapt(varied.set) };
    const [{ what, expected }] = varied.findings;
    return { refused: expected ? `${what}; expected ${expected}` : what };
  }
}
