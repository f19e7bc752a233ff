/** A document as report.html: one file, nothing loaded from anywhere. */
import { blocksMarkup } from './blocks.ts';
import type { ReportDocument } from '../document.ts';
import { html } from './markup.ts';
import { page } from './page.ts';
import type { PageSection } from './page.ts';

/** The whole page as text, UTF-8. The same document gives the same bytes. */
export async function renderHtml(document: ReportDocument): Promise<string> {
  const sections: PageSection[] = [];
  for (const { id, title, blocks } of document.sections) sections.push({ id, title, body: await blocksMarkup(blocks) });
  return page({
    windowTitle: `${document.title}: stress report`,
    kind: 'Breakwater stress report',
    heading: document.title,
    rules: document.rules,
    sections,
    footer: html`Breakwater ${document.engineVersion} · result digest <code class="hash">${document.digest}</code>`,
  }).text;
}
