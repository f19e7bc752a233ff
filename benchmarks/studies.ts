/** The plainest inputs of studies for benchmarks. */
import { findPolicy } from '../engine/policies/registry.ts';
import type { PolicyKind } from '../engine/policies/contract.ts';
import type { ParameterInput, PolicyChoice, ScenarioInput } from '../engine/study/inputs.ts';

/** A policy with its parameters checked and its defaults filled in. */
export function choice(kind: PolicyKind, policy: string, parameters: Readonly<Record<string, unknown>> = {}): PolicyChoice {
  const checked = findPolicy(kind, policy).parameters.parse(parameters) as Readonly<Record<string, unknown>>;
  return { kind, policy, parameters: checked };
}

/** A scenario on one underlying X with the square-root law. */
export function scenarioOf(changes: Partial<ScenarioInput>): ScenarioInput {
  return {
    name: 'bench',
    title: 'A benchmark',
    summary: '',
    sources: [],
    assumptions: [],
    limits: [],
    seed: 1,
    feedback: 'full',
    underlyings: { X: { liquidity: choice('liquidity', 'square-root', { 'daily-volume': 1e9, 'daily-volatility': 0.04 }) } },
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

/** Rules with a fund, auto-deleveraging and socialised losses. */
export function rulesOf(name: string, { maintenance, fundUsd }: { maintenance: number; fundUsd: number }): ParameterInput {
  return {
    name,
    title: name,
    summary: '',
    margin: choice('margin', 'leverage', { 'max-leverage': 50, maintenance }),
    collateral: choice('collateral', 'haircut'),
    liquidation: choice('liquidation', 'full'),
    losses: [choice('loss', 'insurance-fund', { opening: { USD: fundUsd } }), choice('loss', 'adl'), choice('loss', 'socialized')],
    oracle: null,
    breakers: [],
    funding: choice('funding', 'premium'),
    instruments: null,
    population: null,
    sources: [],
  };
}
