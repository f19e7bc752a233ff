import { describe, expect, it } from 'vitest';
import { noImpact } from './none.ts';

describe('no impact', () => {
  it('tells the kernel that nothing ever moves', () => {
    const model = noImpact.create({})({ lotsPerUsd: 1, startPrice: 1 });
    expect(model.frictionless).toBe(true);
    expect(model.displacement(-1e12, 3)).toBe(0);
    expect(model.averagePrice(7, 0, -1e12, 3)).toBe(7);
  });
});
