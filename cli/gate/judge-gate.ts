/** A gate from its file to its result. */
import { exitCodes, UserError } from '../../engine/errors.ts';
import type { GateCheck } from '../../engine/study/gate/gate-check.ts';
import { concludeGate } from '../../engine/study/gate/gate-conclusion.ts';
import type { LookPlan } from '../../engine/study/gate/gate-looks.ts';
import { gateSchemaVersion } from '../../engine/study/gate/gate-result.ts';
import type { GateResult } from '../../engine/study/gate/gate-result.ts';
import { isExpired, matchesPattern } from '../../engine/study/gate/gate-waivers.ts';
import type { WrittenWaiver } from '../../engine/study/gate/gate-waivers.ts';
import { withoutEstimate } from '../../engine/study/gate/judge-check.ts';
import type { BaselineFigure } from '../../engine/study/gate/baseline-figures.ts';
import type { LoadedGate } from '../../scenarios/gate-loader.ts';
import { defaultExtension } from '../../scenarios/gate-schema.ts';
import type { LoadedScenario } from '../../scenarios/loader.ts';
import { mostPaths } from '../../scenarios/schema.ts';
import { nearestName } from '../../scenarios/suggest.ts';
import { packageVersion } from '../package-version.ts';
import type { Progress } from '../progress.ts';
import { usageError } from '../usage-error.ts';
import { keptFigures } from './baseline-file.ts';
import { checksFor, loadGatePlan, unusedParts } from './gate-plan.ts';
import { gateCommandLine } from './gate-request.ts';
import type { GateRequest } from './gate-request.ts';
import { baselineOf, candidateRules, changesBetween } from './gate-sides.ts';
import type { GateBaseline, GateRules } from './gate-sides.ts';
import { gateScenario } from './gate-study.ts';
import { gateCommands } from './path-commands.ts';
import type { RunResults } from './results.ts';
import { runScenario } from './run-scenario.ts';
import type { JudgedScenario } from './run-scenario.ts';

/** A scenario with the checks that it has to pass. */
export interface OpenScenario {
  /** Name or file. */
  readonly named: string;
  readonly loaded: LoadedScenario;
  readonly checks: readonly GateCheck[];
}

/** A gate whose files were read. */
export interface OpenGate {
  readonly request: GateRequest;
  readonly gate: LoadedGate;
  readonly candidate: GateRules;
  readonly baseline: GateBaseline;
  readonly scenarios: readonly OpenScenario[];
  readonly plan: LookPlan;
}

export interface GateListener {
  open(scenario: string): Progress;
}

/** Reads everything that a gate names but prices. Throws UserError for the first file that cannot be used. */
export function openGate(request: GateRequest): OpenGate {
  const gate = loadGatePlan(request.file);
  const { document } = gate;
  const named = request.candidate ?? document.candidate;
  const candidate = candidateRules(named);
  const baseline = request.updatesBaseline ? { rules: null, kept: null } : baselineOf({ flag: request.baseline, gate, candidate: named });
  const loaded = document.scenarios.map((scenario) => ({ named: scenario, loaded: gateScenario(scenario) }));
  checkExplained(request, gate);
  const scenarios = loaded.map(({ named: own, loaded: scenario }) => {
    return { named: own, loaded: scenario, checks: explainedOf(request, checksFor(gate, scenario.document.name)) };
  });
  checkDifferent(gate, scenarios);
  const opened = { request, gate, candidate, baseline, scenarios, plan: planOf(request, gate) };
  if (!request.updatesBaseline) checkBaseline(opened);
  return opened;
}

function checkExplained({ explains }: GateRequest, { document }: LoadedGate): void {
  const ids = document.checks.map(({ id }) => id);
  if (explains === undefined || ids.includes(explains)) return;
  const suggestion = nearestName(explains, ids) ?? ids[0];
  throw usageError({ what: `there is no check ${JSON.stringify(explains.slice(0, 64))}`, expected: ids.join(', '), suggestion });
}

function explainedOf({ explains }: GateRequest, checks: readonly GateCheck[]): readonly GateCheck[] {
  return explains === undefined ? checks : checks.filter(({ id }) => id === explains);
}

/** Results are told apart by names. */
function checkDifferent(gate: LoadedGate, scenarios: readonly OpenScenario[]): void {
  const names = scenarios.map(({ loaded }) => loaded.document.name);
  const index = names.findIndex((name, place) => names.indexOf(name) !== place);
  if (index < 0) return;
  const what = `two scenarios are called ${names[index]}`;
  throw new UserError(exitCodes.inputInvalid, [{ place: gate.place(['scenarios', index]), what, expected: 'each scenario once' }]);
}

/** Flags before the file; the file's most paths grow with paths that are asked for on the command line. */
function planOf({ paths, pathsMax }: GateRequest, { document: { sampling }, place }: LoadedGate): LookPlan {
  const first = paths ?? sampling.paths;
  const told = pathsMax ?? sampling.pathsMax;
  const most = told ?? Math.min(mostPaths, defaultExtension * first);
  if (most >= first) return { first, most, confidence: sampling.confidence };
  if (pathsMax === undefined && paths !== undefined) return { first, most: first, confidence: sampling.confidence };
  const what = `${first} paths at first and ${most} at most`;
  throw new UserError(exitCodes.inputInvalid, [{ place: place(['sampling']), what, expected: 'pathsMax of at least paths' }]);
}

function isCompared(check: GateCheck): boolean {
  return check.kind === 'metric' && check.limit.compare !== 'candidate';
}

