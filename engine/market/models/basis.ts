/** A perpetual beside its spot. */
import { z } from 'zod';
import { exp } from '../../math/transcendental.ts';
import { definePolicy } from '../../policies/contract.ts';
import { durationMs, followedUnderlying, positiveDurationText } from '../../policies/parameter-types.ts';
import type { PriceModelContext, PriceWalk, WalkStretch } from '../price-model.ts';
import { firstJumpFrom, refuseSelf, requireFollowed, varianceOf } from './followed.ts';

const LN2 = 0.6931471805599453;

const parametersSchema = z.strictObject({
  follows: followedUnderlying(),
  overshoot: z
    .number()
    .min(-0.9)
    .max(5)
    .default(0.38)
    .describe('Move of the basis at once with a move of the followed price; log price per log price'),
  'half-life': positiveDurationText().default('15m').describe('Time in which arbitrage halves the basis; duration, text'),
  deviation: z.number().min(0).max(1).default(0.0005).describe('Standard deviation of the basis while the followed price rests; log price'),
});

type Parameters = z.output<typeof parametersSchema>;

/** Per step. */
interface BasisRates {
  readonly overshoot: number;
  /** Speed of reversion. */
  readonly rate: number;
  /** e^-rate. */
  readonly kept: number;
  /** What is left at the end of the step of a push spread evenly over it: (1 - e^-rate) / rate. */
  readonly keptOfMove: number;
  readonly noise: number;
  /** Variance of the basis' own noise inside a step, 2 rate deviation^2. */
  readonly variance: number;
}

function ratesOf({ overshoot, deviation, 'half-life': halfLife }: Parameters, { stepMs }: PriceModelContext): BasisRates {
  const rate = (LN2 * stepMs) / durationMs(halfLife);
  const kept = exp(-rate);
  return {
    overshoot,
    rate,
    kept,
    keptOfMove: (1 - kept) / rate,
    noise: deviation * Math.sqrt(1 - kept * kept),
    variance: 2 * rate * deviation * deviation,
  };
}

/**
 * d(basis) = -k basis dt + overshoot d(ln followed) + sigma dW in log prices, so the perpetual's log return is that of the followed one
 * plus the change of the basis. Within a step the followed diffusion is taken as even; its jumps push at their time and are passed on times
 * (1 + overshoot). Variance inside a step is (1 + overshoot)^2 times the followed one plus that of the noise.
 */
class BasisWalk implements PriceWalk {
  readonly #rates: BasisRates;
  #basis = 0;

  constructor(rates: BasisRates) {
    this.#rates = rates;
  }

  advance(stretch: WalkStretch): void {
    const { fromStep, toStep, normals, out } = stretch;
    const { overshoot, rate, kept, keptOfMove, noise, variance } = this.#rates;
    const followed = requireFollowed(stretch);
    const { jumps } = followed;
    const ownShare = (1 + overshoot) * (1 + overshoot);
    let jump = firstJumpFrom(jumps, fromStep);
    let basis = this.#basis;
    for (let step = fromStep; step < toStep; step++) {
      const move = followed.logReturn[step];
      let next = basis * kept + overshoot * move * keptOfMove + noise * normals[step];
      let pushed = 0;
      for (; jump < jumps.length && jumps[jump].step === step; jump++) {
        const { size, fraction } = jumps[jump];
        const push = overshoot * size;
        next += push * exp(rate * (fraction - 1));
        pushed += push;
        out.jumps.push({ step, fraction, size: size + push });
      }
      out.logReturn[step] = move + next - basis - pushed;
      out.variance[step] = ownShare * varianceOf(followed, step) + variance;
      basis = next;
    }
    this.#basis = basis;
  }
}

export const basisToSpot = definePolicy({
  kind: 'price',
  name: 'basis',
  version: 1,
  summary: 'A perpetual that overshoots the moves of its spot and is brought back by arbitrage: in a crash it trades some per cent below.',
  references: [
    { text: 'G. Uhlenbeck and L. Ornstein, On the theory of the Brownian motion, Physical Review 36, 1930' },
    {
      text:
        'Defaults give the crash of 12 and 13 March 2020 on Binance: spot 7,215 to 5,550 within 20 minutes with the perpetual at ' +
        '5,199 (6.3 % below), and spot low 3,782 with the perpetual at 3,622 (4.2 % below)',
    },
  ],
  parameters: parametersSchema,
  create(parameters) {
    const { follows } = parameters;
    return (context) => {
      refuseSelf(context, { model: 'basis', follows });
      const rates = ratesOf(parameters, context);
      return { bars: false, follows, correlationWithFollowed: 1, open: () => new BasisWalk(rates) };
    };
  },
});
