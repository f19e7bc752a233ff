import { describe, expect, it } from 'vitest';
import { Deleverager, type DeleveragingOrder } from './deleverager.ts';
import type { DeleveragingRecord } from './outcome.ts';
import { roundHalfAway } from '../math/round.ts';
import { micro, single, smallParts, smallPath, smallWorld, type SmallParts } from './testing/small-world.ts';

// Scores by cost: the short from 130 before the one from 120 before the one from 110.
const stage: DeleveragingOrder['stage'] = { stage: 'adl', score: (_value, cost) => -cost, price: 'bankruptcy' };

function partsOf(): { parts: SmallParts; deleverager: Deleverager; deleveraged: number[] } {
  const accounts = [single(10, 10, 100), single(50, -2, 110), single(50, -2, 130), single(50, -2, 120)];
  const parts = smallParts(smallWorld({ accounts }), smallPath([[100]]));
  const deleveraged: number[] = [];
  const deleverager = new Deleverager(parts, (account) => deleveraged.push(parts.layout.stableOf[account]));
  parts.ledger.touch(parts.account(0));
  return { parts, deleverager, deleveraged };
}

function orderOf(parts: SmallParts, lots: number, changes: Partial<DeleveragingOrder> = {}): DeleveragingOrder {
  const loser = parts.account(0);
  return { account: loser, slot: loser, instrument: 0, side: 1, lots, lotValue: 99 * micro, stage, nowMs: 0, journal: null, ...changes };
}

describe('deleverager', () => {
  it('asks winners in order, each for as much as it has', () => {
    // Goal: only as many lots as needed, and the loser never deals with itself.
    const { parts, deleverager, deleveraged } = partsOf();
    expect(deleverager.execute(orderOf(parts, 3))).toBe(3);
    expect(deleveraged).toEqual([2, 3]);
    expect([0, 1, 2, 3].map((id) => parts.ledger.lots[parts.account(id)] + 0)).toEqual([7, -2, 0, -1]);
    expect(parts.tally.deleveragedAccounts).toBe(2);
  });

  it('gives what there is when winners run out', () => {
    // Goal: the rest is told to the caller, who takes it to the market.
    const { parts, deleverager } = partsOf();
    expect(deleverager.execute(orderOf(parts, 9))).toBe(6);
    expect(deleverager.execute(orderOf(parts, 3))).toBe(0);
  });

  it('legs telescope: their sum is the rounded whole', () => {
    // Goal: at a price between units no unit is made or lost over chunks; winners receive what the loser pays.
    const { parts, deleverager } = partsOf();
    const records: DeleveragingRecord[] = [];
    const lotValue = 99 * micro + 1 / 4;
    const before = parts.ledger.trueCash(parts.account(0));
    deleverager.execute(orderOf(parts, 5, { lotValue, journal: { deleveraging: (record) => records.push(record) } }));
    expect(records.map(({ loser, winner, lots }) => [loser, winner, lots])).toEqual([[0, 2, 2], [0, 3, 2], [0, 1, 1]]);
    const paid = records.reduce((sum, { leg }) => sum + leg, 0);
    expect(paid).toBe(roundHalfAway(5 * lotValue));
    expect(parts.ledger.trueCash(parts.account(0)) - before).toBe(paid);
  });

  it('keeps its ranking for an instant and makes a new one for the next', () => {
    // Goal: cash that comes in the same instant changes no rank.
    const { parts, deleverager, deleveraged } = partsOf();
    deleverager.execute(orderOf(parts, 1));
    parts.ledger.cost[parts.account(1)] = -1000 * micro;
    deleverager.execute(orderOf(parts, 1));
    deleverager.startInstant();
    deleverager.execute(orderOf(parts, 1));
    expect(deleveraged).toEqual([2, 2, 1]);
  });
});
