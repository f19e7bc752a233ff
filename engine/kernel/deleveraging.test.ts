import { describe, expect, it } from 'vitest';
import { Dice } from '../../test/reference/dice.ts';
import { profitTimesLeverage } from '../../test/reference/doubles.ts';
import { randomWorld } from '../../test/reference/random-world.ts';
import { InvariantError } from '../math/assert.ts';
import { roundHalfAway } from '../math/round.ts';
import { DeleveragingQueue } from './deleveraging.ts';
import { single, smallParts, smallPath, smallWorld, type SmallParts } from './testing/small-world.ts';
import { WinnerTrades } from './winner-trades.ts';
import type { DeleveragingStage } from './world-spec.ts';

const stage: DeleveragingStage = { stage: 'adl', score: profitTimesLeverage, price: 'bankruptcy' };

/** Everybody asked one by one, sorted by score and id: stable ids in the order in which they are deleveraged. */
function rankedBySort({ layout, ledger, health, markets }: SmallParts, instrument: number, side: number): number[] {
  const ranked: { id: number; score: number }[] = [];
  for (let account = 0; account < layout.accountCount; account++) {
    const portfolio = account - layout.singleCount;
    const [start, end] = portfolio < 0 ? [account, account + 1] : [layout.positionStart[portfolio], layout.positionStart[portfolio + 1]];
    for (let slot = start; slot < end; slot++) {
      const lots = ledger.lots[slot];
      if (layout.slotInstrument[slot] !== instrument || lots * side <= 0) continue;
      const value = lots * markets.lotValue[instrument];
      health.evaluate(account, markets);
      if (roundHalfAway(value) - ledger.cost[slot] <= 0 || health.equity <= 0) continue;
      ranked.push({ id: layout.stableOf[account], score: stage.score(value, ledger.cost[slot], health.notional, health.equity) });
    }
  }
  return ranked.sort((a, b) => b.score - a.score || a.id - b.id).map(({ id }) => id);
}

/** Stable ids of the winners that a request for so many lots takes. */
function taken(queue: DeleveragingQueue, { layout }: SmallParts, lots = Infinity): number[] {
  const trades = new WinnerTrades();
  queue.take(lots, trades);
  return Array.from(trades.account.subarray(0, trades.count), (account) => layout.stableOf[account]);
}

describe('deleveraging queue', () => {
  it('heapVsSort: ranks winners as a sort of everybody does', () => {
    // Goal: random worlds (copies that tie, portfolios, unkeyed accounts), both sides of every instrument, at a random tick.
    let ranked = 0;
    for (let seed = 0; seed < 40; seed++) {
      const { spec, path } = randomWorld(seed);
      const tick = new Dice(seed, 'deleveraging').below(path.timesMs.length);
      spec.instruments.forEach((_, instrument) => {
        for (const side of [1, -1]) {
          const parts = smallParts(spec, path, { feedback: 'none' });
          parts.moveTo(tick);
          const queue = new DeleveragingQueue(parts, instrument, side, 3);
          queue.build(seed % 2 === 0 ? stage : { ...stage, monotone: true }, parts.markets);
          const expected = rankedBySort(parts, instrument, side);
          expect(taken(queue, parts)).toEqual(expected);
          ranked += expected.length;
        }
      });
    }
    expect(ranked).toBeGreaterThan(500);
  });

  it('keeps a winner on top until it has no lots left', () => {
    // Goal: a winner may be asked many times; one who lost its lots elsewhere is passed over.
    const accounts = [single(50, -3, 120), single(50, -2, 130), single(50, -1, 90), single(50, 1, 80)];
    const parts = smallParts(smallWorld({ accounts }), smallPath([[100]]));
    const queue = new DeleveragingQueue(parts, 0, -1);
    queue.build(stage, parts.markets);
    const trades = new WinnerTrades();
    expect(queue.take(2, trades)).toBe(2);
    expect(queue.take(4, trades)).toBe(4);
    expect([0, 1].map((place) => parts.layout.stableOf[trades.account[place]])).toEqual([0, 1]);
    expect([0, 1].map((place) => trades.lots[place])).toEqual([3, 1]);
    parts.ledger.lots[parts.account(1)] = 0;
    expect(queue.take(1, trades)).toBe(0);
  });

  it('is of the moment it was made, however late scores are computed', () => {
    // Goal: once completed, cash that comes later changes no rank; accounts that are closed before their score was computed are left out.
    const accounts = [single(50, -1, 120), single(60, -1, 120), single(70, -1, 120), single(80, -1, 120), single(50, 4, 80)];
    const parts = smallParts(smallWorld({ accounts }), smallPath([[100]]));
    const queue = new DeleveragingQueue(parts, 0, -1, 1);
    queue.build({ ...stage, monotone: true }, parts.markets);
    expect(taken(queue, parts, 1)).toEqual([0]);
    parts.ledger.lots[parts.account(1)] = 0;
    queue.complete();
    parts.ledger.cash[parts.account(3)] -= 79 * 1e6;
    expect(taken(queue, parts)).toEqual([2, 3]);
  });

  it('lists only those in profit with equity', () => {
    // Goal: neither losers nor bankrupt winners; an empty ranking is empty.
    const parts = smallParts(smallWorld({ accounts: [single(50, -1, 90), single(-40, -1, 120)] }), smallPath([[100]]));
    const queue = new DeleveragingQueue(parts, 0, -1);
    queue.build(stage, parts.markets);
    expect(taken(queue, parts)).toEqual([]);
  });

  it('refuses a score that is no number', () => {
    // Goal: a policy's bug stops the run instead of ranking at random.
    const parts = smallParts(smallWorld({ accounts: [single(50, -1, 120)] }), smallPath([[100]]));
    const queue = new DeleveragingQueue(parts, 0, -1);
    queue.build({ ...stage, score: () => NaN }, parts.markets);
    expect(() => taken(queue, parts)).toThrow(InvariantError);
  });
});
