import { describe, expect, it } from 'vitest';
import { account, bars, choice, parameterInput, studyInput, ticks } from '../../test/golden/study-inputs.ts';
import type { BarRow, StudyOptions } from '../../test/golden/study-inputs.ts';
import { runInline } from '../runner/inline.ts';
import { exp, log } from '../math/transcendental.ts';
import type { InstrumentInput } from './inputs.ts';
import { metricDefinitions } from './metrics.ts';
import { PathRunner, totalUsd } from './path-runner.ts';
import type { SetPath } from './path-runner.ts';
import { planStudy } from './study.ts';
import type { Study } from './study.ts';

function metricOf({ metrics }: Pick<SetPath, 'metrics'>, name: string): number {
  return metrics[metricDefinitions.findIndex((one) => one.name === name)];
}

/** Marks per instant of a set on a path, and the times of the instants. */
function replayMarks(study: Study, set: number, index = 0): { timesMs: number[]; marks: number[] } {
  const timesMs: number[] = [];
  const marks: number[] = [];
  new PathRunner(study).replay(study.sets[set], index, {
    instant: (timeMs, mark) => {
      timesMs.push(timeMs);
      marks.push(mark[0]);
    },
  });
  return { timesMs, marks };
}

const hourMs = 3_600_000;
const rows: BarRow[] = [[8000, 8050, 7600, 7700], [7700, 7750, 6400, 6500], [6500, 6900, 5600, 6700], [6700, 7300, 6600, 7250]];
const squareRoot = choice('liquidity', 'square-root', { 'daily-volatility': 0.04, 'daily-volume': 1e8, 'half-life': '5m' });
const population = { accounts: 300, openInterestUsd: { 'BTC-PERP': 4e6 }, leverage: { long: 6, short: 5 } };
const losses = [choice('loss', 'insurance-fund', { opening: { USD: 1e5 } }), choice('loss', 'adl')];
const baseline = parameterInput({ name: 'baseline', losses });
const copy = parameterInput({ name: 'copy', losses });
const gentle = parameterInput({ name: 'gentle', losses, margin: choice('margin', 'leverage', { 'max-leverage': 20, maintenance: 0.005 }) });
const history: StudyOptions = {
  series: { BTC: bars(rows, hourMs) },
  liquidity: squareRoot,
  scenario: { feedback: 'counterfactual', population },
  sets: [baseline, copy, gentle],
  baseline,
  paths: 2,
};

describe('sets with the same rules', () => {
  it.each(['full', 'counterfactual'] as const)('TwinVsRunOfItsOwn, feedback %s', (feedback) => {
    // Goal: a copy is not run again, and what it would have done is the same to the last bit.
    const scenario = { feedback, population };
    const pair = new PathRunner(planStudy(studyInput({ ...history, scenario }))).run(1);
    expect(pair[1]).toBe(pair[0]);
    const [alone] = new PathRunner(planStudy(studyInput({ ...history, scenario, sets: [{ ...copy, title: 'Another title' }] }))).run(1);
    expect(alone.outcome.digest).toBe(pair[0].outcome.digest);
    expect(Array.from(alone.metrics)).toEqual(Array.from(pair[0].metrics));
    expect(pair[2].outcome.digest).not.toBe(pair[0].outcome.digest);
  });
});

