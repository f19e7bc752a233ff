/** The square-root law of market impact. */
import { z } from 'zod';
import { definePolicy } from '../../policies/contract.ts';
import { meanRootExponential } from './averages.ts';
import { recovery, recoveryParameters } from './recovery.ts';

const defaultCoefficient = 1;

/** c sign(v) sqrt|v|, the log displacement after v lots. */
function rootLaw(c: number, volumeLots: number): number {
  return volumeLots < 0 ? 0 - c * Math.sqrt(0 - volumeLots) : c * Math.sqrt(volumeLots);
}

/** Mean of e^(c sign(v) sqrt|v|) between two volumes; the two sides of zero are averaged apart and weighted by their volume. */
function meanFactor(c: number, one: number, other: number): number {
  const low = Math.min(one, other);
  const high = Math.max(one, other);
  const isAbove = low >= 0;
  // One call for either side: V8 can only afford to inline one, and a call that is not inlined allocates its four numbers.
  if (isAbove || high <= 0) return meanRootExponential(isAbove ? c : 0 - c, isAbove ? low : 0 - high, isAbove ? high : 0 - low);
  return (high * meanRootExponential(c, 0, high) - low * meanRootExponential(0 - c, 0, 0 - low)) / (high - low);
}

export const squareRootImpact = definePolicy({
  kind: 'liquidity',
  name: 'square-root',
  version: 1,
  summary: 'Log price moves by coefficient x daily volatility x sqrt(volume / daily volume), on the cumulative volume.',
  references: [
    {
      text: 'J. Donier and J. Bonart, A million metaorder analysis of market impact on the Bitcoin',
      url: 'https://arxiv.org/abs/1412.4503',
    },
    { text: 'B. Toth et al., Anomalous price impact and the critical nature of liquidity, Phys. Rev. X 1 (2011)' },
  ],
  parameters: z.strictObject({
    'daily-volatility': z.number().gt(0).max(10).describe('Standard deviation of a day\'s log return; log price'),
    'daily-volume': z.number().gt(0).describe('Traded volume of a day; USD'),
    coefficient: z.number().gt(0).max(100).default(defaultCoefficient).describe('Y of the law, 0.5 to 1.5 in studies; ratio'),
    ...recoveryParameters,
  }),
  create(parameters) {
    return (context) => {
      const dailyLots = parameters['daily-volume'] * context.lotsPerUsd;
      const perRootLot = (parameters.coefficient * parameters['daily-volatility']) / Math.sqrt(dailyLots);
      return {
        ...recovery(parameters),
        name: 'square-root',
        unit: 'log',
        frictionless: false,
        displacement: (volumeLots, scale) => rootLaw(perRootLot * scale, volumeLots),
        averagePrice(price, volumeBefore, volumeAfter, scale) {
          return price * meanFactor(perRootLot * scale, volumeBefore, volumeAfter);
        },
      };
    };
  },
});
