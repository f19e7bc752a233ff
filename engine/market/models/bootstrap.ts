/** Blocks of real bars. */
import { z } from 'zod';
import { definePolicy } from '../../policies/contract.ts';
import { durationMs, meanBlock } from '../../policies/parameter-types.ts';
import { assert } from '../../math/assert.ts';
import type { PriceWalk, WalkStretch } from '../price-model.ts';
import { barsPerStep, historyBars, type HistoryBars } from './history-bars.ts';
import { restartProbability, StationaryBlocks } from './stationary-blocks.ts';

interface BootstrapOptions {
  readonly bars: HistoryBars;
  readonly perStep: number;
  readonly scale: number;
  readonly restart: number;
}

class BootstrapWalk implements PriceWalk {
  readonly #options: BootstrapOptions;
  readonly #blocks: StationaryBlocks;

  constructor(options: BootstrapOptions) {
    this.#options = options;
    this.#blocks = new StationaryBlocks({ count: options.bars.count, restart: options.restart });
  }

  /** A step puts `perStep` bars end to end; its extremes are the outermost of theirs, and the one of the earlier bar came first. */
  advance(stretch: WalkStretch): void {
    const { fromStep, toStep, out } = stretch;
    const { bars, perStep, scale } = this.#options;
    const columns = out.bars;
    assert(columns !== null, 'a bootstrap fills bars');
    const blocks = stretch.shared('blocks');
    const order = stretch.shared('order of extremes');
    for (let step = fromStep; step < toStep; step++) {
      let price = 0;
      let high = 0;
      let low = 0;
      let highBar = -1;
      let lowBar = -1;
      let lastIndex = -1;
      for (let bar = 0; bar < perStep; bar++) {
        const index = this.#blocks.next(blocks);
        const highest = price + bars.high[index];
        const lowest = price + bars.low[index];
        if (highest > high) {
          high = highest;
          highBar = bar;
          lastIndex = index;
        }
        if (lowest < low) {
          low = lowest;
          lowBar = bar;
          lastIndex = index;
        }
        price += bars.move[index];
      }
      // Both in one bar: the later of the two updates was that bar's, or neither extreme was left.
      const sameBar = lastIndex < 0 ? 0.5 : bars.highFirst[lastIndex];
      const draw = order.uniform();
      out.logReturn[step] = scale * price;
      columns.high[step] = scale * high;
      columns.low[step] = scale * low;
      columns.highFirst[step] = (highBar === lowBar ? draw < sameBar : highBar < lowBar) ? 1 : 0;
    }
    out.variance.fill(0, fromStep, toStep);
  }
}

export const blockBootstrap = definePolicy({
  kind: 'price',
  name: 'bootstrap',
  version: 1,
  summary:
    'Whole bars of history in blocks of random length: every move, wick and cluster happened once. Underlyings with equally long ' +
    'histories take the same bars, which keeps their dependence.',
  references: [
    { text: 'D. Politis and J. Romano, The stationary bootstrap, J. American Statistical Association 89, 1994' },
    {
      text:
        'Length of blocks: |hourly return| of BTC, 2017 to 2020, has autocorrelation 0.32, 0.22 and 0.13 at 1, 24 and 168 hours, so ' +
        'blocks below 3 to 7 days cut clusters of volatility',
    },
  ],
  parameters: z.strictObject({
    'mean-block': meanBlock('5d'),
    scale: z
      .number()
      .gt(0)
      .max(10)
      .default(1)
      .describe('Every log move of history times this, for stress beyond it; factor, 1 = as it was'),
  }),
  create(parameters) {
    return (context) => {
      const { underlying } = context;
      const bars = historyBars(context, 'bootstrap');
      const perStep = barsPerStep(context, { model: 'bootstrap', most: Infinity });
      const barMs = context.stepMs / perStep;
      const restart = restartProbability({ model: 'bootstrap', underlying, barMs, meanBlockMs: durationMs(parameters['mean-block']) });
      return { usesCandles: true, bars: true, open: () => new BootstrapWalk({ bars, perStep, scale: parameters.scale, restart }) };
    };
  },
});
