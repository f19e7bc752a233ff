import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { account, bars, choice, parameterInput, studyInput, ticks } from '../../test/golden/study-inputs.ts';
import type { StudyOptions } from '../../test/golden/study-inputs.ts';
import { runInline } from '../runner/inline.ts';
import type { ParameterInput, StudyInput } from './inputs.ts';
import { metricDefinitions } from './metrics.ts';
import { ParetoFrontier } from './pareto.ts';
import type { Judged } from './pareto.ts';
import { planStudy } from './study.ts';
import { pointStatistics, SweepRunner } from './sweep-runner.ts';
import type { PointRow } from './sweep-runner.ts';
import { summarizeStudy } from './summary.ts';

const hourMs = 3_600_000;

function rules(maintenance: number, fundUsd = 500): ParameterInput {
  return parameterInput({
    margin: choice('margin', 'leverage', { 'max-leverage': 20, maintenance }),
    losses: [choice('loss', 'insurance-fund', { opening: { USD: fundUsd } })],
  });
}

/** A synthetic population on redrawn minutes: everything that may differ between paths does. */
const drawn: StudyOptions = {
  series: { X: bars([[100, 101, 95, 96], [96, 97, 80, 84], [84, 90, 83, 88]], hourMs) },
  liquidity: choice('liquidity', 'linear', { depth: 2e5, 'half-life': '5m' }),
  scenario: { population: { accounts: 60, openInterestUsd: { 'X-PERP': 1e5 }, leverage: { long: 6, short: 4 } } },
  sets: [rules(0.025)],
  paths: 5,
};

/** A study by itself: what a point has to give, by the way of every other run. */
function aloneRow(input: StudyInput, parameters: ParameterInput): PointRow {
  const study = planStudy({ ...input, sets: [{ id: 'alone', venues: [{ id: 'venue', parameters }] }] });
  const result = runInline(study);
  const { metrics } = summarizeStudy(study, result).parameterSets[0];
  const statistics = metricDefinitions.flatMap(({ name }) => {
    const { value, interval, statistics: { p95, p99 } } = metrics[name];
    return [value, interval?.[0], interval?.[1], p95, p99].map((number) => number ?? NaN);
  });
  return { digest: result.digest, statistics: Float64Array.from(statistics) };
}

const points = [rules(0.01), rules(0.03), rules(0.03, 0), rules(0.025), { ...rules(0.03), liquidation: choice('liquidation', 'paced') }];

describe('points of a sweep', () => {
  it('together VS each as a run of its own', () => {
    // Goal: shared prices, books and worlds change no bit of a point.
    const input = studyInput(drawn);
    const rows = new SweepRunner(input).run(points);
    expect(rows).toEqual(points.map((parameters) => aloneRow(input, parameters)));
    expect(new Set(rows.map((row) => ('digest' in row ? row.digest : ''))).size).toBe(5);
  });

  it('do not depend on the points beside them', () => {
    // Goal: how points are put together for a thread shows nowhere.
    const input = studyInput(drawn);
    const pairs = new SweepRunner(input);
    const rows = [...pairs.run(points.slice(3)), ...pairs.run(points.slice(0, 1)), ...pairs.run(points.slice(1, 3))];
    expect([...rows.slice(2), ...rows.slice(0, 2)]).toEqual(new SweepRunner(input).run(points));
  });

  it('against a baseline VS each as a run of its own', () => {
    // Goal: a replay of history sees the same baseline; the point that has its rules is the baseline.
    const scenario = { ...drawn.scenario, feedback: 'counterfactual' as const };
    const input = studyInput({ ...drawn, scenario, baseline: points[1] });
    const rows = new SweepRunner(input).run(points);
    expect(rows).toEqual(points.map((parameters) => aloneRow(input, parameters)));
  });

  it('that cannot be run say why and spoil no other', () => {
    // Goal: a grid crosses impossible corners; a population that its margin cannot hold is one.
    const impossible = { ...points[0], margin: choice('margin', 'leverage', { 'max-leverage': 1, maintenance: 0.5 }) };
    const input = studyInput({ ...drawn, scenario: { population: { ...drawn.scenario?.population, equityUsd: 6e4 } } });
    const rows = new SweepRunner(input).run([points[0], impossible, points[1]]);
    expect([rows[0], rows[2]]).toEqual([aloneRow(input, points[0]), aloneRow(input, points[1])]);
    expect(rows[1]).toEqual({ refused: expect.stringMatching(/.{20}/) });
  });

  it('with more insurance leave no more unfunded', () => {
    // Goal: the columns are where they are said to be: unfunded loss falls by what the fund adds, cent by cent.
    const options: StudyOptions = { series: { X: ticks([100, 50]) }, scenario: { accounts: [account('a', 100, { 'X-PERP': 10 })] } };
    const place = metricDefinitions.findIndex(({ name }) => name === 'unfunded_loss_usd') * pointStatistics.length;
    const rows = new SweepRunner(studyInput(options)).run([0, 100, 399, 400, 1000].map((fundUsd) => rules(0.025, fundUsd)));
    expect(rows.map((row) => 'statistics' in row && row.statistics[place])).toEqual([400, 300, 1, 0, 0]);
  });
});

describe('memory', () => {
  it('does not grow with the points', () => {
    // Goal: 1,000 points leave no more than 100 do: rows, frontier and prices kept are bounded.
    const options: StudyOptions = { series: { X: ticks([100, 50]) }, scenario: { accounts: [account('a', 100, { 'X-PERP': 10 })] } };
    const runner = new SweepRunner(studyInput(options));
    const frontier = new ParetoFrontier<Judged>();
    const sweep = (count: number): void => {
      for (let point = 0; point < count; point += 10) {
        const rows = runner.run(Array.from({ length: 10 }, (_, index) => rules(0.01 + 1e-5 * (point + index))));
        for (const row of rows) if ('statistics' in row) frontier.add({ safety: row.statistics[0], cost: 1 });
      }
    };
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const usedAfter = (count: number): number => {
      sweep(count);
      collectGarbage();
      // The contents of arrays are given back later, by another thread; whoever kept arrays would keep their objects too.
      return process.memoryUsage().heapUsed;
    };
    const before = usedAfter(100);
    // A kilobyte kept of each of 900 points would be more.
    expect(usedAfter(1000) - before).toBeLessThan(900 * 1024);
  });
});
