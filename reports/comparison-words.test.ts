import { describe, expect, it } from 'vitest';
import type { Comparison, ComparisonVerdict } from '../engine/study/comparison-types.ts';
import { makeComparisonFolder } from '../test/fixtures/comparison.ts';
import { attributionMethod, comparisonSentence, sameBound, signed, writtenComparison } from './comparison-words.ts';
import { formatUsd } from './format.ts';

const [worse] = makeComparisonFolder().summary.comparisons;

function plain(text: string): string {
  return text.replaceAll('\u00a0', ' ').replaceAll('\u2212', '-');
}

function sentence(verdict: ComparisonVerdict, changes: Partial<Comparison> = {}): string {
  return plain(comparisonSentence({ ...worse, verdict, ...changes }));
}

describe('a comparison in words', () => {
  it('names what is worse and by how much', () => {
    // Goal: the sentence that a committee reads first.
    expect(sentence('worse')).toBe('venue-2024 is worse than venue-2020: insolvent accounts +12.5, shortfall +$1.10M.');
  });

  it('has a sentence for every verdict', () => {
    // Goal: none says more than was shown.
    const nothing = 'In the metrics that decide, 32 paths show no difference between venue-2024 and venue-2020.';
    expect(sentence('no-difference-shown')).toBe(nothing);
    expect(sentence('not-enough-paths')).toBe('32 paths decide nothing about venue-2024 and venue-2020: run at least 10.');
    expect(sentence('mixed')).toContain('worse than venue-2020 in some respects (insolvent accounts');
    expect(sentence('no-difference-shown', { changedBlocks: [] })).toBe('The rules of venue-2024 are those of venue-2020: no difference.');
  });

  it('writes differences with their sign, and what is the same as the same', () => {
    // Goal: -0.3 of a million and 0.3 of a million cannot be confused; no interval of nothing.
    expect([1.2e6, -1.2e6, 0, null].map((value) => plain(signed(value, formatUsd)))).toEqual(['+$1.20M', '-$1.20M', '$0', '–']);
    const same = writtenComparison('insurance_fund_exhausted', worse.metrics.insurance_fund_exhausted);
    expect([plain(same.interval), same.pairing, same.verdict]).toEqual(['same on all 32 paths', '–', 'no difference shown']);
    const written = writtenComparison('shortfall_usd', worse.metrics.shortfall_usd);
    expect([plain(written.interval), written.pValue, written.pairing]).toEqual(['+$770k to +$1.43M', '<0.0001', '12.3x']);
    const bound = 'What is the same on all of 100 paths differs on less than 3 % of paths (95 % upper bound 3/100).';
    expect([sameBound(3), plain(sameBound(100) ?? '')]).toEqual([null, bound]);
  });

  it('says how shares were found', () => {
    // Goal: nobody takes a share from four of six orders for one from all.
    const { attribution } = worse;
    if (attribution === null) throw new Error('the fixture has an attribution');
    expect(attributionMethod(worse)).toContain('all 2 orders');
    const partial: Comparison = { ...worse, attribution: { ...attribution, orders: { used: 1, all: 2 } } };
    const alone: Comparison = { ...worse, attribution: { ...attribution, method: 'one-at-a-time', orders: null } };
    expect([partial, alone].map(attributionMethod)).toEqual([
      expect.stringContaining('the 1 of 2 possible orders'),
      expect.stringContaining('Interaction'),
    ]);
    expect(attributionMethod({ ...worse, changedBlocks: ['losses'] })).toBe('Only losses differs: all of the difference is its own.');
    expect(attributionMethod({ ...worse, attribution: null })).toBe('');
  });
});
