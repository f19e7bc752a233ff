import { describe, expect, it } from 'vitest';
import { Ancestry } from './ancestry.ts';
import type { Journal, LiquidationRecord, RunOptions } from './outcome.ts';
import { Simulation } from './simulation.ts';
import { linearPrice, single, smallParts, smallPath, smallWorld, type SmallAccount } from './testing/small-world.ts';

/** Longs of 100 lots from 100 that are liquidatable below the given prices (rate 0). */
const bankruptAt = (price: number): SmallAccount => single(100 * (100 - price), 100, 100);
const portfolioAt = (price: number): SmallAccount => ({ ...bankruptAt(price), coins: 1e-6 });

/** Account, parent's account (null for a root) and generation of every record. */
function familyOf(accounts: readonly SmallAccount[], prices: number[], options: Partial<RunOptions> = {}, passThrough = 1) {
  const records: LiquidationRecord[] = [];
  const spec = smallWorld({ accounts, rate: 0, liquidity: linearPrice(0.01, { passThrough }) });
  const journal: Journal = { liquidation: (record) => records.push(record) };
  new Simulation(spec).run(smallPath([prices]), { feedback: 'full', ...options, journal });
  return records.map(({ account, parent, generation }) => [account, parent < 0 ? null : records[parent].account, generation]);
}

describe('ancestry', () => {
  it('a liquidation is a root when the price alone explains it', () => {
    // Goal: at 94.5 the first two are liquidatable without anybody's impact, although the first one's sale moved the price too.
    expect(familyOf([bankruptAt(95), bankruptAt(94.6)], [100, 94.5])).toEqual([[0, null, 0], [1, null, 0]]);
    // The portfolio survives 94.6 and would have survived the first one's sale: the next price alone reaches it.
    expect(familyOf([bankruptAt(95), portfolioAt(92)], [100, 94.6, 91])).toEqual([[0, null, 0], [1, null, 0]]);
  });

  it('otherwise its parent is the first fill that carried the price over its trigger', () => {
    // Goal: two roots of one round push to 93.5 and 92.5; 94 was crossed by the first, 93 by the second, 92 by their children.
    const family = familyOf([95.1, 95, 94, 93, 92].map(bankruptAt), [100, 94.5]);
    expect(family).toEqual([[0, null, 0], [1, null, 0], [2, 0, 1], [3, 1, 1], [4, 2, 2]]);
  });

  it('a portfolio is the child of the latest fill before its round', () => {
    // Goal: no single fill can be named for several prices; the round before counts as a whole.
    expect(familyOf([bankruptAt(95.1), bankruptAt(95), portfolioAt(94)], [100, 94.5])).toEqual([[0, null, 0], [1, null, 0], [2, 1, 1]]);
  });

  it('the fills of an earlier instant can be the parent', () => {
    // Goal: a long at 93.2 survives the sale at 94.5 (to 93.5), and falls when the price alone has only reached 94.
    expect(familyOf([bankruptAt(95), bankruptAt(93.2)], [100, 94.5, 94])).toEqual([[0, null, 0], [1, 0, 1]]);
  });

  it('everybody is a root for price takers and without pass-through', () => {
    // Goal: no displacement, no descent.
    const accounts = [bankruptAt(95), bankruptAt(94.9)];
    expect(familyOf(accounts, [100, 94.95, 94.8], { feedback: 'none' }).map(([, parent]) => parent)).toEqual([null, null]);
    expect(familyOf(accounts, [100, 94.95, 94.8], {}, 0).map(([, parent]) => parent)).toEqual([null, null]);
  });

  it('bisectionVsScan: finds the first fill of the round at which the account was over its trigger', () => {
    // Goal: fill marks that rise and fall; the first at or below which the feed makes the account liquidatable.
    const triggers = [99, 98.5, 97.2, 96, 95.9, 95, 93, 92.5];
    const spec = smallWorld({ accounts: triggers.map(bankruptAt), rate: 0, liquidity: linearPrice(0.01) });
    const parts = smallParts(spec, smallPath([[100]]));
    const { cascade, markets } = parts;
    const ancestry = new Ancestry(parts);
    cascade.startRound();
    const flows = [-200, -100, 50, -200, -150, 100, -300];
    const feeds = flows.map((lots) => {
      markets.fill(0, lots);
      markets.refresh(0);
      cascade.recordFill(cascade.record(-1, 1), 0, markets.fillMark(0));
      return markets.feed[0];
    });
    cascade.startRound();
    parts.publisher.publish(0, 0, false);
    const expected = triggers.map((trigger) => feeds.findIndex((feed) => feed < trigger));
    expect(triggers.map((_, stable) => ancestry.parentOf(parts.account(stable)))).toEqual(expected);
    expect(new Set(expected).size).toBeGreaterThan(3);
  });
});
