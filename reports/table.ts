/** Tables that scroll inside their own region, so that a wide one never widens the page. */
import { html } from './markup.ts';
import type { Markup, Part } from './markup.ts';

export interface Column {
  readonly title: Part;
  /** Numbers are set flush right in figures of one width. */
  readonly numeric?: boolean;
  /** Names that must not break at their hyphens. */
  readonly name?: boolean;
}

export interface Row {
  /** The first cell heads the row. */
  readonly cells: readonly Part[];
  /** Marks the row; the table's text must say why. */
  readonly marked?: boolean;
}

export interface TableOptions {
  /** Says what the table holds; read out first and shown above it. */
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** Many columns: smaller and closer. */
  readonly dense?: boolean;
}

export function table({ caption, columns, rows, dense = false }: TableOptions): Markup {
  const head = columns.map((column) => html`<th scope="col"${kind(column)}>${column.title}</th>`);
  const body = rows.map((row) => bodyRow(row, columns));
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${caption}"><table${dense ? html` class="dense"` : null}>
<caption>${caption}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${body}</tbody>
</table></div>`;
}

function bodyRow({ cells, marked = false }: Row, columns: readonly Column[]): Markup {
  const written = cells.map((cell, index) =>
    index === 0 ? html`<th scope="row"${kind(columns[0])}>${cell}</th>` : html`<td${kind(columns[index])}>${cell}</td>`,
  );
  return html`<tr${marked ? html` class="marked"` : null}>${written}</tr>
`;
}

function kind(column: Column): Markup | null {
  if (column.numeric) return html` class="number"`;
  return column.name ? html` class="name"` : null;
}
