/** Auto-deleveraging against winners (docs/semantics.md, sections 4.3 and 5). */
import { roundHalfAway } from '../../engine/math/round.ts';
import { equity, positionProfit } from './dense-health.ts';
import { reduceCost, trade } from './dense-ledger.ts';
import { instrumentsHeld, lotValue, type InstrumentState, type Trader, type World } from './dense-world.ts';

interface LosingSide {
  readonly instrument: InstrumentState;
  /** Side of the loser. */
  readonly side: number;
}

function isWinner(world: World, trader: Trader, { instrument, side }: LosingSide): boolean {
  if (Math.sign(trader.lots[instrument.index]) !== -side) return false;
  return positionProfit(world, trader, instrument.index) > 0 && equity(world, trader, world.venues[trader.venue].marks) > 0;
}

function scoreOf(world: World, trader: Trader, instrument: InstrumentState): number {
  const { marks, deleveragingStage } = world.venues[trader.venue];
  let accountNotional = 0;
  for (const index of instrumentsHeld(trader)) {
    accountNotional = accountNotional + Math.abs(trader.lots[index] * lotValue(world.instruments[index].spec, marks[index]));
  }
  const lots = trader.lots[instrument.index];
  const positionValue = lots * lotValue(instrument.spec, marks[instrument.index]);
  if (deleveragingStage === undefined) return 0;
  return deleveragingStage.score(positionValue, trader.cost[instrument.index], accountNotional, equity(world, trader, marks));
}

/** Winners by score descending, then id; made at the first need in an instant and kept for it. */
function ranking(world: World, loser: Trader, losing: LosingSide): Trader[] {
  const key = `${losing.instrument.index}:${losing.side}`;
  const known = world.rankings.get(key);
  if (known !== undefined) return known;
  const made = world.traders
    .filter((trader) => trader.venue === loser.venue && isWinner(world, trader, losing))
    .map((trader) => ({ trader, score: scoreOf(world, trader, losing.instrument) }))
    .sort((a, b) => b.score - a.score || a.trader.id - b.trader.id)
    .map(({ trader }) => trader);
  world.rankings.set(key, made);
  return made;
}

interface Deleveraging extends LosingSide {
  readonly lots: number;
  /** Lot value at which the lots change hands. */
  readonly lotValue: number;
}

interface HandedOver {
  readonly lots: number;
  /** What the winners absorbed against the mark. */
  readonly absorbed: number;
}

/** 3c. Hands lots to the winners in rank order, as far as they go. */
export function closeByDeleveraging(world: World, loser: Trader, wanted: Deleveraging): HandedOver {
  if (wanted.lots === 0) return { lots: 0, absorbed: 0 };
  let done = 0;
  for (const winner of ranking(world, loser, wanted)) {
    const lots = winner === loser ? 0 : Math.min(wanted.lots - done, lotsOnSide(winner, wanted.instrument, -wanted.side));
    if (lots > 0) handOver(world, { ...wanted, loser, winner, lots, done });
    done += lots;
  }
  return { lots: done, absorbed: absorbedByWinners(world, loser, { ...wanted, lots: done }) };
}

function lotsOnSide(trader: Trader, { index }: InstrumentState, side: number): number {
  return Math.max(0, side * trader.lots[index]);
}

interface HandOver extends Deleveraging {
  readonly loser: Trader;
  readonly winner: Trader;
  /** Lots handed over before. */
  readonly done: number;
}

function handOver(world: World, { instrument, side, loser, winner, lots, done, lotValue: price }: HandOver): void {
  const leg = roundHalfAway((done + lots) * price) - roundHalfAway(done * price);
  reduceCost(loser, instrument.index, lots);
  reduceCost(winner, instrument.index, lots);
  trade({ buyer: winner, seller: loser, instrument, lots: side * lots, leg: side * leg });
  world.records.deleveragings.push({ timeMs: world.timeMs, instrument: instrument.index, loser: loser.id, winner: winner.id, lots, leg });
}

function absorbedByWinners(world: World, loser: Trader, { instrument, side, lots, lotValue: price }: Deleveraging): number {
  const venue = world.venues[loser.venue];
  const mark = lotValue(instrument.spec, venue.marks[instrument.index]);
  const absorbed = Math.max(0, side * (roundHalfAway(lots * price) - roundHalfAway(lots * mark)));
  venue.waterfall[loser.marginAsset].shortfall += absorbed;
  venue.waterfall[loser.marginAsset].adl += absorbed;
  return absorbed;
}
