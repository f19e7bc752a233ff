import { describe, expect, it } from 'vitest';
import type { LiquidationRequest } from '../../kernel/world-spec.ts';
import { partialLiquidation, smallestFractionAtTarget } from './partial.ts';

interface Account {
  readonly lots: number;
  readonly mark: number;
  readonly equity: number;
  readonly maintenance: number;
  readonly fee: number;
  /** Average slippage as a fraction of price when `sold` lots are sold. */
  readonly slip: (sold: number) => number;
}

/** A long in one linear instrument, closed by a fraction. */
function request({ lots, mark, equity, maintenance, fee, slip }: Account): LiquidationRequest {
  return {
    lots,
    lotValue: mark,
    side: 1,
    marginEquity: equity,
    requirement: maintenance * lots * mark,
    timeMs: 0,
    marginEquityAfter: (fraction) => equity - fraction * lots * mark * (fee + slip(fraction * lots)),
    requirementAfter: (fraction) => maintenance * (1 - fraction) * lots * mark,
  };
}

const plain: Account = { lots: 1000, mark: 50, equity: 1200, maintenance: 0.025, fee: 0.005, slip: () => 0 };
const inLots = (fraction: number, lots: number): number => Math.min(lots, Math.ceil(fraction * lots));

describe('partial liquidation', () => {
  it('bisectionVSformula: x = (mu n - e) / (m (mu - f)) lots without slippage', () => {
    const target = 1.5;
    const fraction = smallestFractionAtTarget(request(plain), target);
    const rate = target * plain.maintenance;
    const exact = (rate * 50_000 - 1200) / (50 * (rate - 0.005));
    expect(fraction * 1000).toBeCloseTo(exact, 6);
  });

  it('bisectionVSiteration: x = (mu n - e) / (m (mu - f - slip(x))) with slippage that grows with the sale', () => {
    const slip = (sold: number) => 0.01 * Math.sqrt(sold / 1000);
    const fraction = smallestFractionAtTarget(request({ ...plain, slip }), 1.5);
    let lots = 100;
    for (let i = 0; i < 200; i++) lots = (0.0375 * 50_000 - 1200) / (50 * (0.0375 - 0.005 - slip(lots)));
    expect(fraction * 1000).toBeCloseTo(lots, 5);
  });

  it('leaves the account at its target: one lot less would miss it', () => {
    for (const equity of [400, 700, 1000, 1249]) {
      const asked = request({ ...plain, equity, slip: (sold) => 1e-6 * sold });
      const lots = inLots(smallestFractionAtTarget(asked, 1.2), 1000);
      const surplus = (closed: number) => asked.marginEquityAfter(closed / 1000) - 1.2 * asked.requirementAfter(closed / 1000);
      expect(surplus(lots)).toBeGreaterThanOrEqual(0);
      expect(surplus(lots - 1)).toBeLessThan(0);
    }
  });

  it('closes a whole number of lots when that is the answer, not one more', () => {
    const asked = request({ lots: 10, mark: 100, equity: 70, maintenance: 0.1, fee: 0, slip: () => 0 });
    expect(inLots(smallestFractionAtTarget(asked, 1), 10)).toBe(3);
  });

  it('closes everything when no fraction reaches the target', () => {
    expect(smallestFractionAtTarget(request({ ...plain, equity: -100 }), 1.1)).toBe(1);
    expect(smallestFractionAtTarget(request({ ...plain, equity: 200, fee: 0.04 }), 1.1)).toBe(1);
  });

  it('finds a part that reaches the target though the whole would cost more than there is', () => {
    const asked = request({ ...plain, equity: 1240, fee: 0, slip: (sold) => 0.05 * (sold / 1000) });
    expect(asked.marginEquityAfter(1)).toBeLessThan(0);
    const fraction = smallestFractionAtTarget(asked, 1.05);
    expect(fraction).toBeGreaterThan(0);
    expect(fraction).toBeLessThan(0.5);
    expect(asked.marginEquityAfter(fraction)).toBeCloseTo(1.05 * asked.requirementAfter(fraction), 6);
  });

  it('passes interval, fee and target on', () => {
    const rule = partialLiquidation.create(partialLiquidation.parameters.parse({ target: 1.5, interval: '1m', fee: 0.001 }));
    expect(rule).toMatchObject({ intervalMs: 60_000, alwaysFull: false, feeRate: 0.001 });
    expect(rule.fractionToClose(request(plain))).toBe(smallestFractionAtTarget(request(plain), 1.5));
  });

  it('refuses a target below the requirement, which would never end', () => {
    expect(partialLiquidation.parameters.safeParse({ target: 0.9 }).success).toBe(false);
  });
});
