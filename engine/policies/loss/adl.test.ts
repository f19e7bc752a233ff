import { describe, expect, it } from 'vitest';
import type { DeleveragingStage } from '../../kernel/world-spec.ts';
import { autoDeleveraging, profitLeverageScore } from './adl.ts';

interface Candidate {
  readonly positionValue: number;
  readonly positionCost: number;
  readonly accountNotional: number;
  readonly accountEquity: number;
}

const candidate = (values: Partial<Candidate>): [number, number, number, number] => {
  const full = { positionValue: 110, positionCost: 100, accountNotional: 110, accountEquity: 18, ...values };
  return [full.positionValue, full.positionCost, full.accountNotional, full.accountEquity];
};

describe('auto-deleveraging rank', () => {
  it('agrees with case binance-adl-01: entry 100, mark 110, bankruptcy 92 scores 0.6111', () => {
    // Equity per unit is mark - bankruptcy = 18.
    expect(profitLeverageScore(...candidate({}))).toBeCloseTo(0.6111111111111112, 12);
  });

  it('agrees with the effective leverage of BitMEX for an inverse long: |mark value| / (mark value - bankruptcy value)', () => {
    const markValue = -1 / 8000;
    const entryValue = -1 / 7000;
    const bankruptcyValue = -1 / 6500;
    const expected = ((markValue - entryValue) / Math.abs(entryValue)) * (Math.abs(markValue) / (markValue - bankruptcyValue));
    const position = { positionValue: markValue, positionCost: entryValue };
    const account = { accountNotional: 1 / 8000, accountEquity: markValue - bankruptcyValue };
    expect(profitLeverageScore(...candidate({ ...position, ...account }))).toBeCloseTo(expected, 12);
  });

  it('ranks a short by the fall of the price', () => {
    const short = candidate({ positionValue: -90, positionCost: -100, accountNotional: 90, accountEquity: 30 });
    expect(profitLeverageScore(...short)).toBeCloseTo(0.1 * 3, 12);
  });

  it('agrees with the order of case bitmex-adl-01: scores 6, 5, 4, 3, 2, 1 belong to accounts 2, 5, 4, 1, 6, 3', () => {
    const wanted: Readonly<Record<number, number>> = { 1: 3, 2: 6, 3: 1, 4: 4, 5: 5, 6: 2 };
    const score = (account: number) => profitLeverageScore(...candidate({ accountEquity: 11 / wanted[account] }));
    expect(score(2)).toBeCloseTo(6, 12);
    expect([1, 2, 3, 4, 5, 6].sort((a, b) => score(b) - score(a))).toEqual([2, 5, 4, 1, 6, 3]);
  });

  it('puts a position without cost first', () => {
    expect(profitLeverageScore(...candidate({ positionCost: 0 }))).toBe(Infinity);
  });

  it('closes at the bankruptcy price unless told otherwise', () => {
    const stage = (input: unknown) =>
      autoDeleveraging.create(autoDeleveraging.parameters.parse(input))({ assets: [] }) as DeleveragingStage;
    expect(stage({})).toMatchObject({ stage: 'adl', price: 'bankruptcy' });
    expect(stage({ price: 'mark' }).price).toBe('mark');
  });
});
