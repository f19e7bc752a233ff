/** 1. The verdict in words, and what was run. */
import type { EvidenceSet, RunFolder } from '../../engine/study/run-folder-types.ts';
import { countOf, formatSpan, formatTime } from '../format.ts';
import { html } from '../markup.ts';
import type { Markup, Part } from '../markup.ts';
import type { Section } from './section.ts';

export const verdict: Section = {
  id: 'verdict',
  title: 'Verdict',
  body: (run) => html`<div class="verdicts">
${run.evidence.sets.map((set) => card(run, set))}</div>
<h3>What was run</h3>
<dl class="facts-list">
${whatWasRun(run).map(([term, text]) => html`<div><dt>${term}</dt><dd>${text}</dd></div>
`)}</dl>
`,
};

function card(run: RunFolder, { title, verdict: { level, sentence, reasons } }: EvidenceSet): Markup {
  const several = run.evidence.sets.length > 1;
  return html`<article class="verdict is-${level}">
${several ? html`<h3>${title}</h3>
` : null}<p class="level">${level}</p>
<p class="sentence">${sentence}</p>
<ul>${reasons.map((reason) => html`<li>${reason}</li>`)}</ul>
</article>
`;
}

function whatWasRun({ manifest, evidence, summary }: RunFolder): readonly (readonly [term: string, text: Part])[] {
  const { scenario, sets } = evidence;
  return [
    ['Scenario', html`<b>${scenario.title}</b>. ${scenario.summary}`],
    ['Period', `${formatTime(scenario.startMs)} to ${formatTime(scenario.endMs)} (${formatSpan(scenario.endMs - scenario.startMs)})`],
    [sets.length === 1 ? 'Rules under test' : 'Rules under test, compared on the same paths', setList(sets)],
    ['Sample', `${countOf(summary.paths, 'path')}, seed ${manifest.seed}`],
    ['Price feedback', feedbackWords[manifest.feedback] ?? manifest.feedback],
  ];
}

function setList(sets: readonly EvidenceSet[]): Markup {
  const described = sets.map(({ title, summary }) => html`<b>${title}</b>. ${summary}`);
  return sets.length === 1 ? described[0] : html`<ul>${described.map((text) => html`<li>${text}</li>`)}</ul>`;
}

const feedbackWords: Readonly<Record<string, string>> = {
  none: 'None: liquidations do not move prices.',
  full: 'Full: every liquidation moves the price that later ones see.',
  counterfactual: "Counterfactual: history already holds its own liquidations, so only what differs from the baseline's moves the price.",
};
