/** Small studies written by hand, for tests of the study layer. Everything that a test does not name is the plainest there is. */
import type { Candles } from '../../engine/market/candles.ts';
import { Simulation } from '../../engine/kernel/simulation.ts';
import type { PolicyKind } from '../../engine/policies/contract.ts';
import { findPolicy } from '../../engine/policies/registry.ts';
import { bookFor } from '../../engine/study/books.ts';
import type { AccountInput, ParameterInput, PolicyChoice, ScenarioInput, SeriesInput, StudyInput } from '../../engine/study/inputs.ts';
import { planStudy } from '../../engine/study/study.ts';
import { worldWith } from '../../engine/study/world-plan.ts';

/** A policy with its parameters checked and its defaults filled in. */
export function choice(kind: PolicyKind, policy: string, parameters: Readonly<Record<string, unknown>> = {}): PolicyChoice {
  const checked = findPolicy(kind, policy).parameters.parse(parameters) as Readonly<Record<string, unknown>>;
  return { kind, policy, parameters: checked };
}

/** 20x, 2.5 % maintenance, everything closed without a fee, nobody pays for losses. */
export function parameterInput(changes: Partial<ParameterInput> = {}): ParameterInput {
  return {
    name: 'plain',
    title: 'Plain rules',
    summary: '',
    margin: choice('margin', 'leverage', { 'max-leverage': 20, maintenance: 0.025 }),
    collateral: choice('collateral', 'haircut'),
    liquidation: choice('liquidation', 'full', { fee: 0 }),
    losses: [],
    oracle: null,
    breakers: [],
    funding: null,
    instruments: null,
    population: null,
    sources: [],
    ...changes,
  };
}

export function scenarioInput(changes: Partial<ScenarioInput> = {}): ScenarioInput {
  return {
    name: 'small',
    title: 'A small scenario',
    summary: '',
    sources: [],
    assumptions: [],
    limits: [],
    seed: 1,
    feedback: 'full',
    underlyings: {},
    volatility: null,
    rebuild: { candidates: 8, correlation: 0.8, firstExtreme: 'random' },
    grid: null,
    dependence: null,
    instruments: null,
    assets: {},
    population: null,
    accounts: [],
    ...changes,
  };
}

type Sizes = Readonly<Record<string, number>>;

export function account(id: string, cash: number, positions: Sizes, changes: Partial<AccountInput> = {}): AccountInput {
  const held = Object.fromEntries(Object.entries(positions).map(([instrument, size]) => [instrument, { size, entry: null }]));
  return { id, owner: id, venue: null, margin: 'cross', cash, balances: {}, positions: held, ...changes };
}

export const minuteMs = 60_000;

export function ticks(prices: readonly number[], stepMs = minuteMs): SeriesInput {
  return { kind: 'ticks', timesMs: Float64Array.from(prices, (_, tick) => tick * stepMs), prices: Float64Array.from(prices) };
}

export type BarRow = readonly [open: number, high: number, low: number, close: number];

/** Bars at the given open times, or one after the other from 0. */
export function candles(rows: readonly BarRow[], stepMs: number, openTimesMs?: readonly number[]): Candles {
  const column = (place: number): Float64Array => Float64Array.from(rows, (row) => row[place]);
  const openTimeMs = Float64Array.from(openTimesMs ?? rows.map((_, bar) => bar * stepMs));
  return { symbol: 'X', stepMs, openTimeMs, open: column(0), high: column(1), low: column(2), close: column(3), volume: null };
}

export function bars(rows: readonly BarRow[], stepMs: number, openTimesMs?: readonly number[]): SeriesInput {
  return { kind: 'bars', candles: candles(rows, stepMs, openTimesMs) };
}

export interface StudyOptions {
  readonly series: Readonly<Record<string, SeriesInput>>;
  /** Of every underlying; null for a market that nothing moves. */
  readonly liquidity?: PolicyChoice | null;
  readonly scenario?: Partial<ScenarioInput>;
  readonly sets?: readonly ParameterInput[];
  readonly baseline?: ParameterInput;
  readonly paths?: number;
  readonly accountsFile?: StudyInput['accountsFile'];
}

/** One venue per set; the ids of the sets are their names. */
export function studyInput(options: StudyOptions): StudyInput {
  const { series, liquidity = null, scenario = {}, sets = [parameterInput()], baseline, paths = 1, accountsFile = null } = options;
  const setOf = (parameters: ParameterInput): StudyInput['sets'][number] => {
    return { id: parameters.name, venues: [{ id: 'venue', parameters }] };
  };
  return {
    scenario: scenarioInput({ underlyings: Object.fromEntries(Object.keys(series).map((name) => [name, { liquidity }])), ...scenario }),
    series,
    startMs: 0,
    endMs: null,
    paths,
    sets: sets.map(setOf),
    baseline: baseline ? setOf(baseline) : null,
    accountsFile,
  };
}

/** The world of the first set on the first path, with its plan, ready to run. */
export function simulationOf(input: StudyInput) {
  const study = planStudy(input);
  const [plan] = study.sets;
  const path = { ...study.source.draw(0), depthScale: plan.frame.markets.map(() => null) };
  return { study, plan, path, simulation: new Simulation(worldWith(plan, bookFor(input, plan, 0))) };
}
