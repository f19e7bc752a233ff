/**
 * What a price model is: a plug-in that walks one underlying's log price over the steps of a path. A model says what happened in a step
 * (how far the diffusion went, with which variance, where it jumped); extremes inside steps, ticks and the dependence between
 * underlyings are made of that by the path source, the same way for every model.
 */
import type { RandomStream } from '../math/random.ts';
import type { Candles } from './candles.ts';

/** What a model may know before its first path. */
export interface PriceModelContext {
  readonly underlying: string;
  readonly startPrice: number;
  /** Length of a step in years of 365 days. */
  readonly stepYears: number;
  readonly stepMs: number;
  /** Candles that the scenario or the user names for this underlying; null without. For models that resample history. */
  readonly candles: Candles | null;
}

/** A jump inside a step. */
export interface Jump {
  readonly step: number;
  /** When in the step, in (0, 1). */
  readonly fraction: number;
  /** Log size. */
  readonly size: number;
}

/** What a path did, one entry per step. Owned by the path source and filled by walks. */
export interface WalkColumns {
  /** Log return of the diffusion over the step, without jumps. */
  readonly logReturn: Float64Array;
  /** Variance of the diffusion inside the step, sigma^2 dt: extremes are drawn from the Brownian bridge with it. 0: no extremes. */
  readonly variance: Float64Array;
  /** In order of step and fraction. */
  readonly jumps: Jump[];
  /**
   * For models that carry whole bars: log high (>= 0 and >= the return) and log low relative to the open of the step, and 1 where the
   * high came first. With them no extremes are drawn. Null unless the model says `bars: true`.
   */
  readonly bars: { readonly high: Float64Array; readonly low: Float64Array; readonly highFirst: Uint8Array } | null;
}

/** A stretch of steps that a walk is asked for, with everything random in it. */
export interface WalkStretch {
  readonly fromStep: number;
  /** First step that is not part of it. */
  readonly toStep: number;
  /** Standard normals that drive the diffusion, one per step of the whole path; correlated with those of other underlyings. */
  readonly normals: Float64Array;
  /** Randomness of this underlying alone, one stream per purpose, at its beginning for this stretch. */
  own(purpose: string): RandomStream;
  /** Randomness that all underlyings of the path see alike: the same purpose gives the same draws to each of them. */
  shared(purpose: string): RandomStream;
  /** What the underlying that this one follows did in these steps; null unless the model says whom it follows. */
  readonly followed: WalkColumns | null;
  readonly out: WalkColumns;
}

/** One path under way: keeps what the model must remember between stretches (variance, regime, intensity). */
export interface PriceWalk {
  advance(stretch: WalkStretch): void;
}

/** A model with its parameters and its context: opens paths. */
export interface PriceModel {
  /** True when the model is made of the candles of its context; others take none. */
  readonly usesCandles?: boolean;
  /** True when `WalkColumns.bars` is filled. */
  readonly bars: boolean;
  /** Underlying whose path must be known before this one's: a coin that loses its peg in a crash, a perpetual beside its spot. */
  readonly follows?: string;
  /** Correlation of its diffusion inside a step with that of the followed one, for moments at which either shows an extreme; default 0. */
  readonly correlationWithFollowed?: number;
  open(): PriceWalk;
  /** Mean jumps per year, constant over a path; absent for models without such jumps. For importance sampling. */
  readonly jumpsPerYear?: number;
  /** How many of them come from the stream that all underlyings see alike; default 0. */
  readonly sharedJumpsPerYear?: number;
  /** The same model with so many jumps per year; the compensator stays that of the original. Present with `jumpsPerYear`. */
  withJumpsPerYear?(jumpsPerYear: number): PriceModel;
}

/** Makes a model for an underlying. Throws UserError when history is needed and missing, or does not fit. */
export type PriceModelMaker = (context: PriceModelContext) => PriceModel;
