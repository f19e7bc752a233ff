import { describe, expect, it } from 'vitest';
import { account, bars, choice, parameterInput, studyInput } from '../../test/golden/study-inputs.ts';
import type { StudyOptions } from '../../test/golden/study-inputs.ts';
import { UserError } from '../errors.ts';
import { runInline } from '../runner/inline.ts';
import { compareSets } from './comparison.ts';
import { planComparison } from './hybrids.ts';
import type { ComparisonPlan } from './hybrids.ts';
import type { InstrumentInput, ParameterInput, StudyInput } from './inputs.ts';
import { metricDefinitions } from './metrics.ts';
import type { Comparison } from './comparison-types.ts';
import { planStudy } from './study.ts';

const hourMs = 3_600_000;

function optionsWith(sets: readonly ParameterInput[], changes: Partial<StudyOptions> = {}): StudyOptions {
  return {
    series: { X: bars([[100, 101, 95, 96], [96, 97, 80, 84], [84, 90, 83, 88]], hourMs) },
    liquidity: choice('liquidity', 'linear', { depth: 2e5, 'half-life': '5m' }),
    scenario: {
      accounts: [
        ...[100, 115, 130, 145, 160, 175, 190].map((cash, index) => account(`long-${index}`, cash, { 'X-PERP': 10 })),
        account('short', 5000, { 'X-PERP': -70 }),
      ],
    },
    sets,
    paths: 12,
    ...changes,
  };
}

function run(input: StudyInput): { plan: ComparisonPlan; comparisons: Comparison[] } {
  const plan = planComparison(input, { attribution: true });
  const { sets } = runInline(planStudy(plan.input));
  return { plan, comparisons: compareSets({ plan, column: (set, metric) => sets[set].metrics[metric], confidence: 0.95 }) };
}

const fund = (usd: number): ParameterInput['losses'] => {
  return [choice('loss', 'insurance-fund', { opening: { USD: usd } }), choice('loss', 'socialized')];
};
const baseline = parameterInput({ name: 'baseline', losses: fund(2000) });
const margin = choice('margin', 'leverage', { 'max-leverage': 20, maintenance: 0.01 });
const liquidation = choice('liquidation', 'full', { fee: 0.02 });
const candidate = parameterInput({ name: 'candidate', margin, liquidation, losses: fund(100) });

