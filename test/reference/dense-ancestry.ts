/** Roots, parents and generations (docs/semantics.md, section 8). */
import { isLiquidatable } from './dense-health.ts';
import { instrumentsHeld, type Trader, type World } from './dense-world.ts';

export interface Origin {
  /** Seq of the record whose fill caused this action; -1 for a root. */
  readonly parent: number;
  readonly generation: number;
}

export function originOf(world: World, trader: Trader): Origin {
  if (isLiquidatable(world, trader, world.venues[trader.venue].exogenousMarks)) return { parent: -1, generation: 0 };
  const parent = causeInPreviousRound(world, trader) ?? latestFillBeforeThisRound(world, trader);
  if (parent === -1) return { parent, generation: 0 };
  return { parent, generation: world.records.liquidations[parent].generation + 1 };
}

/** For a single on a venue without oracle: the first fill of the previous round whose feed price made it liquidatable. */
function causeInPreviousRound(world: World, trader: Trader): number | undefined {
  const [market] = instrumentsHeld(trader);
  const venue = world.venues[trader.venue];
  if (!trader.isSingle || venue.spec.oracle !== null) return undefined;
  return world.previousFills.find((fill) => {
    const marks = venue.marks.map((mark, index) => (index === market ? fill.feedAfter : mark));
    return fill.market === market && isLiquidatable(world, trader, marks);
  })?.seq;
}

function latestFillBeforeThisRound(world: World, trader: Trader): number {
  return Math.max(-1, ...instrumentsHeld(trader).map((market) => world.latestFill[market]));
}
