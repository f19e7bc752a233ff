/** Filtered historical simulation: real shocks on today's volatility. */
import { z } from 'zod';
import { UserError, exitCodes } from '../../errors.ts';
import { assert } from '../../math/assert.ts';
import { definePolicy } from '../../policies/contract.ts';
import { annualVolatility, durationMs, meanBlock } from '../../policies/parameter-types.ts';
import type { PriceModelContext, PriceWalk, WalkStretch } from '../price-model.ts';
import { garchObjection, garchParameters, garchRecursion, longRunVariance, type GarchRecursion } from './garch-variance.ts';
import { barsPerStep, historyBars, type HistoryBars } from './history-bars.ts';
import { restartProbability, StationaryBlocks } from './stationary-blocks.ts';

const parametersSchema = z
  .strictObject({
    ...garchParameters,
    volatility: annualVolatility()
      .optional()
      .describe('Long-run volatility when omega is absent; per sqrt(year), absent = that of the history'),
    'start-volatility': annualVolatility()
      .optional()
      .describe('Volatility of the first step; per sqrt(year), absent = that after the last candle'),
    'mean-block': meanBlock('5d'),
  })
  .superRefine((parameters, context) => {
    const objection = garchObjection(parameters);
    if (objection) context.addIssue({ code: 'custom', ...objection });
  });

type Parameters = z.output<typeof parametersSchema>;

/** History through the filter. */
interface FilteredBars {
  /** 1 / standard deviation of each bar as the recursion saw it, such that standardised moves have a mean square of 1. */
  readonly inverseDeviation: Float64Array;
  /** Variance of the step after the last bar. */
  readonly nextVariance: number;
  /** Mean square of standardised falls, counting others as 0: one half for a symmetric law. */
  readonly fallSquare: number;
}

function meanSquare(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0) / values.length;
}

/** z_t = r_t / sqrt(h_t), brought to a mean square of 1 so that the level of simulated variance is that of the recursion. */
function filterBars(move: Float64Array, recursion: GarchRecursion, startVariance: number): FilteredBars {
  const { omega, alpha, beta, gamma } = recursion;
  const inverseDeviation = new Float64Array(move.length);
  let h = startVariance;
  for (let bar = 0; bar < move.length; bar++) {
    const shock = move[bar];
    inverseDeviation[bar] = 1 / Math.sqrt(h);
    h = omega + (shock < 0 ? alpha + gamma : alpha) * shock * shock + beta * h;
  }
  const size = Math.sqrt(meanSquare(move.map((shock, bar) => shock * inverseDeviation[bar])));
  for (let bar = 0; bar < move.length; bar++) inverseDeviation[bar] /= size;
  return {
    inverseDeviation,
    nextVariance: h,
    fallSquare: meanSquare(move.map((shock, bar) => Math.min(0, shock) * inverseDeviation[bar])),
  };
}

interface FilteredHistory {
  readonly bars: HistoryBars;
  readonly inverseDeviation: Float64Array;
  readonly recursion: GarchRecursion;
  readonly startVariance: number;
  readonly restart: number;
}

function filteredHistoryOf(parameters: Parameters, context: PriceModelContext): FilteredHistory {
  const { stepYears, stepMs, underlying } = context;
  const bars = historyBars(context, 'fhs');
  barsPerStep(context, { model: 'fhs', most: 1 });
  const target = parameters.volatility === undefined ? meanSquare(bars.move) : parameters.volatility * parameters.volatility * stepYears;
  if (!(target > 0)) throw unusable(underlying, 'has candles without any movement', 'candles with movement: there is nothing to draw from');
  const recursion = garchRecursion(parameters, target);
  const { inverseDeviation, nextVariance, fallSquare } = filterBars(bars.move, recursion, longRunVariance(parameters, target));
  const persistence = recursion.alpha + recursion.beta + recursion.gamma * fallSquare;
  if (!Number.isFinite(persistence))
    throw unusable(underlying, 'has a variance of 0 after candles without movement', 'beta or omega above 0');
  if (persistence > 1 + 1e-12) {
    throw unusable(
      underlying,
      `multiplies variance by ${persistence} a step with the falls of its history`,
      'a smaller gamma, alpha or beta',
    );
  }
  const start = parameters['start-volatility'];
  const restart = restartProbability({ model: 'fhs', underlying, barMs: stepMs, meanBlockMs: durationMs(parameters['mean-block']) });
  return { bars, inverseDeviation, recursion, startVariance: start === undefined ? nextVariance : start * start * stepYears, restart };
}

function unusable(underlying: string, what: string, expected: string): UserError {
  return new UserError(exitCodes.inputInvalid, [{ what: `the price model fhs of ${underlying} ${what}`, expected }]);
}

class FilteredWalk implements PriceWalk {
  readonly #history: FilteredHistory;
  readonly #blocks: StationaryBlocks;
  #variance: number;

  constructor(history: FilteredHistory) {
    this.#history = history;
    this.#blocks = new StationaryBlocks({ count: history.bars.count, restart: history.restart });
    this.#variance = history.startVariance;
  }

  /** A bar keeps its shape and is stretched to the present volatility. */
  advance(stretch: WalkStretch): void {
    const { fromStep, toStep, out } = stretch;
    const { bars, inverseDeviation, recursion } = this.#history;
    const { omega, alpha, beta, gamma } = recursion;
    const columns = out.bars;
    assert(columns !== null, 'filtered history fills bars');
    const blocks = stretch.shared('blocks');
    const order = stretch.shared('order of extremes');
    let h = this.#variance;
    for (let step = fromStep; step < toStep; step++) {
      const index = this.#blocks.next(blocks);
      const stretchFactor = Math.sqrt(h) * inverseDeviation[index];
      const move = stretchFactor * bars.move[index];
      out.logReturn[step] = move;
      columns.high[step] = stretchFactor * bars.high[index];
      columns.low[step] = stretchFactor * bars.low[index];
      columns.highFirst[step] = order.uniform() < bars.highFirst[index] ? 1 : 0;
      h = omega + (move < 0 ? alpha + gamma : alpha) * move * move + beta * h;
    }
    this.#variance = h;
    out.variance.fill(0, fromStep, toStep);
  }
}

export const filteredHistory = definePolicy({
  kind: 'price',
  name: 'fhs',
  version: 1,
  summary:
    "Bars of history divided by their volatility then, drawn in blocks and multiplied by today's, which evolves with them (GARCH): " +
    'what clearing ' +
    'houses margin with. It over-reacts to a sharp step of volatility.',
  references: [
    {
      text:
        'G. Barone-Adesi, K. Giannopoulos and L. Vosper, VaR without correlations for portfolios of derivative securities, J. ' +
        'Futures Markets 19, 1999',
    },
    { text: 'D. Murphy and N. Vause, A cost-benefit analysis of anti-procyclicality, J. Financial Market Infrastructures, 2021' },
    { text: 'Defaults: BTC hourly, as garch; the level of volatility is that of the candles' },
  ],
  parameters: parametersSchema,
  create(parameters) {
    return (context) => {
      const history = filteredHistoryOf(parameters, context);
      return { usesCandles: true, bars: true, open: () => new FilteredWalk(history) };
    };
  },
});
