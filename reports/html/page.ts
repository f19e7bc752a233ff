/** The frame that every report shares: one HTML file, no script, nothing loaded from anywhere. */
import { html, trusted } from './markup.ts';
import type { Markup, Part } from './markup.ts';
import { styleSheet } from './style.ts';

export interface PageSection {
  /** Anchor in the page. */
  readonly id: string;
  readonly title: string;
  readonly body: Markup;
}

export interface PageOptions {
  /** What the page is, for the window of the browser. */
  readonly windowTitle: string;
  readonly kind: string;
  readonly heading: string;
  /** Below the heading: which rules. */
  readonly rules: string;
  readonly sections: readonly PageSection[];
  readonly footer: Part;
}

const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** A whole page. The same options give the same bytes. */
export function page({ windowTitle, kind, heading, rules, sections, footer }: PageOptions): Markup {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${windowTitle}</title>
<style>${trusted(styleSheet())}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the report</a>
<header class="top"><p class="kind">${kind}</p>
<h1>${heading}</h1>
<p class="rules">${rules}</p></header>
<div class="frame">
${contents(sections)}<main id="content">
${sections.map(sectionOf)}</main>
</div>
<footer><p>${footer}</p></footer>
</body>
</html>
`;
}

function contents(sections: readonly PageSection[]): Markup {
  return html`<nav aria-label="Contents"><ol>
${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>
`)}</ol></nav>
`;
}

function sectionOf({ id, title, body }: PageSection, index: number): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-heading">
<h2 id="${id}-heading"><span class="ordinal">${index + 1}</span> ${title}</h2>
${body}</section>
`;
}
