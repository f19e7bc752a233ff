import { describe, expect, it } from 'vitest';
import { UserError } from '../errors.ts';
import type { ContractKind, InstrumentSpec } from '../kernel/world-spec.ts';
import { accountEntry, explicitBook, wholeMultiple, type AccountDescription, type DescriptionWorld } from './explicit.ts';

const tiers = [{ notionalFloor: 0, rate: 0.01, deduction: 0 }];
const spec = (id: string, over: Partial<InstrumentSpec> & { contract?: ContractKind } = {}): InstrumentSpec => ({
  id, venue: 0, contract: 'linear', settleAsset: 0, valueScale: 10, lotSize: 0.001, maintenanceTiers: tiers, initialTiers: tiers, ...over,
});
const world: DescriptionWorld = {
  assets: [{ id: 'USD', unit: 0.0001, market: -1 }, { id: 'BTC', unit: 1e-8, market: 0 }],
  instruments: [
    spec('BTC-PERP'),
    spec('ETH-PERP', { lotSize: 0.1 }),
    spec('XBTUSD', { contract: 'inverse', settleAsset: 1, lotSize: 1 }),
    spec('BTC-PERP', { venue: 1 }),
  ],
  venues: [{ id: 'north' }, { id: 'south' }],
  startPrices: [8000, 200, 8000, 8000],
};
const describeAccount = (over: Partial<AccountDescription>): AccountDescription => ({ id: 'alice', positions: [], ...over });
const position = (instrument: string, size: number, entryPrice?: number) => ({ instrument, size, entryPrice });

describe('accountEntry', () => {
  it('turns sizes into lots and amounts into units', () => {
    // Goal: the whole path of a description, in ascending order, entry at the start price by default.
    const described = describeAccount({
      owner: 'fund', venue: 'north', cash: 100, balances: { BTC: 0.25, USD: 12.5 },
      positions: [position('ETH-PERP', -20.3, 210), position('BTC-PERP', 1.5)],
    });
    expect(accountEntry(described, world)).toEqual({
      id: 'alice', owner: 'fund', venue: 0, marginAsset: 0, cash: 1_125_000,
      positions: [{ instrument: 0, lots: 1500, entryPrice: 8000 }, { instrument: 1, lots: -203, entryPrice: 210 }],
      balances: [{ asset: 1, units: 25_000_000 }],
    });
  });

  it('takes the margin asset from what the positions settle in', () => {
    // Goal: coin-margined accounts count coins.
    const entry = accountEntry(describeAccount({ balances: { BTC: 2 }, positions: [position('XBTUSD', 100)] }), world);
    expect([entry.marginAsset, entry.cash, entry.balances, entry.positions[0].lots]).toEqual([1, 2e8, [], 100]);
  });

  it('finds the venue of a name that only one venue lists', () => {
    // Goal: venue is needed only where names are ambiguous.
    expect(accountEntry(describeAccount({ cash: 1, positions: [position('ETH-PERP', 1)] }), world).venue).toBe(0);
    expect(accountEntry(describeAccount({ venue: 'south', positions: [position('BTC-PERP', 1)] }), world).positions[0].instrument).toBe(3);
  });

  it.each<[string, Partial<AccountDescription>, string[]]>([
    ['part of a lot', { positions: [position('ETH-PERP', 1.26)] }, ['size 1.26 in ETH-PERP', 'lots of 0.1', 'size: 1.3']],
    ['less than half a lot', { positions: [position('ETH-PERP', -0.01)] }, ['size: -0.1']],
    ['no size', { positions: [position('ETH-PERP', 0)] }, ['leave the position out']],
    ['part of a unit', { cash: 0.00005, positions: [position('ETH-PERP', 1)] }, ['0.00005 USD', 'units of 0.0001 USD', '0.0001']],
    ['a huge amount', { cash: 1e15, positions: [position('ETH-PERP', 1)] }, ['less than 2^53']],
    [
      'two settlement assets',
      { venue: 'north', positions: [position('ETH-PERP', 1), position('XBTUSD', 1)] },
      ['settle in USD and BTC', 'split it into 2 accounts'],
    ],
    ['two positions in one instrument', { positions: [position('ETH-PERP', 1), position('ETH-PERP', 2)] }, ['two positions in ETH-PERP']],
    ['an ambiguous name', { positions: [position('BTC-PERP', 1)] }, ['several venues list "BTC-PERP"', 'north, south']],
    ['an unknown instrument', { positions: [position('DOGE', 1)] }, ['there is no instrument "DOGE"', 'BTC-PERP, ETH-PERP']],
    ['an unknown venue', { venue: 'west', positions: [position('ETH-PERP', 1)] }, ['there is no venue "west"']],
    ['an unknown asset', { balances: { DOGE: 1 }, positions: [position('ETH-PERP', 1)] }, ['there is no asset "DOGE"']],
    ['a debt in coins', { balances: { BTC: -1 }, positions: [position('ETH-PERP', 1)] }, ['-1 BTC', 'settlement asset']],
    ['an inverse entry at 0', { positions: [position('XBTUSD', 1, 0)] }, ['entry price 0', 'above 0']],
    [
      'an isolated account with coins',
      { margin: 'isolated', balances: { BTC: 1 }, positions: [position('ETH-PERP', 1)] },
      ['isolated', 'BTC'],
    ],
    ['an isolated account without a position', { venue: 'north', margin: 'isolated', cash: 1 }, ['isolated with 0 positions']],
  ])('refuses %s and says what to do', (_, over, texts) => {
    // Goal: account, value, expectation and advice stand in the message; exit code 30.
    let error: unknown;
    try {
      accountEntry(describeAccount(over), world);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(UserError);
    const { message, exitCode } = error as UserError;
    for (const text of ['account "alice"', ...texts]) expect(message).toContain(text);
    expect(exitCode).toBe(30);
  });
});

describe('explicitBook', () => {
  it('collects the problems of all accounts', () => {
    // Goal: one look repairs the file.
    const good = describeAccount({ cash: 5, positions: [position('ETH-PERP', 1)] });
    expect(explicitBook([good, { ...good, id: 'bob' }], world).count).toBe(2);
    const place = { file: 's.yaml', line: 7, column: 3 };
    const bad = [good, { ...good, place }, describeAccount({ id: 'bob', positions: [position('DOGE', 1)] })];
    expect(() => explicitBook(bad, world)).toThrow(/s\.yaml:7:3: account "alice" is there twice[^]*"bob": there is no instrument/);
  });
});

describe('wholeMultiple', () => {
  it('accepts decimals that binary fractions only approach', () => {
    // Goal: 0.3 is three tenths, whatever 0.3 / 0.1 says.
    const whole = [[0.3, 0.1], [-0.7, 0.1], [1.1, 0.001], [750, 250]].map(([amount, step]) => wholeMultiple(amount, step));
    expect(whole).toEqual([3, -7, 1100, 3]);
    expect(wholeMultiple(123_456_789.123456, 1e-6)).toBe(123_456_789_123_456);
    for (const [amount, step] of [[0.35, 0.1], [NaN, 1], [1e300, 1], [0.1000001, 0.1]]) expect(wholeMultiple(amount, step)).toBeNull();
  });
});
