import { describe, expect, it } from 'vitest';
import { account, parameterInput, studyInput, ticks } from '../../test/golden/study-inputs.ts';
import { UserError } from '../errors.ts';
import { explicitBook } from '../population/explicit.ts';
import { bookFor, isFixedBook } from './books.ts';
import { planStudy } from './study.ts';

const series = { X: ticks([100, 90]) };
const population = { accounts: 40, openInterestUsd: { 'X-PERP': 1e5 }, crossShare: 0 };
const written = [
  account('first', 100, { 'X-PERP': 2 }, { owner: 'anna' }),
  account('second', 50, {}, { balances: { X: 3 }, positions: { 'X-PERP': { size: -4, entry: 101 } }, owner: 'bert' }),
];

const joined = studyInput({
  series,
  scenario: { accounts: written, population },
  accountsFile: (world) => explicitBook([{ id: 'filed', owner: 'anna', cash: 7, positions: [{ instrument: 'X-PERP', size: 1 }] }], world),
});

describe('the book of a path', () => {
  const [plan] = planStudy(joined).sets;
  const book = bookFor(joined, plan, 0);

  it('is the accounts written out, then those of the file, then the synthetic ones', () => {
    // Goal: account numbers are stable: adding synthetic accounts renames nobody before them.
    expect(book.count).toBe(2 + 1 + 40);
    expect([0, 1, 2].map((index) => book.accountId(index))).toEqual(['first', 'second', 'filed']);
    expect(new Set(Array.from({ length: book.count }, (_, index) => book.accountId(index))).size).toBe(book.count);
  });

  it('keeps cash, positions and balances of every part', () => {
    // Goal: offsets of the joined arrays are right.
    const alone = bookFor({ ...joined, accountsFile: null, scenario: { ...joined.scenario, accounts: [] } }, plan, 0);
    expect(alone.count).toBe(40);
    for (const name of ['cash', 'marginAsset', 'venue'] as const) expect(book[name].slice(3)).toEqual(alone[name]);
    for (const name of ['positionLots', 'positionInstrument', 'positionEntryPrice'] as const) {
      expect(book[name].slice(3)).toEqual(alone[name]);
    }
    const firstOfSynthetic = book.positionStart[3];
    expect(Array.from(book.positionStart.slice(3), (start) => start - firstOfSynthetic)).toEqual(Array.from(alone.positionStart));
    expect(Array.from(book.positionLots.slice(0, 3), (lots) => lots * plan.frame.instruments[0].lotSize)).toEqual([2, -4, 1]);
    expect(book.positionEntryPrice.slice(0, 3)).toEqual(Float64Array.of(100, 101, 100));
    expect(book.balanceStart.slice(0, 4)).toEqual(Int32Array.of(0, 0, 1, 1));
    expect(book.balanceUnits[0] * plan.frame.assets[1].unit).toBeCloseTo(3, 12);
  });

  it('counts owners of different parts as different people', () => {
    // Goal: a name in a file says nothing about who wrote the scenario; numbers go on without a hole.
    expect([0, 1, 2].map((index) => book.ownerId(book.owner[index]))).toEqual(['anna', 'bert', 'anna']);
    expect(book.owner[2]).not.toBe(book.owner[0]);
  });

  it('is drawn anew for every path only where there is a synthetic population', () => {
    // Goal: written accounts are the same on every path and need not be built again.
    expect(isFixedBook(plan)).toBe(false);
    expect(bookFor(joined, plan, 1).cash.slice(0, 3)).toEqual(book.cash.slice(0, 3));
    expect(bookFor(joined, plan, 1).positionLots).not.toEqual(book.positionLots);
    expect(bookFor(joined, plan, 0).positionLots).toEqual(book.positionLots);
    expect(isFixedBook(planStudy(studyInput({ series, scenario: { accounts: written } })).sets[0])).toBe(true);
  });
});

describe('venues with a population each', () => {
  it('draw different people with the same pins', () => {
    // Goal: streams are keyed by venue, or two venues would be copies of each other.
    const base = studyInput({ series, scenario: { population } });
    const own = { openInterestUsd: { 'X-PERP': 1e5 } };
    const venues = ['one', 'two'].map((id) => ({ id, parameters: parameterInput({ name: id, population: own }) }));
    const input = { ...base, sets: [{ id: 'both', venues }] };
    const book = bookFor(input, planStudy(input).sets[0], 0);
    expect(Array.from(book.venue)).toEqual([...new Array<number>(40).fill(0), ...new Array<number>(40).fill(1)]);
    expect(book.cash.slice(0, 40)).not.toEqual(book.cash.slice(40));
    expect([0, 40].map((index) => book.accountId(index))).toEqual(['one:acct-000000', 'two:acct-000000']);
    expect([0, 40].map((index) => book.ownerId(book.owner[index]))).toEqual(['one:owner-000000', 'two:owner-000000']);
  });
});

describe('a scenario without accounts', () => {
  it('is refused with what to write', () => {
    // Goal: an empty world is a mistake, not a result.
    const input = studyInput({ series });
    expect(() => bookFor(input, planStudy(input).sets[0], 0)).toThrow(UserError);
    expect(() => bookFor(input, planStudy(input).sets[0], 0)).toThrow(/population: \{accounts/);
  });
});
