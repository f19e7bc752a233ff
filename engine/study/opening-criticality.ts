/**
 * The largest criticality of a book at its start, without the rest of the trigger map: lots by bin are whole numbers, so that those of a
 * few accounts can be taken off again exactly.
 */
import type { WorldSpec } from '../kernel/world-spec.ts';
import { mapped } from '../math/mapped.ts';
import { binCount, binOf, criticalityAt, fillTriggers } from './trigger-map.ts';

/** Lots that trigger per instrument and bin: longs[instrument][bin], shorts likewise. */
export interface TriggerLots {
  readonly longs: readonly Float64Array[];
  readonly shorts: readonly Float64Array[];
}

/** The lots of all accounts. */
export function triggerLots(world: WorldSpec, startPrices: Float64Array): TriggerLots {
  const column = (): Float64Array => new Float64Array(binCount);
  const lots = { longs: mapped(world.instruments, column), shorts: mapped(world.instruments, column) };
  const triggers = new Float64Array(world.book.positionStart[world.book.count]);
  for (let account = 0; account < world.book.count; account++) addAccount(lots, { world, startPrices, account, triggers }, 1);
  return lots;
}

/** The same without some accounts of the world. */
export function lotsWithout(lots: TriggerLots, world: WorldSpec, startPrices: Float64Array, accounts: Iterable<number>): TriggerLots {
  const copy = (columns: readonly Float64Array[]): Float64Array[] => mapped(columns, (column) => column.slice());
  const left = { longs: copy(lots.longs), shorts: copy(lots.shorts) };
  const triggers = new Float64Array(world.book.positionStart[world.book.count]);
  for (const account of accounts) addAccount(left, { world, startPrices, account, triggers }, -1);
  return left;
}

interface Addition {
  readonly world: WorldSpec;
  readonly startPrices: Float64Array;
  readonly account: number;
  /** Room for one trigger per position of the book. */
  readonly triggers: Float64Array;
}

function addAccount({ longs, shorts }: TriggerLots, { world, startPrices, account, triggers }: Addition, sign: 1 | -1): void {
  const { book } = world;
  fillTriggers(world, startPrices, account, triggers);
  for (let slot = book.positionStart[account]; slot < book.positionStart[account + 1]; slot++) {
    if (!(triggers[slot] > 0)) continue;
    const instrument = book.positionInstrument[slot];
    const bin = binOf(triggers[slot], startPrices[instrument]);
    const lots = book.positionLots[slot];
    if (bin >= 0) (lots > 0 ? longs : shorts)[instrument][bin] += sign * Math.abs(lots);
  }
}

/** The largest criticality of any bin (trigger-map.ts); 0 without lots. */
export function largestCriticality({ longs, shorts }: TriggerLots, world: WorldSpec, startPrices: Float64Array): number {
  let most = 0;
  for (let instrument = 0; instrument < world.instruments.length; instrument++) {
    for (let bin = 0; bin < binCount; bin++) {
      const lots = bin < binCount / 2 ? 0 - longs[instrument][bin] : shorts[instrument][bin];
      if (lots !== 0) most = Math.max(most, criticalityAt(world, startPrices[instrument], { instrument, scale: 1, lots }));
    }
  }
  return most;
}
