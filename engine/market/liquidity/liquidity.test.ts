/** What every liquidity model owes the kernel, whatever its law. */
import { describe, expect, it } from 'vitest';
import type { LiquidityModel } from '../../kernel/world-spec.ts';
import type { LiquidityContext } from '../../policies/contract.ts';
import { policiesOfKind } from '../../policies/registry.ts';

const context: LiquidityContext = { lotsPerUsd: 10 / 8000, startPrice: 8000 };

/** Lots are tenths of a coin at 8,000: a million lots are 800 M USD. */
const parameters: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['none', {}],
  ['linear', { depth: 5e9 }],
  ['linear', { 'price-per-contract': 0.01 }],
  ['square-root', { 'daily-volatility': 0.04, 'daily-volume': 20e9 }],
  ['constant-product', { reserve: 2e9 }],
  ['order-book', { bids: [[0.005, 15.5e6], [0.01, 20e6], [0.05, 40e6]] }],
];

function create(name: string, values: Readonly<Record<string, unknown>>): LiquidityModel {
  const policy = policiesOfKind('liquidity').find((candidate) => candidate.name === name)!;
  return policy.create(policy.parameters.parse(values))(context);
}

function bookPrice(model: LiquidityModel, price: number, volume: number, scale: number): number {
  const displacement = model.displacement(volume, scale);
  return model.unit === 'log' ? price * Math.exp(displacement) : price + displacement;
}

/** Simpson's rule on the displaced price. */
function simpson(model: LiquidityModel, { from, to, scale }: { from: number; to: number; scale: number }): number {
  const steps = 20_000;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const weight = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2;
    sum += weight * bookPrice(model, 8000, from + ((to - from) * i) / steps, scale);
  }
  return sum / (3 * steps);
}

describe.each(parameters)('liquidity model %s %j', (name, values) => {
  const model = create(name, values);

  it('moves with the sign of the volume, never back, and not at all without volume', () => {
    expect(model.displacement(0, 1)).toBeCloseTo(0, 15);
    const volumes = [-40_000, -3000, -200, -1, 0, 1, 200, 3000, 40_000];
    const moves = volumes.map((volume) => model.displacement(volume, 1.5));
    if (!model.frictionless) moves.slice(1).forEach((move, index) => expect(move).toBeGreaterThan(moves[index]));
  });

  it('moves more as depth shrinks', () => {
    const [deep, thin] = [1, 2].map((scale) => model.displacement(-500, scale));
    if (!model.frictionless) expect(thin).toBeLessThan(deep);
  });

  it('averageVSquadrature: the average price is the mean of the displaced price over the volume', () => {
    for (const [from, to] of [[0, -9000], [-9000, 0], [-500, -20_000], [300, 9000], [-4000, 6000], [6000, -4000]]) {
      const expected = simpson(model, { from, to, scale: 1.3 });
      expect(model.averagePrice(8000, from, to, 1.3) / expected).toBeCloseTo(1, 5);
    }
  });

  it('splitting an order changes nothing up to rounding', () => {
    for (const [from, to] of [[0, -9000], [-500, -20_000], [-4000, 6000], [6000, 1000]]) {
      const whole = model.averagePrice(8000, from, to, 1) * (to - from);
      let parts = 0;
      const count = 1000;
      for (let i = 0; i < count; i++) {
        const [start, end] = [from + ((to - from) * i) / count, from + ((to - from) * (i + 1)) / count];
        parts += model.averagePrice(8000, start, end, 1) * (end - start);
      }
      expect(Math.abs(parts / whole - 1)).toBeLessThan(1e-12);
    }
  });

  it('keeps the average between the price before and after, even for one lot and for none', () => {
    for (const [from, to] of [[0, 0], [-5000, -5000], [0, -1], [-1e6, -1e6 - 1], [7, 8], [-1, 1], [0, 1e7], [0, -1e7]]) {
      const prices = [bookPrice(model, 8000, from, 1), bookPrice(model, 8000, to, 1)].sort((a, b) => a - b);
      const average = model.averagePrice(8000, from, to, 1);
      expect(average).toBeGreaterThanOrEqual(prices[0] * (1 - 1e-15));
      expect(average).toBeLessThanOrEqual(prices[1] * (1 + 1e-15));
    }
  });
});

describe('recovery', () => {
  it('is five minutes, full pass-through and at once by default', () => {
    expect(create('linear', { depth: 1e9 })).toMatchObject({ halfLifeMs: 300_000, passThrough: 1, delay: 'same-instant' });
  });

  it('can be permanent, partial and late', () => {
    const model = create('linear', { depth: 1e9, 'half-life': 'permanent', 'pass-through': 0.3, delay: 'next-tick' });
    expect(model).toMatchObject({ halfLifeMs: Infinity, passThrough: 0.3, delay: 'next-tick' });
  });
});
