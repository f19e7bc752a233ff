/** Tables of a document as HTML: they scroll inside their own region, so that a wide one never widens the page. */
import type { TableColumn, TableContent, TableRow } from '../document.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';
import { cellMarkup } from './text.ts';

export function table({ caption, columns, rows, dense = false }: TableContent): Markup {
  const head = columns.map((column) => html`<th scope="col"${kind(column)}>${column.title}</th>`);
  const body = rows.map((row) => bodyRow(row, columns));
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${caption}"><table${dense ? html` class="dense"` : null}>
<caption>${caption}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${body}</tbody>
</table></div>`;
}

function bodyRow({ cells, marked = false }: TableRow, columns: readonly TableColumn[]): Markup {
  const written = cells.map((cell, index) => {
    const text = cellMarkup(cell);
    return index === 0 ? html`<th scope="row"${kind(columns[0])}>${text}</th>` : html`<td${kind(columns[index])}>${text}</td>`;
  });
  return html`<tr${marked ? html` class="marked"` : null}>${written}</tr>
`;
}

function kind(column: TableColumn): Markup | null {
  if (column.numeric) return html` class="number"`;
  return column.name ? html` class="name"` : null;
}
