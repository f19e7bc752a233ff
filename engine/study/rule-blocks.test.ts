import { describe, expect, it } from 'vitest';
import { choice, parameterInput } from '../../test/golden/study-inputs.ts';
import { changedBlocks, ruleBlocks, sameRules, withBlocks } from './rule-blocks.ts';

const plain = parameterInput();
const fund = parameterInput({ name: 'fund', losses: [choice('loss', 'insurance-fund', { opening: { USD: 1, BTC: 2 } })] });

describe('blocks of rules', () => {
  it('are every key of a parameter set that is a rule', () => {
    // Goal: a new block of the set cannot be forgotten here: it would be compared as if it were the same.
    const texts = ['name', 'title', 'summary', 'sources'];
    expect([...ruleBlocks].sort()).toEqual(Object.keys(plain).filter((key) => !texts.includes(key)).sort());
  });

  it('differ by value: names, texts and the order of keys do not count, the order of lists does', () => {
    // Goal: a copy under another name is the same rules.
    expect(changedBlocks(plain, fund)).toEqual(['losses']);
    const turned = parameterInput({ losses: [choice('loss', 'insurance-fund', { opening: { BTC: 2, USD: 1 } })] });
    expect(sameRules(fund, { ...turned, title: 'Another title' })).toBe(true);
    const stages = [choice('loss', 'adl'), choice('loss', 'socialized')];
    const [one, other] = [stages, [...stages].reverse()].map((losses) => parameterInput({ losses }));
    expect(changedBlocks(one, other)).toEqual(['losses']);
    expect(changedBlocks(plain, parameterInput({ funding: choice('funding', 'premium', { interval: '8h' }) }))).toEqual(['funding']);
  });

  it('can be taken one by one', () => {
    // Goal: nothing for the baseline, everything for the candidate.
    expect(withBlocks(plain, fund, [])).toEqual(plain);
    expect(sameRules(withBlocks(plain, fund, ['losses']), fund)).toBe(true);
  });
});
