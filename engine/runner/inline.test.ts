import { describe, expect, it } from 'vitest';
import { account, bars, choice, parameterInput, studyInput } from '../../test/golden/study-inputs.ts';
import type { StudyOptions } from '../../test/golden/study-inputs.ts';
import { Digest } from '../math/digest.ts';
import { PathRunner } from '../study/path-runner.ts';
import { planStudy } from '../study/study.ts';
import { runInline, RunStopped } from './inline.ts';

const hourMs = 3_600_000;
const options: StudyOptions = {
  series: { X: bars([[100, 101, 95, 96], [96, 97, 80, 84], [84, 90, 83, 88]], hourMs) },
  liquidity: choice('liquidity', 'linear', { depth: 2e5, 'half-life': '5m' }),
  scenario: { accounts: [account('a', 100, { 'X-PERP': 10 }), account('b', 130, { 'X-PERP': 10 }), account('c', 900, { 'X-PERP': -30 })] },
  sets: [
    parameterInput({ losses: [choice('loss', 'insurance-fund', { opening: { USD: 500 } })] }),
    parameterInput({ name: 'other', liquidation: choice('liquidation', 'full', { fee: 0.01 }) }),
  ],
  paths: 4,
};

describe('running inline', () => {
  const study = planStudy(studyInput(options));
  const result = runInline(study);

  it('has the digest of all outcomes in path order, sets inside', () => {
    // Goal: whoever runs the paths, in whatever order, can put the digest together.
    const runner = new PathRunner(study);
    const digest = new Digest();
    for (const path of [0, 1, 2, 3]) for (const { outcome } of runner.run(path)) digest.text(outcome.digest);
    expect(result.digest).toBe(digest.hex());
    expect(runInline(study).digest).toBe(result.digest);
    expect(runInline(planStudy(studyInput({ ...options, scenario: { ...options.scenario, seed: 2 } }))).digest).not.toBe(result.digest);
  });

  it('keeps every metric of every path, and the first paths do not depend on how many follow', () => {
    // Goal: more paths add rows, they change none.
    const fewer = runInline(planStudy(studyInput({ ...options, paths: 2 })));
    expect(result.sets.map(({ id }) => id)).toEqual(['plain', 'other']);
    result.sets.forEach(({ metrics }, set) => {
      for (const [name, values] of Object.entries(metrics)) expect(values.slice(0, 2), name).toEqual(fewer.sets[set].metrics[name]);
    });
  });

  it('follows the fund of every path from its opening to its close', () => {
    // Goal: a step function on 97 points from start to end.
    const { fundTimesMs, fundUsd } = result.sets[0];
    expect([fundTimesMs[0], fundTimesMs[96], fundUsd.length]).toEqual([study.source.startMs, study.source.endMs, 4 * 97]);
    const runner = new PathRunner(study);
    for (const path of [0, 1, 2, 3]) {
      const { outcome } = runner.run(path)[0];
      expect(fundUsd[path * 97]).toBe(500);
      expect(fundUsd[path * 97 + 96]).toBe(outcome.fundClosingUsd[0]);
      expect(Math.min(...fundUsd.subarray(path * 97, (path + 1) * 97))).toBeGreaterThanOrEqual(outcome.fundLowUsd[0]);
    }
  });

  it('tells its progress and stops when it is asked to, keeping nothing', () => {
    // Goal: interrupting a run is an answer of its own, not half a result.
    const seen: string[] = [];
    runInline(study, { onProgress: (done, total) => seen.push(`${done}/${total}`) });
    expect(seen).toEqual(['1/4', '2/4', '3/4', '4/4']);
    let asked = 0;
    expect(() => runInline(study, { shouldStop: () => ++asked > 2 })).toThrow(RunStopped);
    expect(asked).toBe(3);
  });
});
