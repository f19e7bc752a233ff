/**
 * One action on one account: section 4 of docs/semantics.md. Policies decide how much and in which order; this executes: collateral is
 * sold, lots are split between the book and auto-deleveraging before anything trades, fees are taken, the account is settled.
 */
import { assert } from '../math/assert.ts';
import { roundHalfAway } from '../math/round.ts';
import type { Cascade } from './cascade.ts';
import { CollateralSale } from './collateral-sale.ts';
import { Deleverager } from './deleverager.ts';
import type { Health } from './health.ts';
import { lotValue } from './layout.ts';
import type { Layout } from './layout.ts';
import type { Ledger } from './ledger.ts';
import { LotSplit } from './lot-split.ts';
import type { Markets } from './markets.ts';
import type { Journal } from './outcome.ts';
import { movement, partyIndex } from './parties.ts';
import type { Publisher } from './publisher.ts';
import { usdTotal } from './tally.ts';
import type { Tally } from './tally.ts';
import type { Waterfall } from './waterfall.ts';
import type { DeleveragingStage, LiquidationRequest, LiquidationRule, VenueSpec, WorldSpec } from './world-spec.ts';

export interface LiquidatorParts {
  readonly ledger: Ledger;
  readonly health: Health;
  readonly markets: Markets;
  readonly waterfall: Waterfall;
  readonly tally: Tally;
  readonly cascade: Cascade;
  readonly publisher: Publisher;
  /** Time until which an instrument is halted. */
  readonly haltedUntilMs: Float64Array;
}

/** What the surroundings must hear about. */
export interface LiquidatorEvents {
  /** A winner's position was reduced. */
  deleveraged(account: number): void;
  /** A market traded. */
  traded(market: number): void;
}

/** Acts on liquidatable accounts one after the other, on one book. A policy that returns nonsense is an InvariantError. */
export class Liquidator {
  nowMs = NaN;
  round = 0;
  journal: Journal | null = null;

  readonly #spec: WorldSpec;
  readonly #layout: Layout;
  readonly #ledger: Ledger;
  readonly #health: Health;
  readonly #markets: Markets;
  readonly #waterfall: Waterfall;
  readonly #tally: Tally;
  readonly #cascade: Cascade;
  readonly #events: LiquidatorEvents;
  readonly #publisher: Publisher;
  readonly #haltedUntilMs: Float64Array;
  readonly #request: LiquidationRequest;
  readonly #stages: readonly (DeleveragingStage | null)[];
  readonly #deleverager: Deleverager;
  readonly #collateral: CollateralSale;
  readonly #split: LotSplit;
  #account = 0;
  #fraction = NaN;

