/** 10. Every rule under test with its source; sets side by side. */
import type { EvidenceSet, ParameterRow } from '../../engine/study/run-folder-types.ts';
import type { TableRow } from '../document.ts';
import { missing } from '../format.ts';
import { writeParameter } from '../parameter-values.ts';
import { absent } from './section.ts';
import type { Section } from './section.ts';

export const parameters: Section = {
  id: 'parameters',
  title: 'Parameters',
  blocks: ({ evidence: { sets } }) => {
    const keys = [...new Set(sets.flatMap((set) => set.parameters.map((row) => row.key)))];
    if (keys.length === 0) return [absent('The run folder lists no parameters.')];
    const rows = keys.map((key) => parameterRow(key, sets));
    const caption = sets.length === 1 ? 'Parameters and where each value comes from.' : differenceText(rows);
    const values = sets.map((set) => ({ title: sets.length === 1 ? 'Value' : set.title }));
    const columns = [{ title: 'Parameter', name: true }, ...values, { title: 'Unit' }, { title: 'Source' }];
    return [{ kind: 'table', table: { caption, columns, rows } }];
  },
};

function parameterRow(key: string, sets: readonly EvidenceSet[]): TableRow {
  const found = sets.map((set) => set.parameters.find((row) => row.key === key));
  const values = found.map((row) => (row === undefined ? missing : writeParameter(row.value)));
  const marked = new Set(values).size > 1;
  const first = found.find((row) => row !== undefined);
  const head = marked ? [{ code: key }, ' ', { flag: 'differs' }] : [{ code: key }];
  return { cells: [head, ...values, first?.unit ?? '', sources(found)], marked };
}

/** One source when all sets share it, otherwise each set's own in order. */
function sources(found: readonly (ParameterRow | undefined)[]): string {
  const texts = [...new Set(found.flatMap((row) => (row === undefined ? [] : [row.source || 'no source given'])))];
  return texts.join('; ');
}

function differenceText(rows: readonly TableRow[]): string {
  const count = rows.filter((row) => row.marked).length;
  if (count === 0) return `All ${rows.length} parameters are the same in every set.`;
  return `${count} of ${rows.length} parameters ${count === 1 ? 'differs' : 'differ'} between the sets; the rows are marked.`;
}
