/**
 * From feeds to marks: oracles publish, breakers observe. Keeps a second set of marks with our displacement removed, by which roots of
 * cascades are told, and the lowest mark of every market.
 */
import { mapped } from '../math/mapped.ts';
import type { EventQueue } from './event-queue.ts';
import type { PriceView } from './health.ts';
import type { Markets } from './markets.ts';
import { OracleBoard } from './oracle-board.ts';
import type { Journal } from './outcome.ts';
import { eventPhase } from './phases.ts';
import type { Breaker, WorldSpec } from './world-spec.ts';

/** Sets the marks of all markets and tells breakers about them; new oracles and breakers on every path. */
export class Publisher {
  readonly markLow: Float64Array;
  readonly markStart: Float64Array;
  /** Marks without our displacement, as of the last time somebody asked (`refreshExogenous`). */
  readonly exogenous: PriceView;
  /** Breakers per instrument; new ones on every path. */
  readonly breakers: Breaker[][];
  readonly hasBreakers: boolean;
  journal: Journal | null = null;
  readonly #spec: WorldSpec;
  readonly #markets: Markets;
  readonly #queue: EventQueue;
  readonly #oracles: OracleBoard;
  readonly #haltedUntilMs: Float64Array;
  #exogenousIsFresh = false;

  constructor(parts: { spec: WorldSpec; markets: Markets; queue: EventQueue; haltedUntilMs: Float64Array }) {
    this.#spec = parts.spec;
    this.#markets = parts.markets;
    this.#queue = parts.queue;
    this.#haltedUntilMs = parts.haltedUntilMs;
    this.#oracles = new OracleBoard(parts.spec);
    this.markLow = new Float64Array(parts.spec.markets.length);
    this.markStart = new Float64Array(parts.spec.markets.length);
    this.exogenous = { lotValue: new Float64Array(parts.spec.instruments.length), mark: new Float64Array(parts.spec.markets.length) };
    this.breakers = mapped(parts.spec.instruments, () => []);
    this.hasBreakers = parts.spec.venues.some((venue) => venue.breakers.length > 0);
  }

  get hasOracles(): boolean {
    return this.#oracles.isActive;
  }

  /** True when the mark of a market is what an oracle publishes. */
  followsOracle(market: number): boolean {
    return this.#oracles.follows(market);
  }

  /** Marks start at the undisturbed first prices, whatever the oracles will publish. */
  reset(): void {
    this.#oracles.reset();
    this.#exogenousIsFresh = false;
    for (let market = 0; market < this.#markets.count; market++) {
      const price = this.#markets.price[market];
      this.#markets.setMark(market, price);
      this.markStart[market] = price;
      this.markLow[market] = price;
      this.#setExogenous(market, price);
    }
    if (!this.hasBreakers) return;
    this.#spec.instruments.forEach((instrument, index) => {
      this.breakers[index] = this.#spec.venues[instrument.venue].breakers.map((rule) => rule.create());
    });
  }

  /** What oracles published earlier and becomes visible now. */
  deliver(nowMs: number): void {
    while (this.#queue.nextTimeMs <= nowMs && this.#queue.nextPhase === eventPhase.oracle) {
      const delivered = this.#oracles.deliver(this.#queue.nextPayload);
      this.#queue.pop();
      if (delivered === null) continue;
      if (delivered.exogenous) this.#setExogenous(delivered.market, delivered.price);
      else this.#publishMark(delivered.market, nowMs, delivered.price);
    }
  }

  /** Marks of all markets at the start of an instant. */
  publishAll(nowMs: number): void {
    this.#exogenousIsFresh = false;
    if (this.hasOracles || this.hasBreakers) for (let market = 0; market < this.#markets.count; market++) this.publish(market, nowMs, true);
    else this.#followFeeds();
  }

  /** Where there are neither oracles nor breakers. */
  #followFeeds(): void {
    const markets = this.#markets;
    const { feed, mark } = markets;
    const { markLow } = this;
    for (let market = 0; market < feed.length; market++) {
      const price = feed[market];
      if (price === mark[market]) continue;
      markets.setMark(market, price);
      if (price < markLow[market]) markLow[market] = price;
    }
  }

  /** Mark of one market from its feed, then its breakers. The oracle without our displacement looks only at the start of an instant. */
  publish(market: number, nowMs: number, startOfInstant: boolean): void {
    const markets = this.#markets;
    if (this.#oracles.follows(market)) {
      const price = this.#oracles.observe(market, nowMs, markets.feed[market], this.#queue, eventPhase.oracle);
      if (price === price) this.#publishMark(market, nowMs, price);
      if (startOfInstant) this.#publishExogenous(market, nowMs);
    } else if (markets.feed[market] !== markets.mark[market]) {
      markets.setMark(market, markets.feed[market]);
    }
    if (markets.mark[market] < this.markLow[market]) this.markLow[market] = markets.mark[market];
    if (this.hasBreakers && market < this.breakers.length) this.#observeBreakers(market, nowMs);
  }

  #publishMark(market: number, nowMs: number, price: number): void {
    this.#markets.setMark(market, price);
    this.journal?.publication?.(nowMs, market, price);
  }

  /** Brings `exogenous` to this instant for markets without an oracle; oracles keep their own. */
  refreshExogenous(): void {
    if (this.#exogenousIsFresh) return;
    this.#exogenousIsFresh = true;
    for (let market = 0; market < this.#markets.count; market++) {
      if (this.#oracles.follows(market)) continue;
      this.#markets.refreshExogenous(market);
      this.#setExogenous(market, this.#markets.exogenousFeed[market]);
    }
  }

  #publishExogenous(market: number, nowMs: number): void {
    this.#markets.refreshExogenous(market);
    const price = this.#oracles.observeExogenous(market, nowMs, this.#markets.exogenousFeed[market], this.#queue, eventPhase.oracle);
    if (price === price) this.#setExogenous(market, price);
  }

  #setExogenous(market: number, price: number): void {
    this.exogenous.mark[market] = price;
    if (market < this.exogenous.lotValue.length) this.exogenous.lotValue[market] = this.#markets.valueAt(market, price);
  }

  #observeBreakers(instrument: number, nowMs: number): void {
    const breakers = this.breakers[instrument];
    for (let breaker = 0; breaker < breakers.length; breaker++) {
      const untilMs = breakers[breaker].observe(nowMs, this.#markets.mark[instrument]);
      if (untilMs > nowMs && untilMs > this.#haltedUntilMs[instrument]) {
        this.#haltedUntilMs[instrument] = untilMs;
        this.#queue.push(untilMs, eventPhase.haltEnd, instrument);
        this.journal?.halt?.({ timeMs: nowMs, instrument, untilMs, breaker });
      }
    }
  }
}