describe('a counterfactual replay', () => {
  it('takes of the baseline what the same venue traded, whatever the neighbour lists', () => {
    // Goal: a venue with the rules of the baseline repeats history bit for bit, also beside one that lists a second contract.
    const venueOf = (id: string, parameters: typeof baseline) => ({ id, parameters });
    const contract = (id: string): InstrumentInput => {
      return { id, underlying: 'BTC', contract: 'linear', settle: 'USD', lot: 0.001, multiplier: 1 };
    };
    const accounts = ['one', 'two'].flatMap((venue) => [
      account(`long-${venue}`, 2000, { 'BTC-PERP': 2 }, { venue }),
      account(`short-${venue}`, 90_000, { 'BTC-PERP': -2 }, { venue }),
    ]);
    const once = { ...baseline, instruments: [contract('BTC-PERP')] };
    const twice = { ...baseline, name: 'twice', instruments: [contract('BTC-PERP'), contract('BTC-SECOND')] };
    const input = studyInput({ ...history, scenario: { feedback: 'counterfactual', accounts } });
    const sets = [once, twice].map((one) => ({ id: one.name, venues: [venueOf('one', one), venueOf('two', once)] }));
    const study = planStudy({ ...input, sets, baseline: { id: 'baseline', venues: sets[0].venues } });
    const [before, after] = new PathRunner(study).run(0).map(({ outcome }) => outcome.usd);
    expect(before[1].liquidatedNotional).toBeGreaterThan(0);
    expect(after).toEqual(before);
  });

  const study = planStudy(studyInput(history));

  it.each([0, 1])('with the rules of the baseline is history, tick for tick (set %i)', (set) => {
    // Goal: equal flows cancel exactly, for the baseline itself and for a set that only has the same rules.
    for (const index of [0, 1]) {
      const drawn = study.source.draw(index);
      const known = new Map(Array.from(drawn.timesMs, (time, tick) => [time, drawn.prices[0][tick]]));
      const { timesMs, marks } = replayMarks(study, set, index);
      expect(marks).toEqual(timesMs.map((time) => known.get(time)));
      const result = new PathRunner(study).run(index)[set];
      expect(result.outcome.liquidations).toBeGreaterThan(20);
      expect(metricOf(result, 'endogenous_drop_ratio')).toBe(0);
    }
  });

  it('with other rules differs from history, and by less liquidation stays above it', () => {
    // Goal: what a set changes shows in the price, in the direction that it must.
    const [base, , candidate] = new PathRunner(study).run(0);
    expect(candidate.outcome.usd[0].liquidatedNotional).not.toBe(base.outcome.usd[0].liquidatedNotional);
    const drawn = study.source.draw(0);
    const known = new Map(Array.from(drawn.timesMs, (time, tick) => [time, drawn.prices[0][tick]]));
    const { timesMs, marks } = replayMarks(study, 2);
    expect(marks.some((mark, point) => mark > (known.get(timesMs[point]) ?? NaN))).toBe(true);
  });

  it('says how much of the drop the baseline made, the same for every set', () => {
    // Goal: a property of history and its baseline, not of the set under test.
    const shares = new PathRunner(study).run(0).map(({ historicalEndogenousShare }) => historicalEndogenousShare?.[0]);
    expect(shares[0]).toBeGreaterThan(0);
    expect(shares[0]).toBeLessThan(1);
    expect(shares).toEqual([shares[0], shares[0], shares[0]]);
  });
});

describe('the trace of a baseline with another contract', () => {
  const depth = 8e6;
  const inverse: InstrumentInput = { id: 'BTC-PERP', underlying: 'BTC', contract: 'inverse', settle: 'BTC', lot: 1, multiplier: 1 };
  const options: StudyOptions = {
    series: { BTC: ticks([8000, 7600, 7600, 7000, 7000]) },
    liquidity: choice('liquidity', 'linear', { depth, 'half-life': 'permanent' }),
    scenario: { feedback: 'counterfactual', accounts: [account('a', 5000, { 'BTC-PERP': 10 })] },
    baseline: parameterInput({ name: 'linear' }),
    // The same name, so that the same account text fits: ten contracts of one USD, safe with 5,000 coins behind them.
    sets: [parameterInput({ name: 'inverse', instruments: [inverse] })],
  };

  it('closedFormVsReplay: is converted by USD: the candidate sees the price without the baseline\'s sale', () => {
    // Goal: 10 BTC sold at 7000 are 80,000 USD at the start price; over a depth of 8 million that is 1 % of log price, permanently,
    // from the instant after the sale on (the fall to 7000 wipes the account out at tick 1 already: trigger at 7692).
    const study = planStudy(studyInput(options));
    const { marks } = replayMarks(study, 0);
    expect(marks.slice(0, 2)).toEqual([8000, 7600]);
    for (const [point, price] of [[2, 7600], [3, 7000], [4, 7000]]) expect(marks[point] / (price * exp(80_000 / depth))).toBeCloseTo(1, 12);
  });

  it('gives the share of the drop that the baseline made, by hand', () => {
    // Goal: 0.01 of log(8000 / 7000).
    const study = planStudy(studyInput(options));
    const [{ historicalEndogenousShare }] = new PathRunner(study).run(0);
    expect(historicalEndogenousShare?.[0]).toBeCloseTo(0.01 / log(8000 / 7000), 9);
  });
});

