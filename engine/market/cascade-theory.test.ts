import { describe, expect, it } from 'vitest';
import { meanFieldCascade } from './cascade-theory.ts';

const input = { impactPerUsd: 2e-10, liquidatablePerLogPrice: 3e9, shock: 0.05 };

describe('mean-field cascade', () => {
  it('agrees with target D22a: n = 0.6, drop 0.125, 375 M liquidated', () => {
    const cascade = meanFieldCascade(input);
    expect(cascade.reproduction).toBeCloseTo(0.6, 12);
    expect(cascade.totalDrop).toBeCloseTo(0.125, 12);
    expect(cascade.liquidatedUsd / 3.75e8).toBeCloseTo(1, 9);
    expect(cascade.runaway).toBe(false);
  });

  it('formulaVSiteration: repeating shock + impact x liquidated ends at the same drop', () => {
    let drop = 0;
    for (let i = 0; i < 200; i++) drop = input.shock + input.impactPerUsd * input.liquidatablePerLogPrice * drop;
    expect(meanFieldCascade(input).totalDrop).toBeCloseTo(drop, 12);
  });

  it('runs away from n = 1 on, and stays still without a shock', () => {
    const critical = meanFieldCascade({ ...input, impactPerUsd: 1 / 3e9 });
    expect(critical).toMatchObject({ runaway: true, totalDrop: Infinity, liquidatedUsd: Infinity });
    expect(meanFieldCascade({ ...input, impactPerUsd: 1e-9, shock: 0 })).toMatchObject({ runaway: true, totalDrop: 0, liquidatedUsd: 0 });
  });
});
