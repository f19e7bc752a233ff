/**
 * The exact ledger. Two verbs change money, `transfer` and `trade` (`closeRun`, `closePortfolio` and `deleverage` are these for many
 * positions at once); every amount is an integer number of cash units, every quantity an integer number of lots, and both verbs take
 * from one holder exactly what they give to another. Stored cash is in the basis of a zero funding index: true cash = stored cash -
 * lots x index. Totals per kind of movement are always kept.
 */
import { assert } from '../math/assert.ts';
import { roundHalfAway } from '../math/round.ts';
import type { CloseRun } from './close-run.ts';
import type { Layout } from './layout.ts';
import { partyCash } from './layout.ts';
import { movement, movementKinds } from './parties.ts';
import { restoreBytes } from './touched.ts';
import type { WinnerTrades } from './winner-trades.ts';
import type { WorldSpec } from './world-spec.ts';

const exactLimit = 2 ** 53;
/** So many accounts are copied in the time in which a touched one is restored. */
const copiedPerRestored = 4;

/** Asset and cash slots of the parties that accounts are closed against. */
export interface PartyRoute {
  readonly asset: number;
  readonly marketCash: number;
  readonly fundCash: number;
  readonly feesCash: number;
}

/** The same for one-position accounts of one instrument. */
export interface CloseRoute extends PartyRoute {
  readonly instrument: number;
  readonly marketSlot: number;
}

/** Position that goes to winners, and its side. */
export interface Deleveraged {
  readonly account: number;
  readonly slot: number;
  readonly instrument: number;
  readonly side: number;
}

/** Balances of every trader and party of a world, in the slots of its layout. What breaks exactness is an InvariantError. */
export class Ledger {
  readonly cash: Float64Array;
  readonly lots: Float64Array;
  /** Cost basis per position slot, signed like its lots. For ranks and profit only, never for money. */
  readonly cost: Float64Array;
  /** Cumulative funding in cash units per lot and the residue that rounding left, per instrument. */
  readonly fundingIndex: Float64Array;
  readonly fundingResidue: Float64Array;
  /** Units moved per kind and asset: movementTotals[kind * assets + asset]; lots per kind and instrument likewise. */
  readonly movementTotals: Float64Array;
  readonly tradedLots: Float64Array;
  /** Profit already taken by haircuts, per account. Allocated at the first haircut. */
  haircutsTaken: Float64Array | null = null;
  /** Counts paths, so that what was noted on one is not taken for another's. */
  pathNumber = 0;

  readonly #assetCount: number;
  readonly #touchedAccounts: Int32Array;
  readonly #touchedFlags: Uint8Array;
  #touchedCount = 0;

