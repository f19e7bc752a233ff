/** Draws for random worlds, each world and purpose on its own stream. */
import { openStream } from '../../engine/math/random.ts';

export class Dice {
  readonly #stream: ReturnType<typeof openStream>;

  constructor(seed: number, purpose: string) {
    this.#stream = openStream({ seed, scenario: 'random-world', path: 0, component: 'test', purpose });
  }

  normal(): number {
    return this.#stream.normal();
  }

  below(count: number): number {
    return this.#stream.integerBelow(count);
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.#stream.uniform();
  }

  integerBetween(low: number, high: number): number {
    return low + this.#stream.integerBelow(high - low + 1);
  }

  chance(probability: number): boolean {
    return this.#stream.uniform() < probability;
  }

  pick<Value>(values: readonly Value[]): Value {
    return values[this.#stream.integerBelow(values.length)];
  }

  /** A positive number with a heavy tail: median times exp(spread x normal). */
  heavy(median: number, spread: number): number {
    return median * Math.exp(spread * this.#stream.normal());
  }

  shuffled<Value>(values: readonly Value[]): Value[] {
    const copy = [...values];
    for (let i = copy.length - 1; i > 0; i--) {
      const j = this.#stream.integerBelow(i + 1);
      [copy[i], copy[j]] = [copy[j], copy[i]];
    }
    return copy;
  }
}
