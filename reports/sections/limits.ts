/** Annex: what was not modelled, and what this sample cannot tell. */
import { ruleOfThree } from '../../engine/statistics/intervals.ts';
import type { RunFolder } from '../../engine/study/run-folder-types.ts';
import type { Block } from '../document.ts';
import { countOf, formatPercent } from '../format.ts';
import { absent } from './section.ts';
import type { Section } from './section.ts';

export const limits: Section = {
  id: 'limits',
  title: 'Limits',
  blocks: (run) => [
    { kind: 'heading', text: 'What the scenario leaves out' },
    scenarioLimits(run),
    { kind: 'heading', text: 'What the program does not model' },
    { kind: 'list', items: programLimits },
    { kind: 'heading', text: 'What this sample cannot tell' },
    { kind: 'list', items: sampleLimits(run) },
  ],
};

function scenarioLimits({ evidence: { scenario } }: RunFolder): Block {
  return scenario.limits.length === 0 ? absent('The scenario states no limits.') : { kind: 'list', items: scenario.limits };
}

const programLimits: readonly string[] = [
  'Accounts neither add margin nor close or open positions of their own accord, and nobody runs from the venue or to it.',
  'Market makers react to liquidations only through impact and recovery of the liquidity model; there is no book of single orders.',
  'No backstop vault and no strategic participants: nobody trades against the rules on purpose.',
  'All positions of an account settle in one asset. Credit of banks, custody and settlement of withdrawals are not there.',
  'A verdict is about the rules on these paths. It is no forecast, and no probability that such a crash comes.',
];

function sampleLimits({ summary: { paths }, evidence }: RunFolder): string[] {
  const worst = Math.max(1, Math.floor(paths * 0.005));
  const unseen = `What happened on none of ${countOf(paths, 'path')} may still happen on up to ${unseenShare(paths)} of them (95 %).`;
  const advice = paths < 1000 ? 'figures beyond p99 say little' : 'read figures beyond p99.5 with their intervals';
  const tail = `The worst 0.5 % are ${countOf(worst, 'path')}: ${advice}.`;
  const shown = 'Charts over time show one path of each set, chosen because it is the worst; it is no average.';
  const spans = 'Intervals are about chance between paths. They know nothing of a wrong model, a wrong book of accounts or wrong depth.';
  const warnings = evidence.sets.flatMap(({ endogenousShare }) => endogenousShare.map(({ warning }) => warning));
  const endogenous = warnings.filter((one) => one !== null);
  return [unseen, tail, shown, spans, ...new Set(endogenous)];
}

function unseenShare(paths: number): string {
  return formatPercent(ruleOfThree({ trials: Math.max(1, paths), confidence: 0.95 }));
}
