/** Funding from the premium of the book over the index. */
import { z } from 'zod';
import { definePolicy } from '../contract.ts';
import { durationMs, positiveDurationText } from '../parameter-types.ts';

const defaultInterval = '8h';
const defaultInterest = 0.0001;
const defaultClamp = 0.0005;
const defaultCap = 0.02;

function clampTo(value: number, limit: number): number {
  return Math.max(0 - limit, Math.min(limit, value));
}

export const premiumFunding = definePolicy({
  kind: 'funding',
  name: 'premium',
  version: 1,
  summary:
    'Rate = premium + clamp(interest - premium), capped; positive when longs pay. The premium is one sample at the funding time, ' +
    'where venues average over the interval.',
  references: [
    {
      text: 'Hyperliquid docs, Funding: F = average premium + clamp(interest rate - premium, -0.0005, 0.0005), paid hourly at 1/8',
      url: 'https://hyperliquid.gitbook.io/hyperliquid-docs/trading/funding',
    },
    {
      text: 'Binance, Funding rate history: premium index + clamp(interest - premium index)',
      url: 'https://www.binance.com/en/futures/funding-history/0',
    },
  ],
  parameters: z.strictObject({
    interval: positiveDurationText().default(defaultInterval).describe('Time between two payments; duration'),
    'rate-period': positiveDurationText().optional().describe('Period that interest and premium refer to; duration, absent = the interval'),
    interest: z.number().min(-0.1).max(0.1).default(defaultInterest).describe('Interest of one rate-period; fraction of notional'),
    clamp: z.number().min(0).max(1).default(defaultClamp).describe('Largest correction towards the interest; fraction of notional'),
    cap: z.number().gt(0).max(1).default(defaultCap).describe('Largest payment of one interval, either way; fraction of notional'),
  }),
  create(parameters) {
    const { interest, clamp, cap } = parameters;
    const intervalMs = durationMs(parameters.interval);
    const periods = intervalMs / durationMs(parameters['rate-period'] ?? parameters.interval);
    return {
      intervalMs,
      rate(bookPrice, indexPrice) {
        // A price of zero has no relative premium.
        const premium = indexPrice === 0 ? 0 : (bookPrice - indexPrice) / Math.abs(indexPrice);
        return clampTo((premium + clampTo(interest - premium, clamp)) * periods, cap);
      },
    };
  },
});