  constructor(
    readonly spec: WorldSpec,
    readonly layout: Layout,
  ) {
    this.#assetCount = spec.assets.length;
    this.cash = layout.openingCash.slice();
    this.lots = layout.openingLots.slice();
    this.cost = layout.openingCost.slice();
    this.fundingIndex = new Float64Array(spec.instruments.length);
    this.fundingResidue = new Float64Array(spec.instruments.length);
    this.movementTotals = new Float64Array(movementKinds.length * this.#assetCount);
    this.tradedLots = new Float64Array(movementKinds.length * spec.instruments.length);
    this.#touchedAccounts = new Int32Array(layout.accountCount + 1);
    this.#touchedFlags = new Uint8Array(layout.accountCount);
    this.#noteOpening();
  }

  /** Back to the opening state; costs what was touched, not what exists. */
  reset(): void {
    const { layout } = this;
    this.pathNumber++;
    this.#restoreTouched();
    copyTail(this.cash, layout.openingCash, layout.firstPartyCash);
    copyTail(this.lots, layout.openingLots, layout.firstMarketSlot);
    this.fundingIndex.fill(0);
    this.fundingResidue.fill(0);
    this.movementTotals.fill(0);
    this.tradedLots.fill(0);
    this.haircutsTaken?.fill(0);
    this.#noteOpening();
  }

  /** Marks an account as changed since the opening. Call before changing it. */
  touch(account: number): void {
    if (this.#touchedFlags[account] !== 0) return;
    this.#touchedFlags[account] = 1;
    this.#touchedAccounts[this.#touchedCount++] = account;
  }

  /** The same for the first `count` of a list. */
  touchAll(accounts: Int32Array, count: number): void {
    const flags = this.#touchedFlags;
    const touched = this.#touchedAccounts;
    let touchedCount = this.#touchedCount;
    for (let index = 0; index < count; index++) {
      const account = accounts[index];
      // Without a branch: an account that was touched before is written behind the end, and overwritten by the next.
      touched[touchedCount] = account;
      touchedCount += 1 - flags[account];
      flags[account] = 1;
    }
    this.#touchedCount = touchedCount;
  }

  isTouched(account: number): boolean {
    return this.#touchedFlags[account] !== 0;
  }

  get touchedAccounts(): Int32Array {
    return this.#touchedAccounts.subarray(0, this.#touchedCount);
  }

  /** Moves whole cash units from one cash slot to another of the same asset. */
  transfer(fromCash: number, toCash: number, asset: number, units: number, kind: number): void {
    assert(units >= 0 && units < exactLimit && Math.floor(units) === units, 'a transfer moves a whole, non-negative number of units');
    this.cash[fromCash] = exact(this.cash[fromCash] - units);
    this.cash[toCash] = exact(this.cash[toCash] + units);
    this.movementTotals[kind * this.#assetCount + asset] += units;
  }

  /**
   * Moves lots one way and the same rounded cash leg the other. `leg` is what the buyer pays, negative for inverse contracts. Cash
   * slots follow the position slots because a portfolio's slot number is not its cash slot.
   */
  trade(
    buyerSlot: number,
    buyerCash: number,
    sellerSlot: number,
    sellerCash: number,
    instrument: number,
    lots: number,
    leg: number,
    kind: number,
  ): void {
    assert(lots > 0 && Math.floor(lots) === lots && Math.floor(leg) === leg, 'a trade moves whole lots against whole cash units');
    const paid = leg - lots * this.fundingIndex[instrument];
    this.cash[buyerCash] = exact(this.cash[buyerCash] - paid);
    this.cash[sellerCash] = exact(this.cash[sellerCash] + paid);
    this.lots[buyerSlot] = exact(this.lots[buyerSlot] + lots);
    this.lots[sellerSlot] = exact(this.lots[sellerSlot] - lots);
    this.tradedLots[kind * this.fundingIndex.length + instrument] += lots;
    this.movementTotals[kind * this.#assetCount + this.spec.instruments[instrument].settleAsset] += Math.abs(leg);
  }

  /**
   * Accounts of a run sell or buy all their lots from the market party, pay their fees, hand over their surplus and have their holes
   * filled by the fund: `trade` and the `transfer`s that follow it for each of them, in one pass.
   */
  closeRun(run: CloseRun, count: number, route: CloseRoute): void {
    const { cash, lots, cost, movementTotals } = this;
    const { instrument, asset, marketCash, marketSlot, fundCash, feesCash } = route;
    const funding = this.fundingIndex[instrument];
    let market = cash[marketCash];
    let marketLots = lots[marketSlot];
    let fund = cash[fundCash];
    let fees = cash[feesCash];
    const tradedPlace = movement.liquidation * this.fundingIndex.length + instrument;
    const legPlace = movement.liquidation * this.#assetCount + asset;
    const feePlace = movement['liquidation-fee'] * this.#assetCount + asset;
    const surplusPlace = movement.surplus * this.#assetCount + asset;
    const paymentPlace = movement['fund-payment'] * this.#assetCount + asset;
    let traded = this.tradedLots[tradedPlace];
    let legs = movementTotals[legPlace];
    let feeTotal = movementTotals[feePlace];
    let surplusTotal = movementTotals[surplusPlace];
    let paymentTotal = movementTotals[paymentPlace];
    for (let index = 0; index < count; index++) {
      const account = run.account[index];
      const held = run.held[index];
      const leg = run.leg[index];
      const feeToFund = run.feeToFund[index];
      const feeToFees = run.feeToFees[index];
      const surplus = run.surplus[index];
      const payment = run.fundPayment[index];
      const lotCount = Math.abs(held);
      assert(lots[account] === held && held !== 0 && Math.floor(leg) === leg, 'a trade moves whole lots against whole cash units');
      assert(feeToFund >= 0 && feeToFees >= 0 && surplus >= 0 && payment >= 0, 'a transfer moves a whole, non-negative number of units');
      assert(Math.floor(feeToFund) === feeToFund && Math.floor(feeToFees) === feeToFees, 'a fee is a whole number of units');
      const paid = leg - lotCount * funding;
      const received = held > 0 ? paid : 0 - paid;
      cash[account] = exact(cash[account] + received) - feeToFund - feeToFees - surplus + payment;
      lots[account] = 0;
      cost[account] = 0;
      market = exact(market - received);
      marketLots = exact(marketLots + held);
      fund = exact(fund + (feeToFund + surplus - payment));
      assert(payment === 0 || fund >= 0, 'an insurance fund is never negative');
      fees = exact(fees + feeToFees);
      traded += lotCount;
      legs += Math.abs(leg);
      feeTotal += feeToFund + feeToFees;
      surplusTotal += surplus;
      paymentTotal += payment;
    }
    cash[marketCash] = market;
    lots[marketSlot] = marketLots;
    cash[fundCash] = fund;
    cash[feesCash] = fees;
    this.tradedLots[tradedPlace] = traded;
    movementTotals[legPlace] = legs;
    movementTotals[feePlace] = feeTotal;
    movementTotals[surplusPlace] = surplusTotal;
    movementTotals[paymentPlace] = paymentTotal;
  }

  /**
   * Positions of a portfolio, each of another instrument, are sold to or bought from the market party and their fees paid: `trade` and
   * the `transfer`s that follow it for each of them, in one pass.
   */
  closePortfolio(run: CloseRun, count: number, account: number, { asset, marketCash, fundCash, feesCash }: PartyRoute): void {
    const { cash, lots, fundingIndex, tradedLots, movementTotals } = this;
    const { firstMarketSlot } = this.layout;
    const tradedPlace = movement.liquidation * fundingIndex.length;
    let own = cash[account];
    let market = cash[marketCash];
    let fund = cash[fundCash];
    let fees = cash[feesCash];
    let legs = 0;
    let feeTotal = 0;
    for (let index = 0; index < count; index++) {
      const slot = run.slot[index];
      const instrument = run.instrument[index];
      const held = run.held[index];
      const leg = run.leg[index];
      const feeToFund = run.feeToFund[index];
      const feeToFees = run.feeToFees[index];
      const lotCount = Math.abs(held);
      assert(lots[slot] === held && held !== 0 && Math.floor(leg) === leg, 'a trade moves whole lots against whole cash units');
      assert(feeToFund >= 0 && feeToFees >= 0, 'a transfer moves a whole, non-negative number of units');
      assert(Math.floor(feeToFund) === feeToFund && Math.floor(feeToFees) === feeToFees, 'a fee is a whole number of units');
      const paid = leg - lotCount * fundingIndex[instrument];
      const received = held > 0 ? paid : 0 - paid;
      own = exact(own + received) - feeToFund - feeToFees;
      market = exact(market - received);
      fund = exact(fund + feeToFund);
      fees = exact(fees + feeToFees);
      lots[slot] = 0;
      this.cost[slot] = 0;
      lots[firstMarketSlot + instrument] = exact(lots[firstMarketSlot + instrument] + held);
      tradedLots[tradedPlace + instrument] += lotCount;
      legs += Math.abs(leg);
      feeTotal += feeToFund + feeToFees;
    }
    cash[account] = own;
    cash[marketCash] = market;
    cash[fundCash] = fund;
    cash[feesCash] = fees;
    movementTotals[movement.liquidation * this.#assetCount + asset] += legs;
    movementTotals[movement['liquidation-fee'] * this.#assetCount + asset] += feeTotal;
  }

  /**
   * A loser's lots go to winners and theirs to the loser: `touch`, `reduceCost` of both and `trade` for each of them, in one pass. Every
   * sum is one of whole numbers in the exact range, whatever the order.
   */
  deleverage({ slot, account, lots, leg, count }: WinnerTrades, { slot: loserSlot, account: loser, side, instrument }: Deleveraged): void {
    const { cash, lots: allLots } = this;
    const funding = this.fundingIndex[instrument];
    let given = 0;
    let legs = 0;
    let received = 0;
    for (let index = 0; index < count; index++) {
      const lotCount = lots[index];
      assert(lotCount > 0 && Math.floor(lotCount) === lotCount, 'a trade moves whole lots');
      assert(Math.floor(leg[index]) === leg[index], 'a trade moves whole cash units');
      const winnerSlot = slot[index];
      const winner = account[index];
      const paid = side * (leg[index] - lotCount * funding);
      this.touch(winner);
      this.reduceCost(loserSlot, lotCount);
      this.reduceCost(winnerSlot, lotCount);
      allLots[loserSlot] -= side * lotCount;
      allLots[winnerSlot] = exact(allLots[winnerSlot] + side * lotCount);
      cash[winner] = exact(cash[winner] - paid);
      received = exact(received + paid);
      given += lotCount;
      legs += Math.abs(leg[index]);
    }
    cash[loser] = exact(cash[loser] + received);
    exact(allLots[loserSlot]);
    this.tradedLots[movement.deleveraging * this.fundingIndex.length + instrument] += given;
    this.movementTotals[movement.deleveraging * this.#assetCount + this.spec.instruments[instrument].settleAsset] += legs;
  }

  /** Cost basis leaves with the lots that leave: pro rata, rounded. Call before the lots change. */
  reduceCost(slot: number, lots: number): void {
    const held = Math.abs(this.lots[slot]);
    this.cost[slot] -= lots === held ? this.cost[slot] : roundHalfAway((this.cost[slot] * lots) / held);
  }

  /** Funding of one interval: whole units per lot, the residue carried. Zero-sum because lots are. */
  accrueFunding(instrument: number, exactUnitsPerLot: number): number {
    const due = exactUnitsPerLot + this.fundingResidue[instrument];
    const units = roundHalfAway(due);
    this.fundingResidue[instrument] = due - units;
    this.fundingIndex[instrument] = exact(this.fundingIndex[instrument] + units);
    return units;
  }

  cashSlotOf(venue: number, party: number, asset: number): number {
    return partyCash(this.layout, this.#assetCount, venue, party, asset);
  }

  /** True cash of an account in its margin asset: funding settled. */
  trueCash(account: number): number {
    const { layout, lots, fundingIndex } = this;
    const portfolio = account - layout.singleCount;
    if (portfolio < 0) return this.cash[account] - lots[account] * fundingIndex[layout.slotInstrument[account]];
    let cash = this.cash[account];
    for (let slot = layout.positionStart[portfolio]; slot < layout.positionStart[portfolio + 1]; slot++) {
      cash -= lots[slot] * fundingIndex[layout.slotInstrument[slot]];
    }
    return cash;
  }

  /** Sum of one asset over every holder. Constant through a run: deposits are made before it. */
  totalUnits(asset: number): number {
    const { layout } = this;
    let total = 0;
    for (let account = 0; account < layout.accountCount; account++) {
      if (layout.accountAsset[account] === asset) total += this.cash[account];
    }
    for (let slot = layout.accountCount; slot < layout.firstPartyCash; slot++) {
      if (layout.balanceAsset[slot - layout.accountCount] === asset) total += this.cash[slot];
    }
    for (let slot = layout.firstPartyCash + asset; slot < layout.cashCount; slot += this.#assetCount) total += this.cash[slot];
    return total;
  }

  /** Sum of lots of one instrument over traders and market party: zero, always. */
  totalLots(instrument: number): number {
    let total = this.lots[this.layout.firstMarketSlot + instrument];
    for (let slot = 0; slot < this.layout.slotCount; slot++) {
      if (this.layout.slotInstrument[slot] === instrument) total += this.lots[slot];
    }
    return total;
  }

  #noteOpening(): void {
    this.layout.marketOpeningLegs.forEach((leg, instrument) => {
      this.movementTotals[this.spec.instruments[instrument].settleAsset] += Math.abs(leg);
    });
  }

  #restoreTouched(): void {
    const { layout, touchedAccounts: touched } = this;
    restoreBytes(this.#touchedFlags, null, touched);
    this.#touchedCount = 0;
    if (touched.length * copiedPerRestored > layout.accountCount) {
      this.cash.set(layout.openingCash);
      this.lots.set(layout.openingLots);
      this.cost.set(layout.openingCost);
      return;
    }
    for (let index = 0; index < touched.length; index++) this.#restore(touched[index]);
  }

  #restore(account: number): void {
    const { layout } = this;
    this.cash[account] = layout.openingCash[account];
    const portfolio = account - layout.singleCount;
    if (portfolio < 0) {
      this.lots[account] = layout.openingLots[account];
      this.cost[account] = layout.openingCost[account];
      return;
    }
    copyRange(this.lots, layout.openingLots, layout.positionStart[portfolio], layout.positionStart[portfolio + 1]);
    copyRange(this.cost, layout.openingCost, layout.positionStart[portfolio], layout.positionStart[portfolio + 1]);
    copyRange(this.cash, layout.openingCash, layout.balanceStart[portfolio], layout.balanceStart[portfolio + 1]);
  }
}

function exact(value: number): number {
  assert(value <= exactLimit && value >= -exactLimit, 'a balance left the range of exact integers: choose a larger cash unit');
  return value;
}

function copyRange(target: Float64Array, source: Float64Array, start: number, end: number): void {
  for (let index = start; index < end; index++) target[index] = source[index];
}

function copyTail(target: Float64Array, source: Float64Array, start: number): void {
  copyRange(target, source, start, source.length);
}
