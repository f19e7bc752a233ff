/** Underlyings: where their price comes from and how their market takes our orders. */
import { z } from 'zod';
import { amount, duration, positiveAmount, ticker } from './fields.ts';
import { policyBlock } from './policy-schema.ts';
import type { PolicyChoice } from './policy-schema.ts';

/** Open, high, low and close of one bar. */
export type Bar = readonly [open: number, high: number, low: number, close: number];

export type PriceSource =
  | { readonly kind: 'history'; /** Name of a file in data/history, without its ending. */ readonly history: string }
  | { readonly kind: 'prices'; readonly prices: readonly number[]; readonly stepMs: number }
  | { readonly kind: 'candles'; readonly candles: readonly Bar[]; readonly stepMs: number }
  | {
      readonly kind: 'model';
      readonly model: PolicyChoice;
      /** null: the last close of the history. */
      readonly startPrice: number | null;
      /** Candles that the model resamples, a name like `history` above; null for none. */
      readonly history: string | null;
    };

export interface Underlying {
  readonly source: PriceSource;
  /** null: nothing moves this market. */
  readonly liquidity: PolicyChoice | null;
}

const mostTicks = 100_000;
const minuteMs = 60_000;
const price = amount.describe('Price, USD');

const bar = z
  .tuple([price, price, price, price])
  .refine(([open, high, low, close]) => high >= Math.max(open, close) && low <= Math.min(open, close), {
    message: 'open, high, low, close with high the largest and low the smallest',
  });

export const liquidityField = policyBlock('liquidity', 'How orders move the price; without it nothing moves').optional();

const shape = z.strictObject({
  history: z
    .string()
    .regex(/^[a-z0-9-]{1,64}\/[a-z0-9-]{1,64}$/, 'a name like crash-2020/btc-usdt')
    .optional()
    .describe('Published candles in data/history, without the ending'),
  prices: z.array(price).min(1).max(mostTicks).optional().describe('Inline path, one tick per number, USD'),
  candles: z.array(bar).min(1).max(mostTicks).optional().describe('Inline bars: open, high, low, close, USD'),
  step: duration.optional().describe('Time between inline prices or bars; default 1m'),
  model: policyBlock('price', 'A model that draws the price').optional(),
  'start-price': positiveAmount.optional().describe('First price of a model, USD; default the last close of its history'),
  liquidity: liquidityField,
});

export const underlyingSchema: z.ZodType<Underlying> = shape
  .refine(({ history, prices, candles, model }) => model !== undefined || countGiven([history, prices, candles]) === 1, {
    message: 'exactly one of history, prices, candles or model',
  })
  .refine(({ prices, candles, step, model }) => model === undefined || countGiven([prices, candles, step]) === 0, {
    message: 'beside a model only history, for models that resample it; the length of steps is grid: step',
  })
  .refine(({ model, history, 'start-price': startPrice }) => model === undefined || countGiven([startPrice, history]) > 0, {
    message: 'a model needs start-price',
    path: ['model'],
  })
  .refine(({ model, 'start-price': startPrice }) => model !== undefined || startPrice === undefined, {
    message: 'start-price belongs to a model; given prices have their own',
    path: ['start-price'],
  })
  .refine(({ history, step }) => history === undefined || step === undefined, {
    message: 'no step beside history: published candles have their own',
    path: ['step'],
  })
  .transform(({ liquidity, ...given }) => ({ source: priceSource(given), liquidity: liquidity ?? null }));

function countGiven(values: readonly unknown[]): number {
  return values.filter((given) => given !== undefined).length;
}

function priceSource(given: Omit<z.output<typeof shape>, 'liquidity'>): PriceSource {
  const { history, prices, candles, step, model } = given;
  if (model !== undefined) return { kind: 'model', model, startPrice: given['start-price'] ?? null, history: history ?? null };
  if (history !== undefined) return { kind: 'history', history };
  if (prices !== undefined) return { kind: 'prices', prices, stepMs: step ?? minuteMs };
  return { kind: 'candles', candles: candles ?? [], stepMs: step ?? minuteMs };
}

/**
 * How the volatility of a path is measured where a liquidity model has a `volatility-elasticity`: its depth scale at a tick is
 * max(1, (volatility then / reference)^elasticity).
 */
export interface VolatilityMeasure {
  /** Daily volatility per underlying at which its market has the stated depth, standard deviation of the log return. */
  readonly referenceDaily: Readonly<Record<string, number>>;
  /** Half-life of the weights of squared returns. */
  readonly halfLifeMs: number;
}

export const volatilitySchema: z.ZodType<VolatilityMeasure> = z
  .strictObject({
    reference: z
      .record(ticker, z.number().gt(0).max(10))
      .describe('Daily volatility per underlying at which its market has the stated depth, log price'),
    'half-life': duration.describe('Half-life of the weights of squared returns'),
  })
  .transform((given) => ({ referenceDaily: given.reference, halfLifeMs: given['half-life'] }));

/** How minutes are rebuilt inside bars that are known only by open, high, low and close. */
export interface Rebuild {
  readonly candidates: number;
  /** Correlation of the bridges of any two underlyings. */
  readonly correlation: number;
  readonly firstExtreme: 'random' | 'high-first' | 'low-first';
}

export const rebuildSchema: z.ZodType<Rebuild> = z
  .strictObject({
    candidates: z.int().min(1).max(256).default(8).describe('Bridges drawn per bar, of which the nearest to its range is kept'),
    correlation: z.number().min(0).max(0.9999).default(0.8).describe('Correlation of the bridges of two underlyings'),
    'first-extreme': z.enum(['random', 'high-first', 'low-first']).default('random').describe('Which extreme of a bar comes first'),
  })
  .transform((given) => ({ candidates: given.candidates, correlation: given.correlation, firstExtreme: given['first-extreme'] }));

