import { describe, expect, it } from 'vitest';
import { checkOf, columnsOf, pathsWith, runGates } from '../../../test/properties/gate-worlds.ts';
import type { CheckText } from '../../../test/properties/gate-worlds.ts';
import { judgeCheck } from './judge-check.ts';
import { judgeInterval, marginTo } from './gate-verdict.ts';
import { estimateUnpaired } from './baseline-figures.ts';
import { estimateOptions } from './judge-check.ts';

const plan = { first: 50, most: 200, confidence: 0.95 };
const metrics = columnsOf({ maintenance: 0.01, seed: 1 }, { first: 0, count: 200 });
const better = columnsOf({ maintenance: 0.045, seed: 1 }, { first: 0, count: 200 });
const both = pathsWith({ candidate: metrics, baseline: better }, 200);

describe('intervals against limits', () => {
  it.each([
    ['<=', 1, 2, 3, 'pass', 1],
    ['<=', 1, 2, 2, 'pass', 0],
    ['<', 1, 2, 2, 'inconclusive', 0],
    ['<=', 3, 4, 2, 'fail', -2],
    ['<', 2, 4, 2, 'fail', -2],
    ['<=', 2, 4, 2, 'inconclusive', -2],
    ['<=', 1, Infinity, 2, 'inconclusive', null],
    ['<=', 3, Infinity, 2, 'fail', null],
    ['>=', 2, 3, 2, 'pass', 0],
    ['>', 2, 3, 2, 'inconclusive', 0],
    ['>=', 0, 1, 2, 'fail', -2],
    ['>', 0, 2, 2, 'fail', -2],
    ['>=', 1, 3, 2, 'inconclusive', -1],
    ['==', 2, 2, 2, 'pass', 0],
    ['==', 1, 3, 2, 'inconclusive', -1],
    ['==', 3, 4, 2, 'fail', -2],
  ] as const)('%s: %s to %s against %s is %s', (operator, low, high, value, verdict, margin) => {
    // Goal: pass when the unfavourable end is inside, fail when the favourable end is beyond, else open.
    expect(judgeInterval({ low, high }, { operator, value })).toBe(verdict);
    expect(marginTo({ low, high }, { operator, value })).toBe(margin);
  });
});

