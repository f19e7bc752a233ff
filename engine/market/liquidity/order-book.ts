/** A static book given by bands of depth. */
import { z } from 'zod';
import { exp, log1p } from '../../math/transcendental.ts';
import { definePolicy } from '../../policies/contract.ts';
import { between } from './averages.ts';
import { BookSide } from './book-side.ts';
import type { Band } from './book-side.ts';
import { recovery, recoveryParameters } from './recovery.ts';

/** Growth of BTC depth from 0.5 % to 5 %: log(40 / 15.5) / log(10). */
const defaultTailExponent = 0.41;
/** Where sales find no lower bid and buys no higher ask: a hundredth and ten times the undisturbed price. */
const lowestBidDistance = 0.99;
const highestAskDistance = 9;

const bandSchema = z.tuple([z.number().gt(0).max(0.9), z.number().gt(0)]);

function ascending(bands: readonly Band[]): boolean {
  return bands.every(([distance, usd], index) => index === 0 || (distance > bands[index - 1][0] && usd > bands[index - 1][1]));
}

const sideSchema = z.array(bandSchema).min(1).refine(ascending, 'expected distances and cumulative amounts to ascend');

/** Both sides of the book. Prices are multiples of the undisturbed one: 1 + ask distance after buys, 1 - bid distance after sales. */
class Book {
  constructor(
    private readonly bids: BookSide,
    private readonly asks: BookSide,
  ) {}

  logFactor(volumeLots: number): number {
    return volumeLots < 0 ? log1p(0 - this.bids.distance(0 - volumeLots)) : log1p(this.asks.distance(volumeLots));
  }

  meanFactor(one: number, other: number): number {
    const low = Math.min(one, other);
    const high = Math.max(one, other);
    if (low >= 0) return 1 + this.asks.meanDistance(low, high);
    if (high <= 0) return 1 - this.bids.meanDistance(0 - high, 0 - low);
    return 1 + (high * this.asks.meanDistance(0, high) + low * this.bids.meanDistance(0, 0 - low)) / (high - low);
  }
}

export const orderBook = definePolicy({
  kind: 'liquidity',
  name: 'order-book',
  version: 1,
  summary:
    'A book of depth bands, linear in between; beyond the last band depth grows as a power of distance. ' +
    'Sales go down the bids, buys up the asks.',
  references: [
    { text: 'CoinDesk Research, BTC depth of major venues, October and November 2025: USD within 0.5, 1 and 5 %' },
    { text: 'Kaiko Research: market depth as cumulative volume by distance from the mid price' },
  ],
  parameters: z.strictObject({
    bids: sideSchema.describe('[distance below mid, cumulative amount bid up to there]; fraction of price, USD at the start price'),
    asks: sideSchema.optional().describe('[distance above mid, cumulative amount offered]; same units, absent = as the bids'),
    'tail-exponent': z
      .number()
      .gt(0)
      .max(2)
      .default(defaultTailExponent)
      .describe('Depth beyond the last band grows with distance^this; exponent'),
    ...recoveryParameters,
  }),
  create(parameters) {
    const exponent = parameters['tail-exponent'];
    return (context) => {
      const bids = new BookSide(parameters.bids, { exponent, lastDistance: lowestBidDistance }, context.lotsPerUsd);
      const asks = new BookSide(parameters.asks ?? parameters.bids, { exponent, lastDistance: highestAskDistance }, context.lotsPerUsd);
      const book = new Book(bids, asks);
      return {
        ...recovery(parameters),
        name: 'order-book',
        unit: 'log',
        frictionless: false,
        displacement: (volumeLots, scale) => book.logFactor(volumeLots * scale),
        averagePrice(price, volumeBefore, volumeAfter, scale) {
          const before = volumeBefore * scale;
          const after = volumeAfter * scale;
          const average = price * book.meanFactor(before, after);
          return between(average, price * exp(book.logFactor(before)), price * exp(book.logFactor(after)));
        },
      };
    };
  },
});
