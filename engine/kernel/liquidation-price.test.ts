import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bankruptcyPrice, liquidationPrice, triggerLotValue } from './liquidation-price.ts';
import type { ContractKind, MarginTier } from './world-spec.ts';

const flat = (rate: number): MarginTier[] => [{ notionalFloor: 0, rate, deduction: 0 }];

/** Tiers with the cumulative deduction that makes the requirement continuous. */
function tiersOf(steps: readonly (readonly [floor: number, rate: number])[]): MarginTier[] {
  let deduction = 0;
  return steps.map(([notionalFloor, rate], index) => {
    if (index > 0) deduction += notionalFloor * (rate - steps[index - 1][1]);
    return { notionalFloor, rate, deduction };
  });
}

function lotValue(contract: ContractKind, valueScale: number, price: number): number {
  return contract === 'inverse' ? -valueScale / price : valueScale * price;
}

interface Account {
  readonly contract: ContractKind;
  readonly valueScale: number;
  readonly lots: number;
  readonly cash: number;
  readonly otherEquity: number;
  readonly otherRequirement: number;
  readonly tiers: readonly MarginTier[];
}

/** Margin equity less requirement at a price, written out as section 3 of docs/semantics.md has it. */
function slackAt({ contract, valueScale, lots, cash, otherEquity, otherRequirement, tiers }: Account, price: number): number {
  const value = lotValue(contract, valueScale, price);
  const requirement = Math.max(...tiers.map(({ rate, deduction }) => rate * Math.abs(lots * value) - deduction));
  return cash + otherEquity + lots * value - otherRequirement - requirement;
}

const account: fc.Arbitrary<Account> = fc.record({
  contract: fc.constantFrom<ContractKind>('linear', 'inverse', 'quanto'),
  valueScale: fc.constantFrom(1, 1e4, 0.01),
  lots: fc.integer({ min: -1000, max: 1000 }).filter((lots) => lots !== 0),
  cash: fc.integer({ min: -100_000, max: 100_000 }),
  otherEquity: fc.integer({ min: 0, max: 50_000 }),
  otherRequirement: fc.integer({ min: 0, max: 10_000 }),
  tiers: fc.constantFrom(flat(0.005), flat(0.1), tiersOf([[0, 0.004], [50_000, 0.005], [250_000, 0.01], [1e6, 0.025]])),
});

describe('liquidationPriceVsSlack', () => {
  it('separates healthy from liquidatable prices', () => {
    // Goal: by a second route, on both sides of the price the account is what it should be; without a price it is one everywhere.
    fc.assert(
      fc.property(account, (one) => {
        const price = liquidationPrice(one);
        const isLong = one.lots > 0;
        if (price !== null && price > 0) {
          expect(slackAt(one, price * 1.001) > 0).toBe(isLong);
          expect(slackAt(one, price * 0.999) > 0).toBe(!isLong);
          return;
        }
        const healthy = [1e-6, 1, 1e6].map((somewhere) => slackAt(one, somewhere) > 0);
        expect(new Set(healthy).size).toBe(1);
      }),
      { numRuns: 500 },
    );
  });
});

describe('liquidationPrice', () => {
  it('gives the published values of five accounts', () => {
    // Goal: target D30 (arXiv:2512.01112, A.1 and A.2): entry 1, maintenance 10 %; cash after opening = collateral - size.
    const cases = [
      { lots: 1, collateral: 2 / 3, bankruptcy: 1 / 3, liquidation: 0.37037037037 },
      { lots: -4, collateral: 8 / 3, bankruptcy: 5 / 3, liquidation: 1.51515151515 },
      { lots: 1, collateral: 2 / 19, bankruptcy: 17 / 19, liquidation: 0.99415204678 },
      { lots: -1, collateral: 10 / 99, bankruptcy: 109 / 99, liquidation: 1.00091827365 },
    ];
    for (const { lots, collateral, bankruptcy, liquidation } of cases) {
      const question = { contract: 'linear', valueScale: 1, lots, cash: collateral - lots, otherEquity: 0 } as const;
      expect(bankruptcyPrice(question)).toBeCloseTo(bankruptcy, 11);
      expect(liquidationPrice({ ...question, otherRequirement: 0, tiers: flat(0.1) })).toBeCloseTo(liquidation, 11);
    }
  });

  it('is negative for a linear long with more cash than notional', () => {
    // Goal: account A of D30: the caller decides how to show a price below 0.
    expect(bankruptcyPrice({ contract: 'linear', valueScale: 1, lots: 1, cash: 1, otherEquity: 0 })).toBe(-1);
  });

  it('does not exist for an inverse short that is fully covered', () => {
    // Goal: a 1x short of an inverse contract owes dollars that its coins always cover.
    const short = { contract: 'inverse', valueScale: 1, lots: -100, cash: 0.01, otherEquity: 0 } as const;
    expect(bankruptcyPrice(short)).toBeNull();
    expect(liquidationPrice({ ...short, otherRequirement: 0, tiers: flat(0.005) })).toBeNull();
  });

  it('gives the price that Bybit prints for an inverse long', () => {
    // Goal: entry 7890.08, 50x: bankrupt at entry x 50 / 51 = 7735.372549.
    const cash = 1 / 7890.08 / 50 + 1 / 7890.08;
    expect(bankruptcyPrice({ contract: 'inverse', valueScale: 1, lots: 1, cash, otherEquity: 0 })).toBeCloseTo(7735.372549, 6);
  });

  it('takes the tier that binds', () => {
    // Goal: Binance's FAQ: 109.488 BTC from 32,481.98 with 16,300 of maintenance amount is liquidated at 26,316.89.
    const tiers = tiersOf([[0, 0.004], [50e3, 0.005], [250e3, 0.01], [1e6, 0.025], [10e6, 0.05]]);
    const cash = 1_535_443.01 - 109.488 * 32_481.98;
    const others = { otherEquity: -448_192.89, otherRequirement: 356_512.508 };
    const price = liquidationPrice({ contract: 'linear', valueScale: 1, lots: 109.488, cash, ...others, tiers });
    expect(price).toBeCloseTo(26_316.89, 2);
  });
});

describe('triggerLotValue', () => {
  it('is 0 without slack, for every tier', () => {
    // Goal: no -0 and no division by zero at the edge.
    expect(triggerLotValue({ lots: 5, otherSlack: 0, tiers: flat(0.1) }) + 0).toBe(0);
  });
});