  constructor(parts: LiquidatorParts, events: LiquidatorEvents) {
    this.#ledger = parts.ledger;
    this.#health = parts.health;
    this.#markets = parts.markets;
    this.#waterfall = parts.waterfall;
    this.#tally = parts.tally;
    this.#cascade = parts.cascade;
    this.#events = events;
    this.#split = new LotSplit(parts);
    this.#deleverager = new Deleverager(parts, (account) => events.deleveraged(account));
    parts.waterfall.beforeHaircuts = () => this.#deleverager.completeRankings();
    this.#publisher = parts.publisher;
    this.#haltedUntilMs = parts.haltedUntilMs;
    this.#collateral = new CollateralSale(parts, (market) => events.traded(market));
    this.#spec = parts.ledger.spec;
    this.#layout = parts.ledger.layout;
    this.#stages = this.#spec.venues.map((venue) => venue.losses.find((stage) => stage.stage === 'adl') ?? null);
    this.#request = {
      lots: 0,
      lotValue: 0,
      side: 0,
      marginEquity: 0,
      requirement: 0,
      timeMs: 0,
      marginEquityAfter: (fraction) => this.#marginEquityAfter(fraction),
      requirementAfter: (fraction) => this.#requirementAfter(fraction),
    };
  }

  /** Rankings are kept for one instant. */
  startInstant(nowMs: number): void {
    this.nowMs = nowMs;
    this.#tally.startInstant(nowMs);
    this.#deleverager.startInstant();
  }

  /** Acts on a liquidatable account; `parent` is the fill that caused it, -1 for a root. Returns the lots closed. */
  act(account: number, parent: number): number {
    this.#account = account;
    if (account < this.#layout.singleCount) this.#deleverager.completeRankings();
    this.#ledger.touch(account);
    const venue = this.#spec.venues[this.#layout.accountVenue[account]];
    this.#fraction = venue.liquidation.alwaysFull ? 1 : this.#askFraction(account, venue.liquidation);
    const final = this.#closesEverything(account);
    if (final) this.#collateral.sellAll(account, this);
    const [start, end] = this.#slots(account);
    let closed = 0;
    for (let slot = start; slot < end; slot++) {
      if (this.#ledger.lots[slot] !== 0) closed += this.#closePosition(slot, final, parent, venue);
    }
    if (this.#isEmpty(account)) this.#waterfall.settle(account, final, this.nowMs, this.#markets, this.journal);
    return closed;
  }

  /** Closes a one-position account whose loss is more than the stages before auto-deleveraging can pay. */
  splitSingle(account: number, parent: number): void {
    this.#account = account;
    const venue = this.#layout.accountVenue[account];
    const stage = this.#stages[venue];
    assert(stage !== null, 'only a venue that deleverages splits');
    this.#splitPosition(account, Math.abs(this.#ledger.lots[account]), stage, parent, this.#spec.venues[venue]);
    this.#waterfall.settle(account, true, this.nowMs, this.#markets, this.journal);
  }

  #slots(account: number): readonly [number, number] {
    const portfolio = account - this.#layout.singleCount;
    if (portfolio < 0) return [account, account + 1];
    return [this.#layout.positionStart[portfolio], this.#layout.positionStart[portfolio + 1]];
  }

  #lotsToClose(slot: number, fraction: number): number {
    const held = Math.abs(this.#ledger.lots[slot]);
    if (held === 0 || this.#haltedUntilMs[this.#layout.slotInstrument[slot]] > this.nowMs) return 0;
    return fraction >= 1 ? held : Math.max(1, Math.min(held, Math.ceil(fraction * held)));
  }

  #closesEverything(account: number): boolean {
    const [start, end] = this.#slots(account);
    for (let slot = start; slot < end; slot++) {
      if (this.#lotsToClose(slot, this.#fraction) !== Math.abs(this.#ledger.lots[slot])) return false;
    }
    return true;
  }

  #isEmpty(account: number): boolean {
    const [start, end] = this.#slots(account);
    for (let slot = start; slot < end; slot++) if (this.#ledger.lots[slot] !== 0) return false;
    const portfolio = account - this.#layout.singleCount;
    if (portfolio < 0) return true;
    const { balanceStart } = this.#layout;
    for (let slot = balanceStart[portfolio]; slot < balanceStart[portfolio + 1]; slot++) if (this.#ledger.cash[slot] !== 0) return false;
    return true;
  }

  #askFraction(account: number, rule: LiquidationRule): number {
    const [start, end] = this.#slots(account);
    let slot = start;
    while (slot < end - 1 && this.#ledger.lots[slot] === 0) slot++;
    this.#health.evaluate(account, this.#markets);
    const request = this.#request;
    const lots = this.#ledger.lots[slot];
    request.lots = Math.abs(lots);
    request.side = lots > 0 ? 1 : -1;
    request.lotValue = this.#markets.lotValue[this.#layout.slotInstrument[slot]];
    request.marginEquity = this.#health.marginEquity;
    request.requirement = this.#health.requirement;
    request.timeMs = this.nowMs;
    const fraction = rule.fractionToClose(request);
    assert(fraction > 0 && fraction <= 1, 'a liquidation policy closes a fraction in (0, 1]');
    return fraction;
  }

  #marginEquityAfter(fraction: number): number {
    const account = this.#account;
    const { feeRate } = this.#spec.venues[this.#layout.accountVenue[account]].liquidation;
    const [start, end] = this.#slots(account);
    let equity = this.#request.marginEquity;
    for (let slot = start; slot < end; slot++) {
      const lots = this.#lotsToClose(slot, fraction);
      if (lots === 0) continue;
      const instrument = this.#layout.slotInstrument[slot];
      const side = this.#ledger.lots[slot] > 0 ? 1 : -1;
      const fill = this.#split.fillValue(instrument, side, lots);
      equity -= lots * (side * (this.#markets.lotValue[instrument] - fill)) + feeRate * (lots * Math.abs(fill));
    }
    return equity;
  }

  #requirementAfter(fraction: number): number {
    const [start, end] = this.#slots(this.#account);
    let requirement = 0;
    for (let slot = start; slot < end; slot++) {
      const held = Math.abs(this.#ledger.lots[slot]);
      if (held === 0) continue;
      const instrument = this.#layout.slotInstrument[slot];
      const notional = Math.abs((held - this.#lotsToClose(slot, fraction)) * this.#markets.lotValue[instrument]);
      let most = -Infinity;
      const tiers = this.#spec.instruments[instrument].maintenanceTiers;
      for (const { rate, deduction } of tiers) most = Math.max(most, rate * notional - deduction);
      requirement += most;
    }
    return requirement;
  }

  #closePosition(slot: number, final: boolean, parent: number, venue: VenueSpec): number {
    const instrument = this.#layout.slotInstrument[slot];
    const held = this.#ledger.lots[slot];
    const side = held > 0 ? 1 : -1;
    let lots = this.#lotsToClose(slot, this.#fraction);
    if (lots > 0 && this.#publisher.hasBreakers) lots = this.#limitToBands(instrument, side, lots);
    if (lots === 0) return 0;
    const averagePrice = this.#markets.averagePrice(instrument, -side * lots);
    const stage = final ? this.#stages[this.#layout.accountVenue[this.#account]] : null;
    if (stage === null || this.#isCovered(instrument, held, lots, averagePrice)) {
      this.#book(slot, instrument, side, lots, averagePrice, 0, 0, parent, venue.liquidation.feeRate);
      return lots;
    }
    return this.#splitPosition(slot, lots, stage, parent, venue);
  }

  /** True when margin and the stages before auto-deleveraging bear the loss of closing all lots at market. */
  #isCovered(instrument: number, held: number, lots: number, averagePrice: number): boolean {
    const side = held > 0 ? 1 : -1;
    const fill = lotValue(this.#spec.instruments[instrument], averagePrice);
    this.#health.evaluate(this.#account, this.#markets);
    const bankruptcy = this.#markets.lotValue[instrument] - side * (this.#health.equity / Math.abs(held));
    const loss = lots * (side * (bankruptcy - fill));
    const { accountVenue, accountAsset } = this.#layout;
    return loss <= this.#waterfall.coverBeforeDeleveraging(accountVenue[this.#account], accountAsset[this.#account]);
  }

  /** Part of the lots goes to winners at the policy's price, the rest to the book. */
  #splitPosition(slot: number, lots: number, stage: DeleveragingStage, parent: number, venue: VenueSpec): number {
    const instrument = this.#layout.slotInstrument[slot];
    const held = this.#ledger.lots[slot];
    const side = held > 0 ? 1 : -1;
    const markValue = this.#markets.lotValue[instrument];
    this.#health.evaluate(this.#account, this.#markets);
    const bankruptcy = markValue - side * (this.#health.equity / Math.abs(held));
    const price = stage.price === 'mark' ? markValue : bankruptcy;
    const { accountVenue, accountAsset } = this.#layout;
    const cover = this.#waterfall.coverBeforeDeleveraging(accountVenue[this.#account], accountAsset[this.#account]);
    const split = this.#split;
    split.instrument = instrument;
    split.side = side;
    split.lots = lots;
    split.bankruptcy = bankruptcy;
    split.price = price;
    split.markValue = markValue;
    split.cover = cover;
    const marketLots = split.marketLots();
    const { nowMs, journal } = this;
    const wanted = lots - marketLots;
    const order = { account: this.#account, slot, instrument, side, lots: wanted, lotValue: price, stage, nowMs, journal };
    const deleveraged = wanted > 0 ? this.#deleverager.execute(order) : 0;
    const absorbed = Math.max(0, side * (roundHalfAway(deleveraged * price) - roundHalfAway(deleveraged * markValue)));
    if (deleveraged > 0) this.#waterfall.noteAbsorbed(this.#account, absorbed, this.#markets);
    const rest = lots - deleveraged;
    const averagePrice = rest > 0 ? this.#markets.averagePrice(instrument, -side * rest) : this.#markets.mark[instrument];
    this.#book(slot, instrument, side, rest, averagePrice, deleveraged, absorbed, parent, venue.liquidation.feeRate);
    return lots;
  }

  /** The largest count of lots, at most `lots`, after whose fill the book stays inside every breaker's range. */
  #limitToBands(instrument: number, side: number, lots: number): number {
    let low = -Infinity;
    let high = Infinity;
    for (const breaker of this.#publisher.breakers[instrument]) {
      low = Math.max(low, breaker.fillLow);
      high = Math.min(high, breaker.fillHigh);
    }
    if (low === -Infinity && high === Infinity) return lots;
    const filled = largestCount(lots, (count) => {
      const price = this.#markets.bookPriceAfter(instrument, -side * count);
      return price >= low && price <= high;
    });
    if (filled < lots) this.journal?.heldBack?.({ timeMs: this.nowMs, instrument, asked: lots, filled });
    return filled;
  }

  /** Executes the market part of a close and books the whole of it. */
  #book(
    slot: number,
    instrument: number,
    side: number,
    marketLots: number,
    averagePrice: number,
    deleveraged: number,
    absorbed: number,
    parent: number,
    feeRate: number,
  ): void {
    const markValue = this.#markets.lotValue[instrument];
    const fee = marketLots > 0 ? this.#fillAtMarket(slot, instrument, side, marketLots, averagePrice, feeRate) : 0;
    const { settleAsset, venue } = this.#spec.instruments[instrument];
    const unitUsd = this.#health.assetPrice(settleAsset, this.#markets) * this.#spec.assets[settleAsset].unit;
    const notionalUsd = (marketLots + deleveraged) * Math.abs(markValue) * unitUsd;
    const sequence = this.#cascade.record(parent, notionalUsd);
    if (marketLots > 0) {
      this.#cascade.recordFill(sequence, instrument, this.#markets.fillMark(instrument));
      this.#events.traded(instrument);
    }
    this.#tally.addUsd(venue, usdTotal.liquidatedNotional, notionalUsd);
    this.#tally.noteVolume(this.nowMs, notionalUsd);
    this.#tally.noteLiquidated(this.#account, this.nowMs);
    if (this.journal?.liquidation === undefined) return;
    this.journal.liquidation({
      seq: sequence,
      timeMs: this.nowMs,
      round: this.round,
      account: this.#layout.stableOf[this.#account],
      instrument,
      side,
      marketLots,
      deleveragedLots: deleveraged,
      averagePrice,
      markPrice: this.#markets.mark[instrument],
      notionalUsd,
      fee,
      absorbed,
      parent,
      generation: this.#cascade.generationOf(parent),
    });
  }

  /** Equity without haircuts; of a single that was closed it is the cash. */
  #equityNow(account: number): number {
    if (account < this.#layout.singleCount && this.#ledger.lots[account] === 0) return this.#ledger.cash[account];
    this.#health.evaluate(account, this.#markets);
    return this.#health.equity;
  }

  /** Trades with the market party and takes the fee. Returns the fee. */
  #fillAtMarket(slot: number, instrument: number, side: number, lots: number, averagePrice: number, feeRate: number): number {
    const account = this.#account;
    const { venue, settleAsset } = this.#spec.instruments[instrument];
    const leg = roundHalfAway(lots * lotValue(this.#spec.instruments[instrument], averagePrice));
    const marketSlot = this.#layout.firstMarketSlot + instrument;
    const marketCash = this.#ledger.cashSlotOf(venue, partyIndex.market, settleAsset);
    this.#ledger.reduceCost(slot, lots);
    if (side > 0) this.#ledger.trade(marketSlot, marketCash, slot, account, instrument, lots, leg, movement.liquidation);
    else this.#ledger.trade(slot, account, marketSlot, marketCash, instrument, lots, leg, movement.liquidation);
    this.#markets.fill(instrument, -side * lots);
    if (feeRate === 0) return 0;
    const fee = Math.min(roundHalfAway(feeRate * Math.abs(leg)), Math.max(0, Math.floor(this.#equityNow(account))));
    if (fee > 0) this.#waterfall.takeFee(account, fee, this.#markets);
    return fee;
  }
}

/** The largest count in [0, most] that satisfies a condition which, once false, stays false; 0 when none does. */
function largestCount(most: number, satisfies: (count: number) => boolean): number {
  if (satisfies(most)) return most;
  if (most === 1 || !satisfies(1)) return 0;
  let low = 1;
  let high = most;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (satisfies(middle)) low = middle;
    else high = middle;
  }
  return low;
}
