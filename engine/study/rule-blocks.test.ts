import { describe, expect, it } from 'vitest';
import { choice, parameterInput } from '../../test/golden/study-inputs.ts';
import { changedBlocks, changedVenueBlocks, ruleBlocks, sameRules, venueOfBlock, venuesWithBlocks, withBlocks } from './rule-blocks.ts';

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

  it('carry the venue where there are several', () => {
    // Goal: a block of one venue leaves the same block of the other alone; nothing taken is the baseline, everything the candidate.
    const venues = (one: typeof plain, two: typeof plain) => [{ id: 'one', parameters: one }, { id: 'two', parameters: two }];
    const funding = { ...fund, funding: choice('funding', 'premium', { interval: '8h' }) };
    const [baseline, candidate] = [venues(plain, plain), venues(fund, funding)];
    const changed = changedVenueBlocks(baseline, candidate);
    expect(changed).toEqual(['one:losses', 'two:losses', 'two:funding']);
    expect(changed.map(venueOfBlock)).toEqual(['one', 'two', 'two']);
    const hybrid = venuesWithBlocks(baseline, candidate, ['two:losses']);
    expect(hybrid).toEqual(venues(plain, { ...plain, losses: fund.losses }));
    expect(changedVenueBlocks(baseline, venuesWithBlocks(baseline, candidate, []))).toEqual([]);
    expect(changedVenueBlocks(candidate, venuesWithBlocks(baseline, candidate, changed))).toEqual([]);
    expect([changedVenueBlocks([baseline[0]], [candidate[0]]), venueOfBlock('losses')]).toEqual([['losses'], '']);
  });

  it('can be taken one by one', () => {
    // Goal: nothing for the baseline, everything for the candidate.
    expect(withBlocks(plain, fund, [])).toEqual(plain);
    expect(sameRules(withBlocks(plain, fund, ['losses']), fund)).toBe(true);
  });
});
