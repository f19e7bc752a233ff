import { describe, expect, it } from 'vitest';
import { loadHistory } from '../data/history.ts';
import { crises, dropFor, dropOf, longestFallMs } from './crises.ts';

describe('real crashes', () => {
  it('have lows inside their fixed windows, below their highs', () => {
    // Goal: a slip of the pen does not pass.
    for (const crisis of crises) {
      expect(crisis.id).toMatch(/^[a-z0-9-]+$/);
      for (const drop of crisis.drops) {
        expect(dropOf(drop)).toBeGreaterThan(0.1);
        expect(longestFallMs(crisis, drop)).toBeGreaterThan(0);
        expect(Date.parse(drop.lowTime)).toBeLessThan(Date.parse(crisis.end));
      }
    }
    expect(new Set(crises.map(({ id }) => id)).size).toBe(crises.length);
  });

  it.each([
    ['2020-03-12', 'BTC', 'crash-2020/btc-usdt'],
    ['2020-03-12', 'ETH', 'crash-2020/eth-usdt'],
    ['2025-10-10', 'BTC', 'crash-2025-10/btc-usdt'],
    ['2025-10-10', 'ETH', 'crash-2025-10/eth-usdt'],
  ])('figuresVsCandles: %s %s is what the shipped candles say', (id, underlying, history) => {
    // Goal: highs and lows are found again in data/history.
    const { high, low, openTimeMs } = loadHistory(history);
    const crisis = crises.find((one) => one.id === id) ?? crises[0];
    const drop = dropFor(crisis, `${underlying}-PERP`);
    const [startMs, endMs] = [Date.parse(crisis.start), Date.parse(crisis.end)];
    const rows = Array.from(openTimeMs.keys()).filter((row) => openTimeMs[row] >= startMs && openTimeMs[row] < endMs);
    const lowest = rows.reduce((best, row) => (low[row] < low[best] ? row : best), rows[0]);
    expect(low[lowest]).toBe(drop.lowUsd);
    expect(Math.max(...rows.filter((row) => row <= lowest).map((row) => high[row]))).toBe(drop.highUsd);
    expect(Math.abs(Date.parse(drop.lowTime) - openTimeMs[lowest])).toBeLessThan(3_600_000);
  });

  it('stand bitcoin beside what they do not know', () => {
    // Goal: an instrument of another coin gets the first drop, and its name is shown with it.
    expect(dropFor(crises[0], 'DOGE-PERP').underlying).toBe('BTC');
    expect(dropFor(crises[1], 'sol-perp').underlying).toBe('SOL');
  });
});
