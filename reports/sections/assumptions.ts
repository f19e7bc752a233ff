/** 11. What the result rests on and where it ends. */
import type { RunFolder, SourceReference } from '../../engine/study/run-folder-types.ts';
import type { Block, TableRow, Text } from '../document.ts';
import { formatPercent } from '../format.ts';
import { absent } from './section.ts';
import type { Section } from './section.ts';

export const assumptions: Section = {
  id: 'assumptions',
  title: 'Assumptions and limits',
  blocks: (run) => {
    const { scenario } = run.evidence;
    return [
      {
        kind: 'columns',
        columns: [
          [{ kind: 'heading', text: 'Assumptions' }, bullets(scenario.assumptions, 'The scenario states no assumptions.')],
          [{ kind: 'heading', text: 'Limits' }, bullets(scenario.limits, 'The scenario states no limits.')],
        ],
      },
      { kind: 'heading', text: 'How much of the move the model made itself' },
      endogenousTable(run),
      { kind: 'heading', text: 'Sources' },
      bullets(scenario.sources.map(sourceText), 'The scenario names no sources.'),
    ];
  },
};

function bullets(items: readonly Text[], otherwise: string): Block {
  return items.length === 0 ? absent(otherwise) : { kind: 'list', items };
}

function endogenousTable(run: RunFolder): Block {
  const several = run.evidence.sets.length > 1;
  const rows = run.evidence.sets.flatMap((set) =>
    set.endogenousShare.map(({ instrument, value, warning }): TableRow => ({
      cells: [several ? `${set.title}, ${instrument}` : instrument, formatPercent(value), warning ?? ''],
      marked: warning !== null,
    })),
  );
  if (rows.length === 0) return absent('The run kept no share: there was no drop, or liquidations moved no price.');
  const table = {
    caption: "Share of the price drop made by the venue's own liquidations, shown path (n = 1).",
    columns: [{ title: 'Instrument' }, { title: 'Endogenous share', numeric: true }, { title: 'Warning' }],
    rows,
  };
  return { kind: 'table', table };
}

function sourceText({ text, url }: SourceReference): Text {
  return url === undefined ? text : [{ link: url, text }];
}
