/** From a gate file to the checks of a scenario: names of metrics, statistics and limits are read here, with the line of every mistake. */
import { gateInvariants } from '../../engine/study/gate/gate-check.ts';
import type { GateCheck, GateInvariant } from '../../engine/study/gate/gate-check.ts';
import { isRefusal, limitFor, readLimit } from '../../engine/study/gate/gate-limit.ts';
import type { GateCompare, GateLimit, LimitRefusal } from '../../engine/study/gate/gate-limit.ts';
import type { GatePlace } from '../../engine/study/gate/gate-result.ts';
import { readStatistic, statisticGrammar } from '../../engine/study/gate/gate-statistic.ts';
import type { GateStatistic } from '../../engine/study/gate/gate-statistic.ts';
import { matchesPattern } from '../../engine/study/gate/gate-waivers.ts';
import { metricDefinitions } from '../../engine/study/metrics.ts';
import type { MetricDefinition } from '../../engine/study/metrics.ts';
import type { Place } from '../../engine/errors.ts';
import type { Finding } from '../../scenarios/findings.ts';
import { loadGate } from '../../scenarios/gate-loader.ts';
import type { LoadedGate } from '../../scenarios/gate-loader.ts';
import type { GateCheckEntry } from '../../scenarios/gate-schema.ts';
import { child, entries, isMapping, items } from '../../scenarios/raw.ts';
import type { Located } from '../../scenarios/raw.ts';
import { nearestName } from '../../scenarios/suggest.ts';
import type { PathPart } from '../../scenarios/yaml.ts';

/** Loads a gate file and everything that it names but files. @throws UserError exit 30 */
export function loadGatePlan(file: string): LoadedGate {
  return loadGate(file, gateFindings);
}

// What only a judge knows --------------------------------------------------------------------------------------------------------------

/** Runs on raw values: what is of another kind is the schema's to say. */
function gateFindings(value: unknown): readonly Finding[] {
  const file = { path: [], value };
  const checks = items(child(file, 'checks')).filter((check) => isMapping(check.value) && 'metric' in check.value);
  const varied = items(child(file, 'matrix')).flatMap((entry) => entries(child(entry, 'checks')));
  return [...checks.flatMap((check) => findingsOf(check)), ...varied.flatMap((entry) => variedFindings(entry, checks))];
}

function findingsOf(check: Located): Finding[] {
  const { metric, statistic, compare, limit } = texts(check.value);
  const names = metricDefinitions.map(({ name }) => name);
  const found: Finding[] = [];
  if (metric !== undefined && !names.includes(metric)) found.push(unknownMetric([...check.path, 'metric'], metric, names));
  if (statistic !== undefined && readStatistic(statistic) === null) {
    const what = `statistic is ${JSON.stringify(statistic.slice(0, 32))}`;
    found.push({ path: [...check.path, 'statistic'], at: 'value', what, expected: statisticGrammar });
  }
  if (found.length > 0 || limit === undefined || !isCompare(compare ?? 'candidate')) return found;
  return limitFindings(check, limit, [...check.path, 'limit']);
}

function variedFindings(entry: Located & { readonly key: string }, checks: readonly Located[]): Finding[] {
  const { limit } = texts(entry.value);
  const check = checks.find(({ value }) => texts(value).id === entry.key);
  if (limit === undefined || check === undefined || findingsOf(check).length > 0) return [];
  return limitFindings(check, limit, [...entry.path, 'limit']);
}

/** The limit of a check whose other texts are good. */
function limitFindings(check: Located, limit: string, path: readonly PathPart[]): Finding[] {
  const { metric, statistic, compare = 'candidate' } = texts(check.value);
  const definition = metricDefinitions.find(({ name }) => name === metric);
  if (definition === undefined || !isCompare(compare)) return [];
  const read = limitOf({ definition, statistic: readStatistic(statistic ?? 'mean') ?? { kind: 'mean' }, compare, text: limit });
  return isRefusal(read) ? [{ path, at: 'value', ...read }] : [];
}

function isCompare(text: string): text is GateCompare {
  return text === 'candidate' || text === 'difference' || text === 'ratio';
}

type Texts = Readonly<Partial<Record<'id' | 'metric' | 'statistic' | 'compare' | 'limit', string>>>;

function texts(value: unknown): Texts {
  if (!isMapping(value)) return {};
  return Object.fromEntries(Object.entries(value).filter(([, item]) => typeof item === 'string')) as Texts;
}

function unknownMetric(path: readonly PathPart[], metric: string, names: readonly string[]): Finding {
  const suggestion = nearestName(metric, names);
  const what = `there is no metric ${JSON.stringify(metric.slice(0, 64))}`;
  return { path, at: 'value', what, expected: 'a name of "simulate list metrics"', ...(suggestion && { suggestion }) };
}

