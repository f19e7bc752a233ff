import { describe, expect, it } from 'vitest';
import {
  failedCheck, invariantCheck, makeGateCheck, makeGateResult, openCheck, warningCheck,
} from '../../test/fixtures/gate-result.ts';
import { evidenceText, groupByScenario, judgedText, outcomeOf, sentenceOf, sideWriter } from './outcome-words.ts';

describe('outcomeOf', () => {
  it('takes level and exit code into account', () => {
    // Goal: only what blocks is called failed or inconclusive.
    const stopped = makeGateResult({ exitCode: 21 });
    const accepted = makeGateResult({ exitCode: 0 });
    expect([failedCheck, openCheck, warningCheck].map((check) => outcomeOf(check, stopped))).toEqual(['failed', 'inconclusive', 'warning']);
    expect(outcomeOf(openCheck, accepted)).toBe('warning');
    expect(outcomeOf({ ...openCheck, level: 'warn' }, stopped)).toBe('warning');
  });
});

describe('numbers', () => {
  it('say what was judged', () => {
    // Goal: a difference has its sign, a ratio and a value alone are called so; what is counted has no interval.
    expect(judgedText(failedCheck)).toBe('+1.10M USD [+900k USD to +1.30M USD]');
    expect(judgedText(warningCheck)).toBe('ratio 1.08 [1.07 to 1.09]');
    expect(judgedText(makeGateCheck({ interval: [2.02e6, 2.02e6] }))).toBe('alone 2.02M USD');
    expect(judgedText(invariantCheck)).toBe('–');
  });

  it('keep rare events apart from none', () => {
    // Goal: a limit of 1 in 100,000 can be read; so can a difference below zero.
    const write = sideWriter(openCheck);
    expect([0, 2.5e-5, -2.5e-5, 0.0123].map((share) => write(share))).toEqual(['0\u00a0%', '2.50e-5', '\u22122.50e-5', '1.23\u00a0%']);
  });

  it('are told in one line where there is no table', () => {
    // Goal: sample, interval and limit are never apart; an invariant has neither.
    expect(evidenceText(failedCheck)).toBe(
      'mean of shortfall_usd: +1.10M USD [+900k USD to +1.30M USD]; 95 % interval; limit <= +1e5 USD; margin −1.20M USD; ' +
        'baseline 340k USD; candidate 1.44M USD; 4,000\u00a0paths',
    );
    expect(evidenceText(invariantCheck)).toBe('invariant ledger_balanced; 4,000\u00a0paths');
  });
});

describe('sentenceOf', () => {
  it('leaves out what is named already', () => {
    // Goal: no line says check and scenario twice; a sentence that only begins alike stays whole.
    const told = makeGateCheck({ check: 'a', scenario: 'b', sentence: 'a on b: c' });
    expect(sentenceOf(told)).toBe('c');
    expect(sentenceOf({ ...told, scenario: 'bb' })).toBe('a on b: c');
  });
});

describe('groupByScenario', () => {
  it('keeps every check exactly once', () => {
    // Goal: scenarios in their order, strays at the end, none lost, also with names like those of objects.
    const checks = ['gbm-calm', '__proto__', 'merton-crash', '', '__proto__'].map((scenario) => makeGateCheck({ scenario }));
    const groups = groupByScenario(makeGateResult({ checks }));
    expect(groups.map(({ name, scenario, checks: own }) => [name, scenario !== null, own.length])).toEqual([
      ['merton-crash', true, 1], ['gbm-calm', true, 1], ['__proto__', false, 2], ['(no scenario)', false, 1],
    ]);
  });
});
