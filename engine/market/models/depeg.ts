/** A coin whose peg gives way when another price falls. */
import { z } from 'zod';
import { exp } from '../../math/transcendental.ts';
import { definePolicy } from '../../policies/contract.ts';
import { annualVolatility, durationMs, followedUnderlying, positiveDurationText } from '../../policies/parameter-types.ts';
import type { PriceModelContext, PriceWalk, WalkStretch } from '../price-model.ts';
import { firstJumpFrom, refuseSelf, requireFollowed, varianceOf } from './followed.ts';

const LN2 = 0.6931471805599453;

const parametersSchema = z.strictObject({
  follows: followedUnderlying(),
  tracks: z
    .boolean()
    .default(false)
    .describe('The peg is the price of the followed underlying (a staked coin) and not a constant; true, false'),
  threshold: z.number().min(0).max(5).default(0.1).describe('Drawdown of the followed price that the peg bears; log price'),
  sensitivity: z
    .number()
    .min(0)
    .max(100)
    .default(5)
    .describe('Fall of the target per drawdown beyond the threshold; log price per log price'),
  deepest: z.number().min(0).max(10).default(0.7).describe('Largest fall of the target; log price, 0.7 is half of the value'),
  'drawdown-half-life': positiveDurationText().default('1d').describe('Time in which a past drawdown is half forgotten; duration, text'),
  'fall-half-life': positiveDurationText()
    .default('10m')
    .describe('Time in which half of the way down to the target is gone; duration, text'),
  'recovery-half-life': positiveDurationText().default('20m').describe('The same for the way up; duration, text'),
  volatility: annualVolatility().default(0.1).describe('Volatility of the deviation from the peg; per sqrt(year)'),
});

type Parameters = z.output<typeof parametersSchema>;

/** Per step. */
interface PegRates {
  readonly threshold: number;
  readonly sensitivity: number;
  readonly deepest: number;
  readonly tracks: boolean;
  readonly drawdownKept: number;
  readonly fall: Reversion;
  readonly recovery: Reversion;
  readonly variance: number;
}

/** An exact step of an Ornstein-Uhlenbeck process: kept part of the distance to the target, and standard deviation of the noise. */
interface Reversion {
  readonly kept: number;
  readonly deviation: number;
}

/** Standard deviation sigma sqrt((1 - e^{-2 k}) / (2 k)) with k per step (G. Uhlenbeck and L. Ornstein, Physical Review 36, 1930). */
function reversionOf({ halfLife, variance, stepMs }: { halfLife: string; variance: number; stepMs: number }): Reversion {
  const rate = (LN2 * stepMs) / durationMs(halfLife);
  const kept = exp(-rate);
  return { kept, deviation: Math.sqrt((variance * (1 - kept * kept)) / (2 * rate)) };
}

function ratesOf(parameters: Parameters, { stepMs, stepYears }: PriceModelContext): PegRates {
  const variance = parameters.volatility * parameters.volatility * stepYears;
  return {
    threshold: parameters.threshold,
    sensitivity: parameters.sensitivity,
    deepest: parameters.deepest,
    tracks: parameters.tracks,
    drawdownKept: exp((-LN2 * stepMs) / durationMs(parameters['drawdown-half-life'])),
    fall: reversionOf({ halfLife: parameters['fall-half-life'], variance, stepMs }),
    recovery: reversionOf({ halfLife: parameters['recovery-half-life'], variance, stepMs }),
    variance,
  };
}

class PegWalk implements PriceWalk {
  readonly #rates: PegRates;
  #drawdown = 0;
  #deviation = 0;

  constructor(rates: PegRates) {
    this.#rates = rates;
  }

  advance(stretch: WalkStretch): void {
    const { fromStep, toStep, normals, out } = stretch;
    const { threshold, sensitivity, deepest, tracks, drawdownKept, fall, recovery, variance } = this.#rates;
    const followed = requireFollowed(stretch);
    const { jumps, logReturn } = followed;
    let jump = firstJumpFrom(jumps, fromStep);
    let drawdown = this.#drawdown;
    let deviation = this.#deviation;
    for (let step = fromStep; step < toStep; step++) {
      let move = logReturn[step];
      for (; jump < jumps.length && jumps[jump].step === step; jump++) {
        move += jumps[jump].size;
        if (tracks) out.jumps.push(jumps[jump]);
      }
      drawdown = Math.max(0, drawdown * drawdownKept - move);
      const target = Math.max(-deepest, -sensitivity * Math.max(0, drawdown - threshold));
      const { kept, deviation: noise } = target < deviation ? fall : recovery;
      const next = target + (deviation - target) * kept + noise * normals[step];
      out.logReturn[step] = next - deviation + (tracks ? logReturn[step] : 0);
      out.variance[step] = variance + (tracks ? varianceOf(followed, step) : 0);
      deviation = next;
    }
    this.#drawdown = drawdown;
    this.#deviation = deviation;
  }
}

export const pegLoss = definePolicy({
  kind: 'price',
  name: 'depeg',
  version: 1,
  summary:
    'A coin at a peg that breaks when the followed price has fallen far, with a lag, and heals later: collateral that is worth least ' +
    'when it is needed most (wrong-way risk).',
  references: [
    { text: 'G. Uhlenbeck and L. Ornstein, On the theory of the Brownian motion, Physical Review 36, 1930' },
    {
      text:
        'Defaults give what Binance showed on 10 October 2025: BTC 17 % down at 21:20 UTC, USDe at 0.65 from 21:36 to 22:16. Others: ' +
        'USDC lowest at 0.875 on 11 March 2023, without a crash; stETH 2 to 6 % below ETH in May and June 2022 (tracks: true, slower)',
    },
  ],
  parameters: parametersSchema,
  create(parameters) {
    const { follows } = parameters;
    return (context) => {
      refuseSelf(context, { model: 'depeg', follows });
      const rates = ratesOf(parameters, context);
      const correlationWithFollowed = parameters.tracks ? 1 : 0;
      return { bars: false, follows, correlationWithFollowed, open: () => new PegWalk(rates) };
    };
  },
});
