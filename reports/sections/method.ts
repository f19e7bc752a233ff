/** Annex: how the run computes what it says, and how every interval is made. */
import type { RunFolder } from '../../engine/study/run-folder-types.ts';
import type { Fact } from '../document.ts';
import { countOf } from '../format.ts';
import type { Section } from './section.ts';

export const method: Section = {
  id: 'method',
  title: 'Method',
  blocks: (run) => [
    { kind: 'list', items: steps(run) },
    { kind: 'heading', text: 'How intervals are made' },
    { kind: 'definitions', facts: intervals },
    { kind: 'paragraph', text: 'What each metric means stands under All metrics.' },
  ],
};

function steps({ summary: { paths }, evidence: { scenario } }: RunFolder): string[] {
  return [
    `Each of ${countOf(paths, 'path')} draws prices and accounts from random streams of its own; every parameter set sees the same ones.`,
    'Inside a path events have one order: prices, oracle, breakers, funding, then rounds of liquidations until nobody is liquidatable.',
    'Liquidations sell into a liquidity model, and their impact moves what oracles and margins see as far as the price feedback says.',
    'Money is counted in whole units: after every event cash and positions sum to zero, and every shortfall equals what its layers paid.',
    'Statistics run over paths, never over accounts of one path, which are not independent.',
    ...scenario.assumptions,
  ];
}

const intervals: readonly Fact[] = [
  { term: 'Mean over paths', text: "Student's interval of independent values, cut at 0 for amounts that are never negative." },
  {
    term: 'Share of paths',
    text: "Wilson's score interval (1927); for curves and single bars the exact interval of Clopper and Pearson (1934).",
  },
  {
    term: 'Event on no path',
    text: 'Upper bound 3/n with 95 % confidence, the rule of three (Hanley and Lippman-Hand 1983).',
  },
  {
    term: 'Quantile',
    text: 'A value of the sample, never interpolated; its interval lies between two order statistics and needs no distribution.',
  },
  {
    term: 'Expected shortfall',
    text:
      'Mean of the worst share (Rockafellar and Uryasev 2002) with its asymptotic standard error; none where the tail index is at most 2 ' +
      '(Hill 1975).',
  },
  {
    term: 'Difference of two sets',
    text: 'Of paired differences path by path; tests are adjusted for their number by the method of Holm (1979).',
  },
  { term: 'Tail difference', text: 'Bootstrap of pairs, resampling paths.' },
  { term: 'Rank correlation', text: 'Spearman (1904), interval by Bonett and Wright (2000).' },
  { term: 'Exceedance curve', text: 'The band holds at each loss alone with 95 %; the whole curve leaves it somewhere more often.' },
];
