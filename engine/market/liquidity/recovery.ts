/** How every liquidity model forgets, and how far its moves reach: parameters that all of them share. */
import { z } from 'zod';
import type { LiquidityModel } from '../../kernel/world-spec.ts';
import { durationMs, positiveDurationText } from '../../policies/parameter-types.ts';

const defaultHalfLife = '5m';

export const recoveryParameters = {
  'half-life': z
    .union([z.literal('permanent'), positiveDurationText()])
    .default(defaultHalfLife)
    .describe('Time in which half of the volume is forgotten, or permanent; duration'),
  'pass-through': z
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe('Share of the displacement that the feeds read by the oracle follow; fraction'),
  delay: z
    .enum(['same-instant', 'next-tick'])
    .default('same-instant')
    .describe('When feed and mark see our trades; name'),
  'volatility-elasticity': z
    .number()
    .min(0)
    .max(4)
    .default(0)
    .describe('Depth shrinks with (volatility / usual volatility)^this; exponent, 0 = volatility does not act on depth'),
};

export interface RecoveryParameters {
  readonly 'half-life': string;
  readonly 'pass-through': number;
  readonly delay: 'same-instant' | 'next-tick';
}

export type Recovery = Pick<LiquidityModel, 'halfLifeMs' | 'passThrough' | 'delay'>;

/** The recovery part of a model. The depth scale itself is computed with the price path, from `volatility-elasticity`. */
export function recovery(parameters: RecoveryParameters): Recovery {
  const halfLife = parameters['half-life'];
  return {
    halfLifeMs: halfLife === 'permanent' ? Infinity : durationMs(halfLife),
    passThrough: parameters['pass-through'],
    delay: parameters.delay,
  };
}
