import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../scenarios/loader.ts';
import type { AccountEntry } from '../../scenarios/account-schema.ts';
import type { LoadedScenario } from '../../scenarios/loader.ts';

function example(name: string): LoadedScenario {
  return loadScenario(join(import.meta.dirname, `${name}.yaml`));
}

function only({ positions }: AccountEntry): { readonly size: number; readonly entry: number | null } {
  return positions['X-PERP'];
}

/** Price at which equity = rate x notional: (entry - cash / size) / (1 - side x rate); the bankruptcy price for rate 0. */
function priceAt({ account, entry, rate }: { account: AccountEntry; entry: number; rate: number }): number {
  const { size } = only(account);
  return Math.max(0, (entry - account.cash / size) / (1 - Math.sign(size) * rate));
}

describe('worked examples', () => {
  it('d22b has triggers that are exact in binary', () => {
    // Goal: at-or-below decides the cascade, so the hand-written cash must give 95, 94, 93 and 91 to the last bit.
    const { accounts, parameters } = example('d22b-price-cascade').document;
    const rate = parameters?.margin?.parameters['maintenance'] as number;
    expect(accounts.map((account) => priceAt({ account, entry: 100, rate }))).toEqual([95, 94, 93, 91]);
  });

  it('d30 states the published bankruptcy and liquidation prices', () => {
    // Goal: the file itself is the published case (arXiv:2512.01112, A.1 and A.2); cash is rounded to a millionth.
    const { accounts } = example('d30-liquidation-prices').document;
    const bankruptcy = [0, 1 / 3, 5 / 3, 17 / 19, 109 / 99];
    const liquidation = [0, 0.37037037037, 1.51515151515, 0.99415204678, 1.00091827365];
    for (const [index, account] of accounts.entries()) {
      expect(priceAt({ account, entry: 1, rate: 0 })).toBeCloseTo(bankruptcy[index], 11);
      expect(priceAt({ account, entry: 1, rate: 0.1 })).toBeCloseTo(liquidation[index], 10);
    }
  });

  it('d31 balances: longs meet shorts, and the deficit at 80 is 350', () => {
    // Goal: the expected numbers in the comment follow from the file by hand.
    const { accounts } = example('d31-full-waterfall').document;
    const equities = accounts.map((account) => account.cash + only(account).size * (80 - 100));
    expect(accounts.reduce((sum, account) => sum + only(account).size, 0)).toBe(0);
    expect(equities.filter((equity) => equity < 0)).toEqual([-100, -250]);
    expect(accounts.reduce((sum, { cash }) => sum + cash, 0)).toBe(1550);
    const profit = accounts.reduce((sum, account) => sum + Math.max(0, only(account).size * -20), 0);
    expect((350 - 120) / profit).toBeCloseTo(0.32857142857, 10);
  });
});
