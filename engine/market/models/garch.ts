/** GARCH(1,1) and GJR volatility with normal or Student shocks. */
import { z } from 'zod';
import { StudentOfNormal } from '../../math/student-normal.ts';
import { definePolicy } from '../../policies/contract.ts';
import { annualDrift, annualVolatility, durationMs, positiveDurationText } from '../../policies/parameter-types.ts';
import type { PriceWalk, WalkStretch } from '../price-model.ts';
import { garchObjection, garchParameters, garchRecursion, longRunVariance, requirePeriod, type GarchRecursion } from './garch-variance.ts';

/** Annual volatility of hourly BTC returns, August 2017 to December 2020. */
const defaultVolatility = 0.92;

const parametersSchema = z
  .strictObject({
    period: positiveDurationText().default('1h').describe('Step for which omega, alpha, beta and gamma hold; duration, text'),
    ...garchParameters,
    volatility: annualVolatility()
      .optional()
      .describe(`Long-run volatility when omega is absent; per sqrt(year), absent = ${defaultVolatility}`),
    'start-volatility': annualVolatility().optional().describe('Volatility of the first step; per sqrt(year), absent = the long-run one'),
    degrees: z
      .number()
      .gt(2)
      .max(1e6)
      .optional()
      .describe('Degrees of freedom of Student shocks: with 2 or fewer they have no variance; number, absent = normal shocks'),
    'largest-move': z
      .number()
      .gt(0)
      .max(10)
      .default(1)
      .describe('Shocks are cut off here, because Student tails have no finite expected price; log price'),
    drift: annualDrift(),
  })
  .superRefine((parameters, context) => {
    const objection = garchObjection(parameters);
    if (objection) context.addIssue({ code: 'custom', ...objection });
  });

/** Shocks of unit variance from standard normals. */
interface Shocks {
  /** Null for normal shocks. */
  readonly student: StudentOfNormal | null;
  /** sqrt((nu - 2) / nu): brings a Student shock to unit variance. */
  readonly scale: number;
  /** Variance of a step given its shock u, per h: constant + slope u^2. */
  readonly constant: number;
  readonly slope: number;
}

/**
 * A Student shock is a normal one with a random variance; given the shock u, that variance has the mean (nu - 2 + u^2) / (nu - 1)
 * (normal-gamma posterior; 1 on average). Extremes inside a step are drawn with it, so that a violent step has a violent inside.
 */
function shocksOf(degrees: number | undefined): Shocks {
  if (degrees === undefined) return { student: null, scale: 1, constant: 1, slope: 0 };
  return {
    student: new StudentOfNormal(degrees),
    scale: Math.sqrt((degrees - 2) / degrees),
    constant: (degrees - 2) / (degrees - 1),
    slope: 1 / (degrees - 1),
  };
}

interface GarchWalkOptions {
  readonly recursion: GarchRecursion;
  readonly shocks: Shocks;
  readonly startVariance: number;
  readonly growth: number;
  readonly largestMove: number;
}

function square(x: number): number {
  return x * x;
}

class GarchWalk implements PriceWalk {
  #variance: number;

  constructor(private readonly options: GarchWalkOptions) {
    this.#variance = options.startVariance;
  }

  advance({ fromStep, toStep, normals, out }: WalkStretch): void {
    const { growth, largestMove, recursion, shocks } = this.options;
    const { omega, alpha, beta, gamma } = recursion;
    const { student, scale, constant, slope } = shocks;
    let h = this.#variance;
    for (let step = fromStep; step < toStep; step++) {
      const z = normals[step];
      const shock = student === null ? z : scale * student.at(z);
      const move = Math.max(-largestMove, Math.min(largestMove, Math.sqrt(h) * shock));
      out.logReturn[step] = growth - 0.5 * h + move;
      out.variance[step] = h * (constant + slope * shock * shock);
      h = omega + (move < 0 ? alpha + gamma : alpha) * move * move + beta * h;
    }
    this.#variance = h;
  }
}

export const garchVolatility = definePolicy({
  kind: 'price',
  name: 'garch',
  version: 1,
  summary:
    'Volatility follows the squared shocks of the past (GARCH, GJR), shocks are normal or Student: clusters and fat tails, step by step.',
  references: [
    { text: 'T. Bollerslev, Generalized autoregressive conditional heteroskedasticity, J. Econometrics 31, 1986' },
    {
      text: 'L. Glosten, R. Jagannathan and D. Runkle, On the relation between the expected value and the volatility, J. Finance 48, 1993',
    },
    {
      text:
        'Defaults: BTC hourly, August 2017 to December 2020; maximum likelihood lies on the border alpha + beta = 1 (0.067, 0.933, ' +
        '3.1 degrees; ETH 0.081, 0.919, 3.3; gamma 0.021 for both), so variance is targeted with 0.07 and 0.925. Daily: BTC 0.079, ' +
        '0.921, 3.1 degrees; ETH 0.141, 0.822, 3.0',
    },
  ],
  parameters: parametersSchema,
  create(parameters) {
    const { period, drift } = parameters;
    const shocks = shocksOf(parameters.degrees);
    return ({ stepYears, stepMs, underlying }) => {
      requirePeriod({ model: 'garch', underlying, stepMs, periodMs: durationMs(period), period });
      const target = square(parameters.volatility ?? defaultVolatility) * stepYears;
      const start = parameters['start-volatility'];
      const options: GarchWalkOptions = {
        recursion: garchRecursion(parameters, target),
        shocks,
        startVariance: start === undefined ? longRunVariance(parameters, target) : square(start) * stepYears,
        growth: drift * stepYears,
        largestMove: parameters['largest-move'],
      };
      return { bars: false, open: () => new GarchWalk(options) };
    };
  },
});
