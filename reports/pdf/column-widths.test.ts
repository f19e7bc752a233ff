import { describe, expect, it } from 'vitest';
import { columnWidths, naturalWidth, pageWidths } from './column-widths.ts';
import type { ColumnTexts } from './column-widths.ts';
import { proseOf } from './plain-text.ts';

const cell = (text: string): ReturnType<typeof proseOf> => proseOf({ text, limit: 400, inCell: true });
const column = (title: string, kind: ColumnTexts['kind']): ColumnTexts => ({ title: cell(title), kind });
const total = (widths: readonly number[]): number => widths.reduce((sum, width) => sum + width, 0);

describe('columnWidths', () => {
  it('never exceeds the room, whatever the cells hold', () => {
    // Goal: no table leaves the paper, not with twenty columns and not with one word of 10,000 letters.
    for (const count of [1, 2, 8, 20]) {
      const columns = Array.from({ length: count }, (_, index) => column(`Column_${index}`, index % 2 ? 'number' : 'name'));
      const rows = [{ cells: columns.map((_, index) => cell(index === 0 ? 'W'.repeat(10_000) : '$123,456,789.00')) }];
      for (const roomPt of [pageWidths.full, pageWidths.half]) {
        const { widthsPt, letterPt } = columnWidths({ columns, rows, dense: false, roomPt });
        expect(total(widthsPt)).toBeLessThanOrEqual(roomPt);
        expect(letterPt).toBeGreaterThanOrEqual(5);
      }
    }
  });

  it('keeps small tables together and lets tables that nearly fill the page fill it', () => {
    // Goal: two columns of numbers do not stand at opposite edges of the paper.
    const columns = [column('Layer', 'text'), column('Mean', 'number')];
    const small = { columns, rows: [{ cells: [cell('fund'), cell('$1.2M')] }], dense: false, roomPt: pageWidths.full };
    expect(total(columnWidths(small).widthsPt)).toBeLessThan(120);
    expect(naturalWidth(small)).toBeLessThan(pageWidths.half);
    const described = cell('a layer of the waterfall, described at some length, so that it needs most of a line');
    const wide = { ...small, rows: [{ cells: [described, cell('$1')] }] };
    expect(total(columnWidths(wide).widthsPt)).toBeCloseTo(pageWidths.full, 0);
  });
});
