/** Our own volume before the fills of the present instant: what a run that is its own baseline has to tell from them. */
import type { TraceReader } from './trace-reader.ts';

/** Cumulative volume of every market and the time since when it decays. */
export interface Volumes {
  readonly volume: Float64Array;
  readonly volumeTimeMs: Float64Array;
}

/** Reads like a trace: volumes before this instant. */
export class OwnBaseline {
  readonly #now: Volumes;
  /** Volume before the fills of the instant in which it last changed, and its time. */
  readonly #before: Pick<TraceReader, 'volumeBefore' | 'volumeBeforeTimeMs'>;
  readonly #unchanged: Pick<TraceReader, 'volumeBefore' | 'volumeBeforeTimeMs'>;

  constructor(now: Volumes) {
    const { length } = now.volume;
    this.#now = now;
    this.#before = { volumeBefore: new Float64Array(length), volumeBeforeTimeMs: new Float64Array(length) };
    this.#unchanged = { volumeBefore: now.volume, volumeBeforeTimeMs: now.volumeTimeMs };
  }

  reset(): void {
    this.#before.volumeBefore.fill(0);
  }

  /** Call before the volume of a market changes. */
  remember(market: number, nowMs: number): void {
    const { volume, volumeTimeMs } = this.#now;
    if (volumeTimeMs[market] === nowMs) return;
    this.#before.volumeBefore[market] = volume[market];
    this.#before.volumeBeforeTimeMs[market] = volumeTimeMs[market];
  }

  /** Where the volume of a market before this instant stands. */
  readingOf(market: number, nowMs: number): Pick<TraceReader, 'volumeBefore' | 'volumeBeforeTimeMs'> {
    return this.#now.volumeTimeMs[market] === nowMs ? this.#before : this.#unchanged;
  }
}
