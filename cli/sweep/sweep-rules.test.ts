import { beforeAll, describe, expect, it } from 'vitest';
import type { UserError } from '../../engine/errors.ts';
import { checkAxes, PointRules, sweepBasis } from './sweep-rules.ts';
import type { SweepBasis } from './sweep-rules.ts';
import { varyFlag } from './vary-flag.ts';

const request = { scenario: 'crash-2020', params: ['hyperliquid'], data: [], paths: 1, seed: undefined, feedback: undefined };
let basis: SweepBasis;
beforeAll(async () => {
  basis = await sweepBasis(request);
});

function checked(...flags: readonly string[]) {
  return checkAxes(basis, flags.map((text) => varyFlag(text, 'grid')));
}

describe('values of a sweep', () => {
  const refused = [
    { flag: 'population.accuonts=10:20:3', what: '--vary population.accuonts: unknown key "accuonts"', suggestion: 'accounts' },
    { flag: 'population.long-share=0.5:2:4', what: '--vary population.long-share: population.long-share is 2', expected: 'from 0 to 1' },
    { flag: 'liquidation.policy=full,partal', what: 'there is no liquidation policy "partal"', suggestion: 'partial' },
    { flag: 'oracle.policy=median,mean', what: '--vary oracle.policy: there is no oracle policy "mean"' },
    { flag: 'losses.fund.opening.USD=1,2', what: '--vary losses.fund.opening.USD: losses has no "fund"' },
  ];
  it.each(refused)('are those that the file could have: $flag', ({ flag, what, expected, suggestion }) => {
    // Goal: the schema of the file, under the name of the flag, before the first path.
    try {
      checked(flag);
    } catch (error) {
      const { exitCode, problems } = error as UserError;
      expect(exitCode).toBe(2);
      expect(problems.map((problem) => problem.what)).toEqual([expect.stringContaining(what)]);
      if (expected) expect(problems[0].expected).toContain(expected);
      expect(problems[0].suggestion).toBe(suggestion);
      return;
    }
    throw new Error('accepted');
  });

  it('are whole where the parameter is', () => {
    // Goal: accounts and milliseconds are not halved; a share stays a fraction.
    const { axes } = checked('population.accounts=10:20:4', 'population.long-share=0:1:3', 'oracle.heartbeat-ms=1000:2000:4');
    expect(axes.map(({ spread }) => 'range' in spread && spread.range.whole)).toEqual([true, false, true]);
  });

  it('may go badly together: that is an answer of the point', () => {
    // Goal: a rectangle of two parameters may have impossible corners.
    const flags = ['liquidation.policy=paced,full,partial', 'liquidation.whole-below=0.1,0.5', 'liquidation.target=1.2,1.5'];
    const { axes, notices } = checked(...flags);
    const leftOut = ['full does not know fraction, interval or whole-below', 'partial does not know fraction or whole-below'];
    expect(notices).toEqual(leftOut.map((text): unknown => expect.stringContaining(`liquidation.policy=${text}`)));
    const rules = new PointRules(basis, axes);
    expect(rules.at(['full', 0.5, null])).toEqual({ refused: expect.stringContaining('unknown key "whole-below"') });
    expect(rules.at(['paced', 0.5, null])).toMatchObject({ rules: { liquidation: { parameters: { 'whole-below': 0.5 } } } });
    expect(rules.at(['partial', null, 1.5])).toMatchObject({ rules: { liquidation: { policy: 'partial', parameters: { target: 1.5 } } } });
    expect(rules.at([null, null, null])).toEqual({ rules: basis.assembled.input.sets[0].venues[0].parameters });
  });
});
