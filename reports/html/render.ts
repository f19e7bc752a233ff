/** A document as report.html: one file, nothing loaded from anywhere. */
import { blocksMarkup } from './blocks.ts';
import type { ReportDocument } from '../document.ts';
import { html } from './markup.ts';
import { page } from './page.ts';
import type { PageSection } from './page.ts';

export interface HtmlOptions {
  /** Charts can be explored: half a megabyte of script more. Everything is readable without it too. */
  readonly explore?: boolean;
}

/** The whole page as text, UTF-8. The same document gives the same bytes. */
export async function renderHtml(document: ReportDocument, { explore = false }: HtmlOptions = {}): Promise<string> {
  const sections: PageSection[] = [];
  for (const { id, title, blocks } of document.sections) sections.push({ id, title, body: await blocksMarkup(blocks, { explore }) });
  return page({
    windowTitle: `${document.title}: stress report`,
    kind: 'Breakwater stress report',
    heading: document.title,
    rules: document.rules,
    sections,
    footer: html`Breakwater ${document.engineVersion} · result digest <code class="hash">${document.digest}</code>`,
    explore,
  }).text;
}

/** The page with what makes its charts explorable. */
export function renderExplorableHtml(document: ReportDocument): Promise<string> {
  return renderHtml(document, { explore: true });
}
