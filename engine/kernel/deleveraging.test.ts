import { describe, expect, it } from 'vitest';
import { Dice } from '../../test/reference/dice.ts';
import { profitTimesLeverage } from '../../test/reference/doubles.ts';
import { randomWorld } from '../../test/reference/random-world.ts';
import { InvariantError } from '../math/assert.ts';
import { roundHalfAway } from '../math/round.ts';
import { DeleveragingQueue } from './deleveraging.ts';
import { single, smallParts, smallPath, smallWorld, type SmallParts } from './testing/small-world.ts';
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

/** Empties the queue, taking the lots of each winner. */
function drained(queue: DeleveragingQueue, { ledger, layout }: SmallParts, side: number): number[] {
  const ids: number[] = [];
  for (let slot = queue.next(side); slot >= 0; slot = queue.next(side)) {
    ids.push(layout.stableOf[queue.accountOf(slot)]);
    ledger.lots[slot] = 0;
  }
  return ids;
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
          const queue = new DeleveragingQueue(parts.ledger, parts.health);
          queue.build(instrument, side, stage, parts.markets);
          const expected = rankedBySort(parts, instrument, side);
          expect(drained(queue, parts, side)).toEqual(expected);
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
    const queue = new DeleveragingQueue(parts.ledger, parts.health);
    queue.build(0, -1, stage, parts.markets);
    const first = queue.next(-1);
    expect(queue.next(-1)).toBe(first);
    parts.ledger.lots[first] = 0;
    const second = queue.next(-1);
    expect([first, second].map((slot) => parts.layout.stableOf[slot]).sort()).toEqual([0, 1]);
    parts.ledger.lots[second] = 0;
    expect(queue.next(-1)).toBe(-1);
  });

  it('lists only those in profit with equity', () => {
    // Goal: neither losers nor bankrupt winners; an empty ranking is empty.
    const parts = smallParts(smallWorld({ accounts: [single(50, -1, 90), single(-40, -1, 120)] }), smallPath([[100]]));
    const queue = new DeleveragingQueue(parts.ledger, parts.health);
    queue.build(0, -1, stage, parts.markets);
    expect(queue.next(-1)).toBe(-1);
  });

  it('refuses a score that is no number', () => {
    // Goal: a policy's bug stops the run instead of ranking at random.
    const parts = smallParts(smallWorld({ accounts: [single(50, -1, 120)] }), smallPath([[100]]));
    const queue = new DeleveragingQueue(parts.ledger, parts.health);
    expect(() => queue.build(0, -1, { ...stage, score: () => NaN }, parts.markets)).toThrow(InvariantError);
  });
});
