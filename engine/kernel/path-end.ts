/** The end of a path: open negative equity is counted, the outcome is read, the digest is taken. */
import { Digest } from '../math/digest.ts';
import { UnorderedDigest } from '../math/unordered-digest.ts';
import type { Ledger } from './ledger.ts';
import type { PathOutcome } from './outcome.ts';
import type { Simulation } from './simulation.ts';
import type { Waterfall } from './waterfall.ts';
import type { PricePath, WorldSpec } from './world-spec.ts';

/**
 * Accounts that still hold positions with negative equity: shortfall that nobody paid. Whoever is in an index is healthy, so only accounts
 * that were touched can be among them, and singles of instruments that are still halted.
 */
export function countOpenShortfalls(simulation: Simulation, waterfall: Waterfall, isHalted: (instrument: number) => boolean): void {
  const { ledger, layout, spec } = simulation;
  const touched = ledger.touchedAccounts;
  for (let index = 0; index < touched.length; index++) {
    const account = touched[index];
    if (account >= layout.singleCount || ledger.lots[account] !== 0) countOne(simulation, waterfall, account);
  }
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

/** What is known of a path beside what stands in the world. */
interface FoundOut {
  lowestPrice(series: number): number;
  readonly digest: string;
}

/** Everything about a path that a study may want, copied out of the world. */
export function outcomeOf(simulation: Simulation, path: PricePath, { lowestPrice, digest }: FoundOut): PathOutcome {
  const { tally, cascade, funds, publisher, spec } = simulation;
  const owners = tally.owners.largest(tally.shortfalls);
  return {
    waterfall: tally.waterfall,
    usd: tally.usd,
    liquidations: cascade.liquidations,
    roots: cascade.roots,
    generationCount: cascade.generationCount,
    generationNotionalUsd: cascade.generationNotionalUsd,
    largestCascadeUsd: cascade.largestTreeUsd,
    liquidatedAccounts: tally.liquidatedAccounts,
    liquidatedOwners: tally.liquidatedOwners,
    insolventAccounts: tally.insolventAccounts,
    largestOwnerShortfallUsd: owners.oneUsd,
    twoLargestOwnersShortfallUsd: owners.twoUsd,
    deleveragedAccounts: tally.deleveragedAccounts,
    needlessLiquidations: simulation.needless.remaining,
    peakLiquidationUsdPerMinute: tally.peakUsdPerMinute,
    firstLiquidationMs: tally.firstLiquidationMs,
    firstDeleveragingMs: tally.firstDeleveragingMs,
    markStart: publisher.markStart.slice(),
    markLow: publisher.markLow.slice(),
    exogenousStart: byMarket(spec, (series) => path.prices[series][0]),
    exogenousLow: byMarket(spec, lowestPrice),
    fundOpeningUsd: funds.openingUsd.slice(),
    fundLowUsd: funds.lowUsd.slice(),
    fundClosingUsd: funds.nowUsd.slice(),
    fundChanges: { timesMs: funds.timesMs.slice(), usd: funds.usd.slice() },
    baseline: simulation.markets.trace,
    digest,
  };
}

function byMarket({ markets }: WorldSpec, read: (series: number) => number): Float64Array {
  const values = new Float64Array(markets.length);
  for (let market = 0; market < values.length; market++) values[market] = read(markets[market].series);
  return values;
}

/**
 * Of every account that is not as it was at the opening (true cash, lots, balances, whatever the order in which things happened), every
 * party, funding, totals per kind and the last marks.
 */
export function digestOf({ ledger, layout, cascade, markets }: Simulation): string {
  const { cash, lots, fundingIndex, movementTotals } = ledger;
  const digest = new Digest().numbers(changedAccounts(ledger).numbers);
  digest.numbers(cash.subarray(layout.firstPartyCash));
  digest.numbers(lots.subarray(layout.firstMarketSlot));
  digest.numbers(fundingIndex);
  digest.numbers(movementTotals);
  digest.number(cascade.liquidations).number(cascade.roots);
  digest.numbers(markets.mark);
  return digest.hex();
}

function changedAccounts(ledger: Ledger): UnorderedDigest {
  const accounts = new UnorderedDigest();
  const { cash, lots, fundingIndex, touchedAccounts: touched } = ledger;
  const { singleCount, openingCash, openingLots, stableOf, slotInstrument } = ledger.layout;
  for (let index = 0; index < touched.length; index++) {
    const account = touched[index];
    if (account >= singleCount) addPortfolio(accounts, ledger, account);
    else if (cash[account] !== openingCash[account] || lots[account] !== openingLots[account]) {
      const instrument = slotInstrument[account];
      accounts.add(stableOf[account], 1 + instrument, cash[account] - lots[account] * fundingIndex[instrument], lots[account]);
    }
  }
  return accounts;
}

/** Items of a portfolio in the digest: 0 its true cash, from 1 on lots per instrument, after those balances per asset; no item is 0. */
function addPortfolio(accounts: UnorderedDigest, ledger: Ledger, account: number): void {
  const { layout, cash, lots, spec } = ledger;
  if (!isChanged(ledger, account)) return;
  const portfolio = account - layout.singleCount;
  const stable = layout.stableOf[account];
  accounts.add(stable, 0, ledger.trueCash(account), 0);
  for (let slot = layout.positionStart[portfolio]; slot < layout.positionStart[portfolio + 1]; slot++) {
    if (lots[slot] !== 0) accounts.add(stable, 1 + layout.slotInstrument[slot], lots[slot], 0);
  }
  for (let slot = layout.balanceStart[portfolio]; slot < layout.balanceStart[portfolio + 1]; slot++) {
    const item = 1 + spec.instruments.length + layout.balanceAsset[slot - layout.accountCount];
    if (cash[slot] !== 0) accounts.add(stable, item, cash[slot], 0);
  }
}

function isChanged({ layout, cash, lots }: Ledger, account: number): boolean {
  const portfolio = account - layout.singleCount;
  if (cash[account] !== layout.openingCash[account]) return true;
  for (let slot = layout.positionStart[portfolio]; slot < layout.positionStart[portfolio + 1]; slot++) {
    if (lots[slot] !== layout.openingLots[slot]) return true;
  }
  for (let slot = layout.balanceStart[portfolio]; slot < layout.balanceStart[portfolio + 1]; slot++) {
    if (cash[slot] !== layout.openingCash[slot]) return true;
  }
  return false;
}
