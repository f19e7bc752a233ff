import { describe, expect, it } from 'vitest';
import { InvariantError } from '../math/assert.ts';
import { openStream } from '../math/random.ts';
import { ConfidenceSequence, tuningFor } from './confidence-sequence.ts';
import { meanInterval } from './intervals.ts';

const confidence = 0.95;

function streamOf(path: number) {
  return openStream({ seed: 7, scenario: 'test', path, component: 'sequence', purpose: 'values' });
}

function fed(values: Iterable<number>, tuning?: number): ConfidenceSequence {
  const sequence = new ConfidenceSequence({ confidence, tuning });
  for (const value of values) sequence.add(value);
  return sequence;
}

describe('ConfidenceSequence', () => {
  it('sequenceVSFormula: has mean and width of the formula', () => {
    // Goal: s sqrt(2 (n r^2 + 1) / (n^2 r^2) log(sqrt(n r^2 + 1) / a)), written out with other tools.
    const values = new Float64Array(1000);
    streamOf(0).fillNormals(values);
    const { mean, standardError } = meanInterval({ values, confidence });
    const sequence = fed(values);
    const deviation = standardError * Math.sqrt(1000);
    const exact = deviation * Math.sqrt(((2 * 11) / (1e6 * 0.01)) * Math.log(Math.sqrt(11) / 0.05));
    expect(sequence.n).toBe(1000);
    expect(sequence.mean).toBeCloseTo(mean, 14);
    expect(Math.abs(sequence.halfWidth / exact - 1)).toBeLessThan(1e-12);
  });

  it('pays a factor of 1.55 at n = 1000 for being looked at all the time', () => {
    // Goal: the price of peeking that is stated in the documentation.
    const values = new Float64Array(1000);
    streamOf(1).fillNormals(values);
    const { low, high } = meanInterval({ values, confidence });
    expect((2 * fed(values).halfWidth) / (high - low)).toBeCloseTo(1.55, 2);
  });

  it('misses the mean at any of its looks in at most 5 of 100 runs, where a fixed interval misses in many', () => {
    // Goal: the reason why --until uses it. 400 runs of skewed values, looked at after each value from the hundredth on.
    let [missed, peeked] = [0, 0];
    for (let run = 0; run < 400; run++) {
      const stream = streamOf(100 + run);
      const sequence = new ConfidenceSequence({ confidence });
      let [everMissed, everPeeked, squares] = [false, false, 0];
      for (let n = 1; n <= 3000; n++) {
        const value = stream.exponential() - 1;
        squares += value * value;
        sequence.add(value);
        const distance = n < 100 ? 0 : Math.abs(sequence.mean);
        everMissed ||= distance > sequence.halfWidth;
        everPeeked ||= distance > 1.96 * Math.sqrt(squares / n / n);
      }
      if (everMissed) missed++;
      if (everPeeked) peeked++;
    }
    expect(missed / 400).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / 400));
    expect(peeked / 400).toBeGreaterThan(0.2);
  });

  it('is narrowest where its tuning says', () => {
    // Goal: tuningFor(n) beats tunings for a third and for three times as many values, at n.
    const values = new Float64Array(5000);
    streamOf(2).fillNormals(values);
    const width = (n: number) => fed(values, tuningFor({ n, confidence })).halfWidth;
    expect(width(5000)).toBeLessThan(width(15_000));
    expect(width(5000)).toBeLessThan(width(1600));
    expect(tuningFor({ n: 793, confidence })).toBeCloseTo(0.1, 3);
  });

  it('does not stop on nothing: few values, no event yet', () => {
    // Goal: zeros have width zero and must not pass for certainty; a constant metric may stop after 100 values.
    expect(fed(new Array<number>(5000).fill(0)).reached(0.05)).toBe(false);
    expect(fed(new Array<number>(99).fill(3)).reached(0.05)).toBe(false);
    expect(fed(new Array<number>(100).fill(3)).reached(0.05)).toBe(true);
    expect(fed([]).halfWidth).toBe(Infinity);
    expect(fed([]).mean).toBeNaN();
    expect(fed([1]).halfWidth).toBe(Infinity);
  });

  it('stops at the first n at which the width is reached', () => {
    // Goal: relative to the size of the mean, also of a negative one.
    const stream = streamOf(3);
    const sequence = new ConfidenceSequence({ confidence });
    while (!sequence.reached(0.05)) sequence.add(-10 + 5 * stream.normal());
    expect(sequence.halfWidth).toBeLessThanOrEqual(0.05 * -sequence.mean);
    expect(sequence.n).toBeGreaterThan(800);
    expect(sequence.n).toBeLessThan(1100);
  });

  it('refuses settings and values that make no sense', () => {
    // Goal: a bug is heard at once.
    expect(() => new ConfidenceSequence({ confidence: 1 })).toThrow(InvariantError);
    expect(() => new ConfidenceSequence({ confidence, tuning: 0 })).toThrow(InvariantError);
    expect(() => fed([NaN])).toThrow(InvariantError);
    expect(() => fed([1]).reached(0)).toThrow(InvariantError);
  });
});
