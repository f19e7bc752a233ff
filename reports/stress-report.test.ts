import { describe, expect, it } from 'vitest';
import { makeRunFolder } from '../test/fixtures/run-folder.ts';
import { readPdf } from '../test/fixtures/read-pdf.ts';
import { renderCsv } from './formats/csv.ts';
import { renderMarkdown } from './formats/markdown.ts';
import { renderHtml } from './html/render.ts';
import { headlineMetrics, metricTitle, metricWriter, writeInterval } from './metrics.ts';
import { renderPdf } from './pdf/render-pdf.ts';
import { briefReport, stressReport } from './stress-report.ts';

const run = makeRunFolder({ sets: ['venue-2020', 'venue-2024'] });

/** Every key figure of summary.json as a reader meets it: title, mean and interval of each parameter set. */
const keyFigures = run.summary.parameterSets.flatMap(({ metrics }) =>
  headlineMetrics.flatMap((name) => {
    const { unit, value, interval } = metrics[name];
    const write = metricWriter({ name, unit });
    return [metricTitle(name), write(value), writeInterval(interval, write) ?? ''];
  }),
);

function squeezed(text: string): string {
  return text.replaceAll('&#36;', '$').replace(/<[^>]*>/g, '').replace(/[\s\u00a0]+/g, '');
}

describe('the stress report', () => {
  it('has every page of the list, and a short version that says where the rest is', () => {
    // Goal: a committee finds what it expects, and whoever opens the short one finds the way.
    const ids = stressReport(run).sections.map(({ id }) => id);
    const pages = [
      'verdict', 'key-figures', 'what-was-compared', 'waterfall', 'waterfall-percentiles', 'loss-distribution', 'insolvency-cohorts',
      'margin-backtest', 'price', 'cascade', 'cascade-distribution', 'criticality', 'fund-and-adl', 'oracle-and-breakers', 'sensitivity',
      'crisis-gallery', 'method', 'data-quality', 'limits', 'glossary', 'metrics', 'solvency-audit', 'worst-paths', 'reproduce',
    ];
    expect(pages.filter((page) => !ids.includes(page))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
    const short = briefReport(run).sections;
    expect(short.length).toBeLessThan(ids.length);
    expect(JSON.stringify(short)).toContain('npx simulate report RUN --format html,pdf');
  });

  it('says something in every section', () => {
    // Goal: no section vanishes or stays empty, whatever the folder holds.
    for (const { id, blocks } of stressReport(run).sections) expect(blocks.length, id).toBeGreaterThan(0);
  });

  it('prints every key figure of summary.json in every format', async () => {
    // Goal: the PDF, the page, the Markdown and the table say the same numbers.
    const document = stressReport(run);
    const pdf = await readPdf(await renderPdf(document));
    const texts = {
      pdf: pdf.pages.map(({ text }) => text).join(' '),
      html: await renderHtml(document),
      markdown: renderMarkdown(document),
      csv: renderCsv(document),
    };
    expect(keyFigures.length).toBe(2 * 3 * headlineMetrics.length);
    for (const [format, text] of Object.entries(texts)) {
      const found = squeezed(text);
      expect([format, keyFigures.filter((figure) => !found.includes(squeezed(figure)))]).toEqual([format, []]);
    }
  });
});
