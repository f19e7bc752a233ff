/** What metrics are set against: facts of a world before anything happens. Paths that share a population share them. */
import type { WorldSpec } from '../kernel/world-spec.ts';
import type { OpeningFacts } from './metrics.ts';
import { largestCriticality, lotsWithout, triggerLots } from './opening-criticality.ts';
import type { TriggerLots } from './opening-criticality.ts';
import { openingMargin } from './trigger-map.ts';

interface KnownOpening {
  readonly facts: OpeningFacts;
  readonly lots: TriggerLots;
}

const known = new WeakMap<WorldSpec, KnownOpening>();

/** Facts of all accounts. */
export function openingOf(world: WorldSpec, startPrices: Float64Array): OpeningFacts {
  return knownOf(world, startPrices).facts;
}

/** Facts of the accounts of a world but for some, by their indices in its book. */
export function openingWithout(world: WorldSpec, startPrices: Float64Array, leftOut: Int32Array): OpeningFacts {
  const lots = lotsWithout(knownOf(world, startPrices).lots, world, startPrices, leftOut);
  return { ...openingMargin(world, startPrices, leftOut), criticalityMax: largestCriticality(lots, world, startPrices) };
}

function knownOf(world: WorldSpec, startPrices: Float64Array): KnownOpening {
  const before = known.get(world);
  if (before) return before;
  const lots = triggerLots(world, startPrices);
  const facts = { ...openingMargin(world, startPrices), criticalityMax: largestCriticality(lots, world, startPrices) };
  const made = { facts, lots };
  known.set(world, made);
  return made;
}
