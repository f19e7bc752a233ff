import { describe, expect, it } from 'vitest';
import { profitTimesLeverage } from '../../test/reference/doubles.ts';
import { micro, single, smallParts, smallPath, smallWorld, type SmallParts } from './testing/small-world.ts';
import { WinnerBlocks } from './winner-blocks.ts';
import type { DeleveragingStage } from './world-spec.ts';

const stage: DeleveragingStage = { stage: 'adl', score: profitTimesLeverage, price: 'bankruptcy', monotone: true };

function shortsInProfit(): SmallParts {
  const accounts = [single(20, -1, 120), single(30, -2, 110), single(90, -1, 105), single(200, -3, 130), single(50, 7, 100)];
  return smallParts(smallWorld({ accounts }), smallPath([[100]]));
}

function scoreOf({ ledger, health, markets }: SmallParts, slot: number): number {
  health.evaluate(slot, markets);
  return stage.score(ledger.lots[slot] * markets.lotValue[0], ledger.cost[slot], health.notional, health.equity);
}

describe('winner blocks', () => {
  it('bound the scores of their members closely', () => {
    // Goal: never below the best; of a block of one as good as equal to its score, so that ranking can stop at the first worse block.
    const parts = shortsInProfit();
    for (const length of [1, 2, 4]) {
      const blocks = new WinnerBlocks(parts.ledger, 0, -1, length);
      blocks.noteTouched();
      expect(blocks.count).toBe(4 / length);
      for (let block = 0; block < blocks.count; block++) {
        const bound = blocks.boundOf(block, stage, 100 * micro);
        for (let slot = blocks.start[block]; slot < blocks.end[block]; slot++) expect(scoreOf(parts, slot)).toBeLessThanOrEqual(bound);
        if (length === 1) expect(bound).toBeCloseTo(scoreOf(parts, blocks.start[block]), 6);
      }
    }
  });

  it('trust no bound of a block with an account that was touched and is open', () => {
    // Goal: a winner that was reduced may rank anywhere, one that was closed nowhere; the next path begins with the opening.
    const parts = shortsInProfit();
    const { ledger, markets } = parts;
    const blocks = new WinnerBlocks(ledger, 0, -1, 1);
    const trusted = () => {
      blocks.noteTouched();
      return Array.from({ length: 4 }, (_, block) => blocks.boundOf(block, stage, markets.lotValue[0]) < Infinity);
    };
    const [reduced, closed] = [blocks.start[1], blocks.start[2]];
    ledger.touch(reduced);
    ledger.touch(closed);
    ledger.lots[closed] = 0;
    expect(trusted()).toEqual([true, false, true, true]);
    ledger.reset();
    expect(trusted()).toEqual([true, true, true, true]);
  });

  it('have no bound when the policy promises none, or the best member could not be scored', () => {
    // Goal: an equity below zero or a cost on the other side of zero is no better account.
    const parts = shortsInProfit();
    const blocks = new WinnerBlocks(parts.ledger, 0, -1, 4);
    blocks.noteTouched();
    expect(blocks.boundOf(0, { ...stage, monotone: false }, 100 * micro)).toBe(Infinity);
    expect(blocks.boundOf(0, stage, 150 * micro)).toBe(Infinity);
    expect(blocks.boundOf(0, stage, -1 * micro)).toBe(Infinity);
  });
});
