/** 13. What anyone needs to get the same numbers. */
import type { Manifest } from '../../engine/study/run-folder-types.ts';
import { absent } from '../figure.ts';
import { formatCount } from '../format.ts';
import { html } from '../markup.ts';
import type { Markup } from '../markup.ts';
import { table } from '../table.ts';
import type { Section } from './section.ts';

export const reproduce: Section = {
  id: 'reproduce',
  title: 'How to reproduce',
  body: ({ manifest }) => html`<p>The same engine, inputs and seed give the same digest, with any number of workers and on any machine.</p>
<pre class="command" tabindex="0"><code>${manifest.command}</code></pre>
<dl class="facts-list">
${identity(manifest).map(([term, text]) => html`<div><dt>${term}</dt><dd><code>${text}</code></dd></div>
`)}</dl>
${inputTable(manifest)}${dataTable(manifest)}`,
};

function identity(manifest: Manifest): readonly (readonly [term: string, text: string])[] {
  return [
    ['Result digest', manifest.digest],
    ['Seed', String(manifest.seed)],
    ['Paths', formatCount(manifest.paths)],
    ['Price feedback', manifest.feedback],
    ['Breakwater', manifest.engineVersion],
    ['Node.js', manifest.nodeVersion],
  ];
}

function inputTable({ scenario, parameterSets }: Manifest): Markup {
  const inputs = [{ kind: 'Scenario', ...scenario }, ...parameterSets.map((set) => ({ kind: 'Parameter set', ...set }))];
  return table({
    caption: 'Inputs and their hashes.',
    columns: [{ title: 'Input' }, { title: 'Kind' }, { title: 'File' }, { title: 'SHA-256' }],
    rows: inputs.map((input) => ({ cells: [input.title, input.kind, html`<code>${input.file}</code>`, hash(input.sha256)] })),
  });
}

function dataTable({ data }: Manifest): Markup {
  if (data.length === 0) return absent('The run read no data files.');
  return table({
    caption: 'Data and their hashes.',
    columns: [{ title: 'Data' }, { title: 'Rows', numeric: true }, { title: 'Source' }, { title: 'SHA-256' }],
    rows: data.map(({ name, rows, source, sha256 }) => ({ cells: [name, formatCount(rows), source, hash(sha256)] })),
  });
}

function hash(sha256: string): Markup {
  return html`<code class="hash">${sha256}</code>`;
}
