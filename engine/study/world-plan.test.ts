import { describe, expect, it } from 'vitest';
import { inputOf } from '../../test/golden/cases.ts';
import { account, choice, parameterInput, studyInput, ticks } from '../../test/golden/study-inputs.ts';
import { UserError } from '../errors.ts';
import { lotValue } from '../kernel/layout.ts';
import { bookFor } from './books.ts';
import type { AccountInput, InstrumentInput, StudyInput } from './inputs.ts';
import { planStudy } from './study.ts';
import { hooksOf } from './world-plan.ts';
import type { WorldPlan } from './world-plan.ts';

function planOf(input: StudyInput): WorldPlan {
  return planStudy(input).sets[0];
}

function problemsOf(input: StudyInput): string {
  try {
    planStudy(input);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  return '';
}

const series = { BTC: ticks([8000]), ETH: ticks([200]) };
const inverse: InstrumentInput = { id: 'XBTUSD', underlying: 'BTC', contract: 'inverse', settle: 'BTC', lot: 1, multiplier: 1 };
const quanto: InstrumentInput = { id: 'ETHUSD', underlying: 'ETH', contract: 'quanto', settle: 'BTC', lot: 1, multiplier: 1e-6 };
const linear: InstrumentInput = { id: 'BTC-PERP', underlying: 'BTC', contract: 'linear', settle: 'USD', lot: null, multiplier: 1 };
const mixed = studyInput({
  series,
  liquidity: choice('liquidity', 'linear', { depth: 1e6 }),
  scenario: { instruments: [inverse, quanto, linear], accounts: [account('a', 1, { XBTUSD: 10 })] },
});

describe('instruments in the units of the kernel', () => {
  const plan = planOf(mixed);
  const [xbt, eth, btc] = plan.frame.instruments;

  it('have the lot values that the contracts say, by hand', () => {
    // Goal: linear 0.0001 BTC x 8000 = 0.8 USD; inverse -1 / 8000 BTC = -12,500 satoshi; quanto 0.000001 BTC x 200 = 20,000 satoshi.
    expect(plan.frame.assets.map(({ id, unit }) => [id, unit])).toEqual([['USD', 1e-6], ['BTC', 1e-8]]);
    expect(lotValue(btc, 8000)).toBeCloseTo(800_000, 6);
    expect(lotValue(xbt, 8000)).toBeCloseTo(-12_500, 9);
    expect(lotValue(eth, 200)).toBeCloseTo(20_000, 9);
  });

  it('move the market by depth in USD, whatever a lot is', () => {
    // Goal: a million USD moves the log price by one in each contract: 1.25 million lots of 0.8 USD, 1 million of 1 USD, 625,000 of
    // 1.6 USD.
    const lots = [1e6, 625_000, 1_250_000];
    plan.frame.instruments.forEach((_, market) => {
      expect(plan.frame.markets[market].liquidity.displacement(-lots[market], 1)).toBeCloseTo(-1, 12);
    });
  });

  it('are followed by one spot market per asset with a price', () => {
    // Goal: collateral is valued and sold there.
    expect(plan.frame.markets.map(({ id }) => id)).toEqual(['XBTUSD', 'ETHUSD', 'BTC-PERP', 'BTC-SPOT']);
    expect(plan.frame.assets.map(({ market }) => market)).toEqual([-1, 3]);
    expect(plan.startPrices).toEqual(Float64Array.of(8000, 200, 8000, 8000));
    // A spot lot is a coin: 125 of them are a million USD.
    expect(plan.frame.markets[3].liquidity.displacement(-125, 1)).toBeCloseTo(-1, 12);
  });

  it('have tiers in cash units, deductions too', () => {
    // Goal: 0.4 % up to 50,000 USD, then 0.5 % less 50 USD (Binance's cumulative maintenance amount).
    const brackets = [{ floor: 0, maintenance: 0.004, 'max-leverage': 125 }, { floor: 50_000, maintenance: 0.005, 'max-leverage': 100 }];
    const margin = choice('margin', 'brackets', { 'notional-unit': 'usd', brackets });
    const { frame } = planOf(studyInput({ series: { BTC: ticks([8000]) }, sets: [parameterInput({ margin })] }));
    const tiers = frame.instruments[0].maintenanceTiers;
    expect(tiers.map(({ rate }) => rate)).toEqual([0.004, 0.005]);
    expect(tiers[1].notionalFloor * 1e-6).toBeCloseTo(50_000, 6);
    expect(tiers[1].deduction * 1e-6).toBeCloseTo(50, 9);
  });

  it('default to one linear perpetual per underlying', () => {
    // Goal: the shortest scenario has something to trade.
    const { instruments } = planOf(studyInput({ series })).frame;
    expect(instruments.map(({ id, lotSize }) => [id, lotSize])).toEqual([['BTC-PERP', 1e-4], ['ETH-PERP', 1e-3]]);
  });
});

describe('assets', () => {
  it('are USD, then those that are settled in, pledged or held, in the order of their names', () => {
    // Goal: the order of accounts and keys decides nothing.
    const scenario = {
      assets: { STETH: { underlying: 'ETH', liquidity: null } },
      accounts: [account('a', 0, {}, { balances: { STETH: 1, ETH: 1, BTC: 1 } })],
    };
    const { frame } = planOf(studyInput({ series, scenario }));
    expect(frame.assets.map(({ id }) => id)).toEqual(['USD', 'BTC', 'ETH', 'STETH']);
    expect(frame.markets.map(({ id }) => id)).toEqual(['BTC-PERP', 'ETH-PERP', 'BTC-SPOT', 'ETH-SPOT', 'STETH-SPOT']);
    expect(frame.markets[4].series).toBe(1);
  });

  it('get the weights and the order of sale of the collateral policy', () => {
    // Goal: weight = 1 - haircut; assets that this world does not have are left out of the order.
    const haircuts = { haircuts: { USD: 0, BTC: 0.1 }, 'default-haircut': 0.4, 'sale-order': ['DOGE', 'ETH', 'BTC'] };
    const collateral = choice('collateral', 'haircut', haircuts);
    const scenario = { accounts: [account('a', 0, {}, { balances: { BTC: 1, ETH: 1 } })] };
    const [venue] = planOf(studyInput({ series, scenario, sets: [parameterInput({ collateral })] })).frame.venues;
    expect(venue.collateralWeights).toEqual([1, 0.9, 0.6]);
    expect(venue.collateralSaleOrder).toEqual([2, 1]);
  });

  it('without a price are refused, with what to write', () => {
    // Goal: the message names the asset and the key.
    const scenario = { accounts: [account('a', 0, {}, { balances: { DOGE: 5 } })] };
    expect(problemsOf(studyInput({ series, scenario }))).toContain('assets: {DOGE: {underlying: BTC}}');
  });
});

describe('instruments that cannot trade', () => {
  it('are left out where others can, and refused where none can', () => {
    // Goal: bitmex rules run on a scenario without ether, not on one without bitcoin.
    const sets = [parameterInput({ name: 'bitmex', instruments: [inverse, quanto] })];
    expect(planOf(studyInput({ series: { BTC: ticks([8000]) }, sets })).frame.instruments.map(({ id }) => id)).toEqual(['XBTUSD']);
    const problems = problemsOf(studyInput({ series: { ETH: ticks([200]) }, sets }));
    expect(problems).toContain('no instrument of bitmex has a price here: it lists XBTUSD, ETHUSD');
  });

  it('are refused when an inverse contract starts at or below zero', () => {
    // Goal: -1 / p has no meaning there.
    const scenario = { instruments: [{ ...inverse, settle: 'USD' }] };
    expect(problemsOf(studyInput({ series: { BTC: ticks([0]) }, scenario }))).toContain('starts at 0');
  });
});

describe('several venues', () => {
  it('keep their instruments apart by name, and share assets and clock', () => {
    // Goal: the same contract on two venues is two instruments with a market each.
    const accounts = [account('a', 100, { 'BTC-PERP': 0.01 }, { venue: 'two' })];
    const base = studyInput({ series: { BTC: ticks([8000]) }, scenario: { accounts } });
    const venues = ['one', 'two'].map((id) => ({ id, parameters: parameterInput({ name: id }) }));
    const input = { ...base, sets: [{ id: 'both', venues }] };
    const plan = planOf(input);
    expect(plan.frame.instruments.map(({ id, venue }) => [id, venue])).toEqual([['one:BTC-PERP', 0], ['two:BTC-PERP', 1]]);
    expect(bookFor(input, plan, 0).positionInstrument).toEqual(Uint16Array.of(1));
  });
});

describe('pins of a population', () => {
  it('are those of the venue over those of the scenario over the defaults; open interest of unknown instruments is left out', () => {
    // Goal: a venue knows its own leverage, the scenario the size.
    const population = { accounts: 50, openInterestUsd: { 'BTC-PERP': 1e6, 'DOGE-PERP': 1e6 }, leverageLogSd: 0.5 };
    const sets = [parameterInput({ population: { leverageLogSd: 0.9 } })];
    const [pins] = planOf(studyInput({ series: { BTC: ticks([8000]) }, scenario: { population }, sets })).pins;
    expect(pins).toMatchObject({ accounts: 50, leverageLogSd: 0.9, openInterestUsd: { 'BTC-PERP': 1e6 }, crossShare: 0.3 });
    expect(pins?.openInterestUsd).not.toHaveProperty('DOGE-PERP');
  });

  it('let bitmex-2020 run on crash-2020 though nobody pins the open interest of its ether contract', async () => {
    // Goal: an instrument that nobody holds is quoted, not traded.
    const input = await inputOf({ name: '', scenario: 'crash-2020', params: ['bitmex-2020'], paths: 1 });
    const plan = planOf(input);
    expect(plan.frame.instruments.map(({ id }) => id)).toEqual(['XBTUSD', 'ETHUSD']);
    const book = bookFor(input, plan, 0);
    expect(new Set(book.positionInstrument)).toEqual(new Set([0]));
    expect(book.count).toBe(10_000);
    const total = book.positionLots.reduce((sum, lots) => sum + Math.max(0, lots), 0);
    expect(total / 840e6).toBeCloseTo(1, 3);
  });
});

describe('policies from choices', () => {
  it('are created with their parameters, and refused by name when there is no such policy', () => {
    // Goal: a choice of a file is all that is needed.
    const chosen = choice('margin', 'leverage', { 'max-leverage': 50, maintenance: 0.01, trigger: 'at-or-below' });
    expect(hooksOf('margin', chosen).trigger).toBe('at-or-below');
    expect(() => hooksOf('margin', { kind: 'margin', policy: 'leverag', parameters: {} })).toThrow(/did you mean "leverage"/);
  });
});

describe('the scale of a world', () => {
  it('keeps cash exact for whatever accounts, fund and open interest hold', () => {
    // Goal: the unit grows with what the scenario brings, before anything overflows.
    const inputWith = (accounts: readonly AccountInput[]): StudyInput => studyInput({ series: { X: ticks([1]) }, scenario: { accounts } });
    const unitOf = (cash: number): number => planOf(inputWith([account('a', cash, {})])).frame.assets[0].unit;
    expect([1e3, 1e9, 1e12].map(unitOf)).toEqual([1e-6, 1e-4, 0.1]);
  });
});
