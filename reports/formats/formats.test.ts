import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { makeComparisonFolder } from '../../test/fixtures/comparison.ts';
import { makeRunFolder } from '../../test/fixtures/run-folder.ts';
import { stressReport } from '../stress-report.ts';
import { renderCsv } from './csv.ts';
import { renderJson } from './json.ts';
import { renderMarkdown } from './markdown.ts';

const hostileNames = [
  `<script>alert(1)</script>`, `javascript:alert(1)`, '::error::x', `=cmd()|' /C calc'!A0`, ']]>',
  '\u001b[31mred\u001b[0m', '@team', '\u202etxt.exe',
  '| a | b |\n\n# heading', 'x'.repeat(10_000), '![i](http://x/y.png)', '`$' + '{1}`', '<!-- simulate-gate:x -->', '\r\n--\t+1',
];

/** Named by their beginnings: the whole of the longest is not for a terminal. */
const hostile = hostileNames.map((name) => ({ name, label: JSON.stringify(name.slice(0, 24)) }));

interface CsvRow {
  readonly section: string;
  readonly row: string;
  readonly text: string;
  readonly value: string;
}

function rowsOf(csv: string): CsvRow[] {
  return parse(csv, { columns: true });
}

describe('a report as Markdown', () => {
  it('has the headings of the page and every key figure', () => {
    // Goal: nothing but the drawings is lost.
    const document = stressReport(makeRunFolder());
    const text = renderMarkdown(document);
    const headings = [...text.matchAll(/^## \d+\. (.*)$/gm)].map(([, title]) => title);
    expect(headings).toEqual(document.sections.map(({ title }) => title));
    const figures = text.replaceAll('&#36;', '$').replaceAll('\u00a0', ' ');
    expect(figures).toContain('| Shortfall | $3.42M | 95 % interval $2.94M to $3.90M, n = 32 paths, 100 % above zero |');
  });

  it.each(hostile)('shows a hostile name as text: $label', ({ name }) => {
    // Goal: no markup, mention, link or comment comes from a name, and no table breaks.
    const harmless = renderMarkdown(stressReport(makeRunFolder({ sets: ['a', 'b'], hostileName: 'x' })));
    const text = renderMarkdown(stressReport(makeRunFolder({ sets: ['a', 'b'], hostileName: name })));
    expect(/<(?!code>|\/code>)|[\u0000-\u0009\u000b-\u001f\u202e]|(?<!\w)@team|!\[|\]\(/.exec(text)).toBeNull();
    const structure = (one: string): string[] => one.split('\n').map((line) => `${/^#*/.exec(line)?.[0]}${line.replace(/[^|]/g, '')}`);
    expect(structure(text)).toEqual(structure(harmless));
  });
});

describe('a report as JSON', () => {
  it('has all blocks but the drawings, and survives parsing', () => {
    // Goal: programs read what people read.
    const document = stressReport(makeComparisonFolder());
    const parsed = JSON.parse(renderJson(document)) as { sections: { id: string }[] };
    expect(parsed.sections.map(({ id }) => id)).toEqual(document.sections.map(({ id }) => id));
    expect(renderJson(document)).not.toContain('"spec"');
    expect(renderJson(document)).toContain('"howToRead"');
  });

  it.each(hostile)('keeps a hostile name as it is, without a character that hides: $label', ({ name }) => {
    // Goal: the text survives, a terminal that prints the file is not fooled.
    const text = renderJson(stressReport(makeRunFolder({ hostileName: name })));
    expect(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/.exec(text)).toBeNull();
    expect((JSON.parse(text) as { title: string }).title).toContain(name);
  });
});

describe('a report as CSV', () => {
  it('has a line per cell with the value in full', () => {
    // Goal: a key figure of the page is found with all its digits.
    const rows = rowsOf(renderCsv(stressReport(makeRunFolder())));
    const shortfall = rows.find(({ section, row }) => section === 'key-figures' && row === 'Shortfall');
    expect(shortfall).toMatchObject({ text: expect.stringMatching(/^\$3\.42M/) as string, value: '3420000' });
    expect(rows.length).toBeGreaterThan(200);
  });

  it.each(hostile)('is no formula and breaks no line: $label', ({ name }) => {
    // Goal: a spreadsheet shows text.
    const folder = makeRunFolder({ sets: ['a', 'b'] });
    const [first, ...others] = folder.evidence.sets;
    const named = { ...folder, evidence: { ...folder.evidence, sets: [{ ...first, title: name }, ...others] } };
    const rows = rowsOf(renderCsv(stressReport(named)));
    expect(rows).toHaveLength(rowsOf(renderCsv(stressReport(folder))).length);
    const cells = rows.flatMap((row) => Object.values(row) as string[]);
    expect(cells.filter((cell) => /^[=+@\t\r\n]|^-(?![\d.])/.test(cell))).toEqual([]);
  });
});
