import { describe, expect, it } from 'vitest';
import { checkOf } from '../../../test/properties/gate-worlds.ts';
import { concludeGate } from './gate-conclusion.ts';
import type { ConclusionOptions } from './gate-conclusion.ts';
import { mostMoved } from './gate-parameters.ts';
import type { ChangedParameter, GateReason } from './gate-result.ts';
import { matchesPattern } from './gate-waivers.ts';
import { withoutEstimate } from './judge-check.ts';
import type { JudgedCheck } from './judge-check.ts';

const reasons = { pass: 'within-limit', fail: 'beyond-limit', inconclusive: 'interval-straddles-limit' } as const;

interface Named {
  readonly id?: string;
  readonly level?: 'error' | 'warn';
}

function judged(verdict: keyof typeof reasons, { id = 'one', level = 'error' }: Named = {}): JudgedCheck {
  const check = { ...checkOf({ metric: 'shortfall_usd', limit: '<= 1 USD', level }), id };
  const found = { verdict, reason: reasons[verdict], text: 'found' };
  return withoutEstimate(check, { scenario: 'crash-2020', paths: 9 }, { confidence: 0.95 }, found);
}

const waiver = { check: 'one', scenario: 'crash-*', reason: 'agreed', approvedBy: 'council', expires: '2027-01-31' };

function conclude(own: readonly JudgedCheck[], options: Partial<ConclusionOptions> = {}): ReturnType<typeof concludeGate> {
  const rest = { unused: [], waivers: [], changedParameters: [], today: '2026-11-22', onInconclusive: 'fail' } as const;
  return concludeGate({ judged: own, failOn: ['error', 'inconclusive'], ...rest, ...options });
}

describe('the verdict of a gate', () => {
  const [pass, fail, open] = [judged('pass'), judged('fail'), judged('inconclusive')];
  const warning = judged('fail', { level: 'warn', id: 'two' });
  it.each([
    [[pass], {}, 'pass', 0],
    [[pass, fail], {}, 'fail', 20],
    [[pass, open], {}, 'inconclusive', 21],
    [[open, fail], {}, 'fail', 20],
    [[open], { onInconclusive: 'warn' }, 'pass', 0],
    [[open], { failOn: ['error'] }, 'inconclusive', 0],
    [[warning], {}, 'pass', 0],
    [[warning], { failOn: ['error', 'warn'] }, 'pass', 20],
    [[fail], { failOn: ['inconclusive'] }, 'fail', 0],
    [[fail], { waivers: [waiver] }, 'waived', 0],
    [[open], { waivers: [waiver] }, 'waived', 0],
    [[fail], { waivers: [waiver], today: '2027-01-31' }, 'waived', 0],
    [[fail], { waivers: [waiver], today: '2027-02-01' }, 'fail', 23],
    [[pass], { waivers: [waiver], today: '2027-02-01' }, 'fail', 23],
    [[fail, judged('fail', { id: 'two' })], { waivers: [waiver], today: '2027-02-01' }, 'fail', 20],
    [[fail], { waivers: [{ ...waiver, scenario: 'gbm-*' }] }, 'fail', 20],
  ] as const)('%#', (own, options, verdict, exitCode) => {
    // Goal: the table of verdicts and exit codes, the last day of a waiver included.
    expect(conclude(own, options)).toMatchObject({ verdict, exitCode });
  });

  it('puts what matters first and pins findings to what moved most', () => {
    // Goal: failed, open, warnings, waived, passed; a passed check is pinned to nothing.
    const third = judged('fail', { id: 'three' });
    const changed: ChangedParameter[] = [
      { key: 'a', baseline: 10, candidate: 9, unit: '', place: null },
      { key: 'b', baseline: 0.02, candidate: 0.01, unit: '', place: { file: 'x.yaml', line: 3, column: 1 } },
    ];
    const all = [pass, fail, warning, judged('inconclusive', { id: 'four' }), third];
    const { checks, headline } = conclude(all, { waivers: [waiver], changedParameters: changed });
    const order = ['three fail', 'four inconclusive', 'two fail', 'one waived', 'one pass'];
    expect(checks.map(({ check, verdict }) => `${check} ${verdict}`)).toEqual(order);
    expect(checks.map(({ parameter }) => parameter?.key ?? null)).toEqual(['b', 'b', 'b', 'b', null]);
    expect(headline).toBe('1 of 5 checks failed: three on crash-2020: found.');
  });

  it('fails for parts that nobody used', () => {
    // Goal: a gate that checks nothing does not pass, and no waiver helps.
    const unused = { ...judged('fail'), reason: 'unused' as GateReason };
    expect(conclude([pass], { unused: [unused], waivers: [waiver] })).toMatchObject({ verdict: 'fail', exitCode: 20 });
  });

  it.each([
    [null, 'any', true],
    ['crash-*', 'crash-2020', true],
    ['crash-*', 'gbm-crash-1', false],
    ['*-2020', 'crash-2020', true],
    ['c*h-2*0', 'crash-2020', true],
    ['a*a', 'a', false],
    ['crash-2020', 'crash-20200', false],
    ['*', 'x', true],
  ])('the pattern %s and %s: %s', (pattern, name, expected) => {
    // Goal: * stands for any letters, also none, and letters are used once.
    expect(matchesPattern(pattern, name)).toBe(expected);
  });

  it('counts a policy that was exchanged as a whole move', () => {
    // Goal: the order in which findings are pinned.
    const base = { unit: '', place: null };
    const half = { ...base, key: 'half', baseline: 2, candidate: 1 };
    const other = { ...base, key: 'policy', baseline: 'full', candidate: 'partial' };
    expect(mostMoved([half, other])?.key).toBe('policy');
    expect(mostMoved([])).toBeNull();
  });
});
