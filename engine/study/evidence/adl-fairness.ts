/** Who is auto-deleveraged on a path: what each winner pays, and whether the ranking is that of the rule, made anew from everybody. */
import { accountOfSlot } from '../../kernel/layout.ts';
import type { DeleveragingRecord, Journal } from '../../kernel/outcome.ts';
import type { Simulation } from '../../kernel/simulation.ts';
import type { DeleveragingStage } from '../../kernel/world-spec.ts';
import { assert } from '../../math/assert.ts';
import { roundHalfAway } from '../../math/round.ts';
import { gini } from '../../statistics/gini.ts';
import type { AdlFairness } from '../risk-evidence-types.ts';

const mostPayers = 10;
/** Positions that may be looked at to make rankings anew: a crash of a million accounts has more than anybody wants to wait for. */
const mostLooks = 30_000_000;

interface Winner {
  readonly account: number;
  readonly profitUsd: number;
  paidUsd: number;
}

/** A ranking of an instant: who stood where, and the lowest score that was reduced. */
interface Ranking {
  /** Of the winners, +1 long. */
  readonly side: number;
  readonly slots: readonly number[];
  readonly scores: readonly number[];
  /** By account; null for a ranking that was not made anew. */
  readonly scoreOf: ReadonlyMap<number, number> | null;
  lowest: number;
}

/** Listens to a run of a world, beside a journal; ask for the result when it is over. */
export class DeleveragingWatch {
  #world: Simulation | null = null;
  readonly #winners = new Map<number, Winner>();
  /** Of the present instant: rankings of both sides by instrument. */
  readonly #open = new Map<number, Ranking[]>();
  #rankings = 0;
  #checked = 0;
  #broken = 0;
  #looks = 0;

  /** The journal for the run of a world that has not begun; `journal` hears everything too. */
  listenTo(simulation: Simulation, journal: Journal): Journal {
    this.#world = simulation;
    return {
      ...journal,
      ranking: (timeMs, instrument, side) => {
        journal.ranking?.(timeMs, instrument, side);
        this.#rank(instrument, side);
      },
      deleveraging: (record) => {
        journal.deleveraging?.(record);
        this.#pay(record);
      },
      instant: (...seen) => {
        journal.instant?.(...seen);
        this.#endInstant();
      },
    };
  }

  get #simulation(): Simulation {
    assert(this.#world !== null, 'a watch is told which world it listens to');
    return this.#world;
  }

  /** The instant is over: whoever stood above somebody who was reduced must have nothing left. */
  #endInstant(): void {
    const { lots } = this.#simulation.ledger;
    for (const { slots, scores, lowest } of [...this.#open.values()].flat()) {
      if (slots.some((slot, place) => scores[place] > lowest && lots[slot] !== 0)) this.#broken++;
    }
    this.#open.clear();
  }

