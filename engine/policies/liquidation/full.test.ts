import { describe, expect, it } from 'vitest';
import { fullLiquidation } from './full.ts';

describe('full liquidation', () => {
  it('always closes everything, without a pause, for its fee', () => {
    const rule = fullLiquidation.create(fullLiquidation.parameters.parse({ fee: 0.01 }));
    expect(rule).toMatchObject({ intervalMs: 0, alwaysFull: true, feeRate: 0.01 });
    expect(rule.fractionToClose({} as never)).toBe(1);
  });

  it('has the default fee of dYdX v4, half a percent', () => {
    expect(fullLiquidation.create(fullLiquidation.parameters.parse({})).feeRate).toBe(0.005);
  });
});
