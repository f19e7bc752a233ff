import { describe, expect, it } from 'vitest';
import { PriceHistory } from './price-history.ts';

describe('price history', () => {
  it('keeps one entry per change and the last price of an instant', () => {
    const history = new PriceHistory();
    history.record(0, 100);
    history.record(10, 100);
    history.record(20, 101);
    history.record(20, 99);
    expect(history.length).toBe(2);
    expect([history.timeOf(1), history.priceOf(1)]).toEqual([20, 99]);
  });

  it('forgets what nobody asks for without renumbering the rest', () => {
    const history = new PriceHistory();
    for (let i = 0; i < 5000; i++) history.record(i, i);
    history.forgetBefore(4000);
    expect(history.length).toBe(5000);
    expect(history.priceOf(4000)).toBe(4000);
    expect(history.timeOf(4999)).toBe(4999);
  });
});
