/** A pool x y = k. */
import { z } from 'zod';
import { exp, log } from '../../math/transcendental.ts';
import { definePolicy } from '../../policies/contract.ts';
import { between } from './averages.ts';
import { recovery, recoveryParameters } from './recovery.ts';

/** Buys beyond this share of the reserve no longer move the price (it is 10,000 times the undisturbed one by then). */
const largestShareBought = 0.99;

/** Price after buying the share u of the reserve (negative: selling), as a multiple of the undisturbed price: 1 / (1 - u)^2. */
function priceFactor(share: number): number {
  const left = 1 - Math.min(share, largestShareBought);
  return 1 / (left * left);
}

/** Mean of the factor between two shares: 1 / ((1 - u)(1 - w)), from the antiderivative 1 / (1 - u). */
function meanFactor(one: number, other: number): number {
  const low = Math.min(one, other);
  const high = Math.max(one, other);
  if (high <= largestShareBought) return 1 / ((1 - low) * (1 - high));
  if (low >= largestShareBought) return priceFactor(largestShareBought);
  const below = (largestShareBought - low) * meanFactor(low, largestShareBought);
  return (below + (high - largestShareBought) * priceFactor(largestShareBought)) / (high - low);
}

export const constantProduct = definePolicy({
  kind: 'liquidity',
  name: 'constant-product',
  version: 1,
  summary:
    'An automated pool of two equal reserves: selling dx into a reserve x leaves the price at (x / (x + dx))^2 and pays x / (x + dx) ' +
    'on average. No pool fee.',
  references: [{ text: 'Uniswap v2 core whitepaper, 2020', url: 'https://uniswap.org/whitepaper.pdf' }],
  parameters: z.strictObject({
    reserve: z.number().gt(0).describe('Reserve of each side at the start price; USD'),
    ...recoveryParameters,
  }),
  create(parameters) {
    return (context) => {
      const sharePerLot = 1 / (parameters.reserve * context.lotsPerUsd);
      const displacement = (volumeLots: number, scale: number) => log(priceFactor(volumeLots * sharePerLot * scale));
      return {
        ...recovery(parameters),
        name: 'constant-product',
        unit: 'log',
        frictionless: false,
        displacement,
        averagePrice(price, volumeBefore, volumeAfter, scale) {
          const average = price * meanFactor(volumeBefore * sharePerLot * scale, volumeAfter * sharePerLot * scale);
          return between(average, price * exp(displacement(volumeBefore, scale)), price * exp(displacement(volumeAfter, scale)));
        },
      };
    };
  },
});
