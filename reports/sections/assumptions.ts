/** 11. What the result rests on and where it ends. */
import type { RunFolder, SourceReference } from '../../engine/study/run-folder-types.ts';
import { absent } from '../figure.ts';
import { formatPercent } from '../format.ts';
import { html } from '../markup.ts';
import type { Markup } from '../markup.ts';
import { table } from '../table.ts';
import type { Row } from '../table.ts';
import type { Section } from './section.ts';

export const assumptions: Section = {
  id: 'assumptions',
  title: 'Assumptions and limits',
  body: (run) => {
    const { scenario } = run.evidence;
    return html`<div class="columns">
<div><h3>Assumptions</h3>
${bullets(scenario.assumptions, 'The scenario states no assumptions.')}</div>
<div><h3>Limits</h3>
${bullets(scenario.limits, 'The scenario states no limits.')}</div>
</div>
<h3>How much of the move the model made itself</h3>
${endogenousTable(run)}<h3>Sources</h3>
${sourceList(scenario.sources)}`;
  },
};

function bullets(texts: readonly string[], otherwise: string): Markup {
  if (texts.length === 0) return absent(otherwise);
  return html`<ul>${texts.map((text) => html`<li>${text}</li>`)}</ul>
`;
}

function endogenousTable(run: RunFolder): Markup {
  const several = run.evidence.sets.length > 1;
  const rows = run.evidence.sets.flatMap((set) =>
    set.endogenousShare.map(({ instrument, value, warning }): Row => ({
      cells: [several ? `${set.title}, ${instrument}` : instrument, formatPercent(value), warning ?? ''],
      marked: warning !== null,
    })),
  );
  if (rows.length === 0) return absent('The run kept no share: there was no drop, or liquidations moved no price.');
  return table({
    caption: "Share of the price drop made by the venue's own liquidations, shown path (n = 1).",
    columns: [{ title: 'Instrument' }, { title: 'Endogenous share', numeric: true }, { title: 'Warning' }],
    rows,
  });
}

function sourceList(sources: readonly SourceReference[]): Markup {
  if (sources.length === 0) return absent('The scenario names no sources.');
  return html`<ul>${sources.map((source) => html`<li>${sourceText(source)}</li>`)}</ul>
`;
}

/** Only web addresses become links; anything else stays text. */
function sourceText({ text, url }: SourceReference): Markup {
  if (url === undefined) return html`${text}`;
  if (!/^https?:\/\/[^\s]+$/i.test(url)) return html`${text} (${url})`;
  return html`<a href="${url}" rel="noreferrer">${text}</a> <span class="address">${url}</span>`;
}
