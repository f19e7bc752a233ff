/**
 * Accounts that a run is made without: their opening trades are undone, they keep their money. Whoever holds nothing but money is never
 * asked, never pays and shifts nothing, so that the others fare as in a world in which these accounts never were, and nothing that was
 * found out about the world has to be found out again.
 */
import type { Ledger } from './ledger.ts';
import { movement, partyIndex } from './parties.ts';

/** Gives the positions of an account back to the market party at what they cost. Call at the opening, before funding moves. */
export function undoOpening(ledger: Ledger, account: number): void {
  const { positionStart, singleCount } = ledger.layout;
  const portfolio = account - singleCount;
  const start = portfolio < 0 ? account : positionStart[portfolio];
  const end = portfolio < 0 ? account + 1 : positionStart[portfolio + 1];
  ledger.touch(account);
  for (let slot = start; slot < end; slot++) undoTrade(ledger, account, slot);
}

function undoTrade(ledger: Ledger, account: number, slot: number): void {
  const { layout, spec, lots, cost } = ledger;
  const instrument = layout.slotInstrument[slot];
  const { venue, settleAsset } = spec.instruments[instrument];
  const marketSlot = layout.firstMarketSlot + instrument;
  const marketCash = ledger.cashSlotOf(venue, partyIndex.market, settleAsset);
  const held = lots[slot];
  const leg = cost[slot];
  if (held > 0) ledger.trade(marketSlot, marketCash, slot, account, instrument, held, leg, movement.opening);
  else ledger.trade(slot, account, marketSlot, marketCash, instrument, 0 - held, 0 - leg, movement.opening);
  cost[slot] = 0;
}
