import { describe, expect, it } from 'vitest';
import { account, choice, parameterInput, studyInput, ticks } from '../../test/golden/study-inputs.ts';
import type { StudyOptions } from '../../test/golden/study-inputs.ts';
import { runInline } from '../runner/inline.ts';
import { metricDefinitions } from './metrics.ts';
import { planStudy } from './study.ts';

/** Metrics of the first set on the first path. */
function metricsOf(options: StudyOptions): Record<string, number> {
  const [{ metrics }] = runInline(planStudy(studyInput(options))).sets;
  return Object.fromEntries(Object.entries(metrics).map(([name, [value]]) => [name, value]));
}

/** The names that section 11 of the design promises; only a keeper's profit has no policy yet. */
const promised = [
  ...['liquidated_accounts', 'liquidated_owners', 'liquidated_notional_usd', 'insolvent_accounts', 'shortfall_usd'],
  ...['insurance_fund_used_usd', 'insurance_fund_income_usd', 'insurance_fund_low_usd', 'insurance_fund_exhausted', 'backstop_used_usd'],
  ...['adl_notional_usd', 'adl_accounts', 'adl_paid_usd', 'socialized_loss_usd', 'unfunded_loss_usd', 'price_low_ratio'],
  ...['endogenous_drop_ratio', 'cascade_amplification_ratio', 'cascade_branching_ratio', 'cascade_largest_usd', 'criticality_max_ratio'],
  ...['peak_liquidation_usd_per_min', 'first_adl_s', 'needless_liquidations', 'initial_margin_usd', 'margin_to_open_interest_ratio'],
];

describe('the list of metrics', () => {
  it('has every promised name once, in snake case, with a definition', () => {
    // Goal: names are a public contract.
    const names = metricDefinitions.map(({ name }) => name);
    expect(promised.filter((name) => !names.includes(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, definition, unit } of metricDefinitions) {
      expect(name).toMatch(/^[a-z]+(_[a-z]+)*$/);
      expect(definition, name).toMatch(/\.$|\)$/);
      expect(unit, name).not.toBe('');
      if (unit === 'USD') expect(name).toMatch(/_usd$/);
    }
  });
});

const losers = [
  account('a', 100, { 'X-PERP': 10 }),
  account('b', 250, { 'X-PERP': 5 }),
  account('c', 150, { 'X-PERP': 20 }, { owner: 'a' }),
];
const winners = [account('d', 1000, { 'X-PERP': -25 }), account('e', 50, { 'X-PERP': -10 })];
const everybody = [...losers, ...winners];
const atMaintenanceOne = choice('margin', 'leverage', { 'max-leverage': 20, maintenance: 0.01 });

describe('metrics of a gap from 100 to 80', () => {
  const fund = choice('loss', 'insurance-fund', { opening: { USD: 120 }, 'takes-surplus': false });
  const metrics = metricsOf({
    series: { X: ticks([100, 80]) },
    scenario: { accounts: everybody },
    sets: [parameterInput({ margin: atMaintenanceOne, losses: [fund, choice('loss', 'socialized')] })],
  });

  it('count accounts and owners, and add the waterfall up', () => {
    // Goal: target D31 by hand: A misses 100, C 250; 120 from the fund, 230 from the winners.
    expect(metrics).toMatchObject({
      liquidated_accounts: 2,
      liquidated_owners: 1,
      insolvent_accounts: 2,
      shortfall_usd: 350,
      largest_owner_shortfall_usd: 350,
      two_largest_owners_shortfall_usd: 350,
      insurance_fund_used_usd: 120,
      insurance_fund_low_usd: 0,
      insurance_fund_exhausted: 1,
      socialized_loss_usd: 230,
      unfunded_loss_usd: 0,
      needless_liquidations: 0,
    });
    expect(metrics['liquidated_notional_usd']).toBeCloseTo(30 * 80, 6);
    expect(metrics['peak_liquidation_usd_per_min']).toBeCloseTo(30 * 80, 6);
  });

  it('measure the price and the margin at the start', () => {
    // Goal: by hand: low 80 / 100; notional 3,500 each side at 20x.
    expect(metrics['price_low_ratio']).toBeCloseTo(0.8, 12);
    expect(metrics['cascade_amplification_ratio']).toBeCloseTo(1, 12);
    expect(metrics['endogenous_drop_ratio']).toBe(0);
    expect(metrics['cascade_branching_ratio']).toBe(0);
    expect(metrics['initial_margin_usd']).toBeCloseTo(350, 9);
    expect(metrics['margin_to_open_interest_ratio']).toBeCloseTo(0.1, 12);
  });

  it('are absent where nothing gives them a meaning', () => {
    // Goal: no deleveraging has no time; NaN is told apart from 0.
    expect(metrics['first_adl_s']).toBeNaN();
    const calm = metricsOf({ series: { X: ticks([100, 101]) }, scenario: { accounts: everybody } });
    expect(calm['cascade_branching_ratio']).toBeNaN();
    expect(calm['cascade_amplification_ratio']).toBeNaN();
    expect(calm['endogenous_drop_ratio']).toBeNaN();
    expect(calm['liquidated_accounts']).toBe(0);
    expect(calm['insurance_fund_exhausted']).toBe(0);
  });
});

describe('metrics of a waterfall with auto-deleveraging', () => {
  const metrics = metricsOf({
    series: { X: ticks([100, 99, 80]) },
    scenario: { accounts: everybody },
    sets: [parameterInput({ margin: atMaintenanceOne, losses: [choice('loss', 'adl')] })],
  });

  it('say who gave up what, and when', () => {
    // Goal: nobody pays before the winners, so the whole shortfall of 350 is absorbed by closing A and C at their bankruptcy prices.
    expect(metrics['adl_paid_usd']).toBeCloseTo(350, 5);
    expect(metrics['shortfall_usd']).toBeCloseTo(350, 5);
    expect(metrics['adl_notional_usd']).toBeCloseTo(30 * 80, 6);
    expect(metrics['largest_owner_shortfall_usd']).toBeCloseTo(350, 5);
    expect(metrics['adl_accounts']).toBeGreaterThanOrEqual(1);
    expect(metrics['first_adl_s']).toBe(0);
  });
});

describe('metrics of several venues', () => {
  it('add venues up, and count an owner with accounts on both once', () => {
    // Goal: the same owner is liquidated on both venues: two accounts, one person.
    const accounts = [
      account('alice-one', 60, { 'X-PERP': 10 }, { owner: 'alice', venue: 'one' }),
      account('alice-two', 60, { 'X-PERP': 10 }, { owner: 'alice', venue: 'two' }),
      account('bob', 60, { 'X-PERP': 10 }, { venue: 'two' }),
    ];
    const base = studyInput({ series: { X: ticks([100, 80]) }, scenario: { accounts } });
    const venues = ['one', 'two'].map((id) => ({ id, parameters: parameterInput({ name: id }) }));
    const { metrics } = runInline(planStudy({ ...base, sets: [{ id: 'both', venues }] })).sets[0];
    expect(metrics['liquidated_accounts'][0]).toBe(3);
    expect(metrics['liquidated_owners'][0]).toBe(2);
    expect(metrics['unfunded_loss_usd'][0]).toBeCloseTo(3 * 140, 6);
    // Each account lacks 140: Cover 1 is alice on both venues, Cover 2 she and bob.
    expect(metrics['largest_owner_shortfall_usd'][0]).toBeCloseTo(2 * 140, 6);
    expect(metrics['two_largest_owners_shortfall_usd'][0]).toBeCloseTo(3 * 140, 6);
  });
});