describe('hybrids', () => {
  const input = studyInput(optionsWith([baseline, candidate]));
  const { plan, comparisons } = run(input);
  const [{ attribution, metrics, changedBlocks }] = comparisons;

  it('take every subset of the changed blocks', () => {
    // Goal: eight worlds for three blocks, each named by what it took.
    expect(changedBlocks).toEqual(['margin', 'liquidation', 'losses']);
    const taken = ['margin', 'liquidation', 'margin+liquidation', 'losses', 'margin+losses', 'liquidation+losses'];
    const names = taken.map((blocks) => `baseline+candidate:${blocks}`);
    expect(plan.input.sets.map(({ id }) => id)).toEqual(['baseline', 'candidate', ...names]);
    expect(attribution).toMatchObject({ method: 'shapley', orders: { used: 6, all: 6 }, leftOut: [] });
  });

  it('divide the difference of every metric without a rest', () => {
    // Goal: shares add up, and something was there to divide.
    const divided = Object.entries(attribution?.metrics ?? {});
    expect(divided.map(([name]) => name)).toEqual(expect.arrayContaining(['shortfall_usd', 'insolvent_accounts', 'liquidation_fees_usd']));
    for (const [name, { n, total, contributions, interaction }] of divided) {
      const sum = contributions.reduce((all, { value }) => all + (value ?? NaN), 0);
      expect(Math.abs(sum - total), name).toBeLessThan(1e-9 * (1 + Math.abs(total)));
      expect(interaction, name).toBeNull();
      if (n === metrics[name].n) expect(total, name).toBeCloseTo(metrics[name].difference ?? NaN, 6);
    }
  });

  it('HybridsVsStudiesOfTheirOwn', () => {
    // Goal: two blocks: the share of one is the mean of what it changes first and second, from four separate studies.
    const both = parameterInput({ ...candidate, losses: baseline.losses });
    const alone = (parameters: ParameterInput): Float64Array => {
      return runInline(planStudy(studyInput(optionsWith([parameters])))).sets[0].metrics.shortfall_usd;
    };
    const found = run(studyInput(optionsWith([baseline, both]))).comparisons[0].attribution?.metrics.shortfall_usd;
    const [none, onlyMargin, onlyFee, all] = [baseline, { ...baseline, margin }, { ...baseline, liquidation }, both].map(alone);
    const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    const share = (mean(onlyMargin) - mean(none) + mean(all) - mean(onlyFee)) / 2;
    expect(share).not.toBe(0);
    expect(found?.contributions[0]).toMatchObject({ block: 'margin' });
    expect(found?.contributions[0].value).toBeCloseTo(share, 8);
  });

  it('do not run for a copy, nor when nobody asked', () => {
    // Goal: no hybrid, no attribution; a copy differs in nothing.
    const copy = { ...candidate, name: 'copy', title: 'Another title' };
    const { plan: same, comparisons: found } = run(studyInput(optionsWith([candidate, copy])));
    expect(same.input.sets).toHaveLength(2);
    expect(found[0]).toMatchObject({ changedBlocks: [], attribution: null, verdict: 'no-difference-shown' });
    for (const { name } of metricDefinitions) expect(found[0].metrics[name].pathsSame, name).toBe(found[0].metrics[name].n);
    expect(planComparison(input, { attribution: false })).toMatchObject({ attributions: [null], compared: 2 });
  });

  it('leave out rules that contradict each other, and say why', () => {
    // Goal: a population at 10x needs rules that allow it: margin first is impossible. Instruments and the pins that name them go together.
    const instrument: InstrumentInput = { id: 'X-COIN', underlying: 'X', contract: 'linear', settle: 'USD', lot: 0.001, multiplier: 1 };
    const population = { accounts: 50, openInterestUsd: { 'X-COIN': 1e5 } };
    const moved = parameterInput({ name: 'moved', instruments: [instrument], population });
    const narrow = choice('margin', 'leverage', { 'max-leverage': 3, maintenance: 0.2 });
    const pins = { accounts: 50, openInterestUsd: { 'X-PERP': 1e5 }, leverage: { long: 10, short: 10 } };
    const scenario = { accounts: [], population: pins };
    const tame = parameterInput({ name: 'tame', margin: narrow, population: { leverage: { long: 2, short: 2 } }, losses: fund(10) });
    const { plan: pair, comparisons: found } = run(studyInput(optionsWith([baseline, tame], { scenario, paths: 3 })));
    const { leftOut } = found[0].attribution ?? { leftOut: [] };
    expect(leftOut.map(({ blocks }) => blocks)).toEqual([['margin'], ['margin', 'losses']]);
    expect(leftOut[0].reason).toContain('leverage 10 is pinned');
    expect(found[0].attribution?.orders).toEqual({ used: 3, all: 6 });
    expect(pair.input.sets).toHaveLength(2 + 4);
    const together = planComparison(studyInput(optionsWith([baseline, moved], { scenario })), { attribution: true });
    expect(together.attributions[0]?.groups).toEqual([['losses'], ['instruments', 'population']]);
  });

  it('name what they interact in when there are more than four blocks', () => {
    // Goal: contributions and interaction together are the difference.
    const funding = choice('funding', 'premium', { interval: '1h' });
    const breakers = [choice('breaker', 'price-band', { band: 0.05 })];
    const changed = parameterInput({ ...candidate, name: 'changed', funding, breakers });
    const { comparisons: found } = run(studyInput(optionsWith([baseline, changed], { paths: 4 })));
    const divided = found[0].attribution;
    expect(divided).toMatchObject({ method: 'one-at-a-time', orders: null });
    const { total, contributions, interaction } = divided?.metrics.shortfall_usd ?? { total: NaN, contributions: [], interaction: NaN };
    expect(contributions.reduce((sum, { value }) => sum + (value ?? 0), interaction ?? NaN)).toBeCloseTo(total, 8);
  });
});

