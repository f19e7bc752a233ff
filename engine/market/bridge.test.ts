import { describe, expect, it } from 'vitest';
import { InvariantError } from '../math/assert.ts';
import { openStream } from '../math/random.ts';
import { bridgeCrossingProbability, bridgeMaximum, bridgeMinimum, bridgeStayProbability } from './bridge.ts';

const hourly = 0.64 / 8760;
const stream = (purpose: string) => openStream({ seed: 1, scenario: 'test', path: 0, component: 'bridge', purpose });

function relativeError(value: number, exact: number): number {
  return Math.abs(value - exact) / Math.abs(exact);
}

/** Crossing of a 10x long's liquidation price between two prices, volatility 0.8 a year. */
function liquidationProbability({ from, to, hours }: { from: number; to: number; hours: number }): number {
  const barrier = Math.log((100 * 0.9) / 0.995);
  return bridgeCrossingProbability({ from: Math.log(from), to: Math.log(to), barrier, variance: hourly * hours });
}

describe('bridgeCrossingProbability', () => {
  it('reproduces the worked probabilities (target D04)', () => {
    expect(relativeError(liquidationProbability({ from: 100, to: 95, hours: 24 }), 0.0036436492724742113)).toBeLessThan(1e-12);
    expect(relativeError(liquidationProbability({ from: 92, to: 92, hours: 1 }), 0.0003781951990126525)).toBeLessThan(1e-12);
  });

  it('is the same for a barrier above as for its mirror image below', () => {
    const above = bridgeCrossingProbability({ from: 0, to: 0.5, barrier: 1, variance: 2 });
    expect(bridgeCrossingProbability({ from: 0, to: -0.5, barrier: -1, variance: 2 })).toBe(above);
  });

  it('is certain when an end is on or beyond the barrier, impossible without variance', () => {
    expect(bridgeCrossingProbability({ from: 1, to: -1, barrier: 0, variance: 1e-9 })).toBe(1);
    expect(bridgeCrossingProbability({ from: 0, to: 1, barrier: 0, variance: 0 })).toBe(1);
    expect(bridgeCrossingProbability({ from: 1, to: 2, barrier: 0, variance: 0 })).toBe(0);
    expect(() => bridgeCrossingProbability({ from: 1, to: 2, barrier: 0, variance: -1 })).toThrow(InvariantError);
  });
});

describe('extremes of a bridge', () => {
  it('gives exactly the worked extremes for the draw 0.3 (target D05)', () => {
    const step = { from: 0, to: 0.01, variance: hourly, uniform: 0.3 };
    expect(relativeError(bridgeMaximum(step), 0.013305464569218058)).toBeLessThan(1e-12);
    expect(relativeError(bridgeMinimum(step), -0.0033054645692180565)).toBeLessThan(1e-12);
  });

  it('samplerVSExpectation: a million maxima have the exact mean (target D05)', () => {
    const uniforms = new Float64Array(1_000_000);
    stream('maxima').fillUniforms(uniforms);
    for (const [to, exact] of [[0, 0.00535633679564681], [0.01, 0.012570109119092903]]) {
      let sum = 0;
      let squares = 0;
      for (const uniform of uniforms) {
        const maximum = bridgeMaximum({ from: 0, to, variance: hourly, uniform });
        sum += maximum;
        squares += maximum * maximum;
      }
      const mean = sum / uniforms.length;
      const standardError = Math.sqrt((squares / uniforms.length - mean * mean) / uniforms.length);
      expect(Math.abs(mean - exact)).toBeLessThan(4 * standardError);
      expect(standardError).toBeLessThan(3e-6);
    }
  });

  it('samplerVSCrossingProbability: the maximum passes a barrier as often as the formula says', () => {
    const random = stream('crossings');
    const step = { from: 0, to: -0.004, variance: hourly };
    const exact = bridgeCrossingProbability({ ...step, barrier: 0.006 });
    let crossed = 0;
    for (let i = 0; i < 200_000; i++) if (bridgeMaximum({ ...step, uniform: random.uniform() }) >= 0.006) crossed++;
    expect(Math.abs(crossed / 200_000 - exact)).toBeLessThan(4 * Math.sqrt((exact * (1 - exact)) / 200_000));
  });

  it('never leaves an end outside, and is the ends themselves without variance', () => {
    expect(bridgeMaximum({ from: 0.1, to: 0.3, variance: 1e-30, uniform: 0.999999 })).toBe(0.3);
    expect(bridgeMinimum({ from: 0.1, to: 0.3, variance: 1e-30, uniform: 0.999999 })).toBe(0.1);
    expect(bridgeMaximum({ from: 2, to: 1, variance: 0, uniform: 0.5 })).toBe(2);
    expect(() => bridgeMaximum({ from: 0, to: 0, variance: 1, uniform: 0 })).toThrow(InvariantError);
    expect(() => bridgeMinimum({ from: 0, to: 0, variance: 1, uniform: 1 })).toThrow(InvariantError);
  });
});

describe('bridgeStayProbability', () => {
  it('twoBarriersVSOne: a barrier far away changes nothing', () => {
    const step = { from: 0, to: 0.004, variance: hourly };
    const single = 1 - bridgeCrossingProbability({ ...step, barrier: -0.006 });
    expect(bridgeStayProbability({ ...step, low: -0.006, high: 5 })).toBeCloseTo(single, 14);
    const above = 1 - bridgeCrossingProbability({ ...step, barrier: 0.01 });
    expect(bridgeStayProbability({ ...step, low: -5, high: 0.01 })).toBeCloseTo(above, 14);
  });

  it('seriesVSSubsteps: staying through a step is staying through both halves, summed over the middle', () => {
    const [low, high, variance, from, to] = [-1, 1.3, 0.9, 0.2, -0.3];
    const cells = 4000;
    let sum = 0;
    for (let i = 0; i < cells; i++) {
      const middle = low + ((i + 0.5) * (high - low)) / cells;
      const deviation = middle - 0.5 * (from + to);
      const density = Math.exp((-2 * deviation * deviation) / variance) / Math.sqrt((Math.PI * variance) / 2);
      const first = bridgeStayProbability({ from, to: middle, variance: variance / 2, low, high });
      const second = bridgeStayProbability({ from: middle, to, variance: variance / 2, low, high });
      sum += (density * first * second * (high - low)) / cells;
    }
    expect(relativeError(bridgeStayProbability({ from, to, variance, low, high }), sum)).toBeLessThan(1e-6);
  });

  it('is 0 with an end on a barrier, 1 without variance, and small but not negative between close barriers', () => {
    expect(bridgeStayProbability({ from: 0, to: 1, variance: 1, low: 0, high: 2 })).toBe(0);
    expect(bridgeStayProbability({ from: 0.5, to: 1, variance: 0, low: 0, high: 2 })).toBe(1);
    const tight = bridgeStayProbability({ from: 0, to: 0, variance: 4, low: -0.5, high: 0.5 });
    expect(tight).toBeGreaterThanOrEqual(0);
    expect(tight).toBeLessThan(1e-7);
  });
});
