/**
 * Gates over small worlds that run in an instant: three longs on one geometric Brownian day of eight ticks. Maintenance decides how late
 * they are closed, and so how much they lose beyond their margin. Sides may see the same paths, or paths of their own.
 */
import { runInline } from '../../engine/runner/inline.ts';
import type { GateCheck, MetricCheck } from '../../engine/study/gate/gate-check.ts';
import { isRefusal, limitFor, readLimit } from '../../engine/study/gate/gate-limit.ts';
import type { GateCompare } from '../../engine/study/gate/gate-limit.ts';
import { pathsOfLooks } from '../../engine/study/gate/gate-looks.ts';
import type { LookPlan } from '../../engine/study/gate/gate-looks.ts';
import { readStatistic } from '../../engine/study/gate/gate-statistic.ts';
import { judgeCheck } from '../../engine/study/gate/judge-check.ts';
import type { JudgedCheck, ScenarioPaths } from '../../engine/study/gate/judge-check.ts';
import { metricDefinitions } from '../../engine/study/metrics.ts';
import { planStudy } from '../../engine/study/study.ts';
import type { MetricColumns, Study } from '../../engine/study/study.ts';
import { openStream } from '../../engine/math/random.ts';
import { account, choice, minuteMs, parameterInput, studyInput, ticks } from '../golden/study-inputs.ts';

const steps = 8;
const stepVolatility = 0.1 / Math.sqrt(steps);

export interface SideWorld {
  readonly maintenance: number;
  readonly seed: number;
}

function prices(path: number, seed: number): Float64Array {
  const stream = openStream({ seed, scenario: 'gate-worlds', path, component: 'prices', purpose: 'test' });
  const walk = Float64Array.of(100, ...new Array<number>(steps));
  for (let step = 1; step <= steps; step++) walk[step] = walk[step - 1] * Math.exp(stepVolatility * stream.normal());
  return walk;
}

function studyOf({ maintenance, seed }: SideWorld): Study {
  const margin = choice('margin', 'leverage', { 'max-leverage': 20, maintenance });
  const accounts = [6, 10, 15].map((cash, index) => account(`long-${index}`, cash, { 'X-PERP': 1 }));
  const instruments = [{ id: 'X-PERP', underlying: 'X', contract: 'linear', settle: 'USD', lot: 0.001, multiplier: 1 }] as const;
  const sets = [parameterInput({ margin })];
  const series = { X: ticks([100, 100]) };
  const study = planStudy(studyInput({ series, scenario: { feedback: 'none', accounts, instruments }, sets, paths: 1 }));
  const timesMs = Float64Array.from({ length: steps + 1 }, (_, tick) => tick * minuteMs);
  const source = { ...study.source, startMs: 0, endMs: steps * minuteMs };
  return { ...study, source: { ...source, draw: (path) => ({ timesMs, logWeight: 0, prices: [prices(path, seed)] }) } };
}

/** Columns of one side for a range of paths. */
export function columnsOf(side: SideWorld, { first, count }: { first: number; count: number }): MetricColumns {
  const study = studyOf(side);
  const result = runInline({ ...study, input: { ...study.input, firstPath: first, paths: count } });
  return result.sets[0].metrics;
}

export interface CheckText {
  readonly metric: string;
  readonly statistic?: string;
  readonly compare?: GateCompare;
  readonly limit: string;
  readonly minEvents?: number;
  readonly level?: 'error' | 'warn';
}

/** A check as a gate file would have it. */
export function checkOf({ metric, statistic = 'mean', compare = 'candidate', limit, minEvents, level = 'error' }: CheckText): MetricCheck {
  const definition = metricDefinitions.find(({ name }) => name === metric);
  const read = readLimit(limit);
  const measured = readStatistic(statistic);
  if (!definition || !measured || isRefusal(read)) throw new Error(`${metric} ${statistic} ${limit}`);
  const judged = limitFor({ limit: read, metricUnit: definition.unit, statistic: measured, compare });
  if (isRefusal(judged)) throw new Error(judged.what);
  const place = { file: 'gate.yaml', line: 1, column: 1 };
  return { kind: 'metric', id: 'one', level, metric: definition, statistic: measured, limit: judged, minEvents: minEvents ?? null, place };
}

