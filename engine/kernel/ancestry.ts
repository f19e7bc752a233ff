/** Roots and parents: section 8 of docs/semantics.md. */
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
  /** Where the account before this one crossed: accounts come in order, so that the next one is near. */
  last = 0;

  clear(count: number): void {
    if (this.healthAtFill.length < count) this.healthAtFill = new Float64Array(count * 2);
    this.healthAtFill.fill(NaN, 0, count);
    this.last = 0;
  }
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
    this.#views = instruments.map(({ maintenanceTiers: [first, ...more], venue }) => ({
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
    const side = held > 0 ? view.longs : view.shorts;
    if (isPast(held, key, side.exogenous, view.touching)) return -1;
    // Accounts come in order: most crossed where the one before them did, or at the next fill.
    const fills = this.#cascade.previousFills(instrument);
    const { healthAtFill, last } = side;
    for (let place = last; place < last + 2 && place < fills.count; place++) {
      if (!isPast(held, key, healthAtFill[place], view.touching)) continue;
      if (place > 0 && !isBefore(held, key, healthAtFill[place - 1], view.touching)) break;
      side.last = place;
      return fills.sequence[place];
    }
    const crossing = this.#firstPast(fills, held, key, view, instrument);
    return crossing >= 0 ? crossing : this.#cascade.lastFillOn(instrument);
  }

  /** Parents of the accounts of a run, with the ledger of the moment before it. */
  findParents({ account, parent }: CloseRun, count: number): void {
    for (let index = 0; index < count; index++) parent[index] = this.parentOf(account[index]);
  }

  /** Marks, fills and funding are frozen within a round. */
  #enterRound(view: RoundView, instrument: number): void {
    view.round = this.#cascade.roundNumber;
    view.undisturbed = this.#markets.isUndisturbed(instrument);
    if (view.undisturbed) return;
    this.#markets.refreshExogenous(instrument);
    const { count } = this.#cascade.previousFills(instrument);
    for (const side of [1, -1]) {
      const sideView = side > 0 ? view.longs : view.shorts;
      sideView.clear(count);
      sideView.exogenous = this.#healthAt(instrument, side, this.#markets.exogenousFeed[instrument], view.rate);
    }
  }

  /** The left side of the health comparison at a price: section 3 of docs/semantics.md. */
  #healthAt(instrument: number, side: number, price: number, rate: number): number {
    const value = lotValue(this.#ledger.spec.instruments[instrument], price);
    return value - side * rate * Math.abs(value) - this.#ledger.fundingIndex[instrument];
  }

  /** The first fill of the previous round at whose feed price this key was passed, or -1: looked for around the last answer. */
  #firstPast(fills: RoundFills, held: number, key: number, view: RoundView, instrument: number): number {
    const last = fills.count - 1;
    if (last < 0 || !this.#isPastAt(fills, last, instrument, held, key, view)) return -1;
    const side = held > 0 ? view.longs : view.shorts;
    let low = 0;
    let high = side.last;
    if (!this.#isPastAt(fills, high, instrument, held, key, view)) {
      low = high + 1;
      high = Math.min(last, low);
      if (!this.#isPastAt(fills, high, instrument, held, key, view)) {
        low = high + 1;
        high = last;
      }
    } else if (high > 0 && !this.#isPastAt(fills, high - 1, instrument, held, key, view)) low = high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#isPastAt(fills, middle, instrument, held, key, view)) high = middle;
      else low = middle + 1;
    }
    side.last = low;
    return fills.sequence[low];
  }

  #isPastAt(fills: RoundFills, place: number, instrument: number, held: number, key: number, view: RoundView): boolean {
    const side = held > 0 ? view.longs : view.shorts;
    let health = side.healthAtFill[place];
    if (health !== health) {
      const extreme = held > 0 ? fills.lowest[place] : fills.highest[place];
      health = this.#healthAt(instrument, held > 0 ? 1 : -1, this.#markets.feedAtFill(instrument, extreme), view.rate);
      side.healthAtFill[place] = health;
    }
    return isPast(held, key, health, view.touching);
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

/** The opposite of `isPast`, and false too where the number is not known. */
function isBefore(held: number, key: number, health: number, touching: boolean): boolean {
  if (touching && health === key) return false;
  return held > 0 ? health >= key : health <= key;
}

/** The health comparison of section 3; false where the number is not known. */
function isPast(held: number, key: number, health: number, touching: boolean): boolean {
  if (touching && health === key) return true;
  return held > 0 ? health < key : health > key;
}
