import { describe, expect, it } from 'vitest';
import { InvariantError } from '../math/assert.ts';
import { logGamma } from '../math/beta.ts';
import { openStream } from '../math/random.ts';
import { exp, log, log1p } from '../math/transcendental.ts';
import { clopperPearson, meanInterval, ruleOfThree, wilson, type Interval, type Proportion } from './intervals.ts';

const confidence = 0.95;

function relativeError(value: number, exact: number): number {
  return Math.abs(value - exact) / Math.abs(exact);
}

/** Probability that the interval of a binomial sample covers p, by the sum over all outcomes. */
function coverage(method: (proportion: Proportion) => Interval, { p, trials }: { p: number; trials: number }): number {
  let sum = 0;
  for (let events = 0; events <= trials; events++) {
    const ways = logGamma(trials + 1) - logGamma(events + 1) - logGamma(trials - events + 1);
    const { low, high } = method({ events, trials, confidence });
    if (low <= p && p <= high) sum += exp(ways + events * log(p) + (trials - events) * log1p(-p));
  }
  return sum;
}

describe('proportions', () => {
  it('reproduces published bounds (target D35)', () => {
    const three = { events: 3, trials: 1000, confidence };
    expect(relativeError(wilson(three).low, 0.0010207838811386186)).toBeLessThan(1e-9);
    expect(relativeError(wilson(three).high, 0.008783014053503173)).toBeLessThan(1e-9);
    expect(relativeError(clopperPearson(three).low, 0.0006190999316495713)).toBeLessThan(1e-9);
    expect(relativeError(clopperPearson(three).high, 0.008742023238478303)).toBeLessThan(1e-9);
    const none = { events: 0, trials: 1000, confidence };
    expect(relativeError(wilson(none).high, 0.0038267584855551234)).toBeLessThan(1e-9);
    expect(relativeError(clopperPearson(none).high, 0.003682083896865671)).toBeLessThan(1e-9);
    const seventeen = wilson({ events: 17, trials: 2000, confidence });
    expect(relativeError(seventeen.low, 0.005313767739685552)).toBeLessThan(1e-9);
    expect(relativeError(seventeen.high, 0.013570689737786079)).toBeLessThan(1e-9);
  });

  it('covers as often as theory says at p = 0.01 and n = 1000 (target D35)', () => {
    const design = { p: 0.01, trials: 1000 };
    expect(Math.abs(coverage(wilson, design) - 0.9635363)).toBeLessThan(1e-6);
    expect(Math.abs(coverage(clopperPearson, design) - 0.9760948)).toBeLessThan(1e-6);
  });

  it('clopperPearsonVSNominal: covers at least as often as stated for every p', () => {
    for (let p = 0.01; p < 1; p += 0.0137) {
      expect(coverage(clopperPearson, { p, trials: 40 })).toBeGreaterThanOrEqual(confidence);
    }
  });

  it('mirrors: misses have the mirrored interval of events', () => {
    for (const method of [wilson, clopperPearson]) {
      const { low, high } = method({ events: 4, trials: 50, confidence });
      const mirrored = method({ events: 46, trials: 50, confidence });
      expect(mirrored.low).toBeCloseTo(1 - high, 14);
      expect(mirrored.high).toBeCloseTo(1 - low, 14);
    }
  });

  it('ends exactly at 0 and 1 when nothing or everything happened', () => {
    for (const method of [wilson, clopperPearson]) {
      expect(method({ events: 0, trials: 7, confidence }).low).toBe(0);
      expect(method({ events: 7, trials: 7, confidence }).high).toBe(1);
    }
  });

  it('ruleOfThreeVSClopperPearson: bounds the one-sided exact interval from above and is about 3 / n', () => {
    for (const trials of [1, 10, 1000, 1e6]) {
      const exact = clopperPearson({ events: 0, trials, confidence: 0.9 }).high;
      const bound = ruleOfThree({ trials, confidence });
      expect(bound).toBeGreaterThanOrEqual(exact);
      expect(bound).toBeLessThanOrEqual(3 / trials);
    }
  });

  it('refuses counts and confidences that make no sense', () => {
    for (const bad of [
      { events: 3, trials: 2, confidence },
      { events: -1, trials: 2, confidence },
      { events: 0, trials: 0, confidence },
      { events: 0.5, trials: 2, confidence },
      { events: 1, trials: 2, confidence: 1 },
    ]) {
      expect(() => wilson(bad)).toThrow(InvariantError);
      expect(() => clopperPearson(bad)).toThrow(InvariantError);
    }
  });
});

describe('meanInterval', () => {
  it('reproduces an interval worked by hand: 1 .. 5 with t(4) = 2.7764451051977987', () => {
    const estimate = meanInterval({ values: [1, 2, 3, 4, 5], confidence });
    const half = 2.7764451051977987 * Math.sqrt(0.5);
    expect(estimate.mean).toBe(3);
    expect(relativeError(estimate.standardError, Math.sqrt(0.5))).toBeLessThan(1e-15);
    expect(relativeError(estimate.low, 3 - half)).toBeLessThan(1e-12);
    expect(relativeError(estimate.high, 3 + half)).toBeLessThan(1e-12);
  });

  it('covers the true mean of small normal samples 95 times in a hundred', () => {
    const stream = openStream({ seed: 1, scenario: 'test', path: 0, component: 'mean', purpose: 'coverage' });
    const values = new Float64Array(5);
    let covered = 0;
    for (let i = 0; i < 4000; i++) {
      stream.fillNormals(values);
      const { low, high } = meanInterval({ values, confidence });
      if (low <= 0 && high >= 0) covered++;
    }
    expect(Math.abs(covered / 4000 - 0.95)).toBeLessThan(4 * Math.sqrt((0.95 * 0.05) / 4000));
  });

  it('knows nothing about the spread from one value, and asks for at least one', () => {
    expect(meanInterval({ values: [7], confidence })).toEqual({ mean: 7, low: -Infinity, high: Infinity, standardError: Infinity, n: 1 });
    expect(() => meanInterval({ values: [], confidence })).toThrow(InvariantError);
  });
});
