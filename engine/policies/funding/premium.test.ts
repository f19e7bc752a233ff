import { describe, expect, it } from 'vitest';
import { premiumFunding } from './premium.ts';

const create = (input: unknown) => premiumFunding.create(premiumFunding.parameters.parse(input));

describe('premium funding', () => {
  it('agrees with case hyperliquid-funding-02: no premium, 0.01 % of 8 hours, 0.00125 % each hour', () => {
    expect(create({ interval: '8h', interest: 0.0001 }).rate(100, 100)).toBeCloseTo(0.0001, 15);
    expect(create({ interval: '1h', 'rate-period': '8h', interest: 0.0001, cap: 0.04 }).rate(100, 100)).toBeCloseTo(1.25e-5, 15);
  });

  it('pays the interest while the premium is near it, else the premium less the clamp', () => {
    const rule = create({});
    expect(rule.rate(100.03, 100)).toBeCloseTo(0.0001, 12);
    expect(rule.rate(101, 100)).toBeCloseTo(0.01 - 0.0005, 12);
    expect(rule.rate(99, 100)).toBeCloseTo(-0.01 + 0.0005, 12);
  });

  it('is capped either way', () => {
    const rule = create({ cap: 0.00375 });
    expect([rule.rate(120, 100), rule.rate(80, 100)]).toEqual([0.00375, -0.00375]);
  });

  it('has a rate at a price of zero and below', () => {
    const rule = create({ cap: 1 });
    expect(rule.rate(0.5, 0)).toBeCloseTo(0.0001, 15);
    // The book is above the index: longs pay, though both are negative.
    expect(rule.rate(-30, -40)).toBeCloseTo(0.25 - 0.0005, 12);
  });

  it('refuses an interval of nothing', () => {
    expect(premiumFunding.parameters.safeParse({ interval: '0s' }).success).toBe(false);
  });
});
