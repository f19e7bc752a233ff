/** The stress report of a run: which sections it has. A pure function of the run folder. */
import type { RunFolder } from '../engine/study/run-folder-types.ts';
import type { Block, ReportDocument } from './document.ts';
import { briefSections, sections } from './sections/all.ts';
import { contentOf } from './sections/section.ts';
import type { Section } from './sections/section.ts';

/** Everything that the folder tells: what `simulate report` writes. */
export function stressReport(run: RunFolder): ReportDocument {
  return documentOf(run, sections);
}

/** What a run leaves at its end: the sections that cost little. */
export function briefReport(run: RunFolder): ReportDocument {
  const document = documentOf(run, briefSections);
  const last = document.sections.length - 1;
  const sectionsAndMore = document.sections.map((section, index) => {
    return index === last ? { ...section, blocks: [...section.blocks, ...wholeReport] } : section;
  });
  return { ...document, sections: sectionsAndMore };
}

/** Where the rest is. */
const wholeReport: readonly Block[] = [
  { kind: 'heading', text: 'The whole report' },
  {
    kind: 'paragraph',
    text:
      'Loss distribution, cohorts, margin back-test, oracles, sensitivity and annexes, with charts that can be explored, and the same on ' +
      'paper; RUN is the folder of this file:',
  },
  { kind: 'command', text: 'npx simulate report RUN --format html,pdf' },
];

function documentOf(run: RunFolder, chosen: readonly Section[]): ReportDocument {
  const { scenario, sets } = run.evidence;
  const { engineVersion, digest, command } = run.manifest;
  const rules = sets.map((set) => set.title).join(' · ');
  return { title: scenario.title, rules, sections: contentOf(chosen, run), engineVersion, digest, command };
}
