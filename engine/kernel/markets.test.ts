import { describe, expect, it } from 'vitest';
import { Dice } from '../../test/reference/dice.ts';
import { linearLog, squareRootLog } from '../../test/reference/doubles.ts';
import { exp } from '../math/transcendental.ts';
import { Markets } from './markets.ts';
import type { BaselineTrace, RunOptions } from './outcome.ts';
import { linearPrice, smallPath, smallWorld } from './testing/small-world.ts';
import type { LiquidityModel } from './world-spec.ts';

const minuteMs = 60_000;

const still = new Array<number>(40).fill(100);

function marketsOf(liquidity: LiquidityModel, options: RunOptions = { feedback: 'full' }, prices = still): Markets {
  const markets = new Markets(smallWorld({ accounts: [], liquidity }));
  markets.reset(smallPath([prices]), options);
  moveTo(markets, 0);
  return markets;
}

function moveTo(markets: Markets, tick: number): void {
  markets.setTick(tick);
  markets.recover(tick * minuteMs);
}

const splitModels = [linearPrice(0.01), ...[linearLog, squareRootLog].map((model) =>
  model({ slope: 0.001, passThrough: 1, halfLifeMs: Infinity, delay: 'same-instant' }))];

describe('markets', () => {
  it('decays as the closed form of a half-life', () => {
    // Goal: volume after n half-lives is 2^-n of it, however often somebody looked in between, and nothing once it is negligible.
    const markets = marketsOf(linearPrice(0.01, { halfLifeMs: 2 * minuteMs }));
    markets.fill(0, -1024);
    for (let tick = 1; tick <= 20; tick++) {
      moveTo(markets, tick);
      expect(markets.volumeNow(0) / -1024).toBeCloseTo(2 ** (-tick / 2), 12);
      expect(markets.bookPrice(0)).toBeCloseTo(100 - 10.24 * 2 ** (-tick / 2), 12);
    }
    moveTo(markets, 22);
    expect(markets.volumeNow(0)).not.toBe(0);
    moveTo(markets, 23);
    expect([markets.volumeNow(0), markets.bookPrice(0)]).toEqual([0, 100]);
  });

  it.each(splitModels)('$name: splitting an order changes neither the price after it nor what it costs', (liquidity) => {
    // Goal: displacement is additive in the cumulative volume, so is the cost of trading along it.
    const dice = new Dice(1, 'markets');
    const [whole, split] = [marketsOf(liquidity), marketsOf(liquidity)];
    let [lots, cost] = [0, 0];
    for (let part = 0; part < 10; part++) {
      const more = dice.integerBetween(1, 50);
      cost += more * split.averagePrice(0, -more);
      split.fill(0, -more);
      lots += more;
    }
    expect(whole.averagePrice(0, -lots) * lots).toBeCloseTo(cost, 7);
    const after = whole.bookPriceAfter(0, -lots);
    whole.fill(0, -lots);
    expect([whole.bookPrice(0), split.bookPrice(0)]).toEqual([after, after]);
    whole.refresh(0);
    expect(whole.feedAtFill(0, whole.fillMark(0))).toBe(whole.feed[0]);
  });

  it('counterfactualVsHistory: equal flows see history to the last bit', () => {
    // Goal: a candidate that trades as the baseline did fills at historical prices and leaves feeds at them, decay or not.
    const dice = new Dice(2, 'markets');
    for (const halfLifeMs of [Infinity, 3 * minuteMs]) {
      const liquidity = linearLog({ slope: 1e-5, passThrough: 0.7, halfLifeMs, delay: 'same-instant' });
      const prices = Array.from({ length: 40 }, () => dice.between(90, 110));
      const lots = (): number => dice.integerBetween(-90, 90) || 1;
      const flow = prices.map(() => (dice.chance(0.5) ? Array.from({ length: dice.below(4) }, lots) : []));
      const baseline = traded(marketsOf(liquidity, { feedback: 'none', recordBaseline: true }, prices), flow).trace as BaselineTrace;
      const candidate = marketsOf(liquidity, { feedback: 'counterfactual', baseline }, prices);
      let fills = 0;
      traded(candidate, flow, (tick, signedLots) => {
        fills++;
        expect(candidate.averagePrice(0, signedLots)).toBe(prices[tick]);
        expect([candidate.feed[0], candidate.bookPrice(0)]).toEqual([prices[tick], prices[tick]]);
      });
      expect(fills).toBeGreaterThan(20);
    }
  });

  it('counterfactual without trades is history with the baseline taken out', () => {
    // Goal: a candidate that sells nothing after a baseline that sold sees higher prices from the next instant on.
    const liquidity = linearLog({ slope: 1e-4, passThrough: 1, halfLifeMs: Infinity, delay: 'same-instant' });
    const baseline = traded(marketsOf(liquidity, { feedback: 'none', recordBaseline: true }), [[], [-100]]).trace as BaselineTrace;
    expect(baseline.markets[0]).toEqual({ timesMs: [minuteMs], sold: [100], bought: [0], volumeAfter: [-100] });
    const candidate = marketsOf(liquidity, { feedback: 'counterfactual', baseline });
    moveTo(candidate, 1);
    expect(candidate.feed[0]).toBe(100);
    moveTo(candidate, 2);
    expect(candidate.feed[0]).toBe(100 * exp(0.01));
    candidate.refreshExogenous(0);
    expect(candidate.exogenousFeed[0]).toBe(candidate.feed[0]);
  });

  it.each([1, -1])('a candidate that trades more than the baseline pays for the excess only (side %i)', (side) => {
    // Goal: the baseline's own flow is in history already and can be used once; the rest moves the price.
    const liquidity = linearPrice(0.01);
    const baseline = traded(marketsOf(liquidity, { feedback: 'none', recordBaseline: true }), [[side * 100]]).trace as BaselineTrace;
    const candidate = marketsOf(liquidity, { feedback: 'counterfactual', baseline });
    expect(candidate.averagePrice(0, side * 200)).toBe(100 + side * 0.25);
    const prices = [60, 60, 80].map((lots) => {
      const price = candidate.averagePrice(0, side * lots);
      candidate.fill(0, side * lots);
      return price;
    });
    expect(prices[0]).toBe(100);
    // 40 of the second 60 are free; 20 move the price by 0.2, on average by 0.1.
    expect(prices[1]).toBeCloseTo(100 + side * (0.1 * 20) / 60, 12);
    expect(prices[2]).toBeCloseTo(100 + side * (0.2 + 0.4), 12);
    expect(candidate.bookPrice(0)).toBeCloseTo(100 + side, 12);
  });

  it('lets fills see the book at once while the feed waits for its next refresh', () => {
    // Goal: with next-tick delay the simulation does not refresh; prices of fills move anyway.
    const markets = marketsOf(linearPrice(0.01, { delay: 'next-tick' }));
    markets.fill(0, -100);
    expect([markets.feed[0], markets.bookPrice(0), markets.averagePrice(0, -100)]).toEqual([100, 99, 98.5]);
    moveTo(markets, 1);
    expect(markets.feed[0]).toBe(99);
  });

  it('leaves prices alone for price takers, but records what they trade', () => {
    // Goal: feedback none fills at the exogenous price whatever was traded.
    const markets = marketsOf(linearPrice(0.01), { feedback: 'none', recordBaseline: true });
    markets.fill(0, -100);
    markets.fill(0, 30);
    expect([markets.averagePrice(0, -50), markets.bookPriceAfter(0, -50), markets.bookPrice(0)]).toEqual([100, 100, 100]);
    expect(markets.trace?.markets[0]).toEqual({ timesMs: [0], sold: [100], bought: [30], volumeAfter: [-70] });
    expect(marketsOf(linearPrice(0.01)).trace).toBeNull();
  });

  it('passes on to the feed only its share of the displacement', () => {
    // Goal: pass-through acts on the feed, never on the book.
    const markets = marketsOf(linearPrice(0.01, { passThrough: 0.25 }));
    markets.fill(0, -400);
    markets.refresh(0);
    expect([markets.feed[0], markets.bookPrice(0)]).toEqual([99, 96]);
  });
});

/** Trades a flow of signed lots per tick; `check` is called before every fill. */
function traded(markets: Markets, flow: readonly (readonly number[])[], check: (tick: number, lots: number) => void = () => {}): Markets {
  flow.forEach((fills, tick) => {
    moveTo(markets, tick);
    for (const lots of fills) {
      check(tick, lots);
      markets.fill(0, lots);
      markets.refresh(0);
    }
  });
  return markets;
}