describe('verdicts of a check', () => {
  const verdictOf = (text: CheckText, paths = both): string => {
    const { verdict, reason } = judgeCheck(checkOf(text), paths, plan);
    return `${verdict} ${reason}`;
  };
  const shortfall = { metric: 'shortfall_usd' } as const;

  it.each([
    [{ ...shortfall, limit: '<= 1000 USD' }, 'pass within-limit'],
    [{ ...shortfall, limit: '<= 0.001 USD' }, 'fail beyond-limit'],
    [{ ...shortfall, compare: 'difference', limit: '<= 0 USD' }, 'fail beyond-limit'],
    [{ ...shortfall, statistic: 'p(95)', limit: '<= 5 USD' }, 'inconclusive interval-straddles-limit'],
    [{ metric: 'first_adl_s', limit: '>= 60 s' }, 'pass never-happened'],
    [{ metric: 'adl_paid_usd', compare: 'ratio', limit: '<= 1' }, 'pass never-happened'],
    [{ metric: 'insolvent_accounts', statistic: 'max', limit: '<= 3' }, 'pass within-limit'],
  ] as const)('%j is %s', (text, expected) => {
    // Goal: every verdict of a metric with its reason.
    expect(verdictOf(text)).toBe(expected);
  });

  it('no paths, no metric, no baseline: fails with its own reason', () => {
    // Goal: nothing passes because there is nothing.
    expect(verdictOf({ ...shortfall, limit: '<= 1 USD' }, pathsWith({ candidate: metrics }, 0))).toBe('fail no-paths');
    expect(verdictOf({ ...shortfall, limit: '<= 1 USD' }, pathsWith({ candidate: {} }, 200))).toBe('fail missing-metric');
    const alone = pathsWith({ candidate: metrics }, 200);
    expect(verdictOf({ ...shortfall, compare: 'difference', limit: '<= 1 USD' }, alone)).toBe('fail missing-metric');
    const nothing = { ...metrics, margin_to_open_interest_ratio: new Float64Array(200).fill(NaN) };
    const empty = pathsWith({ candidate: nothing }, 200);
    expect(verdictOf({ metric: 'margin_to_open_interest_ratio', limit: '<= 1' }, empty)).toBe('fail missing-metric');
  });

  it('a metric that exists under the candidate only is no metric that never happened', () => {
    // Goal: the candidate deleverages and the baseline never does: no pair exists, and that must not pass.
    const candidate = { ...metrics, first_adl_s: new Float64Array(200).fill(5) };
    const baseline = { ...better, first_adl_s: new Float64Array(200).fill(NaN) };
    const paths = pathsWith({ candidate, baseline }, 200);
    expect(verdictOf({ metric: 'first_adl_s', compare: 'difference', limit: '>= -1 s' }, paths)).toBe('fail missing-metric');
  });

  it('invariants: what does not add up fails, with the path', () => {
    // Goal: an edited loss is found on the path where it was edited.
    const place = { file: 'gate.yaml', line: 1, column: 1 };
    const invariant = { kind: 'invariant', id: 'sum', level: 'error', invariant: 'waterfall_identity', place } as const;
    expect(judgeCheck(invariant, both, plan).reason).toBe('invariant-holds');
    const edited = { ...metrics, shortfall_usd: metrics.shortfall_usd.map((value, path) => (path === 7 ? value + 1 : value)) };
    expect(judgeCheck(invariant, pathsWith({ candidate: edited, baseline: better }, 200), plan)).toMatchObject({
      verdict: 'fail',
      reason: 'invariant-violated',
      worstPaths: [{ path: 7, command: 'path 7' }],
    });
  });

  it('names the worst paths first', () => {
    // Goal: three paths, descending, none on which nothing happened.
    const { worstPaths } = judgeCheck(checkOf({ ...shortfall, limit: '<= 1 USD' }), both, plan);
    const largest = Array.from(metrics.shortfall_usd).sort((one, other) => other - one).slice(0, 3);
    expect(worstPaths.map(({ value }) => value)).toEqual(largest);
  });

  it('ExtensionVsOneRun: judging after extensions gives the numbers of one run with as many paths', () => {
    // Goal: paths that come in pieces are the paths that come at once.
    const check = checkOf({ ...shortfall, statistic: 'p(99)', compare: 'difference', limit: '<= 0.5 USD' });
    const [extended] = runGates([check], { baseline: { maintenance: 0.045, seed: 1 }, candidate: { maintenance: 0.01, seed: 1 } }, plan);
    expect(extended.n).toBe(200);
    expect(extended).toEqual(judgeCheck(check, both, plan));
  });

  it('UnpairedVsIntervalArithmetic: kept figures give the sum of both intervals', () => {
    // Goal: a comparison with a file is as wide as both sides, and says that it is not paired.
    const check = checkOf({ ...shortfall, compare: 'difference', limit: '<= 0 USD' });
    const options = estimateOptions(check, { candidate: metrics.shortfall_usd, baseline: null }, { seed: 1, scenario: 'small' }, plan);
    const found = estimateUnpaired(options, { metric: 'shortfall_usd', statistic: 'mean', n: 10, value: 1, interval: [0.5, 2] });
    const alone = estimateUnpaired(options, { metric: 'shortfall_usd', statistic: 'mean', n: 10, value: 0, interval: [0, 0] });
    expect(found?.low).toBeCloseTo((alone?.low ?? NaN) - 2, 12);
    expect(found?.high).toBeCloseTo((alone?.high ?? NaN) - 0.5, 12);
    expect(found?.method).toContain('not paired');
  });
});
