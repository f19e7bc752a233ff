import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { hostileNames, makeDocument } from '../../test/fixtures/report-document.ts';
import { readPdf } from '../../test/fixtures/read-pdf.ts';
import type { PdfContent } from '../../test/fixtures/read-pdf.ts';
import { compiledModule } from '../../test/cli/program.ts';
import { visible } from '../visible-text.ts';
import { renderPdf } from './render-pdf.ts';

const noSpace = (text: string): string => text.replace(/[\s\u00a0]+/g, '');

describe('renderPdf', () => {
  let bytes: Uint8Array;
  let pdf: PdfContent;
  const fetched = vi.fn(() => Promise.reject(new Error('no network')));

  beforeAll(async () => {
    vi.stubGlobal('fetch', fetched);
    bytes = await renderPdf(makeDocument());
    vi.unstubAllGlobals();
    pdf = await readPdf(bytes);
  });

  it('has a cover with contents, every section as a heading, and the numbers of every chart in an annex', async () => {
    // Goal: the structure that a reader and a screen reader walk through does not change unnoticed.
    const structure = { outline: pdf.outline, headingsPerPage: pdf.pages.map(({ headings }) => headings) };
    await expect(`${JSON.stringify(structure, null, 1)}\n`).toMatchFileSnapshot('structure.snapshot.json');
  });

  it('is tagged, titled, in English, dated by nobody, and every chart says what it shows', () => {
    // Goal: the file is readable without eyes and says nothing about when and where it was made.
    expect(pdf.tagged).toBe(true);
    expect(pdf.language).toBe('en');
    expect(pdf.title).toBe('Black Thursday, 12 March 2020');
    expect(Object.keys(pdf.information).filter((key) => /date/i.test(key))).toEqual([]);
    const figures = pdf.pages.flatMap(({ alternatives }) => alternatives);
    expect(figures).toHaveLength(7);
    expect(figures.every((text) => text.startsWith('Chart: '))).toBe(true);
  });

  it('prints the digest and the number of the page at the foot of every page', () => {
    // Goal: a loose page can be brought back to its run and its place.
    const { digest } = makeDocument();
    pdf.pages.forEach(({ text }, index) => {
      expect(noSpace(text)).toContain(noSpace(digest));
      expect(noSpace(text)).toContain(`Page${index + 1}of${pdf.pages.length}`);
    });
  });

  it('holds every key figure with its interval as text', () => {
    // Goal: what the document says in its tiles can be found and copied in the PDF.
    const text = noSpace(pdf.pages.map((page) => page.text).join(' '));
    const tiles = makeDocument().sections.flatMap(({ blocks }) => blocks.flatMap((block) => (block.kind === 'tiles' ? block.tiles : [])));
    const said = tiles.flatMap(({ title, readings }) => [title, ...readings.flatMap(({ value, notes }) => [value, ...notes])]);
    expect(said.length).toBeGreaterThan(30);
    expect(said.filter((part) => !text.includes(noSpace(part)))).toEqual([]);
  });

  it('asks the network for nothing', () => {
    // Goal: fonts, typesetter and packages are those that are installed.
    expect(fetched).not.toHaveBeenCalled();
  });
});

describe('renderPdf with hostile names', () => {
  const names = ` ${hostileNames.join(' ')} ${'W'.repeat(10_000)}`;
  const hostile = makeDocument({ sets: ['venue-2020'], hostileName: names, tableRows: 3 });
  let bytes: Uint8Array;
  beforeAll(async () => {
    bytes = await renderPdf(hostile);
  });

  it('shows them as text and keeps ten thousand characters on the page', async () => {
    // Goal: a name is never run, never followed, never hidden, and never leaves the paper.
    const pdf = await readPdf(bytes);
    const text = noSpace(pdf.pages.map((page) => page.text).join(' '));
    expect(hostileNames.filter((name) => !text.includes(noSpace(visible(name))))).toEqual([]);
    expect(text).toContain('charactersinall)');
    expect(pdf.pages.flatMap(({ links }) => links).filter((link) => !link.startsWith('https://example.com/'))).toEqual([]);
    expect(Math.max(...pdf.pages.map(({ rightmostPt }) => rightmostPt))).toBeLessThan(595 - 40);
  });

  it('gives the same bytes in another process', () => {
    // Goal: identical input, identical file, whatever the process did before and in whatever time zone.
    const program = `
      const { createHash } = await import('node:crypto');
      const { readFileSync } = await import('node:fs');
      const { renderPdf } = await import(process.argv[1]);
      const bytes = await renderPdf(JSON.parse(readFileSync(0, 'utf8')));
      console.log(createHash('sha256').update(bytes).digest('hex'));`;
    const words = ['--input-type=module', '-e', program, compiledModule('reports/pdf/render-pdf.ts')];
    const env = { ...process.env, TZ: 'America/Los_Angeles' };
    const other = execFileSync(process.execPath, words, { encoding: 'utf8', input: JSON.stringify(hostile), env });
    expect(other.trim()).toBe(createHash('sha256').update(bytes).digest('hex'));
  });
});
