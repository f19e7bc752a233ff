/** Closes part of a loser's position against winners: section 4.3c of docs/semantics.md. */
import { roundHalfAway } from '../math/round.ts';
import { DeleveragingQueue } from './deleveraging.ts';
import type { Health } from './health.ts';
import type { Layout } from './layout.ts';
import type { Deleveraged, Ledger } from './ledger.ts';
import type { Markets } from './markets.ts';
import type { DeleveragingRecord, Journal } from './outcome.ts';
import { usdTotal } from './tally.ts';
import type { Tally } from './tally.ts';
import { WinnerTrades } from './winner-trades.ts';
import type { DeleveragingStage, WorldSpec } from './world-spec.ts';

/** What a loser wants to get rid of. */
export interface DeleveragingOrder extends Deleveraged {
  readonly lots: number;
  /** Lot value at which winners are closed. */
  readonly lotValue: number;
  readonly stage: DeleveragingStage;
  readonly nowMs: number;
  readonly journal: Journal | null;
}

/** Executes orders against the ranked winners of the instant. */
export class Deleverager {
  readonly #spec: WorldSpec;
  readonly #layout: Layout;
  readonly #ledger: Ledger;
  readonly #health: Health;
  readonly #markets: Markets;
  readonly #tally: Tally;
  readonly #deleveraged: (account: number) => void;
  /** Rankings per instrument, longs and shorts; null while nobody needed one. */
  readonly #queues: (DeleveragingQueue | null)[];
  readonly #isReady: Uint8Array;
  readonly #trades = new WinnerTrades();

  /** `deleveraged` hears of every account whose position was reduced. */
  constructor(parts: { ledger: Ledger; health: Health; markets: Markets; tally: Tally }, deleveraged: (account: number) => void) {
    this.#spec = parts.ledger.spec;
    this.#layout = parts.ledger.layout;
    this.#ledger = parts.ledger;
    this.#health = parts.health;
    this.#markets = parts.markets;
    this.#tally = parts.tally;
    this.#deleveraged = deleveraged;
    this.#queues = this.#spec.instruments.flatMap(() => [null, null]);
    this.#isReady = new Uint8Array(this.#queues.length);
  }

  /** Rankings are kept for one instant. */
  startInstant(): void {
    this.#isReady.fill(0);
  }

  /** Call before accounts with one position change otherwise than by being closed completely or by trading as winners. */
  completeRankings(): void {
    for (let key = 0; key < this.#queues.length; key++) {
      if (this.#isReady[key] !== 0) this.#queues[key]?.complete();
    }
  }

  /** Trades with winners until the order or the winners are used up. Returns the lots that found one. */
  execute(order: DeleveragingOrder): number {
    const { instrument, side, lotValue, nowMs } = order;
    const trades = this.#trades;
    const given = this.#queueFor(instrument, -side, order).take(order.lots, trades);
    if (given === 0) return 0;
    priceLegs(trades, lotValue);
    this.#ledger.deleverage(trades, order);
    for (let index = 0; index < trades.count; index++) {
      this.#tally.noteDeleveraged(trades.account[index], nowMs);
      this.#deleveraged(trades.account[index]);
    }
    if (order.journal?.deleveraging !== undefined) this.#report(order, order.journal.deleveraging);
    this.#noteNotional(order, given);
    return given;
  }

  #noteNotional({ instrument }: DeleveragingOrder, lots: number): void {
    const { settleAsset, venue } = this.#spec.instruments[instrument];
    const unitUsd = this.#health.assetPrice(settleAsset, this.#markets) * this.#spec.assets[settleAsset].unit;
    this.#tally.addUsd(venue, usdTotal.adlNotional, lots * Math.abs(this.#markets.lotValue[instrument]) * unitUsd);
  }

  #report({ account, instrument, nowMs }: DeleveragingOrder, tell: (record: DeleveragingRecord) => void): void {
    const { stableOf } = this.#layout;
    const { account: winners, lots, leg, count } = this.#trades;
    for (let index = 0; index < count; index++) {
      const parties = { loser: stableOf[account], winner: stableOf[winners[index]] };
      tell({ timeMs: nowMs, instrument, ...parties, lots: lots[index], leg: leg[index] });
    }
  }

  /** Opposite sides never share an account and an instrument, so the loser itself is never in the queue. */
  #queueFor(instrument: number, side: number, { stage, nowMs, journal }: DeleveragingOrder): DeleveragingQueue {
    const key = instrument * 2 + (side > 0 ? 0 : 1);
    const queue = (this.#queues[key] ??= new DeleveragingQueue({ ledger: this.#ledger, health: this.#health }, instrument, side));
    if (this.#isReady[key] === 0) {
      journal?.ranking?.(nowMs, instrument, side);
      queue.build(stage, this.#markets);
      this.#isReady[key] = 1;
    }
    return queue;
  }
}

/** Legs telescope: their sum is the rounded value of all lots. */
function priceLegs({ lots, leg, count }: WinnerTrades, lotValue: number): void {
  let given = 0;
  let paid = 0;
  for (let index = 0; index < count; index++) {
    given += lots[index];
    const before = paid;
    paid = roundHalfAway(given * lotValue);
    leg[index] = paid - before;
  }
}
