/** The report as a PDF to circulate: A4, contents with page numbers, vector charts, tagged for screen readers. */
import type { ReportDocument } from '../document.ts';
import { compilePdf } from './compiler.ts';
import { payloadOf } from './payload.ts';
import { template } from './template.ts';

/**
 * The bytes of a PDF. The same document gives the same bytes in every process: no clock, no fonts of the machine, no network.
 * @throws UserError with exit code 40 when the typesetter cannot be loaded or runs out of memory.
 */
export async function renderPdf(document: ReportDocument): Promise<Uint8Array> {
  return compilePdf({ template, data: await payloadOf(document) });
}