describe('without the three largest accounts', () => {
  const accounts = [
    account('small', 40, { 'X-PERP': 4 }),
    account('large', 300, { 'X-PERP': 30 }),
    account('larger', 400, { 'X-PERP': 40 }),
    account('largest', 2000, { 'X-PERP': -100 }),
    account('little', 30, { 'X-PERP': 3 }),
  ];
  const options: StudyOptions = { series: { X: ticks([100, 95, 88, 92]) }, liquidity: choice('liquidity', 'linear', { depth: 1e5 }) };

  it('is the same study with those accounts taken out by hand', () => {
    // Goal: results that hang on three accounts can be told from those that do not.
    const all = runInline(planStudy(studyInput({ ...options, scenario: { accounts } }))).sets[0];
    const fewer = runInline(planStudy(studyInput({ ...options, scenario: { accounts: [accounts[0], accounts[4]] } }))).sets[0];
    expect(all.metrics['liquidated_accounts'][0]).toBe(4);
    for (const { name } of metricDefinitions) expect(all.withoutLargest[name], name).toEqual(fewer.metrics[name]);
  });
});

describe('paths of several sets', () => {
  it('share prices and draw the same books as alone', () => {
    // Goal: common random numbers.
    const full = { ...history, scenario: { feedback: 'full' as const, population } };
    const together = new PathRunner(planStudy(studyInput(full))).run(1);
    const alone = new PathRunner(planStudy(studyInput({ ...full, sets: [gentle] }))).run(1);
    expect(together[2].outcome.digest).toBe(alone[0].outcome.digest);
    expect(together[0].outcome.digest).toBe(together[1].outcome.digest);
    expect(together[0].outcome.exogenousLow).toEqual(together[2].outcome.exogenousLow);
  });

  it('do not depend on which path ran before', () => {
    // Goal: a path is a function of its index, so that any worker may run it.
    const study = planStudy(studyInput(history));
    const runner = new PathRunner(study);
    runner.run(0);
    expect(runner.run(1).map(({ outcome }) => outcome.digest)).toEqual(new PathRunner(study).run(1).map(({ outcome }) => outcome.digest));
  });
});

describe('totals of several venues', () => {
  it('are sums', () => {
    // Goal: nothing of one venue is dropped.
    const accounts = ['one', 'two'].map((venue) => account(venue, 60, { 'X-PERP': 10 }, { venue }));
    const base = studyInput({ series: { X: ticks([100, 80]) }, scenario: { accounts } });
    const venues = ['one', 'two'].map((id) => ({ id, parameters: parameterInput({ name: id }) }));
    const [{ outcome }] = new PathRunner(planStudy({ ...base, sets: [{ id: 'both', venues }] })).run(0);
    expect(outcome.usd).toHaveLength(2);
    expect(totalUsd(outcome).unfunded).toBe(outcome.usd[0].unfunded + outcome.usd[1].unfunded);
    expect(totalUsd(outcome).unfunded).toBeCloseTo(280, 6);
  });
});