function checkBaseline({ baseline: { rules, kept }, scenarios, request }: OpenGate): void {
  const compared = scenarios.flatMap(({ checks }) => checks).find(isCompared);
  if (compared === undefined || rules !== null || (kept !== null && request.results.length === 0)) return;
  const what = `the check ${compared.id} compares, and there is no baseline`;
  const suggestion = 'baseline: {params: FILE} in the gate file, or --baseline git:origin/main';
  throw new UserError(exitCodes.baselineMissing, [{ place: compared.place, what, expected: 'a baseline', suggestion }]);
}

/** Judges every scenario, one after the other. @throws RunFailed, UserError */
export async function judgeGate(open: OpenGate, listener: GateListener): Promise<readonly JudgedScenario[]> {
  const { request } = open;
  if (request.results.length > 0) return await judgeFolders(open);
  const figures = open.scenarios.map((scenario) => figuresOf(open, scenario));
  const judged: JudgedScenario[] = [];
  for (const [index, scenario] of open.scenarios.entries()) judged.push(await judgeScenario(open, scenario, figures[index], listener));
  return judged;
}

async function judgeFolders({ request, scenarios, plan, candidate, baseline }: OpenGate): Promise<readonly JudgedScenario[]> {
  const { judgeResults, readResults } = await import('./results.ts');
  const results: readonly RunResults[] = request.results.map(readResults);
  const names = scenarios.map(({ loaded }) => loaded.document.name);
  const stranger = results.find(({ manifest }) => !names.includes(manifest.scenario.name));
  if (stranger) {
    const what = `${stranger.folder} is of the scenario ${stranger.manifest.scenario.name.slice(0, 64)}`;
    throw usageError({ what, expected: `results of ${names.join(', ')}` });
  }
  return scenarios.map(({ loaded, checks }) => {
    const sides = { candidate: candidate.side, baseline: baseline.rules?.side ?? null };
    return judgeResults({ scenario: loaded, checks, results, confidence: plan.confidence, ...sides });
  });
}

/** Read before anything is run. */
function figuresOf({ baseline: { kept }, plan, request }: OpenGate, { loaded, checks }: OpenScenario): readonly BaselineFigure[] | null {
  if (kept === null || !checks.some(isCompared)) return null;
  const { name } = loaded.document;
  const path = (request.baseline ?? kept.side.from).replace(/^file:/, '');
  return keptFigures(kept.file, path, { name, sha256: loaded.sha256, confidence: plan.confidence });
}

async function judgeScenario(
  open: OpenGate,
  { named, loaded, checks }: OpenScenario,
  figures: readonly BaselineFigure[] | null,
  listener: GateListener,
): Promise<JudgedScenario> {
  const { request, gate, candidate, baseline, plan } = open;
  const { name } = loaded.document;
  const progress = listener.open(name);
  const isRun = baseline.rules !== null && checks.some(isCompared);
  const valid = waiversIn(gate).filter((waiver) => !isExpired(waiver, request.today) && matchesPattern(waiver.scenario, name));
  try {
    return await runScenario({
      task: {
        scenario: named,
        candidate: request.candidate ?? gate.document.candidate,
        baseline: isRun && baseline.rules ? baseline.rules.source : null,
        seed: request.seed ?? gate.document.sampling.seed,
        mostPaths: plan.most,
      },
      scenario: loaded,
      checks,
      plan,
      figures,
      workers: request.workers,
      isWaived: (id) => valid.some(({ check }) => check === id),
      commands: gateCommands({ request, scenario: named, candidate, baseline, confidence: plan.confidence }),
      onProgress: (done, total) => progress.update(done, total, ''),
      onNotice: (text) => progress.notice(text),
    });
  } finally {
    progress.end();
  }
}

function waiversIn({ document }: LoadedGate): WrittenWaiver[] {
  return document.waivers.map(({ scenario = null, ...waiver }) => ({ ...waiver, scenario }));
}

/** The result of a gate whose scenarios were judged. */
export function gateResultOf(open: OpenGate, scenarios: readonly JudgedScenario[]): GateResult {
  const { request, gate, candidate, baseline, plan } = open;
  const names = open.scenarios.map(({ loaded }) => loaded.document.name);
  const unused = request.explains === undefined ? unusedParts(gate, names) : [];
  const changed = changesBetween(baseline, candidate);
  const conclusion = concludeGate({
    judged: scenarios.flatMap(({ judged }) => judged),
    unused: unused.map(({ check, text }) => {
      return withoutEstimate(check, { scenario: '*', paths: 0 }, plan, { verdict: 'fail', reason: 'unused', text });
    }),
    waivers: request.explains === undefined ? waiversIn(gate) : waiversIn(gate).filter(({ check }) => check === request.explains),
    changedParameters: changed,
    today: request.today,
    onInconclusive: gate.document.onInconclusive,
    failOn: request.failOn,
  });
  return {
    schemaVersion: gateSchemaVersion,
    engineVersion: packageVersion(),
    name: gate.document.name,
    file: gate.file,
    verdict: conclusion.verdict,
    exitCode: conclusion.exitCode,
    headline: conclusion.headline,
    candidate: candidate.side,
    baseline: baseline.rules?.side ?? baseline.kept?.side ?? null,
    confidence: plan.confidence,
    changedParameters: changed,
    scenarios: scenarios.map(({ scenario }) => scenario),
    checks: conclusion.checks,
    waivers: conclusion.waivers,
    command: gateCommandLine(request),
  };
}
