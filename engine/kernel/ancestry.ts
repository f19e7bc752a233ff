/** Roots and parents: section 8 of docs/semantics.md. */
import { mapped } from '../math/mapped.ts';
import type { Cascade, RoundFills } from './cascade.ts';
import type { CloseRun } from './close-run.ts';
import type { Health } from './health.ts';
import { lotValue, triggerKey } from './layout.ts';
import type { Layout } from './layout.ts';
import type { Ledger } from './ledger.ts';
import type { Markets } from './markets.ts';
import type { Publisher } from './publisher.ts';

/**
 * What is the same for everybody on one side of an instrument with one tier during a round: the numbers that their keys are compared
 * with, of the undisturbed price and, once somebody asked, of the feed after every fill of the previous round.
 */
class SideView {
  exogenous = NaN;
  healthAtFill = new Float64Array(16);
  isRead = false;
  /** Where the account before this one crossed: accounts come in order, so that the next one crossed there or later. */
  last = 0;
}

/** One instrument in one round. */
interface RoundView {
  round: number;
  undisturbed: boolean;
  readonly oneTier: boolean;
  readonly rate: number;
  readonly deduction: number;
  readonly touching: boolean;
  readonly longs: SideView;
  readonly shorts: SideView;
}

/** Finds the fill that caused a liquidation, just before the action and with the ledger of that moment. */
export class Ancestry {
  readonly #ledger: Ledger;
  readonly #layout: Layout;
  readonly #health: Health;
  readonly #markets: Markets;
  readonly #cascade: Cascade;
  readonly #publisher: Publisher;
  readonly #probe: { readonly lotValue: Float64Array; readonly mark: Float64Array };
  readonly #views: readonly RoundView[];

