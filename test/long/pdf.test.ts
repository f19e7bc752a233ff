import { describe, expect, it } from 'vitest';
import { renderPdf } from '../../reports/pdf/render-pdf.ts';
import { readPdf } from '../fixtures/read-pdf.ts';
import { makeDocument } from '../fixtures/report-document.ts';

const rows = 3000;
const noSpace = (text: string): string => text.replace(/[\s\u00a0]+/g, '');

describe('a PDF with a table of 3,000 rows', () => {
  it('has every row once and in order, on numbered pages, inside the paper', async () => {
    // Goal: the typesetter neither gives up on a long table nor drops a row where a page ends.
    const document = makeDocument({ sets: ['venue-2020'], tableRows: rows });
    const tables = document.sections.flatMap(({ blocks }) => blocks.flatMap((block) => (block.kind === 'table' ? [block.table] : [])));
    const names = tables.flatMap((table) => table.rows.map(({ cells }) => noSpace(String(cells[0])))).filter((name) => /\d$/.test(name));
    expect(names).toHaveLength(rows);
    const { pages } = await readPdf(await renderPdf(document));
    const text = noSpace(pages.map((page) => page.text).join(' '));
    let from = 0;
    for (const name of names) {
      const at = text.indexOf(name, from);
      expect([name, at >= from]).toEqual([name, true]);
      from = at + name.length;
    }
    pages.forEach((page, index) => expect(noSpace(page.text)).toContain(`Page${index + 1}of${pages.length}`));
    expect(Math.max(...pages.map(({ rightmostPt }) => rightmostPt))).toBeLessThan(595 - 40);
  });
});
