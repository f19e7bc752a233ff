import { describe, expect, it } from 'vitest';
import { tailSplit } from './tail-split.ts';

const rule = { centre: 0, share: 0.2, least: 2, model: 'hawkes' };
const returns = Float64Array.of(0.01, -0.01, 0.02, -0.02, 0.01, -0.01, 0.02, -0.02, -0.08, 0.05);

describe('tail split', () => {
  it('takes the largest share by size', () => {
    // Goal: two of ten returns are jumps, the smaller sets the threshold; body, sides and excesses are those of the lists.
    const { threshold, isJump, jumps, bodyDeviation, sizes } = tailSplit(returns, rule);
    expect([threshold, jumps]).toEqual([0.05, 2]);
    expect(Array.from(isJump)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, 1]);
    expect(bodyDeviation).toBeCloseTo(Math.sqrt((4 * 0.0001 + 4 * 0.0004) / 8), 12);
    expect(sizes.map(({ name, value }) => [name, Number(value.toFixed(12))])).toEqual([['down-probability', 0.5], ['mean-excess', 0.03]]);
  });

  it('growthVSQuadrature: mean growth of a jump is that of the exponential law', () => {
    // Goal: the compensator of the drift by a sum over the density of the excess.
    const { threshold, meanGrowth, meanSize } = tailSplit(returns, rule);
    let sum = 0;
    for (let x = 5e-6; x < 2; x += 1e-5) {
      const weight = (Math.exp(-x / 0.03) / 0.03) * 1e-5;
      sum += weight * (0.5 * Math.expm1(threshold + x) + 0.5 * Math.expm1(-threshold - x));
    }
    expect(meanGrowth).toBeCloseTo(sum, 6);
    expect(meanSize).toBeCloseTo(0, 12);
  });

  it('refuses too few jumps', () => {
    // Goal: three jumps are no sample of jumps.
    expect(() => tailSplit(returns, { ...rule, least: 30 })).toThrow(/2 returns count as jumps/);
  });
});
