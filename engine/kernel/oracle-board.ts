/**
 * Oracles of all markets, each twice: one reads the feeds as they are, its shadow reads them with our displacement removed, so that
 * roots of cascades can be told. Publications under way are kept here and travel through the event queue as numbers.
 *
 * A market of an instrument has the oracle of the instrument's venue. A spot market has one only in a world of one venue; with several
 * venues its mark follows the feed.
 */
import { assert } from '../math/assert.ts';
import type { EventQueue } from './event-queue.ts';
import type { OracleFeed, OracleRule, WorldSpec } from './world-spec.ts';

export interface Delivery {
  readonly market: number;
  readonly price: number;
  readonly exogenous: boolean;
}

/** Asks the oracles of all markets and keeps what they published until it becomes visible. */
export class OracleBoard {
  readonly isActive: boolean;
  readonly #rules: readonly (OracleRule | null)[];
  #feeds: (OracleFeed | null)[] = [];
  #shadows: (OracleFeed | null)[] = [];
  readonly #deliveries = new Map<number, Delivery | null>();
  #nextDelivery = 0;

  constructor(spec: WorldSpec) {
    this.#rules = spec.markets.map((_, market) => {
      if (market < spec.instruments.length) return spec.venues[spec.instruments[market].venue].oracle;
      return spec.venues.length === 1 ? spec.venues[0].oracle : null;
    });
    this.isActive = this.#rules.some((rule) => rule !== null);
  }

  reset(): void {
    this.#deliveries.clear();
    this.#nextDelivery = 0;
    this.#wakeScheduledFor = NaN;
    if (!this.isActive) return;
    this.#feeds = this.#rules.map((rule) => rule?.create() ?? null);
    this.#shadows = this.#rules.map((rule) => rule?.create() ?? null);
  }

  /** True when the mark of a market is what an oracle publishes. */
  follows(market: number): boolean {
    return this.#rules[market] !== null;
  }

  /** Shows the feed price to the oracle. Returns the mark if it becomes visible at once, NaN otherwise; later ones are scheduled. */
  observe(market: number, nowMs: number, feedPrice: number, queue: EventQueue, phase: number): number {
    return this.#show(this.#feeds[market], market, false, nowMs, feedPrice, queue, phase);
  }

  observeExogenous(market: number, nowMs: number, feedPrice: number, queue: EventQueue, phase: number): number {
    return this.#show(this.#shadows[market], market, true, nowMs, feedPrice, queue, phase);
  }

  /** What an oracle event brings; null for a mere wake-up. */
  deliver(ticket: number): Delivery | null {
    const delivery = this.#deliveries.get(ticket) ?? null;
    this.#deliveries.delete(ticket);
    return delivery;
  }

  #show(
    feed: OracleFeed | null,
    market: number,
    exogenous: boolean,
    nowMs: number,
    feedPrice: number,
    queue: EventQueue,
    phase: number,
  ): number {
    assert(feed !== null, 'only markets with an oracle are observed');
    const visibleMs = feed.observe(nowMs, feedPrice);
    const wakeMs = feed.nextWakeMs(nowMs);
    if (wakeMs > nowMs && wakeMs < Infinity) this.#schedule(queue, wakeMs, phase, null);
    if (visibleMs < 0) return NaN;
    if (visibleMs <= nowMs) return feed.pendingPrice;
    this.#schedule(queue, visibleMs, phase, { market, price: feed.pendingPrice, exogenous });
    return NaN;
  }

  #schedule(queue: EventQueue, timeMs: number, phase: number, delivery: Delivery | null): void {
    if (delivery === null && this.#wakeScheduledFor === timeMs) return;
    if (delivery === null) this.#wakeScheduledFor = timeMs;
    const ticket = this.#nextDelivery++;
    if (delivery !== null) this.#deliveries.set(ticket, delivery);
    queue.push(timeMs, phase, ticket);
  }

  #wakeScheduledFor = NaN;
}
