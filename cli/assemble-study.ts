/** From a request to the input of a study: loads the scenario, the parameter sets and the prices. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { BookReader, BookTotals, ParameterInput, ScenarioInput, StudyInput, StudySet } from '../engine/study/inputs.ts';
import type { ManifestData } from '../engine/study/run-folder-types.ts';
import { sharedArray } from '../engine/math/shared-array.ts';
import { shareSeries } from '../engine/study/shared-study.ts';
import type { DescriptionWorld } from '../engine/population/explicit.ts';
import { loadParameterSet, loadScenario, parametersFor } from '../scenarios/loader.ts';
import type { LoadedParameters, LoadedScenario } from '../scenarios/loader.ts';
import { nearestName } from '../scenarios/suggest.ts';
import { marketData } from './market-data.ts';
import type { RunRequest } from './run-request.ts';
import { callSets, rulesOfSets } from './venue-rules.ts';

/** A file that was read and checked, as plain data: it travels between threads. */
type Unplaced<Loaded extends LoadedScenario | LoadedParameters> = Omit<Loaded, 'place'>;

export interface AssembledSet {
  readonly id: string;
  readonly title: string;
  readonly venues: readonly { readonly id: string; readonly loaded: Unplaced<LoadedParameters> }[];
}

/** Everything but the reader in `input` and `adapt` is plain data. */
export interface AssembledStudy {
  readonly input: StudyInput;
  readonly scenario: Unplaced<LoadedScenario>;
  readonly sets: readonly AssembledSet[];
  /** What history is taken to contain; null unless feedback is counterfactual. */
  readonly baseline: AssembledSet | null;
  readonly data: readonly ManifestData[];
  readonly notices: readonly string[];
  /** Null without a file of accounts. */
  readonly accounts: AccountsFile | null;
  /** Another set of rules as this study takes it: without what has no price here. */
  readonly adapt: (document: ParameterInput) => ParameterInput;
}

/** What a run needs of it. */
export type ReadStudy = Omit<AssembledStudy, 'adapt'>;

/** A file of accounts as it was when it was read; its bytes are in shared memory. */
export interface AccountsFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const defaultSet = 'default';

/** Loads everything a request names. Throws UserError for the first input that cannot be used. */
export async function assembleStudy(request: RunRequest): Promise<AssembledStudy> {
  const scenario = loadScenario(request.scenario);
  const library = parameterLibrary();
  const sets = setsUnderTest(scenario, request, library);
  const market = await marketData(scenario.document, request.data);
  const series = shareSeries(market.series);
  const accounts = await readAccounts(scenario.document.accountsFile);
  const trimmed = withoutMissingPrices(scenarioInput(scenario, request), series);
  const adapt = (set: AssembledSet): StudySet => ({
    id: set.id,
    title: set.title,
    venues: set.venues.map(({ id, loaded }) => ({ id, parameters: trimmed.parameters(loaded.document) })),
  });
  const baseline = trimmed.scenario.feedback === 'counterfactual' ? baselineFor(scenario, sets[0], library) : null;
  const input: StudyInput = {
    scenario: trimmed.scenario,
    series,
    startMs: market.startMs,
    endMs: market.endMs,
    paths: request.paths ?? scenario.document.paths,
    firstPath: request.firstPath ?? 0,
    sets: sets.map(adapt),
    baseline: baseline && adapt(baseline),
    accountsFile: accounts && (await accountsReader(accounts.file)),
    accountsFileTotals: accounts?.totals,
  };
  const data = [...market.manifest, ...(accounts ? [accounts.data] : [])];
  const notices = [...market.notices, ...trimmed.notices];
  const file = accounts?.file ?? null;
  return { input, scenario: unplaced(scenario), sets, baseline, data, notices, accounts: file, adapt: trimmed.parameters };
}

/** `adapt` of a study that was read. */
export function adapterFor({ scenario, input }: ReadStudy, request: RunRequest): AssembledStudy['adapt'] {
  return withoutMissingPrices(scenarioInput(scenario, request), input.series).parameters;
}

type ParameterLibrary = (nameOrFile: string) => LoadedParameters;

function unplaced<Loaded extends LoadedScenario | LoadedParameters>({ place: _, ...rest }: Loaded): Unplaced<Loaded> {
  return rest;
}

/** The same name gives the same object, so that a baseline can be recognised among the sets under test. */
function parameterLibrary(): ParameterLibrary {
  const known = new Map<string, LoadedParameters>();
  return (nameOrFile) => {
    const loaded = known.get(nameOrFile) ?? loadParameterSet(nameOrFile);
    known.set(nameOrFile, loaded);
    return loaded;
  };
}

