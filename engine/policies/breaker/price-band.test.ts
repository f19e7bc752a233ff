import { describe, expect, it } from 'vitest';
import { priceBandBreaker } from './price-band.ts';

const create = (input: unknown) => priceBandBreaker.create(priceBandBreaker.parameters.parse(input)).create();

describe('price band', () => {
  it('agrees with cases luld-band-01, 02 and 04: 5 %, doubled 10 % and 20 % around the reference', () => {
    const cases = [
      { band: 0.05, reference: 100, lower: 95, upper: 105 },
      { band: 0.1, reference: 100, lower: 90, upper: 110 },
      { band: 0.2, reference: 2, lower: 1.6, upper: 2.4 },
    ];
    for (const { band, reference, lower, upper } of cases) {
      const breaker = create({ band });
      expect(breaker.observe(0, reference)).toBe(0);
      expect(breaker.fillLow).toBeCloseTo(lower, 9);
      expect(breaker.fillHigh).toBeCloseTo(upper, 9);
    }
  });

  it('renews the reference each interval with the mean of the marks since the last time', () => {
    const breaker = create({ band: 0.05, interval: '5m' });
    breaker.observe(0, 100);
    for (const minute of [1, 2, 3, 4]) breaker.observe(minute * 60_000, 90);
    expect(breaker.fillLow).toBe(95);
    breaker.observe(300_000, 80);
    expect(breaker.fillLow).toBeCloseTo(88 * 0.95, 12);
  });

  it('can take the mark itself', () => {
    const breaker = create({ band: 0.1, interval: '1m', reference: 'last' });
    breaker.observe(0, 100);
    breaker.observe(30_000, 90);
    breaker.observe(60_000, 50);
    expect([breaker.fillLow, breaker.fillHigh]).toEqual([45, 55]);
  });

  it('has a band below zero too', () => {
    const breaker = create({ band: 0.1 });
    breaker.observe(0, -40);
    expect([breaker.fillLow, breaker.fillHigh]).toEqual([-44, -36]);
  });

  it('keeps instances apart', () => {
    const rule = priceBandBreaker.create(priceBandBreaker.parameters.parse({}));
    const one = rule.create();
    one.observe(0, 100);
    expect(rule.create().fillLow).toBe(-Infinity);
  });
});
