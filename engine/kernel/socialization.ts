/**
 * Socialised loss: winners give up a share of their unrealised profit, pro rata. Shares are rounded down; the units that rounding
 * leaves are taken one each in ascending stable account id from winners who still have profit, round after round until none is left.
 */
import { assert } from '../math/assert.ts';
import { roundHalfAway } from '../math/round.ts';
import type { PriceView } from './health.ts';
import type { Ledger } from './ledger.ts';
import { movement, partyIndex } from './parties.ts';

export interface SocializationRequest {
  readonly ledger: Ledger;
  readonly prices: PriceView;
  readonly venue: number;
  readonly asset: number;
  /** Units the pool is owed. */
  readonly debt: number;
  readonly maxHaircut: number;
  readonly changed: (account: number) => void;
}

interface Winner {
  readonly account: number;
  readonly stable: number;
  readonly profit: number;
  share: number;
}

/** Takes what the winners can give, at most the debt. */
export function socialize(request: SocializationRequest): { taken: number; winners: number } {
  const winners = findWinners(request);
  const total = winners.reduce((sum, winner) => sum + winner.profit, 0);
  const taken = Math.min(request.debt, Math.floor(request.maxHaircut * total));
  if (taken === 0) return { taken: 0, winners: 0 };
  shareOut(winners, taken, total);
  const pool = request.ledger.cashSlotOf(request.venue, partyIndex.pool, request.asset);
  for (const winner of winners) takeShare(request, winner, pool);
  return { taken, winners: winners.length };
}

/** Unrealised profit of an account in cash units: positions at mark less their cost, less haircuts already taken. */
function profitOf(ledger: Ledger, account: number, prices: PriceView): number {
  const { layout } = ledger;
  const portfolio = account - layout.singleCount;
  const start = portfolio < 0 ? account : layout.positionStart[portfolio];
  const end = portfolio < 0 ? account + 1 : layout.positionStart[portfolio + 1];
  let profit = ledger.haircutsTaken ? -ledger.haircutsTaken[account] : 0;
  for (let slot = start; slot < end; slot++) {
    if (ledger.lots[slot] === 0) continue;
    profit += roundHalfAway(ledger.lots[slot] * prices.lotValue[layout.slotInstrument[slot]]) - ledger.cost[slot];
  }
  return profit;
}

function findWinners({ ledger, prices, venue, asset }: SocializationRequest): Winner[] {
  const { layout } = ledger;
  const winners: Winner[] = [];
  for (let account = 0; account < layout.accountCount; account++) {
    if (layout.accountVenue[account] !== venue || layout.accountAsset[account] !== asset) continue;
    const profit = profitOf(ledger, account, prices);
    if (profit > 0) winners.push({ account, stable: layout.stableOf[account], profit, share: 0 });
  }
  return winners.sort((a, b) => a.stable - b.stable);
}

function shareOut(winners: readonly Winner[], taken: number, total: number): void {
  let left = taken;
  for (const winner of winners) {
    winner.share = Math.min(winner.profit, left, Math.floor(taken * (winner.profit / total)));
    left -= winner.share;
  }
  while (left > 0) {
    for (const winner of winners) {
      if (left === 0) break;
      if (winner.share >= winner.profit) continue;
      winner.share++;
      left--;
    }
  }
  assert(left === 0, 'shares must add up to what is taken');
}

function takeShare({ ledger, asset, changed }: SocializationRequest, winner: Winner, pool: number): void {
  if (winner.share === 0) return;
  assert(winner.share <= winner.profit, 'a haircut never exceeds the profit');
  ledger.touch(winner.account);
  ledger.transfer(winner.account, pool, asset, winner.share, movement.socialization);
  ledger.haircutsTaken ??= new Float64Array(ledger.layout.accountCount);
  ledger.haircutsTaken[winner.account] += winner.share;
  changed(winner.account);
}