  constructor(parts: { ledger: Ledger; health: Health; markets: Markets; cascade: Cascade; publisher: Publisher }) {
    this.#ledger = parts.ledger;
    this.#layout = parts.ledger.layout;
    this.#health = parts.health;
    this.#markets = parts.markets;
    this.#cascade = parts.cascade;
    this.#publisher = parts.publisher;
    const { instruments, markets, venues } = parts.ledger.spec;
    this.#probe = { lotValue: new Float64Array(instruments.length), mark: new Float64Array(markets.length) };
    this.#views = mapped(instruments, ({ maintenanceTiers: [first, ...more], venue }) => ({
      round: -1,
      undisturbed: false,
      oneTier: more.length === 0,
      rate: first.rate,
      deduction: first.deduction,
      touching: venues[venue].trigger === 'at-or-below',
      longs: new SideView(),
      shorts: new SideView(),
    }));
  }

  /** Sequence number of the fill that carried a liquidatable account over its trigger, -1 for a root. */
  parentOf(account: number): number {
    if (this.#markets.priceTaker) return -1;
    if (account >= this.#layout.singleCount || this.#publisher.hasOracles) return this.#parentByView(account);
    const instrument = this.#layout.slotInstrument[account];
    const view = this.#views[instrument];
    if (view.round !== this.#cascade.roundNumber) this.#enterRound(view, instrument);
    if (view.undisturbed) return -1;
    if (!view.oneTier) return this.#parentOfTiered(account, instrument);
    const held = this.#ledger.lots[account];
    const key = triggerKey(this.#ledger.cash[account], held, view.deduction);
    return this.#parentByKey(view, instrument, held, key, this.#cascade.previousFills(instrument));
  }

  /** Parents of the accounts of a run, with the ledger of the moment before it. */
  findParents({ account, held, parent }: CloseRun, count: number, instrument: number): void {
    const view = this.#views[instrument];
    if (this.#markets.priceTaker || this.#publisher.hasOracles || !view.oneTier) {
      for (let index = 0; index < count; index++) parent[index] = this.parentOf(account[index]);
      return;
    }
    if (view.round !== this.#cascade.roundNumber) this.#enterRound(view, instrument);
    if (view.undisturbed) {
      parent.fill(-1, 0, count);
      return;
    }
    const { cash } = this.#ledger;
    const fills = this.#cascade.previousFills(instrument);
    for (let index = 0; index < count; index++) {
      const key = triggerKey(cash[account[index]], held[index], view.deduction);
      parent[index] = this.#parentByKey(view, instrument, held[index], key, fills);
    }
  }

  /** With one tier the key tells everything. */
  #parentByKey(view: RoundView, instrument: number, held: number, key: number, fills: RoundFills): number {
    const side = held > 0 ? view.longs : view.shorts;
    if (isPast(held, key, side.exogenous, view.touching)) return -1;
    if (!side.isRead) this.#readFills(side, fills, view, instrument, held > 0 ? 1 : -1);
    const crossing = firstPast(side, fills.count, held, key, view.touching);
    return crossing < fills.count ? fills.sequence[crossing] : this.#cascade.lastFillOn(instrument);
  }

  /** Marks, fills and funding are frozen within a round. */
  #enterRound(view: RoundView, instrument: number): void {
    view.round = this.#cascade.roundNumber;
    view.undisturbed = this.#markets.isUndisturbed(instrument);
    if (view.undisturbed) return;
    this.#markets.refreshExogenous(instrument);
    view.longs.isRead = false;
    view.shorts.isRead = false;
    const price = this.#markets.exogenousFeed[instrument];
    view.longs.exogenous = this.#healthAt(instrument, 1, price, view.rate);
    view.shorts.exogenous = this.#healthAt(instrument, -1, price, view.rate);
  }

  /** The numbers that keys of a side are compared with after every fill of the previous round. */
  #readFills(view: SideView, fills: RoundFills, { rate }: RoundView, instrument: number, side: number): void {
    const { count } = fills;
    if (view.healthAtFill.length < count) view.healthAtFill = new Float64Array(count * 2);
    const { healthAtFill } = view;
    this.#markets.readFeedsAtFills(instrument, side > 0 ? fills.lowest : fills.highest, count, healthAtFill);
    const spec = this.#ledger.spec.instruments[instrument];
    const funding = this.#ledger.fundingIndex[instrument];
    for (let place = 0; place < count; place++) {
      healthAtFill[place] = healthOf(lotValue(spec, healthAtFill[place]), side * rate, funding);
    }
    view.isRead = true;
    view.last = 0;
  }

  /** `healthOf` at a price. */
  #healthAt(instrument: number, side: number, price: number, rate: number): number {
    return healthOf(lotValue(this.#ledger.spec.instruments[instrument], price), side * rate, this.#ledger.fundingIndex[instrument]);
  }

  #parentOfTiered(account: number, instrument: number): number {
    if (this.#crossedAt(account, instrument, this.#markets.exogenousFeed[instrument])) return -1;
    const crossing = this.#firstCrossing(account, instrument);
    return crossing >= 0 ? crossing : this.#cascade.lastFillOn(instrument);
  }

  #parentByView(account: number): number {
    this.#publisher.refreshExogenous();
    if (this.#health.isLiquidatable(account, this.#publisher.exogenous)) return -1;
    if (account >= this.#layout.singleCount) return this.#latestFill(account);
    const instrument = this.#layout.slotInstrument[account];
    const crossing = this.#publisher.followsOracle(instrument) ? -1 : this.#firstCrossing(account, instrument);
    return crossing >= 0 ? crossing : this.#cascade.lastFillOn(instrument);
  }

  /** The same for an account of any number of tiers. Extremes only grow: bisection. */
  #firstCrossing(account: number, instrument: number): number {
    const fills = this.#cascade.previousFills(instrument);
    const { count } = fills;
    if (count === 0) return -1;
    const extremes = this.#ledger.lots[account] > 0 ? fills.lowest : fills.highest;
    if (!this.#crossedAt(account, instrument, this.#markets.feedAtFill(instrument, extremes[count - 1]))) return -1;
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#crossedAt(account, instrument, this.#markets.feedAtFill(instrument, extremes[middle]))) high = middle;
      else low = middle + 1;
    }
    return fills.sequence[low];
  }

  #crossedAt(account: number, instrument: number, price: number): boolean {
    this.#probe.lotValue[instrument] = lotValue(this.#ledger.spec.instruments[instrument], price);
    return this.#health.isLiquidatable(account, this.#probe);
  }

  #latestFill(account: number): number {
    const portfolio = account - this.#layout.singleCount;
    const { positionStart, slotInstrument } = this.#layout;
    let latest = -1;
    for (let slot = positionStart[portfolio]; slot < positionStart[portfolio + 1]; slot++) {
      if (this.#ledger.lots[slot] !== 0) latest = Math.max(latest, this.#cascade.lastFillOn(slotInstrument[slot]));
    }
    return latest;
  }
}

/** The left side of the health comparison: section 3 of docs/semantics.md. The rate has the sign of the side. */
function healthOf(value: number, signedRate: number, funding: number): number {
  return value - signedRate * Math.abs(value) - funding;
}

/** The first fill of the previous round at whose feed price a key was passed, or `count`: looked for around the last answer. */
function firstPast(side: SideView, count: number, held: number, key: number, touching: boolean): number {
  const { healthAtFill } = side;
  let place = side.last;
  while (place > 0 && isPast(held, key, healthAtFill[place - 1], touching)) place--;
  while (place < count && !isPast(held, key, healthAtFill[place], touching)) place++;
  side.last = place;
  return place;
}

/** The health comparison of section 3. */
function isPast(held: number, key: number, health: number, touching: boolean): boolean {
  if (touching && health === key) return true;
  return held > 0 ? health < key : health > key;
}
