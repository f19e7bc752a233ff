import { describe, expect, it } from 'vitest';
import { account, bars, parameterInput, studyInput, ticks } from '../../test/golden/study-inputs.ts';
import { defaultPins } from '../population/pins.ts';
import { runInline } from '../runner/inline.ts';
import type { StudyInput } from './inputs.ts';
import { planStudy } from './study.ts';
import type { Study } from './study.ts';
import { populationsFrom, shareSeries, sharedPopulations } from './shared-study.ts';

const prices = ticks([100, 97, 92, 88, 91, 84, 86, 95]);

function withPopulation(redrawEvery: number, sets = [parameterInput()]): StudyInput {
  const population = { ...defaultPins, accounts: 30, openInterestUsd: { 'X-PERP': 3e4 }, redrawEvery };
  return studyInput({ series: { X: prices }, scenario: { population }, paths: 6, sets });
}

function withShared(study: Study): Study {
  return { ...study, books: populationsFrom(structuredClone(sharedPopulations(study))) };
}

describe('shared populations', () => {
  it('are those that every path of the run has', () => {
    // Goal: one for accounts written out and for a population that outlasts the run; none where paths draw their own, whole run or not.
    const fixed = studyInput({ series: { X: prices }, paths: 6, scenario: { accounts: [account('a', 30, { 'X-PERP': 1 })] } });
    const counts = [fixed, withPopulation(6), withPopulation(5), withPopulation(1), { ...withPopulation(5), firstPath: 5, paths: 5 }];
    expect(counts.map((input) => sharedPopulations(planStudy(input)).length)).toEqual([1, 1, 0, 0, 1]);
  });

  it('are one for sets that draw from the same, and give the results of books made in place', () => {
    // Goal: rules that do not shape a book share it; digests of every set are those of a run that shares nothing.
    const other = { ...parameterInput(), name: 'other', liquidation: { ...parameterInput().liquidation, parameters: { fee: 0.01 } } };
    const study = planStudy(withPopulation(100, [parameterInput(), other]));
    expect(sharedPopulations(study)).toHaveLength(1);
    const readAgain = (): never => {
      throw new Error('a book was made again');
    };
    const blind = { ...withShared(study), input: { ...study.input, accountsFile: readAgain } };
    expect(runInline(blind).digest).toBe(runInline(study).digest);
  });
});

describe('shared series', () => {
  it('are the same numbers in shared memory', () => {
    // Goal: ticks, bars and the history of a model travel without being copied, and nothing else about them changes.
    const bar = bars([[1, 2, 0.5, 1.5], [1.5, 1.6, 1, 1.1]], 60_000);
    const history = bar.kind === 'bars' ? bar.candles : null;
    const choice = { kind: 'price', policy: 'bootstrap', parameters: {} } as const;
    const model = { kind: 'model', startPrice: null, model: choice, candles: history } as const;
    const series = { T: prices, B: bar, M: model };
    const shared = shareSeries(series);
    expect(shared).toEqual(series);
    const arrays = JSON.stringify(shared, (_, value: unknown) => (ArrayBuffer.isView(value) ? value.buffer.constructor.name : value));
    expect(arrays.match(/"SharedArrayBuffer"/g)).toHaveLength(12);
    expect(arrays).not.toContain('"ArrayBuffer"');
  });
});