function scenarioInput({ document }: Pick<LoadedScenario, 'document'>, { seed, feedback }: RunRequest): ScenarioInput {
  return { ...document, seed: seed ?? document.seed, feedback: feedback ?? document.feedback };
}

/** The sets of a run; the first of a comparison is its baseline. */
function setsUnderTest(scenario: LoadedScenario, { params }: RunRequest, library: ParameterLibrary): AssembledSet[] {
  const { name, venues: declared } = scenario.document;
  const venues = declared ?? [{ id: 'venue', parameters: defaultSet }];
  const rules = rulesOfSets(params, { scenario: name, venues });
  return callSets(
    rules.map((names) => venues.map(({ id }, venue) => ({ id, loaded: unplaced(parametersFor(scenario, library(names[venue]))) }))),
  );
}

/** The set that history is taken to contain, on every venue. */
function baselineFor({ document }: LoadedScenario, { venues }: AssembledSet, library: ParameterLibrary): AssembledSet {
  const loaded = unplaced(library(document.baseline));
  return { id: 'baseline', title: loaded.document.title, venues: venues.map(({ id }) => ({ id, loaded })) };
}

interface Trimmed {
  readonly scenario: ScenarioInput;
  readonly parameters: (document: ParameterInput) => ParameterInput;
  readonly notices: readonly string[];
}

/** Underlyings without prices go, and with them the assets that they value: collateral in those counts as USD. */
function withoutMissingPrices(scenario: ScenarioInput, series: StudyInput['series']): Trimmed {
  const missing = Object.keys(scenario.underlyings).filter((name) => series[name] === undefined);
  if (missing.length === 0) return { scenario, parameters: (document) => document, notices: [] };
  const valuedByMissing = Object.keys(scenario.assets).filter((asset) => missing.includes(scenario.assets[asset].underlying));
  const lost = new Set([...missing, ...valuedByMissing]);
  const trimPins = <Document extends Pick<ScenarioInput, 'population'>>(document: Document): Document => {
    const collateral = document.population?.collateral;
    return collateral ? { ...document, population: { ...document.population, collateral: movedToUsd(collateral, lost) } } : document;
  };
  const moved = Object.keys(scenario.population?.collateral ?? {}).filter((asset) => lost.has(asset));
  // Weak: a sweep asks for as many documents as it has points.
  const known = new WeakMap<ParameterInput, ParameterInput>();
  return {
    scenario: trimPins({ ...scenario, underlyings: without(scenario.underlyings, lost), assets: without(scenario.assets, lost) }),
    parameters: (document) => {
      const trimmed = known.get(document) ?? trimPins(document);
      known.set(document, trimmed);
      return trimmed;
    },
    notices: moved.map((asset) => `collateral in ${asset} counts as USD`),
  };
}

function without<T>(entries: Readonly<Record<string, T>>, lost: ReadonlySet<string>): Record<string, T> {
  return Object.fromEntries(Object.entries(entries).filter(([name]) => !lost.has(name)));
}

function movedToUsd(shares: Readonly<Record<string, number>>, lost: ReadonlySet<string>): Record<string, number> {
  const moved: Record<string, number> = {};
  for (const [asset, share] of Object.entries(shares)) {
    const target = lost.has(asset) ? 'USD' : asset;
    moved[target] = (moved[target] ?? 0) + share;
  }
  return moved;
}

async function readAccounts(path: string | null): Promise<{ file: AccountsFile; totals: BookTotals; data: ManifestData } | null> {
  if (path === null) return null;
  const { roughBookTotals } = await import('../data/book-totals.ts');
  const bytes = readFileSync(path);
  const name = basename(path);
  const rows = bytes.toString('latin1').split('\n').filter((line) => line.trim() !== '').length - 1;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const file = { name, bytes: sharedArray(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)) };
  return { file, totals: roughBookTotals(bytes), data: { name, sha256, rows, source: 'accounts' } };
}

/** Makes books of a file that was read before. */
export async function accountsReader({ name, bytes }: AccountsFile): Promise<BookReader> {
  const { importBookCsv } = await import('../data/book-csv.ts');
  // The study calls the reader with its whole world; the type of the input names only the part that every reader needs.
  return (world) => importBookCsv({ file: name, bytes, suggest: nearestName }, world as DescriptionWorld);
}
