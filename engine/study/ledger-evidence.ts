/**
 * Where every unit of cash of a path came from and went to, per asset, as whole units: deposits, flows between classes of holders by
 * kind, balances at the end. Flows are added up from the journal, balances are read from the ledger: that one explains the other to the
 * unit is what a solvency audit checks (docs/semantics.md, the exact ledger).
 */
import { lotValue } from '../kernel/layout.ts';
import type { Ledger } from '../kernel/ledger.ts';
import type { Journal, LiquidationRecord, PathOutcome, SettlementRecord, SocializationRecord, WaterfallTotals } from '../kernel/outcome.ts';
import { movementKinds, partyKinds } from '../kernel/parties.ts';
import type { Simulation } from '../kernel/simulation.ts';
import { assert } from '../math/assert.ts';
import { roundHalfAway } from '../math/round.ts';
import type { LedgerAsset, LedgerBalances, LedgerEvidence, LedgerFlow, LedgerHolder, LedgerPosition } from './ledger-evidence-types.ts';

/** Holders in the order in which a table shows them. */
export const ledgerHolders: readonly LedgerHolder[] = ['traders', ...partyKinds];

interface FlowName {
  readonly kind: string;
  readonly from: LedgerHolder;
  readonly to: LedgerHolder;
}

type MovesMoney = 'liquidation' | 'settlement' | 'deleveraging' | 'socialization' | 'funding' | 'collateralSale';

/** Listens to one path and explains its balances afterwards. */
export class LedgerWatch {
  /** Units by asset and name of the flow. */
  readonly #flows: Map<string, LedgerFlow>[];
  readonly #simulation: Simulation;
  /** Lots of the market party per instrument, which pays and receives funding for what nobody else holds. */
  readonly #marketLots: Float64Array;

  /** Call before the path runs: positions are followed from their opening. */
  constructor(simulation: Simulation) {
    const { spec, layout } = simulation;
    this.#simulation = simulation;
    this.#flows = spec.assets.map(() => new Map<string, LedgerFlow>());
    this.#marketLots = layout.openingLots.slice(layout.firstMarketSlot, layout.firstMarketSlot + spec.instruments.length);
    layout.marketOpeningLegs.forEach((leg, instrument) => this.#addNet(spec.instruments[instrument].settleAsset, 'opening', leg));
  }

  /** The parts of a journal that move money. */
  readonly journal: Required<Pick<Journal, MovesMoney>> = {
    liquidation: (record) => this.#noteLiquidation(record),
    settlement: (record) => this.#noteSettlement(record),
    deleveraging: ({ instrument, leg }) => {
      const { settleAsset } = this.#simulation.spec.instruments[instrument];
      this.#add(settleAsset, { kind: 'deleveraging', from: 'traders', to: 'traders' }, Math.abs(leg));
    },
    socialization: (record) => this.#noteSocialization(record),
    funding: (_timeMs, instrument, unitsPerLot) => {
      const { settleAsset } = this.#simulation.spec.instruments[instrument];
      this.#addNet(settleAsset, 'funding', 0 - this.#marketLots[instrument] * unitsPerLot);
    },
    collateralSale: (_timeMs, account, asset, amountUnits, proceeds) => {
      this.#addNet(asset, 'collateral-sale', amountUnits);
      this.#addNet(this.#assetOf(account), 'collateral-sale', 0 - proceeds);
    },
  };

  /** What happened to every unit, after the path. Throws InvariantError where a number left the range of exact integers. */
  evidence({ waterfall }: PathOutcome): LedgerEvidence {
    const { spec } = this.#simulation;
    return {
      assets: spec.assets.map((_, asset) => this.#assetEvidence(asset, waterfall.map((venue) => venue[asset]))),
      positions: spec.instruments.map((_, instrument) => positionOf(this.#simulation, instrument)),
    };
  }

  #assetEvidence(asset: number, waterfall: readonly WaterfallTotals[]): LedgerAsset {
    const { spec, ledger, health, markets } = this.#simulation;
    const { movementTotals: moved } = ledger;
    const { id, unit, market } = spec.assets[asset];
    const opening = openingBalances(ledger, asset);
    const closing = closingBalances(ledger, asset);
    const total = (key: keyof WaterfallTotals): number => whole(waterfall.reduce((sum, one) => sum + one[key], 0));
    return {
      asset: id,
      unit,
      unitUsd: unit * health.assetPrice(asset, markets),
      isUsd: market < 0,
      isSettlement: spec.instruments.some(({ settleAsset }) => settleAsset === asset),
      openingUnits: opening,
      flows: [...this.#withFeesDivided(asset, opening, closing).values()].filter(({ units }) => whole(units) > 0),
      closingUnits: closing,
      residueUnits: sumOf(closing) - sumOf(opening),
      movedUnits: Object.fromEntries(movementKinds.map((kind, place) => [kind, whole(moved[place * spec.assets.length + asset])])),
      waterfallUnits: {
        shortfall: total('shortfall'),
        fund: total('fund'),
        adl: total('adl'),
        socialized: total('socialized'),
        unfunded: total('unfunded'),
      },
    };
  }

  /** The fees party is paid by fees alone: what it did not get is the fund's share. */
  #withFeesDivided(asset: number, opening: LedgerBalances, closing: LedgerBalances): ReadonlyMap<string, LedgerFlow> {
    const flows = this.#flows[asset];
    const charged = { kind: 'liquidation-fee', from: 'traders', to: 'fund' } as const;
    const toFees = closing.fees - opening.fees;
    this.#add(asset, charged, 0 - toFees);
    this.#add(asset, { ...charged, to: 'fees' }, toFees);
    return flows;
  }

  #noteLiquidation({ instrument, side, marketLots, averagePrice, account, fee }: LiquidationRecord): void {
    const spec = this.#simulation.spec.instruments[instrument];
    const leg = marketLots > 0 ? roundHalfAway(marketLots * lotValue(spec, averagePrice)) : 0;
    this.#addNet(spec.settleAsset, 'liquidation', 0 - side * leg);
    this.#marketLots[instrument] += side * marketLots;
    this.#add(this.#assetOf(account), { kind: 'liquidation-fee', from: 'traders', to: 'fund' }, fee);
  }

  #noteSettlement({ account, fund, lentByPool, unfunded, surplus }: SettlementRecord): void {
    const asset = this.#assetOf(account);
    this.#add(asset, { kind: 'surplus', from: 'traders', to: 'fund' }, surplus);
    this.#add(asset, { kind: 'fund-payment', from: 'fund', to: 'traders' }, fund);
    this.#add(asset, { kind: 'pool-loan', from: 'pool', to: 'traders' }, lentByPool);
    this.#add(asset, { kind: 'unfunded', from: 'unfunded', to: 'traders' }, unfunded);
  }

  #noteSocialization({ asset, taken, unfunded }: SocializationRecord): void {
    this.#add(asset, { kind: 'socialization', from: 'traders', to: 'pool' }, taken);
    this.#add(asset, { kind: 'unfunded', from: 'unfunded', to: 'pool' }, unfunded);
  }

