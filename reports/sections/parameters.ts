/** 10. Every rule under test with its source; sets side by side. */
import type { EvidenceSet, ParameterRow, ParameterValue } from '../../engine/study/run-folder-types.ts';
import { absent } from '../figure.ts';
import { missing } from '../format.ts';
import { html } from '../markup.ts';
import type { Markup, Part } from '../markup.ts';
import { table } from '../table.ts';
import type { Row } from '../table.ts';
import type { Section } from './section.ts';

export const parameters: Section = {
  id: 'parameters',
  title: 'Parameters',
  body: ({ evidence: { sets } }) => {
    const keys = [...new Set(sets.flatMap((set) => set.parameters.map((row) => row.key)))];
    if (keys.length === 0) return absent('The run folder lists no parameters.');
    const rows = keys.map((key) => parameterRow(key, sets));
    const caption = sets.length === 1 ? 'Parameters and where each value comes from.' : differenceText(rows);
    const values = sets.map((set) => ({ title: sets.length === 1 ? 'Value' : set.title }));
    return table({ caption, columns: [{ title: 'Parameter', name: true }, ...values, { title: 'Unit' }, { title: 'Source' }], rows });
  },
};

function parameterRow(key: string, sets: readonly EvidenceSet[]): Row {
  const found = sets.map((set) => set.parameters.find((row) => row.key === key));
  const values = found.map((row) => (row === undefined ? missing : writeValue(row.value)));
  const marked = new Set(values).size > 1;
  const first = found.find((row) => row !== undefined);
  const head = html`<code>${key}</code>${marked ? html` <em class="flag">differs</em>` : null}`;
  return { cells: [head, ...values, first?.unit ?? '', sources(found)], marked };
}

/** One source when all sets share it, otherwise each set's own in order. */
function sources(found: readonly (ParameterRow | undefined)[]): Part {
  const texts = [...new Set(found.flatMap((row) => (row === undefined ? [] : [row.source || 'no source given'])))];
  return texts.map((text, index): Markup => html`${index > 0 ? html`<br>` : null}${text}`);
}

/** Numbers as the file has them: rounding a rule would misquote it. */
function writeValue(value: ParameterValue): string {
  if (value === null) return missing;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'number' ? groupThousands(String(value)) : value;
}

function groupThousands(text: string): string {
  return /^-?\d{5,}$/.test(text) ? text.replace(/\B(?=(\d{3})+$)/g, ',') : text;
}

function differenceText(rows: readonly Row[]): string {
  const count = rows.filter((row) => row.marked).length;
  if (count === 0) return `All ${rows.length} parameters are the same in every set.`;
  return `${count} of ${rows.length} parameters ${count === 1 ? 'differs' : 'differ'} between the sets; the rows are marked.`;
}
