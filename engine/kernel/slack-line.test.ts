import { describe, expect, it } from 'vitest';
import { Dice } from '../../test/reference/dice.ts';
import { SlackLine } from './slack-line.ts';
import { smallParts, smallPath, smallWorld } from './testing/small-world.ts';

interface Term {
  readonly market: number;
  readonly weight: number;
}

describe('slack line', () => {
  const kinds = [[1, false], [3, false], [5, false], [1, true], [2, true], [4, true], [9, true]] as const;
  it.each(kinds)('searchVsScan: finds the first tick (%i terms, only losses: %s)', (terms, onlyLosses) => {
    // Goal: blocks that are passed over never hide a tick, for any start.
    const dice = new Dice(terms, 'slack-line');
    const portfolio = { cash: 1000, positions: [0, 1, 2].map((instrument) => ({ instrument, lots: 1, entry: 100 })) };
    for (let trial = 0; trial < 150; trial++) {
      const ticks = dice.integerBetween(1, 400);
      const series = [0, 1, 2].map(() => {
        let price = 100;
        return Array.from({ length: ticks }, () => (price += dice.normal()));
      });
      const { watch } = smallParts(smallWorld({ accounts: [portfolio], instruments: [{}, {}, {}] }), smallPath(series));
      const line = new SlackLine(watch.radii.deviations);
      const parts: Term[] = Array.from({ length: terms }, () => ({ market: dice.below(3), weight: dice.between(-2, 2) }));
      // What another account has left behind does not count.
      for (let term = 0; term < 6; term++) line.add(dice.below(3), dice.between(-2, 2), 100);
      line.begin(onlyLosses);
      for (const { market, weight } of parts) line.add(market, weight, series[market][0]);
      line.slack = dice.between(0, 60);
      line.gross = 1;
      const from = dice.below(ticks + 1);
      const reserve = dice.between(0, 5);
      const left = (tick: number): number => {
        return parts.reduce((sum, { market, weight }) => {
          const change = weight * (series[market][tick] - series[market][0]);
          return sum + (onlyLosses ? Math.min(0, change) : change);
        }, line.slack - reserve);
      };
      const scanned = Array.from({ length: ticks }, (_, tick) => tick).find((tick) => tick >= from && left(tick) <= 1e-6) ?? ticks;
      line.reserve = reserve;
      expect(line.firstTick(from)).toBe(scanned);
    }
  });

  it('takes what follows a price by its value now', () => {
    // Goal: value / price per unit of price, with the sign of the value; nothing for an asset without a market.
    const account = { cash: 50, positions: [{ lots: 1, entry: 100 }], coins: 1 };
    const { watch, markets } = smallParts(smallWorld({ accounts: [account] }), smallPath([[100], [4]], 2));
    const line = new SlackLine(watch.radii.deviations);
    line.begin(true);
    line.addValue(1, 12, markets);
    line.addValue(0, -100, markets);
    line.addValue(-1, 7, markets);
    expect([line.count, line.weights[0], line.weights[1]]).toEqual([2, 3, -1]);
    expect(line.gross).toBe(3 * 4 + 100e6);
  });
});
