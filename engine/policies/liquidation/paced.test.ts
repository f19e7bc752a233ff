import { describe, expect, it } from 'vitest';
import type { LiquidationRequest } from '../../kernel/world-spec.ts';
import { pacedLiquidation } from './paced.ts';

const request = (marginEquity: number, requirement: number): LiquidationRequest => ({
  lots: 100,
  lotValue: 10,
  side: 1,
  marginEquity,
  requirement,
  timeMs: 0,
  marginEquityAfter: () => marginEquity,
  requirementAfter: () => requirement,
});

describe('paced liquidation', () => {
  const rule = pacedLiquidation.create(pacedLiquidation.parameters.parse({}));

  it('closes a fifth and waits 30 seconds by default', () => {
    expect(rule.fractionToClose(request(90, 100))).toBe(0.2);
    expect(rule.intervalMs).toBe(30_000);
    expect(rule.alwaysFull).toBe(false);
  });

  it('agrees with cases hyperliquid-trigger-02 and 04: 99.99 of 100 goes to the book, 66.66 of 100 is beyond it', () => {
    expect(rule.fractionToClose(request(99.99, 100))).toBeLessThan(1);
    expect(rule.fractionToClose(request(66.66, 100))).toBe(1);
  });

  it('with whole-below 0 closes everything only below zero', () => {
    const slow = pacedLiquidation.create(pacedLiquidation.parameters.parse({ 'whole-below': 0, fraction: 0.5 }));
    expect(slow.fractionToClose(request(1, 100))).toBe(0.5);
    expect(slow.fractionToClose(request(-1, 100))).toBe(1);
  });
});
