/**
 * The kernel written the obvious way, from docs/semantics.md alone: every account is asked at every instant. It shares no code with
 * the fast kernel except rounding and exp, so that agreement of the two means something.
 */
import type { PricePath, WorldSpec } from '../../engine/kernel/world-spec.ts';
import type { RunOptions } from '../../engine/kernel/outcome.ts';
import { act } from './dense-action.ts';
import { depthPastTrigger, isLiquidatable } from './dense-health.ts';
import { checkConservation, checkWaterfall, trueCash } from './dense-ledger.ts';
import { isHalted, nextEventMs, openInstant, requoteTradedMarkets } from './dense-market.ts';
import { emptyRecords, type DenseResult, type Holding } from './dense-records.ts';
import { countOpenShortfalls, settlePools } from './dense-settlement.ts';
import { createWorld, instrumentsHeld, type Holder, type Trader, type World } from './dense-world.ts';

/** A cascade that did not end within the stated number of rounds. */
export class RoundLimitError extends Error {
  override readonly name = 'RoundLimitError';
}

/** Runs one path. Throws InvariantError when money or lots are not conserved after any event, RoundLimitError for an endless cascade. */
export function runDense(spec: WorldSpec, path: PricePath, options: RunOptions): DenseResult {
  const world = createWorld(spec, path, options, emptyRecords());
  checkConservation(world);
  const lastMs = path.timesMs[path.timesMs.length - 1];
  let timeMs = path.timesMs[0];
  while (timeMs <= lastMs) {
    runInstant(world, timeMs);
    timeMs = Math.min(path.timesMs[world.tick + 1] ?? Infinity, nextEventMs(world));
  }
  countOpenShortfalls(world);
  checkWaterfall(world);
  return resultOf(world);
}

/** Section 2. */
function runInstant(world: World, timeMs: number): void {
  const tickNow = world.path.timesMs[world.tick + 1] === timeMs;
  world.timeMs = timeMs;
  if (tickNow) world.tick++;
  world.rankings.clear();
  world.previousFills = [];
  world.currentFills = [];
  for (const trader of world.traders) trader.deferred = false;
  openInstant(world);
  runRounds(world);
  checkWaterfall(world);
}

function runRounds(world: World): void {
  world.round = 0;
  for (;;) {
    const found = collect(world);
    if (found.length > 0) runRound(world, found);
    else if (!settlePools(world)) break;
    checkConservation(world);
  }
  if (world.round > 1) world.records.occurrences.multiRoundInstants++;
}

/** Everyone who is liquidatable and may be acted on, nearest trigger first. */
function collect(world: World): Trader[] {
  const found = world.traders
    .filter((trader) => mayAct(world, trader) && isLiquidatable(world, trader, world.venues[trader.venue].marks))
    .map((trader) => ({ trader, depth: depthPastTrigger(world, trader, world.venues[trader.venue].marks) }))
    .sort((a, b) => b.depth - a.depth || a.trader.id - b.trader.id);
  world.records.occurrences.depthTies += found.filter(({ depth }, i) => i > 0 && depth === found[i - 1].depth).length;
  return found.map(({ trader }) => trader);
}

function mayAct(world: World, trader: Trader): boolean {
  if (trader.deferred || world.timeMs < trader.waitUntilMs) return false;
  return instrumentsHeld(trader).some((index) => !isHalted(world, world.instruments[index]));
}

/** Section 3: one round with frozen marks. */
function runRound(world: World, found: readonly Trader[]): void {
  if (world.round >= world.spec.limits.roundsPerInstant) {
    throw new RoundLimitError(`more than ${world.spec.limits.roundsPerInstant} rounds at ${world.timeMs} ms`);
  }
  world.previousFills = world.currentFills;
  world.currentFills = [];
  for (const trader of found) {
    if (!isLiquidatable(world, trader, world.venues[trader.venue].marks)) continue;
    act(world, trader);
    checkConservation(world);
  }
  for (const { market, seq } of world.currentFills) world.latestFill[market] = seq;
  requoteTradedMarkets(world);
  world.round++;
}

function holdingOf(world: World, holder: Holder): Holding {
  const cash = holder.cash.map((_, asset) => trueCash(world, holder, asset) + 0);
  return { name: holder.name, cash, lots: holder.lots.map((lots) => lots + 0) };
}

function resultOf(world: World): DenseResult {
  return {
    ...world.records,
    accounts: world.traders.map((trader) => holdingOf(world, trader)),
    venues: world.venues.map((venue) => ({
      market: holdingOf(world, venue.market), fund: holdingOf(world, venue.fund), fees: holdingOf(world, venue.fees),
      unfunded: holdingOf(world, venue.unfunded), pool: holdingOf(world, venue.pool),
    })),
    waterfall: world.venues.map((venue) => venue.waterfall),
    marks: world.venues.map((venue) => venue.marks),
    trace: world.trace,
  };
}
