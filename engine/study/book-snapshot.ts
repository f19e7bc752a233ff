/** The book of a world as it stands at the end of a run, in the form that a run starts from: every account keeps its equity. */
import { lotValue } from '../kernel/layout.ts';
import type { Simulation } from '../kernel/simulation.ts';
import type { Book } from '../kernel/world-spec.ts';
import { roundHalfAway } from '../math/round.ts';
import { bookOf } from '../population/book.ts';

/** Positions that are gone are left out; entry prices are the marks. Account indexes, ids and owners are those of the first book. */
export function bookNow(simulation: Simulation): Book {
  const { layout, ledger, markets, spec } = simulation;
  const { book } = spec;
  const internalOf = new Int32Array(book.count);
  layout.stableOf.forEach((stable, internal) => (internalOf[stable] = internal));
  const positions: { instrument: number; lots: number }[] = [];
  const positionStart = new Int32Array(book.count + 1);
  const balances: { asset: number; units: number }[] = [];
  const balanceStart = new Int32Array(book.count + 1);
  const cash = new Float64Array(book.count);
  for (let stable = 0; stable < book.count; stable++) {
    const account = internalOf[stable];
    const portfolio = account - layout.singleCount;
    const [from, to] = portfolio < 0 ? [account, account + 1] : [layout.positionStart[portfolio], layout.positionStart[portfolio + 1]];
    cash[stable] = ledger.trueCash(account);
    for (let slot = from; slot < to; slot++) {
      if (ledger.lots[slot] === 0) continue;
      const instrument = layout.slotInstrument[slot];
      positions.push({ instrument, lots: ledger.lots[slot] });
      cash[stable] += roundHalfAway(ledger.lots[slot] * lotValue(spec.instruments[instrument], markets.mark[instrument]));
    }
    if (portfolio >= 0) {
      for (let slot = layout.balanceStart[portfolio]; slot < layout.balanceStart[portfolio + 1]; slot++) {
        if (ledger.cash[slot] > 0) balances.push({ asset: layout.balanceAsset[slot - layout.accountCount], units: ledger.cash[slot] });
      }
    }
    positionStart[stable + 1] = positions.length;
    balanceStart[stable + 1] = balances.length;
  }
  return bookOf(
    {
      owner: book.owner,
      venue: book.venue,
      marginAsset: book.marginAsset,
      cash,
      positionStart,
      positionInstrument: Uint16Array.from(positions, (one) => one.instrument),
      positionLots: Float64Array.from(positions, (one) => one.lots),
      positionEntryPrice: Float64Array.from(positions, (one) => markets.mark[one.instrument]),
      balanceStart,
      balanceAsset: Uint8Array.from(balances, (one) => one.asset),
      balanceUnits: Float64Array.from(balances, (one) => one.units),
    },
    book,
  );
}