describe('several venues', () => {
  const accounts = [['one', 100], ['two', 115], ['one', 130], ['two', 160]] as const;
  const scenario = {
    accounts: [
      ...accounts.map(([venue, cash]) => account(`long-${cash}`, cash, { 'X-PERP': 10 }, { venue })),
      ...['one', 'two'].map((venue) => account(`short-${venue}`, 5000, { 'X-PERP': -20 }, { venue })),
    ],
  };
  const setOf = (id: string, one: ParameterInput, two: ParameterInput): StudyInput['sets'][number] => {
    return { id, venues: [{ id: 'one', parameters: one }, { id: 'two', parameters: two }] };
  };
  const inputOf = (...sets: StudyInput['sets']): StudyInput => ({ ...studyInput(optionsWith([baseline], { scenario, paths: 6 })), sets });
  const first = setOf('first', baseline, baseline);

  it('HybridsOfVenuesVsStudiesOfTheirOwn', () => {
    // Goal: the same block on two venues is two changes; the share of one is the mean of what it changes first and second.
    const changed = { ...baseline, margin };
    const { plan, comparisons: [{ changedBlocks, attribution }] } = run(inputOf(first, setOf('second', changed, changed)));
    expect(changedBlocks).toEqual(['one:margin', 'two:margin']);
    expect(plan.input.sets.map(({ id }) => id).slice(2)).toEqual(['first+second:one:margin', 'first+second:two:margin']);
    const alone = (one: ParameterInput, two: ParameterInput): number => {
      const values = runInline(planStudy(inputOf(setOf('alone', one, two)))).sets[0].metrics.shortfall_usd;
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    };
    const [none, onlyOne] = [alone(baseline, baseline), alone(changed, baseline)];
    const [onlyTwo, all] = [alone(baseline, changed), alone(changed, changed)];
    const shares = [(onlyOne - none + all - onlyTwo) / 2, (onlyTwo - none + all - onlyOne) / 2];
    expect(shares.every((share) => share !== 0)).toBe(true);
    attribution?.metrics.shortfall_usd.contributions.forEach(({ value }, index) => expect(value).toBeCloseTo(shares[index], 8));
    expect(attribution?.blocks).toEqual(['one:margin', 'two:margin']);
  });

  it('are taken whole when more than nine blocks changed', () => {
    // Goal: hybrids stay few, and the shares still add up.
    const { liquidation: full, losses } = candidate;
    const breakers = [choice('breaker', 'price-band', { band: 0.05 })];
    const funding = choice('funding', 'premium', { interval: '1h' });
    const changed = parameterInput({ margin, liquidation: full, losses, breakers, funding });
    const { plan, comparisons: [{ attribution, metrics }] } = run(inputOf(first, setOf('second', changed, changed)));
    expect([plan.input.sets.length, attribution?.blocks]).toEqual([4, ['one', 'two']]);
    const { total, contributions } = attribution?.metrics.shortfall_usd ?? { total: NaN, contributions: [] };
    expect(contributions.reduce((sum, { value }) => sum + (value ?? NaN), 0)).toBeCloseTo(total, 8);
    expect(total).toBeCloseTo(metrics.shortfall_usd.difference ?? NaN, 8);
  });
});

describe('a comparison that cannot be', () => {
  it('is refused with what is missing', () => {
    // Goal: one set has nobody to be compared with; blocks of different venues cannot be exchanged.
    expect(() => planComparison(studyInput(optionsWith([baseline])), { attribution: true })).toThrow(UserError);
    const single = studyInput(optionsWith([baseline, candidate]));
    const [first, second] = single.sets;
    const other = { ...single, sets: [first, { ...second, venues: second.venues.map((venue) => ({ ...venue, id: 'other' })) }] };
    expect(() => planComparison(other, { attribution: true })).toThrow('candidate has the venues other');
  });
});
