/** `simulate report FOLDER`: the stress report of a run in one or more formats. */
import { exitCodes } from '../engine/errors.ts';
import type { ReportDocument } from '../reports/document.ts';
import { readRunFolder } from '../reports/read-run-folder.ts';
import { stressReport } from '../reports/stress-report.ts';
import { nearestName } from '../scenarios/suggest.ts';
import { valueOf, valuesOf } from './arguments.ts';
import type { FlagValues, ParsedArguments } from './flags.ts';
import { addToRunFolder, writeBeside } from './report-files.ts';
import type { ReportFile } from './report-files.ts';
import type { Terminal } from './terminal.ts';
import { usageError } from './usage-error.ts';

type Renderer = (document: ReportDocument) => Promise<Uint8Array>;

interface Format {
  readonly fileName: string;
  /** Loads what the format needs. */
  readonly load: () => Promise<Renderer>;
}

const formats: Readonly<Record<string, Format>> = {
  html: { fileName: 'report.html', load: async () => asBytes((await import('../reports/html/render.ts')).renderExplorableHtml) },
  pdf: { fileName: 'report.pdf', load: async () => (await import('../reports/pdf/render-pdf.ts')).renderPdf },
  markdown: { fileName: 'report.md', load: async () => asBytes((await import('../reports/formats/markdown.ts')).renderMarkdown) },
  json: { fileName: 'report.json', load: async () => asBytes((await import('../reports/formats/json.ts')).renderJson) },
  csv: { fileName: 'report.csv', load: async () => asBytes((await import('../reports/formats/csv.ts')).renderCsv) },
};

function asBytes(render: (document: ReportDocument) => string | Promise<string>): Renderer {
  return async (document) => Buffer.from(await render(document));
}

export async function reportCommand({ values, positionals }: ParsedArguments, { results }: Terminal): Promise<number> {
  const folder = runFolderOf(positionals);
  const names = formatNames(values);
  const out = valueOf(values, 'out') ?? null;
  if (out === '-' && names.length > 1) {
    const what = `${names.length} formats for stdout`;
    throw usageError({ what, expected: 'one format with --out -', suggestion: `--format ${names[0]}` });
  }
  const document = stressReport(readRunFolder(folder));
  const files: ReportFile[] = [];
  for (const name of names) {
    const render = await formats[name].load();
    files.push({ name: formats[name].fileName, bytes: await render(document) });
  }
  if (out === '-') results.write(files[0].bytes);
  else {
    const written = out === null ? addToRunFolder(folder, files) : writeBeside(out, files, values.force !== undefined);
    results.write(written.map((path) => `${path}\n`).join(''));
  }
  return exitCodes.ok;
}

function runFolderOf(positionals: readonly string[]): string {
  const [folder, ...others] = positionals;
  if (folder !== undefined && others.length === 0) return folder;
  const what = folder === undefined ? 'the folder is missing' : `${positionals.length} folders`;
  throw usageError({ what, expected: 'the folder of one run', suggestion: 'ls -d runs/*' });
}

function formatNames(values: FlagValues): string[] {
  const given = valuesOf(values, 'format').flatMap((list) => list.split(',')).map((name) => name.trim());
  const known = Object.keys(formats);
  const names = given.length === 0 ? ['html'] : [...new Set(given)];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return names;
  const suggestion = `--format ${nearestName(unknown, known) ?? 'html'}`;
  throw usageError({ what: `there is no format ${JSON.stringify(unknown)}`, expected: known.join(', '), suggestion });
}