  /** Null when nobody was deleveraged. */
  result(): AdlFairness | null {
    const winners = [...this.#winners.values()];
    const payers = winners.filter(({ paidUsd }) => paidUsd > 0).sort((a, b) => b.paidUsd - a.paidUsd || a.account - b.account);
    if (this.#rankings === 0) return null;
    const paidUsd = sum(winners.map((winner) => winner.paidUsd));
    const winnersProfitUsd = sum(winners.map(({ profitUsd }) => profitUsd));
    const inequality = gini(Float64Array.from(winners, (winner) => winner.paidUsd));
    return {
      ...{ winners: winners.length, payers: payers.length, paidUsd, winnersProfitUsd },
      shareOfProfit: shareOf(paidUsd, winnersProfitUsd),
      gini: inequality === inequality ? inequality : null,
      ...{ rankings: this.#rankings, rankingsChecked: this.#checked, rankingsBroken: this.#broken },
      largestPayers: payers.slice(0, mostPayers).map((winner) => this.#payer(winner)),
    };
  }

  #payer({ account, paidUsd, profitUsd }: Winner): AdlFairness['largestPayers'][number] {
    const { book } = this.#simulation.spec;
    return {
      account: book.accountId(account),
      owner: book.ownerId(book.owner[account]),
      paidUsd,
      shareOfProfit: shareOf(paidUsd, profitUsd),
    };
  }

  /** Looks at every position of a side, as the world stands before its winners are ranked. */
  #rank(instrument: number, side: number): void {
    this.#rankings++;
    const { slotCount } = this.#simulation.layout;
    this.#looks += slotCount;
    const stage = this.#stageOf(instrument);
    const isChecked = stage !== undefined && this.#looks <= mostLooks;
    if (isChecked) this.#checked++;
    const made = isChecked ? this.#madeAnew(instrument, side, stage) : { side, slots: [], scores: [], scoreOf: null, lowest: Infinity };
    this.#open.set(instrument, [...(this.#open.get(instrument) ?? []), made]);
  }

  #madeAnew(instrument: number, side: number, stage: DeleveragingStage): Ranking {
    const { layout } = this.#simulation;
    const slots: number[] = [];
    const scores: number[] = [];
    for (let slot = 0; slot < layout.slotCount; slot++) {
      const score = this.#scoreOf(slot, instrument, side, stage);
      if (score === null) continue;
      slots.push(slot);
      scores.push(score);
    }
    const scoreOf = new Map(slots.map((slot, place) => [layout.stableOf[accountOfSlot(layout, slot)], scores[place]]));
    return { side, slots, scores, scoreOf, lowest: Infinity };
  }

  #stageOf(instrument: number): DeleveragingStage | undefined {
    const { instruments, venues } = this.#simulation.spec;
    return venues[instruments[instrument].venue].losses.find((stage) => stage.stage === 'adl');
  }

  /** Score of a position in profit with equity left, section 4.3c of docs/semantics.md; null for others. */
  #scoreOf(slot: number, instrument: number, side: number, stage: DeleveragingStage): number | null {
    const { ledger, layout, health, markets } = this.#simulation;
    if (layout.slotInstrument[slot] !== instrument || ledger.lots[slot] * side <= 0) return null;
    const value = ledger.lots[slot] * markets.lotValue[instrument];
    const profit = roundHalfAway(value) - ledger.cost[slot];
    if (!(profit > 0)) return null;
    const account = accountOfSlot(layout, slot);
    health.evaluate(account, markets);
    if (!(health.equity > 0)) return null;
    this.#meet(layout.stableOf[account], profit * this.#unitUsd(instrument));
    return stage.score(value, ledger.cost[slot], health.notional, health.equity);
  }

  #meet(account: number, profitUsd: number): Winner {
    const winner = this.#winners.get(account) ?? { account, profitUsd, paidUsd: 0 };
    this.#winners.set(account, winner);
    return winner;
  }

  /** What a winner gives up: the distance between the price at which it is closed and the mark, times its lots. */
  #pay({ instrument, winner, lots, leg }: DeleveragingRecord): void {
    const rankings = this.#open.get(instrument) ?? [];
    const ranking = rankings.find(({ scoreOf }) => scoreOf?.has(winner)) ?? rankings[rankings.length - 1];
    const units = ranking.side * (lots * this.#simulation.markets.lotValue[instrument] - leg);
    this.#meet(winner, 0).paidUsd += Math.max(0, units) * this.#unitUsd(instrument);
    // Somebody who was not ranked is worse than everybody who was.
    if (ranking.scoreOf) ranking.lowest = Math.min(ranking.lowest, ranking.scoreOf.get(winner) ?? -Infinity);
  }

  #unitUsd(instrument: number): number {
    const { spec, health, markets } = this.#simulation;
    const { settleAsset } = spec.instruments[instrument];
    return spec.assets[settleAsset].unit * health.assetPrice(settleAsset, markets);
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function shareOf(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}
