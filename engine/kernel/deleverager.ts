/** Closes part of a loser's position against winners: section 4.3c of docs/semantics.md. */
import { roundHalfAway } from '../math/round.ts';
import { DeleveragingQueue } from './deleveraging.ts';
import type { Health } from './health.ts';
import { accountOfSlot } from './layout.ts';
import type { Layout } from './layout.ts';
import type { Ledger } from './ledger.ts';
import type { Markets } from './markets.ts';
import type { Journal } from './outcome.ts';
import { movement } from './parties.ts';
import { usdTotal } from './tally.ts';
import type { Tally } from './tally.ts';
import type { DeleveragingStage, WorldSpec } from './world-spec.ts';

/** What a loser wants to get rid of. */
export interface DeleveragingOrder {
  readonly account: number;
  readonly slot: number;
  readonly instrument: number;
  /** Side of the loser. */
  readonly side: number;
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
    const { instrument, side, lotValue } = order;
    const queue = this.#queueFor(instrument, -side, order.stage);
    let given = 0;
    while (given < order.lots) {
      const winner = queue.next();
      if (winner < 0) break;
      const lots = Math.min(order.lots - given, Math.abs(this.#ledger.lots[winner]));
      const leg = roundHalfAway((given + lots) * lotValue) - roundHalfAway(given * lotValue);
      this.#tradeWithWinner(order, winner, lots, leg);
      given += lots;
    }
    if (given > 0) this.#noteNotional(order, given);
    return given;
  }

  #noteNotional({ instrument }: DeleveragingOrder, lots: number): void {
    const { settleAsset, venue } = this.#spec.instruments[instrument];
    const unitUsd = this.#health.assetPrice(settleAsset, this.#markets) * this.#spec.assets[settleAsset].unit;
    this.#tally.addUsd(venue, usdTotal.adlNotional, lots * Math.abs(this.#markets.lotValue[instrument]) * unitUsd);
  }

  #tradeWithWinner(order: DeleveragingOrder, winner: number, lots: number, leg: number): void {
    const { account, slot, instrument, side, nowMs, journal } = order;
    const winnerAccount = accountOfSlot(this.#layout, winner);
    this.#ledger.touch(winnerAccount);
    this.#ledger.reduceCost(slot, lots);
    this.#ledger.reduceCost(winner, lots);
    if (side > 0) this.#ledger.trade(winner, winnerAccount, slot, account, instrument, lots, leg, movement.deleveraging);
    else this.#ledger.trade(slot, account, winner, winnerAccount, instrument, lots, leg, movement.deleveraging);
    this.#tally.noteDeleveraged(winnerAccount, nowMs);
    const { stableOf } = this.#layout;
    journal?.deleveraging?.({ timeMs: nowMs, instrument, loser: stableOf[account], winner: stableOf[winnerAccount], lots, leg });
    this.#deleveraged(winnerAccount);
  }

  /** Opposite sides never share an account and an instrument, so the loser itself is never in the queue. */
  #queueFor(instrument: number, side: number, stage: DeleveragingStage): DeleveragingQueue {
    const key = instrument * 2 + (side > 0 ? 0 : 1);
    const queue = (this.#queues[key] ??= new DeleveragingQueue({ ledger: this.#ledger, health: this.#health }, instrument, side));
    if (this.#isReady[key] === 0) {
      queue.build(stage, this.#markets);
      this.#isReady[key] = 1;
    }
    return queue;
  }
}
