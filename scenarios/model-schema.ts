/** What price models of a scenario share: their steps, and how the shocks of several underlyings hang together. */
import { z } from 'zod';
import { duration, share } from './fields.ts';

export interface Grid {
  readonly stepMs: number;
  readonly extremes: 'joint' | 'none';
  readonly substeps: number;
}

export const gridSchema: z.ZodType<Grid> = z
  .strictObject({
    step: duration.describe('Length of a step of the models'),
    extremes: z.enum(['joint', 'none']).default('joint').describe('Highest and lowest price inside every step, or its end only'),
    substeps: z.int().min(1).max(10_000).default(1).describe('Parts of a step bridged for all underlyings together, for portfolios'),
  })
  .transform(({ step, extremes, substeps }) => ({ stepMs: step, extremes, substeps }));

export interface Dependence {
  readonly copula: 'gaussian' | 't';
  readonly degrees: number;
  readonly correlation: number | Readonly<Record<string, number>>;
  readonly crashCorrelation: number;
}

const correlation = z.number().min(-1).max(1);
const pair = z.string().regex(/^[A-Za-z0-9._-]{1,32}\/[A-Za-z0-9._-]{1,32}$/, 'two underlyings, like BTC/ETH');
const defaultDegrees = 4;

export const dependenceSchema: z.ZodType<Dependence> = z
  .strictObject({
    copula: z.enum(['gaussian', 't']).default('gaussian').describe('t: extreme moves come together'),
    degrees: z.number().gt(0).max(1000).default(defaultDegrees).describe('Degrees of freedom of the t copula'),
    correlation: z
      .union([correlation, z.record(pair, correlation)])
      .describe('Correlation of the shocks: one number for every pair of underlyings that follow none, or per pair'),
    'crash-correlation': share.default(0).describe('Share of the way to 1 that every correlation is moved; share'),
  })
  .transform((given) => ({
    copula: given.copula,
    degrees: given.degrees,
    correlation: given.correlation,
    crashCorrelation: given['crash-correlation'],
  }));
