/** The stationary bootstrap. */
import { UserError, exitCodes } from '../../errors.ts';
import type { RandomStream } from '../../math/random.ts';

/**
 * Indices of blocks of geometric length that start anywhere and go round at the end of the series. D. Politis and J. Romano, The stationary
 * bootstrap, J. American Statistical Association 89, 1994. Two uniforms per index whatever happens, so that everybody who reads equal
 * streams over equally long series takes the same indices.
 */
export class StationaryBlocks {
  readonly #count: number;
  readonly #restart: number;
  #index = -1;

  /** `restart`: probability that a new block begins, 1 / mean length. */
  constructor({ count, restart }: { count: number; restart: number }) {
    this.#count = count;
    this.#restart = restart;
  }

  next(stream: RandomStream): number {
    const begins = stream.uniform() < this.#restart;
    const start = Math.floor(stream.uniform() * this.#count);
    if (begins || this.#index < 0) this.#index = start;
    else this.#index = this.#index + 1 === this.#count ? 0 : this.#index + 1;
    return this.#index;
  }
}

/** Probability per bar that a new block begins. Throws UserError when blocks are shorter than a bar on average. */
export function restartProbability(options: { model: string; underlying: string; barMs: number; meanBlockMs: number }): number {
  const { barMs, meanBlockMs } = options;
  if (meanBlockMs >= barMs) return barMs / meanBlockMs;
  throw new UserError(exitCodes.inputInvalid, [
    {
      what:
        `mean-block of ${meanBlockMs} ms is shorter than a candle of ${barMs} ms in the price model ${options.model} of ` +
        `${options.underlying}`,
      expected: 'blocks of at least one candle on average',
      suggestion: 'use several days, so that clusters of volatility stay whole',
    },
  ]);
}
