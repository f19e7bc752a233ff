import { describe, expect, it } from 'vitest';
import { auditConservation, openingTotals } from './invariants.ts';
import { movement, partyIndex } from './parties.ts';
import { coin, micro, single, smallParts, smallPath, smallWorld, usd, type SmallParts } from './testing/small-world.ts';

function partsOf(): SmallParts {
  const portfolio = { cash: 10, positions: [{ instrument: 0, lots: -3, entry: 100 }, { instrument: 1, lots: 1, entry: 20 }], coins: 2 };
  return smallParts(smallWorld({ accounts: [single(20, 1, 100), portfolio], instruments: [{}, {}] }), smallPath([[100], [20]]));
}

describe('invariants', () => {
  it('knows what every asset amounts to at the opening', () => {
    // Goal: deposits, nothing else.
    expect([...openingTotals(partsOf().ledger).units]).toEqual([30 * micro, 2 * micro]);
  });

  it('accepts whatever the verbs did', () => {
    // Goal: transfers of every asset, trades and funding keep the sums.
    const { ledger, layout } = partsOf();
    const opening = openingTotals(ledger);
    [0, 1].forEach((account) => ledger.touch(account));
    ledger.transfer(0, ledger.cashSlotOf(0, partyIndex.fees, usd), usd, 5, movement['liquidation-fee']);
    ledger.transfer(layout.balanceStart[0], ledger.cashSlotOf(0, partyIndex.market, coin), coin, 7, movement['collateral-sale']);
    ledger.accrueFunding(0, 3);
    ledger.trade(layout.positionStart[0], 1, 0, 0, 0, 1, 90 * micro, movement.deleveraging);
    expect(() => auditConservation(ledger, opening)).not.toThrow();
    expect([ledger.totalUnits(usd), ledger.totalLots(0)]).toEqual([opening.units[usd], 0]);
  });

  it.each<[string, (parts: SmallParts) => void]>([
    ['cash in USD', ({ ledger }) => (ledger.cash[0] += 1)],
    ['cash in USD', ({ ledger }) => (ledger.cash[ledger.cashSlotOf(0, partyIndex.fund, usd)] -= 1)],
    ['cash in COIN', ({ ledger, layout }) => (ledger.cash[layout.balanceStart[0]] += 1)],
    ['lots of PERP-0', ({ ledger }) => (ledger.lots[0] += 1)],
    ['lots of PERP-1', ({ ledger, layout }) => (ledger.lots[layout.firstMarketSlot + 1] -= 1)],
  ])('misses one unit: %s', (name, damage) => {
    // Goal: every place where money or lots are kept is counted.
    const parts = partsOf();
    const opening = openingTotals(parts.ledger);
    [0, 1].forEach((account) => parts.ledger.touch(account));
    damage(parts);
    expect(() => auditConservation(parts.ledger, opening)).toThrow(name);
  });
});
