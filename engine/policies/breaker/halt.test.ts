import { describe, expect, it } from 'vitest';
import { haltBreaker } from './halt.ts';

const create = (input: unknown) => haltBreaker.create(haltBreaker.parameters.parse(input)).create();
const minute = 60_000;

describe('halt', () => {
  it('agrees with case mwcb-01: a decline of 6.99 % does not halt, one of 7 % does', () => {
    const breaker = create({ move: 0.07, window: '1d', duration: '15m', direction: 'down' });
    breaker.observe(0, 10_000);
    expect(breaker.observe(minute, 9301)).toBe(0);
    expect(breaker.observe(2 * minute, 9300)).toBe(17 * minute);
  });

  it('measures from the extreme of the window and forgets what is older', () => {
    const breaker = create({ move: 0.1, window: '5m', duration: '5m' });
    const marks = [100, 98, 96, 94, 92, 91, 89];
    expect(marks.map((mark, index) => breaker.observe(index * minute, mark))).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect(breaker.observe(7 * minute, 86)).toBe(12 * minute);
  });

  it('counts rises and falls, or only the direction asked for', () => {
    const rise = (direction: string) => {
      const breaker = create({ move: 0.1, direction });
      breaker.observe(0, 100);
      return breaker.observe(minute, 111);
    };
    expect([rise('both'), rise('up'), rise('down')]).toEqual([6 * minute, 6 * minute, 0]);
  });

  it('says the same end while halted, and one fall halts once', () => {
    const breaker = create({ move: 0.1, window: '1h', duration: '5m' });
    breaker.observe(0, 100);
    expect(breaker.observe(minute, 89)).toBe(6 * minute);
    expect(breaker.observe(3 * minute, 50)).toBe(6 * minute);
    expect(breaker.observe(6 * minute, 50)).toBe(0);
    expect(breaker.observe(7 * minute, 44)).toBe(12 * minute);
  });

  it('extremesVSscan: agrees with looking through the whole window each time', () => {
    const breaker = create({ move: 0.05, window: '10m', duration: '1ms' });
    let from = 0;
    const marks = Array.from({ length: 400 }, (_, index) => 100 + 3 * Math.sin(index / 3) + 2 * Math.sin(index * 1.7));
    marks.forEach((mark, index) => {
      const window = marks.slice(Math.max(from, index - 10), index + 1);
      const high = Math.max(...window);
      const low = Math.min(...window);
      const halts = (high - mark) / high >= 0.05 || (mark - low) / low >= 0.05;
      expect(breaker.observe(index * minute, mark) > 0).toBe(halts);
      if (halts) from = index + 1;
    });
    expect(from).toBeGreaterThan(0);
  });

  it('does not narrow fills', () => {
    expect([create({}).fillLow, create({}).fillHigh]).toEqual([-Infinity, Infinity]);
  });
});
