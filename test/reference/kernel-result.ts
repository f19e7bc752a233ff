/** Runs the fast kernel and writes what it did in the dense twin's form, so that the two can be compared field by field. */
import type { BaselineTrace, RunOptions } from '../../engine/kernel/outcome.ts';
import { partyIndex, type PartyKind } from '../../engine/kernel/parties.ts';
import { Simulation } from '../../engine/kernel/simulation.ts';
import type { PricePath, WorldSpec } from '../../engine/kernel/world-spec.ts';
import { emptyRecords, type DenseRecords, type DenseResult, type Holding, type VenueHoldings } from './dense-records.ts';

/** What both implementations can tell about a path. */
export type PathResult = Omit<DenseResult, 'marks' | 'trace' | 'occurrences'>;

export interface KernelResult extends PathResult {
  readonly digest: string;
  readonly trace: BaselineTrace | null;
}

/** Runs one path on a new simulation. */
export function runKernel(spec: WorldSpec, path: PricePath, options: RunOptions): KernelResult {
  return runOn(new Simulation(spec), path, options);
}

/** Runs one path on a simulation that may have run others before. */
export function runOn(simulation: Simulation, path: PricePath, options: RunOptions): KernelResult {
  const records = emptyRecords();
  const outcome = simulation.run(path, { ...options, journal: journalInto(records) });
  return {
    ...records, digest: outcome.digest, trace: outcome.baseline, accounts: holdingsOfAccounts(simulation),
    venues: simulation.spec.venues.map((_, venue) => holdingsOfVenue(simulation, venue)),
    waterfall: outcome.waterfall.map((assets) => assets.map((totals) => ({ ...totals }))),
  };
}

function journalInto(records: DenseRecords): NonNullable<RunOptions['journal']> {
  return {
    liquidation: (record) => records.liquidations.push(record),
    settlement: (record) => records.settlements.push(record),
    deleveraging: (record) => records.deleveragings.push(record),
    socialization: (record) => records.socializations.push(record),
    funding: (timeMs, instrument, unitsPerLot) => records.fundings.push({ timeMs, instrument, unitsPerLot }),
    collateralSale: (timeMs, account, asset, amountUnits, proceeds) =>
      records.collateralSales.push({ timeMs, account, asset, amountUnits, proceeds }),
  };
}

/** By stable account id: true cash in the margin asset, other balances, lots. */
function holdingsOfAccounts({ spec, layout, ledger }: Simulation): Holding[] {
  const holdings: Holding[] = [];
  for (let account = 0; account < layout.accountCount; account++) {
    const cash = spec.assets.map(() => 0);
    const lots = spec.instruments.map(() => 0);
    const [firstSlot, endSlot] = slotsOf(layout, account);
    for (let slot = firstSlot; slot < endSlot; slot++) lots[layout.slotInstrument[slot]] = ledger.lots[slot] + 0;
    const portfolio = account - layout.singleCount;
    for (let slot = layout.balanceStart[portfolio]; slot < layout.balanceStart[portfolio + 1]; slot++) {
      cash[layout.balanceAsset[slot - layout.balanceStart[0]]] = ledger.cash[slot];
    }
    cash[layout.accountAsset[account]] = ledger.trueCash(account) + 0;
    const id = layout.stableOf[account];
    holdings[id] = { name: `account ${spec.book.accountId(id)}`, cash, lots };
  }
  return holdings;
}

function slotsOf(layout: Simulation['layout'], account: number): readonly [number, number] {
  const portfolio = account - layout.singleCount;
  return portfolio < 0 ? [account, account + 1] : [layout.positionStart[portfolio], layout.positionStart[portfolio + 1]];
}

function holdingsOfVenue(simulation: Simulation, venue: number): VenueHoldings {
  const holding = (party: PartyKind): Holding => holdingOfParty(simulation, venue, party);
  return { market: holding('market'), fund: holding('fund'), fees: holding('fees'), unfunded: holding('unfunded'), pool: holding('pool') };
}

/** Only the market party has lots; its cash owes funding on them. */
function holdingOfParty({ spec, layout, ledger }: Simulation, venue: number, party: PartyKind): Holding {
  const isOwn = (instrument: number): boolean => party === 'market' && spec.instruments[instrument].venue === venue;
  const lots = spec.instruments.map((_, instrument) => (isOwn(instrument) ? ledger.lots[layout.firstMarketSlot + instrument] + 0 : 0));
  const cash = spec.assets.map((_, asset) => {
    const owed = spec.instruments.map(({ settleAsset }, i) => (settleAsset === asset ? lots[i] * ledger.fundingIndex[i] : 0));
    return ledger.cash[ledger.cashSlotOf(venue, partyIndex[party], asset)] - owed.reduce((sum, units) => sum + units, 0) + 0;
  });
  return { name: `${spec.venues[venue].id} ${party}`, cash, lots };
}
