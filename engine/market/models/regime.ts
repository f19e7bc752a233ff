/** Volatility that switches between regimes as a Markov chain. */
import { z } from 'zod';
import { UserError, exitCodes } from '../../errors.ts';
import { definePolicy } from '../../policies/contract.ts';
import { annualDrift, annualVolatility, durationMs, positiveDurationText } from '../../policies/parameter-types.ts';
import type { PriceModelContext, PriceWalk, WalkStretch } from '../price-model.ts';
import { partOfPeriod, stationaryLaw, type Transitions } from './markov-chain.ts';

const SUM_TOLERANCE = 1e-9;

const rowSchema = z
  .array(z.number().min(0).max(1))
  .refine((row) => Math.abs(row.reduce((sum, value) => sum + value, 0) - 1) < SUM_TOLERANCE, 'expected probabilities that sum to 1');

const parametersSchema = z
  .strictObject({
    volatilities: z.array(annualVolatility()).min(2).max(8).default([0.33, 1.63]).describe('Volatility in each regime; per sqrt(year)'),
    period: positiveDurationText().default('1h').describe('Time for which the transitions hold; duration, text'),
    transitions: z
      .array(rowSchema)
      .default([
        [0.938, 0.062],
        [0.152, 0.848],
      ])
      .describe('Row i, column j: probability that regime i is followed by regime j after a period; rows of fractions that sum to 1'),
    'start-regime': z
      .number()
      .int()
      .min(1)
      .optional()
      .describe('Regime of the first step; number from 1, absent = drawn from the stationary law'),
    'shared-regime': z
      .boolean()
      .default(false)
      .describe('All underlyings that say so and have the same transitions switch together; true, false'),
    drift: annualDrift(),
  })
  .superRefine(({ volatilities, transitions, 'start-regime': start }, context) => {
    const states = volatilities.length;
    const objection = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
    if (transitions.length !== states || transitions.some((row) => row.length !== states)) {
      objection('transitions', `expected ${states} rows of ${states} probabilities, one for each volatility`);
    } else if (start !== undefined && start > states) {
      objection('start-regime', `expected at most ${states}, the number of volatilities`);
    } else if (start === undefined && stationaryLaw(transitions) === null) {
      objection(
        'transitions',
        'expected every regime to be reachable from every other, or start-regime: there is no stationary law to start from',
      );
    }
  });

type Parameters = z.output<typeof parametersSchema>;

/** A chain on the steps of a path: `perStep` moves of the chain in each step. */
interface Chain {
  readonly perStep: number;
  /** Cumulative rows, one after the other. */
  readonly cumulative: Float64Array;
  /** Cumulative law of the first state; a single 1 at the start state when it is given. */
  readonly first: Float64Array;
  /** Variance of a move's span in each state. */
  readonly variances: Float64Array;
  readonly shared: boolean;
  readonly growth: number;
}

function cumulativeOf(probabilities: readonly number[]): number[] {
  let sum = 0;
  return probabilities.map((probability) => (sum += probability));
}

/** A step is one move of part of a period, or as many moves as cover it, each at most a period. */
function chainOf(parameters: Parameters, context: PriceModelContext): Chain {
  const periods = context.stepMs / durationMs(parameters.period);
  const perStep = Math.max(1, Math.ceil(periods - SUM_TOLERANCE));
  const transitions = movesOf(parameters, { fraction: periods / perStep, context });
  const start = parameters['start-regime'];
  const law =
    start === undefined ? stationaryLaw(parameters.transitions) : parameters.volatilities.map((_, state) => (state + 1 === start ? 1 : 0));
  return {
    perStep,
    cumulative: Float64Array.from(transitions.flatMap(cumulativeOf)),
    first: Float64Array.from(cumulativeOf(law ?? [])),
    variances: Float64Array.from(parameters.volatilities, (volatility) => (volatility * volatility * context.stepYears) / perStep),
    shared: parameters['shared-regime'],
    growth: parameters.drift * context.stepYears,
  };
}

function movesOf(parameters: Parameters, { fraction, context }: { fraction: number; context: PriceModelContext }): Transitions {
  if (Math.abs(fraction - 1) < SUM_TOLERANCE) return parameters.transitions;
  const part = partOfPeriod(parameters.transitions, fraction);
  if (part !== null) return part;
  const reason =
    parameters.volatilities.length > 2
      ? 'only chains of two regimes have an exact transition for a part of a period'
      : 'a chain that leaves its regime more often than not has no transition for a part of a period';
  throw new UserError(exitCodes.inputInvalid, [
    {
      what:
        `a step of ${context.stepMs} ms is no whole number of periods of ${parameters.period} in the price model regime of ` +
        `${context.underlying}`,
      expected: `steps of one or several periods: ${reason}`,
      suggestion: `set the step of the grid to ${parameters.period}`,
    },
  ]);
}

/** First state whose cumulative probability lies above the draw; the last one when rounding leaves none. */
function stateFor(uniform: number, cumulative: Float64Array, row: { readonly from: number; readonly states: number }): number {
  const last = row.states - 1;
  let state = 0;
  while (state < last && uniform >= cumulative[row.from + state]) state++;
  return state;
}

class RegimeWalk implements PriceWalk {
  readonly #chain: Chain;
  /** Where each state's row begins in `cumulative`. */
  readonly #rows: readonly { readonly from: number; readonly states: number }[];
  #state = -1;

  constructor(chain: Chain) {
    this.#chain = chain;
    const states = chain.variances.length;
    this.#rows = Array.from(chain.variances, (_, state) => ({ from: state * states, states }));
  }

  advance(stretch: WalkStretch): void {
    const { fromStep, toStep, normals, out } = stretch;
    const { perStep, cumulative, variances, growth, first, shared } = this.#chain;
    const stream = shared ? stretch.shared('regime') : stretch.own('regime');
    let state = this.#state;
    if (state < 0) state = stateFor(stream.uniform(), first, this.#rows[0]);
    for (let step = fromStep; step < toStep; step++) {
      let variance = 0;
      for (let move = 0; move < perStep; move++) {
        variance += variances[state];
        state = stateFor(stream.uniform(), cumulative, this.#rows[state]);
      }
      out.logReturn[step] = growth - 0.5 * variance + Math.sqrt(variance) * normals[step];
      out.variance[step] = variance;
    }
    this.#state = state;
  }
}

export const regimeSwitching = definePolicy({
  kind: 'price',
  name: 'regime',
  version: 1,
  summary:
    'Volatility switches between regimes, calm and stressed or more, as a Markov chain; shared, all underlyings are stressed together.',
  references: [
    {
      text:
        'J. Hamilton, A new approach to the economic analysis of nonstationary time series and the business cycle, Econometrica ' +
        '57, 1989',
    },
    {
      text:
        'Defaults: BTC, two regimes fitted to hourly returns August 2017 to December 2020: volatility 33 and 163 %, into stress ' +
        '0.062 and out of it 0.152 an hour, stressed 29 % of the time',
    },
  ],
  parameters: parametersSchema,
  create(parameters) {
    return (context) => {
      const chain = chainOf(parameters, context);
      return { bars: false, open: () => new RegimeWalk(chain) };
    };
  },
});
