/** The largest accounts of a world, which paths are run a second time without: how much of a result hangs on three accounts. */
import type { Simulation } from '../kernel/simulation.ts';
import type { Book, WorldSpec } from '../kernel/world-spec.ts';
import { largestAccounts } from '../population/book.ts';
import type { OpeningFacts } from './metrics.ts';
import { openingWithout } from './opening-facts.ts';
import { notionalUsd } from './trigger-map.ts';

const largestLeftOut = 3;

/** Who is left out of a world, and what its opening is without them. */
export interface LeftOut {
  /** By the numbers that the accounts have in the simulation. */
  readonly accounts: Int32Array;
  readonly opening: OpeningFacts;
}

/** The three largest accounts of a world by notional at the start. */
export function leaveOutLargest(simulation: Simulation, startPrices: Float64Array): LeftOut {
  const largest = largestOf(simulation.spec, startPrices);
  return { accounts: simulation.accountsOf(largest), opening: openingWithout(simulation.spec, startPrices, largest) };
}

/** Sets that share a book share this: who is largest follows from positions and start prices alone. */
const known = new WeakMap<Book, Int32Array>();

function largestOf(world: WorldSpec, startPrices: Float64Array): Int32Array {
  const { book } = world;
  const before = known.get(book);
  if (before) return before;
  const notionalOf = (instrument: number, lots: number): number => notionalUsd(world, startPrices, instrument, lots);
  const largest = Int32Array.from(largestAccounts(book, largestLeftOut, notionalOf));
  known.set(book, largest);
  return largest;
}
