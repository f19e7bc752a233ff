/** report.html: one file, no script, nothing loaded from anywhere. A pure function of the run folder. */
import type { RunFolder } from '../engine/study/run-folder-types.ts';
import { html } from './markup.ts';
import { page } from './page.ts';
import type { PageSection } from './page.ts';
import { sections } from './sections/all.ts';

/** The whole report as text, UTF-8. The same folder gives the same bytes. */
export async function renderHtml(run: RunFolder): Promise<string> {
  const written: PageSection[] = [];
  for (const { id, title, body, applies } of sections) {
    if (applies?.(run) ?? true) written.push({ id, title, body: await body(run) });
  }
  const { scenario, sets } = run.evidence;
  return page({
    windowTitle: `${scenario.title}: stress report`,
    kind: 'Breakwater stress report',
    heading: scenario.title,
    rules: sets.map((set) => set.title).join(' · '),
    sections: written,
    footer: html`Breakwater ${run.manifest.engineVersion} · result digest <code class="hash">${run.manifest.digest}</code>`,
  }).text;
}