  #assetOf(account: number): number {
    return this.#simulation.spec.book.marginAsset[account];
  }

  /** Units from traders to the market; negative ones flow the other way. */
  #addNet(asset: number, kind: string, units: number): void {
    if (units >= 0) this.#add(asset, { kind, from: 'traders', to: 'market' }, units);
    else this.#add(asset, { kind, from: 'market', to: 'traders' }, 0 - units);
  }

  #add(asset: number, { kind, from, to }: FlowName, units: number): void {
    if (units === 0) return;
    const key = `${kind} ${from} ${to}`;
    const before = this.#flows[asset].get(key)?.units ?? 0;
    this.#flows[asset].set(key, { kind, from, to, units: before + units });
  }
}

/** Deposits: balances before the trades that opened the positions. */
function openingBalances(ledger: Ledger, asset: number): LedgerBalances {
  const { layout, spec } = ledger;
  const legs = spec.instruments.reduce((sum, { settleAsset }, index) => {
    return settleAsset === asset ? sum + layout.marketOpeningLegs[index] : sum;
  }, 0);
  const balances = balancesOf(ledger, { asset, cash: layout.openingCash, traderCash: (account) => layout.openingCash[account] });
  return { ...balances, traders: whole(balances.traders + legs), market: whole(balances.market - legs) };
}

/** True cash at the end, funding settled. */
function closingBalances(ledger: Ledger, asset: number): LedgerBalances {
  const { layout, spec, lots, fundingIndex } = ledger;
  const balances = balancesOf(ledger, { asset, cash: ledger.cash, traderCash: (account) => ledger.trueCash(account) });
  const funding = spec.instruments.reduce((sum, { settleAsset }, index) => {
    return settleAsset === asset ? sum + lots[layout.firstMarketSlot + index] * fundingIndex[index] : sum;
  }, 0);
  return { ...balances, market: whole(balances.market - funding) };
}

interface BalanceReading {
  readonly asset: number;
  /** By cash slot. */
  readonly cash: Float64Array;
  /** Of an account in its margin asset. */
  readonly traderCash: (account: number) => number;
}

function balancesOf({ layout, spec }: Ledger, { asset, cash, traderCash }: BalanceReading): LedgerBalances {
  const { accountCount, accountAsset, balanceAsset, firstPartyCash } = layout;
  let traders = 0;
  for (let account = 0; account < accountCount; account++) if (accountAsset[account] === asset) traders += traderCash(account);
  for (let slot = accountCount; slot < firstPartyCash; slot++) if (balanceAsset[slot - accountCount] === asset) traders += cash[slot];
  const parties = partyKinds.map((kind, party) => {
    const slots = spec.venues.map((_, venue) => firstPartyCash + (venue * partyKinds.length + party) * spec.assets.length + asset);
    return [kind, whole(slots.reduce((sum, slot) => sum + cash[slot], 0))] as const;
  });
  return { traders: whole(traders), ...(Object.fromEntries(parties) as Omit<LedgerBalances, 'traders'>) };
}

function positionOf({ spec, layout, ledger }: Simulation, instrument: number): LedgerPosition {
  const market = layout.firstMarketSlot + instrument;
  let [opening, closing] = [0, 0];
  for (let slot = 0; slot < layout.slotCount; slot++) {
    if (layout.slotInstrument[slot] !== instrument) continue;
    opening += layout.openingLots[slot];
    closing += ledger.lots[slot];
  }
  return {
    instrument: spec.instruments[instrument].id,
    openingLots: { traders: whole(opening), market: whole(layout.openingLots[market]) },
    closingLots: { traders: whole(closing), market: whole(ledger.lots[market]) },
  };
}

function sumOf(balances: LedgerBalances): number {
  return ledgerHolders.reduce((sum, holder) => sum + balances[holder], 0);
}

function whole(units: number): number {
  assert(Number.isSafeInteger(units), 'a sum of the ledger left the range of exact integers');
  return units + 0;
}
