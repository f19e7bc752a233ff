import { describe, expect, it } from 'vitest';
import { UserError } from '../errors.ts';
import type { InstrumentInput, ParameterInput } from './inputs.ts';
import { marginStatement } from './margin-statement.ts';
import type { MarginAccount, MarginQuestion } from './margin-statement.ts';

const parameters: ParameterInput = {
  name: 'rules',
  title: 'Rules',
  summary: '',
  margin: { kind: 'margin', policy: 'leverage', parameters: { 'max-leverage': 10, maintenance: 0.05, trigger: 'below', overrides: {} } },
  collateral: { kind: 'collateral', policy: 'haircut', parameters: { haircuts: { BTC: 0.2 }, 'default-haircut': 1, 'sale-order': [] } },
  liquidation: { kind: 'liquidation', policy: 'full', parameters: { fee: 0 } },
  losses: [],
  oracle: null,
  breakers: [],
  funding: null,
  instruments: null,
  population: null,
  sources: [],
};

const perpetual: InstrumentInput = { id: 'BTC-PERP', underlying: 'BTC', contract: 'linear', settle: 'USD', lot: null, multiplier: 1 };
const inverse: InstrumentInput = { id: 'BTCUSD', underlying: 'BTC', contract: 'inverse', settle: 'BTC', lot: null, multiplier: 1 };

function account(fields: Partial<MarginAccount>): MarginAccount {
  return { id: 'a', owner: 'a', venue: null, margin: 'cross', cash: 0, balances: {}, positions: {}, ...fields };
}

function ask(one: MarginAccount, more: Partial<MarginQuestion> = {}): ReturnType<typeof marginStatement>['accounts'][number] {
  const question = { parameters, instruments: [perpetual, inverse], prices: { BTC: 100 }, assetUnderlyings: {}, accounts: [one], ...more };
  return marginStatement(question).accounts[0];
}

describe('marginStatement', () => {
  it('separates equity from margin equity', () => {
    // Goal: 2 BTC of collateral count 200 for solvency and 160 for margin; long 10 from 90 has 100 of profit.
    const statement = ask(account({ cash: 50, balances: { BTC: 2 }, positions: { 'BTC-PERP': { size: 10, entry: 90 } } }));
    expect(statement).toMatchObject({ asset: 'USD', equity: 350, marginEquity: 310, liquidatable: false });
    expect(statement).toMatchObject({ initialRequirement: 100, maintenanceRequirement: 50 });
    expect(statement.positions[0]).toMatchObject({ side: 'long', notional: 1000, profit: 100, maintenanceRate: 0.05 });
    // The collateral keeps its price: the position alone loses 260 / 10 / 0.95 and 350 / 10.
    expect(statement.positions[0].liquidationPrice).toBeCloseTo(100 - 260 / 10 / 0.95, 12);
    expect(statement.positions[0].bankruptcyPrice).toBeCloseTo(65, 12);
  });

  it('counts inverse contracts in their coin', () => {
    // Goal: a long of 1000 USD at 100 is 10 coins; an entry for the settlement asset is cash.
    const statement = ask(account({ balances: { BTC: 1 }, positions: { BTCUSD: { size: 1000, entry: null } } }));
    expect(statement).toMatchObject({ asset: 'BTC', equity: 1, initialRequirement: 1, maintenanceRequirement: 0.5 });
    expect(statement.positions[0].bankruptcyPrice).toBeCloseTo(1000 / 11, 12);
  });

  it('says when no price or every price is the one', () => {
    // Goal: 0 and a missing price are explained.
    const safe = ask(account({ cash: 2000, positions: { 'BTC-PERP': { size: 10, entry: null } } })).positions[0];
    expect([safe.liquidationPrice, safe.bankruptcyPrice]).toEqual([0, 0]);
    expect(safe.remarks).toEqual(['liquidated at no price above 0', 'bankrupt at no price above 0']);
    const covered = ask(account({ cash: 20, positions: { BTCUSD: { size: -1000, entry: null } } })).positions[0];
    expect([covered.liquidationPrice, covered.remarks[0]]).toEqual([null, 'liquidated at no price above 0']);
    const lost = ask(account({ cash: -2000, positions: { 'BTC-PERP': { size: -10, entry: null } } })).positions[0];
    expect([lost.liquidationPrice, lost.remarks[0]]).toEqual([0, 'liquidated at every price above 0']);
  });

  it('liquidates at the requirement only where the venue says so', () => {
    // Goal: the trigger of the margin policy decides the boundary.
    const atRequirement = account({ cash: 50, positions: { 'BTC-PERP': { size: 10, entry: null } } });
    expect(ask(atRequirement).liquidatable).toBe(false);
    const margin = { ...parameters.margin, parameters: { ...parameters.margin.parameters, trigger: 'at-or-below' } };
    expect(ask(atRequirement, { parameters: { ...parameters, margin } }).liquidatable).toBe(true);
  });

  it('refuses what it does not know, with the nearest name and the place', () => {
    // Goal: mistakes in account files are found, not guessed over.
    const place = { file: 'me.yaml', line: 3, column: 1 };
    const ended = (one: Partial<MarginAccount>): string => {
      try {
        return String(ask(account({ place, ...one })));
      } catch (error) {
        return error instanceof UserError ? error.message : String(error);
      }
    };
    const mistyped = ended({ positions: { 'BTC-PREP': { size: 1, entry: null } } });
    expect(mistyped).toContain('me.yaml:3:1: account "a": there is no instrument "BTC-PREP"');
    expect(ended({ balances: { DOGE: 1 } })).toContain('there is no price of DOGE');
    const both = { 'BTC-PERP': { size: 1, entry: null }, BTCUSD: { size: 1, entry: null } };
    expect(ended({ positions: both })).toContain('its positions settle in USD and BTC');
  });

  it('has no price to give without a position', () => {
    // Goal: money alone is a statement too.
    expect(ask(account({ cash: 7 }))).toMatchObject({ asset: 'USD', equity: 7, liquidatable: false, positions: [] });
  });
});
