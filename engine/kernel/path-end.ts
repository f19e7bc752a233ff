/** The end of a path: open negative equity is counted, the outcome is read, the digest is taken. */
import { Digest } from '../math/digest.ts';
import type { PathOutcome } from './outcome.ts';
import { preparePath } from './quiet-ticks.ts';
import type { Simulation } from './simulation.ts';
import type { Waterfall } from './waterfall.ts';
import type { PricePath } from './world-spec.ts';

/**
 * Accounts that still hold positions with negative equity: shortfall that nobody paid. Whoever is in an index is healthy, so only accounts
 * that were touched can be among them, and singles of instruments that are still halted.
 */
export function countOpenShortfalls(simulation: Simulation, waterfall: Waterfall, isHalted: (instrument: number) => boolean): void {
  const { ledger, layout, spec } = simulation;
  const touched = ledger.touchedAccounts;
  for (let index = 0; index < touched.length; index++) countOne(simulation, waterfall, touched[index]);
  if (!spec.instruments.some((_, instrument) => isHalted(instrument))) return;
  const counted = new Set(touched);
  for (let account = 0; account < layout.singleCount; account++) {
    if (isHalted(layout.slotInstrument[account]) && !counted.has(account)) countOne(simulation, waterfall, account);
  }
}

function countOne({ health, markets }: Simulation, waterfall: Waterfall, account: number): void {
  health.evaluate(account, markets);
  if (health.notional === 0 || health.equity >= 0) return;
  waterfall.noteOpenShortfall(account, -Math.floor(health.equity), markets);
}

/** Everything about a path that a study may want, copied out of the world. */
export function outcomeOf(simulation: Simulation, path: PricePath, digest: string): PathOutcome {
  const { tally, cascade, funds, publisher, spec } = simulation;
  const prepared = preparePath(path);
  return {
    waterfall: tally.waterfall,
    usd: tally.usd,
    liquidations: cascade.liquidations,
    roots: cascade.roots,
    generationCount: [...cascade.generationCount],
    generationNotionalUsd: [...cascade.generationNotionalUsd],
    largestCascadeUsd: cascade.largestTreeUsd,
    liquidatedAccounts: tally.liquidatedAccounts,
    liquidatedOwners: tally.liquidatedOwners,
    insolventAccounts: tally.insolventAccounts,
    deleveragedAccounts: tally.deleveragedAccounts,
    needlessLiquidations: simulation.needless.remaining,
    peakLiquidationUsdPerMinute: tally.peakUsdPerMinute,
    firstLiquidationMs: tally.firstLiquidationMs,
    firstDeleveragingMs: tally.firstDeleveragingMs,
    markStart: publisher.markStart.slice(),
    markLow: publisher.markLow.slice(),
    exogenousStart: Float64Array.from(spec.markets, (market) => path.prices[market.series][0]),
    exogenousLow: Float64Array.from(spec.markets, (market) => prepared.lowest[market.series]),
    fundOpeningUsd: funds.openingUsd.slice(),
    fundLowUsd: funds.lowUsd.slice(),
    fundClosingUsd: funds.nowUsd.slice(),
    fundChanges: { timesMs: [...funds.timesMs], usd: [...funds.usd] },
    baseline: simulation.markets.trace,
    digest,
  };
}

/** Of every account that was touched (in the order of events), every party, funding, totals per kind and the last marks. */
export function digestOf({ ledger, layout, cascade, markets }: Simulation): string {
  const digest = new Digest();
  const touched = ledger.touchedAccounts;
  for (let index = 0; index < touched.length; index++) digest.number(layout.stableOf[touched[index]]).number(ledger.trueCash(touched[index]));
  digest.numbers(ledger.cash.subarray(layout.firstPartyCash));
  digest.numbers(ledger.lots.subarray(layout.firstMarketSlot));
  digest.numbers(ledger.fundingIndex);
  digest.numbers(ledger.movementTotals);
  digest.number(cascade.liquidations).number(cascade.roots);
  digest.numbers(markets.mark);
  return digest.hex();
}
