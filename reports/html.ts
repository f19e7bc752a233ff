/** report.html: one file, no script, nothing loaded from anywhere. A pure function of the run folder. */
import type { RunFolder } from '../engine/study/run-folder-types.ts';
import { html, trusted } from './markup.ts';
import type { Markup } from './markup.ts';
import { sections } from './sections/all.ts';
import type { Section } from './sections/section.ts';
import { styleSheet } from './style.ts';

/** The whole report as text, UTF-8. The same folder gives the same bytes. */
export async function renderHtml(run: RunFolder): Promise<string> {
  const parts: Written[] = [];
  for (const section of sections) {
    if (section.applies?.(run) ?? true) parts.push({ section, body: await section.body(run) });
  }
  return page(run, parts).text;
}

interface Written {
  readonly section: Section;
  readonly body: Markup;
}

const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

function page(run: RunFolder, parts: readonly Written[]): Markup {
  const { title } = run.evidence.scenario;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}: stress report</title>
<style>${trusted(styleSheet())}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the report</a>
${header(run)}<div class="frame">
${contents(parts)}<main id="content">
${parts.map(sectionOf)}</main>
</div>
${footer(run)}</body>
</html>
`;
}

function header({ evidence: { scenario, sets } }: RunFolder): Markup {
  return html`<header class="top"><p class="kind">Breakwater stress report</p>
<h1>${scenario.title}</h1>
<p class="rules">${sets.map((set) => set.title).join(' · ')}</p></header>
`;
}

function contents(parts: readonly Written[]): Markup {
  return html`<nav aria-label="Contents"><ol>
${parts.map(({ section }) => html`<li><a href="#${section.id}">${section.title}</a></li>
`)}</ol></nav>
`;
}

function sectionOf({ section: { id, title }, body }: Written, index: number): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-heading">
<h2 id="${id}-heading"><span class="ordinal">${index + 1}</span> ${title}</h2>
${body}</section>
`;
}

function footer({ manifest }: RunFolder): Markup {
  return html`<footer><p>Breakwater ${manifest.engineVersion} · result digest <code class="hash">${manifest.digest}</code></p></footer>
`;
}
