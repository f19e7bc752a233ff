/** 1. The verdict in words, and what was run. */
import type { EvidenceSet, RunFolder } from '../../engine/study/run-folder-types.ts';
import type { Fact, Text, VerdictContent } from '../document.ts';
import { countOf, formatSpan, formatTime } from '../format.ts';
import type { Section } from './section.ts';

export const verdict: Section = {
  id: 'verdict',
  title: 'Verdict',
  blocks: (run) => [
    { kind: 'verdicts', verdicts: run.evidence.sets.map((set) => card(run, set)) },
    { kind: 'heading', text: 'What was run' },
    { kind: 'facts', facts: whatWasRun(run) },
  ],
};

function card(run: RunFolder, { title, verdict: { level, sentence, reasons } }: EvidenceSet): VerdictContent {
  return { owner: run.evidence.sets.length > 1 ? title : null, level, sentence, reasons };
}

function whatWasRun({ manifest, evidence, summary }: RunFolder): Fact[] {
  const { scenario, sets } = evidence;
  const period = `${formatTime(scenario.startMs)} to ${formatTime(scenario.endMs)} (${formatSpan(scenario.endMs - scenario.startMs)})`;
  return [
    { term: 'Scenario', text: described(scenario) },
    { term: 'Period', text: period },
    ruleFact(sets),
    { term: 'Sample', text: `${countOf(summary.paths, 'path')}, seed ${manifest.seed}` },
    { term: 'Price feedback', text: feedbackWords[manifest.feedback] ?? manifest.feedback },
  ];
}

function ruleFact(sets: readonly EvidenceSet[]): Fact {
  if (sets.length === 1) return { term: 'Rules under test', text: described(sets[0]) };
  return { term: 'Rules under test, compared on the same paths', text: '', items: sets.map(described) };
}

function described({ title, summary }: { title: string; summary: string }): Text {
  return [{ strong: title }, `. ${summary}`];
}

const feedbackWords: Readonly<Record<string, string>> = {
  none: 'None: liquidations do not move prices.',
  full: 'Full: every liquidation moves the price that later ones see.',
  counterfactual: "Counterfactual: history already holds its own liquidations, so only what differs from the baseline's moves the price.",
};