interface LimitText {
  readonly definition: MetricDefinition;
  readonly statistic: GateStatistic;
  readonly compare: GateCompare;
  readonly text: string;
}

function limitOf({ definition, statistic, compare, text }: LimitText): GateLimit | LimitRefusal {
  const limit = readLimit(text);
  return isRefusal(limit) ? limit : limitFor({ limit, metricUnit: definition.unit, statistic, compare });
}

// Checks of a scenario -----------------------------------------------------------------------------------------------------------------

interface Variable {
  readonly level: 'error' | 'warn' | 'skip';
  readonly limit: string | undefined;
  readonly path: readonly PathPart[];
}

/** The checks that a scenario has to pass, in the order of the file; later entries of the matrix win. */
export function checksFor(gate: LoadedGate, scenario: string): GateCheck[] {
  return gate.document.checks.flatMap((entry, index) => {
    if (!matchesPattern(entry.scenarios ?? null, scenario)) return [];
    const own: Variable = { level: entry.level, limit: entry.limit, path: ['checks', index] };
    const varied = gate.document.matrix.reduce<Variable>((before, { scenarios, checks }, row) => {
      if (!matchesPattern(scenarios, scenario) || !Object.hasOwn(checks, entry.id)) return before;
      const { limit = before.limit, level = before.level } = checks[entry.id];
      const path = checks[entry.id].limit === undefined ? before.path : ['matrix', row, 'checks', entry.id];
      return { level, limit, path };
    }, own);
    const { level, limit, path } = varied;
    return level === 'skip' ? [] : [readCheck(gate, entry, { level, limit, path })];
  });
}

interface Effective {
  readonly level: 'error' | 'warn';
  readonly limit: string | undefined;
  readonly path: readonly PathPart[];
}

/** A check of a file that is valid. */
function readCheck(gate: LoadedGate, entry: GateCheckEntry, { level, limit: text, path }: Effective): GateCheck {
  const { id, invariant, metric, minEvents = null } = entry;
  const isInvariant = (name: string | undefined): name is GateInvariant => gateInvariants.some((known) => known === name);
  if (isInvariant(invariant)) return { kind: 'invariant', id, level, invariant, place: gatePlace(gate.place([...path, 'invariant'])) };
  const definition = metricDefinitions.find(({ name }) => name === metric);
  const statistic = readStatistic(entry.statistic ?? 'mean');
  if (!definition || !statistic) throw new Error(`the check ${id} was not validated`);
  const limit = limitOf({ definition, statistic, compare: entry.compare ?? 'candidate', text: text ?? '' });
  if (isRefusal(limit)) throw new Error(`the limit of ${id} was not validated`);
  const { name, unit, definition: meaning, direction } = definition;
  const place = gatePlace(gate.place([...path, 'limit']));
  return { kind: 'metric', id, level, metric: { name, unit, definition: meaning, direction }, statistic, limit, minEvents, place };
}

/** A place with line and column. */
export function gatePlace({ file, line = 1, column = 1 }: Place): GatePlace {
  return { file, line, column };
}

interface UnusedPart {
  readonly check: GateCheck;
  readonly text: string;
}

/** Parts of the file that no scenario uses, each under the check that it is about. */
export function unusedParts(gate: LoadedGate, scenarios: readonly string[]): readonly UnusedPart[] {
  const { checks, matrix, waivers } = gate.document;
  const used = new Set(scenarios.flatMap((scenario) => checksFor(gate, scenario).map(({ id }) => id)));
  const named = scenarios.join(', ');
  const lost = (index: number, path: readonly PathPart[], text: string): UnusedPart => {
    const entry = checks[index];
    const check = readCheck(gate, entry, { level: 'error', limit: entry.limit, path: ['checks', index] });
    return { check: { ...check, place: gatePlace(gate.place(path)) }, text };
  };
  const indexOf = (id: string): number => checks.findIndex((check) => check.id === id);
  return [
    ...checks.flatMap(({ id }, index) => (used.has(id) ? [] : [lost(index, ['checks', index], `no scenario uses it (${named})`)])),
    ...matrix.flatMap(({ scenarios: pattern, checks: own }, row) => {
      if (scenarios.some((name) => matchesPattern(pattern, name))) return [];
      const text = `its matrix entry for ${pattern} fits no scenario (${named})`;
      return Object.keys(own).map((id) => lost(indexOf(id), ['matrix', row, 'scenarios'], text));
    }),
    ...waivers.flatMap(({ check, scenario = null }, row) => {
      const isUsed = scenarios.some((name) => matchesPattern(scenario, name) && checksFor(gate, name).some(({ id }) => id === check));
      return isUsed ? [] : [lost(indexOf(check), ['waivers', row], 'its waiver fits no scenario on which it is judged')];
    }),
  ];
}
