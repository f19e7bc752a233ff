import { describe, expect, it } from 'vitest';
import { account, choice, parameterInput, simulationOf, studyInput, ticks } from '../../../test/golden/study-inputs.ts';
import type { AccountInput } from '../inputs.ts';
import { cohortDimensions, cohortsOf, cohortsOfCell, dimensionCount } from './cohorts.ts';

/** Names of the cohorts of every account, in the order of the dimensions. X starts at 100, one coin is worth 50. */
function namesOf(accounts: readonly AccountInput[]): string[][] {
  const input = studyInput({
    series: { X: ticks([100, 100]), C: ticks([50, 50]) },
    scenario: { accounts, assets: { C: { underlying: 'C', liquidity: null } } },
    sets: [parameterInput({ margin: choice('margin', 'leverage', { 'max-leverage': 125, maintenance: 0.001 }) })],
  });
  const { simulation, plan } = simulationOf(input);
  const { cellOf, accounts: counts } = cohortsOf(simulation.spec, plan.startPrices);
  const names = cohortDimensions.flatMap(({ cohorts }) => cohorts);
  const perAccount = accounts.map((_, index) => Array.from({ length: dimensionCount }, (_unused, dimension) => {
    return names[cohortsOfCell[cellOf[index] * dimensionCount + dimension]];
  }));
  names.forEach((name, cohort) => expect(counts[cohort]).toBe(perAccount.flat().filter((own) => own === name).length));
  return perAccount;
}

describe('cohorts', () => {
  it('of accounts whose numbers are known', () => {
    // Goal: by hand: notional, notional over equity at the start, what lies in the account, and on which side.
    expect(
      namesOf([
        account('ten times, exactly', 100, { 'X-PERP': 10 }),
        account('short, 0.5 times', 4_000_000, { 'X-PERP': -20_000 }),
        account('coins only: 2 coins for a position of 500', 0, { 'X-PERP': 5 }, { balances: { C: 2 } }),
        account('half of it coins', 500, { 'X-PERP': -900 }, { balances: { C: 10 } }),
        account('both sides', 100, { 'X-PERP': 1, 'C-PERP': -2 }),
        account('nothing open', 10, {}),
      ]),
    ).toEqual([
      ['$1k to under $10k', '10x to under 20x', 'USD', 'long'],
      ['$1M to under $10M', 'under 1x', 'USD', 'short'],
      ['under $1k', '5x to under 10x', 'coin', 'long'],
      ['$10k to under $100k', '50x to under 100x', 'mixed', 'short'],
      ['under $1k', '2x to under 5x', 'USD', 'long and short'],
      ['under $1k', 'under 1x', 'USD', 'no position'],
    ]);
  });

  it('count an entry price that has lost everything as the highest leverage', () => {
    // Goal: no equity has no leverage; it is not the lowest one.
    const bought = account('bought dear', 100, {}, { positions: { 'X-PERP': { size: 10, entry: 120 } } });
    expect(namesOf([bought])).toEqual([['$1k to under $10k', '100x and more', 'USD', 'long']]);
  });
});
