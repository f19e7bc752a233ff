/** A large move within a short time stops liquidations for a while. */
import { z } from 'zod';
import type { Breaker } from '../../kernel/world-spec.ts';
import { definePolicy } from '../contract.ts';
import { durationMs, positiveDurationText } from '../parameter-types.ts';

const defaultMove = 0.1;
const defaultWindow = '5m';
const defaultDuration = '5m';

interface HaltRule {
  readonly move: number;
  readonly windowMs: number;
  readonly durationMs: number;
  readonly direction: 'both' | 'down' | 'up';
}

/** Largest value of sign x price in a sliding window: only candidates that can still become the extreme are kept. */
class WindowExtreme {
  private times: number[] = [];
  private values: number[] = [];

  constructor(private readonly sign: number) {}

  clear(): void {
    this.times = [];
    this.values = [];
  }

  /** Takes in a price and returns the extreme price since `oldestMs`. */
  update(timeMs: number, price: number, oldestMs: number): number {
    const value = this.sign * price;
    while (this.values.length > 0 && this.values[this.values.length - 1] <= value) this.dropLast();
    this.times.push(timeMs);
    this.values.push(value);
    while (this.times[0] < oldestMs) this.dropFirst();
    return this.sign * this.values[0];
  }

  private dropLast(): void {
    this.times.pop();
    this.values.pop();
  }

  private dropFirst(): void {
    this.times.shift();
    this.values.shift();
  }
}

class Halt implements Breaker {
  readonly fillLow = -Infinity;
  readonly fillHigh = Infinity;
  private haltedUntilMs = -Infinity;
  private readonly highest = new WindowExtreme(1);
  private readonly lowest = new WindowExtreme(-1);

  constructor(private readonly rule: HaltRule) {}

  observe(timeMs: number, markPrice: number): number {
    if (timeMs < this.haltedUntilMs) return this.haltedUntilMs;
    if (!this.movedTooFar(timeMs, markPrice)) return 0;
    this.haltedUntilMs = timeMs + this.rule.durationMs;
    // The window begins anew after the halt: one fall halts once.
    this.highest.clear();
    this.lowest.clear();
    return this.haltedUntilMs;
  }

  private movedTooFar(timeMs: number, price: number): boolean {
    const oldestMs = timeMs - this.rule.windowMs;
    const high = this.highest.update(timeMs, price, oldestMs);
    const low = this.lowest.update(timeMs, price, oldestMs);
    const { move, direction } = this.rule;
    // Quotients, because 700 / 10,000 is the 0.07 that was written and 0.07 x 10,000 is a little more than 700.
    const fell = direction !== 'up' && high > price && (high - price) / Math.abs(high) >= move;
    const rose = direction !== 'down' && price > low && (price - low) / Math.abs(low) >= move;
    return fell || rose;
  }
}

export const haltBreaker = definePolicy({
  kind: 'breaker',
  name: 'halt',
  version: 1,
  summary: 'A move of the mark beyond a threshold within a window halts the instrument for a duration; marks go on, liquidations wait.',
  references: [
    { text: 'US market-wide circuit breakers: 7, 13 and 20 %' },
    { text: 'US Limit Up-Limit Down plan: 5 minutes of trading pause' },
  ],
  parameters: z.strictObject({
    move: z
      .number()
      .gt(0)
      .max(10)
      .default(defaultMove)
      .describe('Move that halts, from the extreme of the window; fraction of price, reached counts'),
    window: positiveDurationText().default(defaultWindow).describe('How far back the move is measured; duration'),
    duration: positiveDurationText().default(defaultDuration).describe('Length of the halt; duration'),
    direction: z.enum(['both', 'down', 'up']).default('both').describe('Which moves count; name'),
  }),
  create(parameters) {
    const rule = {
      move: parameters.move,
      windowMs: durationMs(parameters.window),
      durationMs: durationMs(parameters.duration),
      direction: parameters.direction,
    };
    return { create: () => new Halt(rule) };
  },
});