/** Paths of a scenario whose columns are given. */
export function pathsWith(sides: Readonly<Partial<Record<'baseline' | 'candidate', MetricColumns>>>, paths: number): ScenarioPaths {
  return {
    scenario: 'small',
    seed: 1,
    firstPath: 0,
    paths,
    figures: null,
    column: (side, metric) => sides[side]?.[metric]?.subarray(0, paths) ?? null,
    command: (path) => `path ${path}`,
  };
}

type Sides = Readonly<Record<'baseline' | 'candidate', MetricColumns>>;
export type SideWorlds = Readonly<Record<'baseline' | 'candidate', SideWorld>>;

/** Runs a gate per check on the same paths, each with its own extensions, drawing paths as they are needed. */
export function runGates(checks: readonly GateCheck[], worlds: SideWorlds, plan: LookPlan): JudgedCheck[] {
  const judged: (JudgedCheck | null)[] = checks.map(() => null);
  let sides: Sides | null = null;
  let done = 0;
  for (const paths of pathsOfLooks(plan)) {
    const more = { first: done, count: paths - done };
    const added: Sides = { baseline: columnsOf(worlds.baseline, more), candidate: columnsOf(worlds.candidate, more) };
    sides = bothJoined(sides, added);
    done = paths;
    const all = pathsWith(sides, paths);
    checks.forEach((check, index) => {
      if ((judged[index]?.verdict ?? 'inconclusive') === 'inconclusive') judged[index] = judgeCheck(check, all, plan);
    });
    if (judged.every((one) => one?.verdict !== 'inconclusive')) break;
  }
  return judged.flatMap((one) => one ?? []);
}

function bothJoined(before: Sides | null, added: Sides): Sides {
  if (before === null) return added;
  return { baseline: joined(before.baseline, added.baseline), candidate: joined(before.candidate, added.candidate) };
}

function joined(one: MetricColumns, other: MetricColumns): MetricColumns {
  return Object.fromEntries(Object.keys(one).map((name) => [name, Float64Array.of(...one[name], ...other[name])]));
}

/** How often gates with different seeds gave a verdict, check by check. */
export function countVerdicts(gates: number, verdict: JudgedCheck['verdict'], run: (gate: number) => readonly JudgedCheck[]): number[] {
  const counts: number[] = [];
  for (let gate = 0; gate < gates; gate++) {
    run(gate).forEach((judged, check) => (counts[check] = (counts[check] ?? 0) + (judged.verdict === verdict ? 1 : 0)));
  }
  return counts;
}

/** Checks whose error rates are measured: money that is lost beyond margin, and how often anything is. */
export const measuredChecks: readonly MetricCheck[] = (
  [
    { metric: 'shortfall_usd', statistic: 'mean', compare: 'difference', limit: '<= 0 USD' },
    { metric: 'shortfall_usd', statistic: 'mean', compare: 'ratio', limit: '<= 1' },
    { metric: 'insolvent_accounts', statistic: 'rate', compare: 'difference', limit: '<= 0 %' },
    { metric: 'shortfall_usd', statistic: 'p(90)', compare: 'difference', limit: '<= 0 USD' },
    { metric: 'shortfall_usd', statistic: 'es(90)', compare: 'difference', limit: '<= 0 USD' },
  ] as const
).map(checkOf);

/** Sides of equal true risk that share nothing. */
export function equalSides(gate: number): SideWorlds {
  return { baseline: { maintenance: 0.02, seed: 1000 + gate }, candidate: { maintenance: 0.02, seed: 500_000 + gate } };
}

/** The candidate has a sixth of the maintenance, on the same paths. */
export function worseSides(gate: number): SideWorlds {
  return { baseline: { maintenance: 0.03, seed: gate }, candidate: { maintenance: 0.005, seed: gate } };
}
