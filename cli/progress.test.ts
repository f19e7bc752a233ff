import { describe, expect, it } from 'vitest';
import { progressLine } from './progress.ts';

describe('progressLine', () => {
  it('says how far, how fast and how long', () => {
    // Goal: a person can decide whether to wait.
    const half = { name: 'crash-2020', done: 16, total: 32, elapsedMs: 2000 };
    expect(progressLine(half)).toBe('crash-2020  50 %  16/32 paths  8 paths/s  2 s left');
    expect(progressLine({ name: 'x', done: 1, total: 10_000, elapsedMs: 1000 })).toBe('x  0 %  1/10000 paths  1 paths/s  3 h left');
  });

  it('claims nothing before the first path', () => {
    // Goal: no division by zero, no invented speed.
    expect(progressLine({ name: 'x', done: 0, total: 32, elapsedMs: 0 })).toBe('x  0 %  0/32 paths');
  });

  it('counts only its own paths for the speed of a resumed run, and shows the result so far', () => {
    // Goal: paths of an earlier process make nobody believe in a hundred times the speed.
    const resumed = { name: 'x', done: 900, total: 1000, before: 800, elapsedMs: 10_000, estimate: 'shortfall_usd 1 M +- 2 k' };
    expect(progressLine(resumed)).toBe('x  90 %  900/1000 paths  10 paths/s  10 s left  shortfall_usd 1 M +- 2 k');
  });
});
