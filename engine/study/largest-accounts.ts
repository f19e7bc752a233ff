/** The largest accounts that a shown path hit: who they were at the start and what became of them. */
import { lotValue } from '../kernel/layout.ts';
import type { LargestAccountRow } from './run-folder-types.ts';
import type { ShownRun } from './evidence.ts';
import { notionalUsd } from './trigger-map.ts';

const rows = 20;

/** Liquidated or deleveraged accounts by the notional of their positions at the start, largest first. */
export function largestHit(run: ShownRun): LargestAccountRow[] {
  const liquidated = new Set(run.liquidations.map((record) => record.account));
  const deleveraged = new Set(run.deleveragings.map((record) => record.winner));
  const hit = [...new Set([...liquidated, ...deleveraged])];
  const notional = new Map(hit.map((account) => [account, startNotionalUsd(run, account)]));
  hit.sort((a, b) => (notional.get(b) ?? 0) - (notional.get(a) ?? 0) || a - b);
  return hit.slice(0, rows).map((account) => rowOf(run, account, notional.get(account) ?? 0, liquidated.has(account)));
}

function startNotionalUsd({ world, plan }: ShownRun, account: number): number {
  const { book } = world;
  let total = 0;
  for (let slot = book.positionStart[account]; slot < book.positionStart[account + 1]; slot++) {
    total += notionalUsd(world, plan.startPrices, book.positionInstrument[slot], book.positionLots[slot]);
  }
  return total;
}

function rowOf(run: ShownRun, account: number, notional: number, liquidated: boolean): LargestAccountRow {
  const { book, instruments } = run.world;
  const first = book.positionStart[account];
  const several = book.positionStart[account + 1] - first > 1;
  const equityUsd = startEquityUsd(run, account);
  const shortfallUsd = shortfallOf(run, account);
  return {
    account: book.accountId(account),
    owner: book.ownerId(book.owner[account]),
    instrument: several ? 'several' : instruments[book.positionInstrument[first]].id,
    side: several ? 'mixed' : book.positionLots[first] > 0 ? 'long' : 'short',
    leverage: equityUsd > 0 ? notional / equityUsd : null,
    notionalUsd: notional,
    equityUsd,
    shortfallUsd,
    outcome: liquidated ? (shortfallUsd > 0 ? 'liquidated, insolvent' : 'liquidated') : 'auto-deleveraged',
  };
}

function startEquityUsd({ world, plan }: ShownRun, account: number): number {
  const { book, assets, instruments } = world;
  const usd = (asset: number): number => assets[asset].unit * (assets[asset].market < 0 ? 1 : plan.startPrices[assets[asset].market]);
  let units = book.cash[account];
  for (let slot = book.positionStart[account]; slot < book.positionStart[account + 1]; slot++) {
    const instrument = instruments[book.positionInstrument[slot]];
    const start = lotValue(instrument, plan.startPrices[book.positionInstrument[slot]]);
    units += book.positionLots[slot] * (start - lotValue(instrument, book.positionEntryPrice[slot]));
  }
  let total = units * usd(book.marginAsset[account]);
  for (let slot = book.balanceStart[account]; slot < book.balanceStart[account + 1]; slot++) {
    total += book.balanceUnits[slot] * usd(book.balanceAsset[slot]);
  }
  return total;
}

/** Shortfall of an account in USD at the start price of its margin asset: what its settlements missed and what winners absorbed. */
function shortfallOf({ settlements, liquidations, world, plan }: ShownRun, account: number): number {
  const asset = world.assets[world.book.marginAsset[account]];
  const unitUsd = asset.unit * (asset.market < 0 ? 1 : plan.startPrices[asset.market]);
  let units = 0;
  for (const record of settlements) if (record.account === account) units += record.shortfall;
  for (const record of liquidations) if (record.account === account) units += record.absorbed;
  return units * unitUsd;
}
