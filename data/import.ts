import { basename } from 'node:path';
import type { Candles } from '../engine/market/candles.ts';
import type { RawBars } from './bars.ts';
import { detectFormat, type DataFile, type DataFormat } from './detect.ts';
import { readDataFile, sha256Of } from './read-file.ts';
import { validateBars, type Gaps } from './validate.ts';

/** Candles of a user's file and what the run manifest needs to know about them. */
export interface ImportedCandles {
  readonly candles: Candles;
  /** Things that were accepted but should be known; one sentence each, without the file name. */
  readonly warnings: readonly string[];
  /** For people: "CSV, comma-separated, with header". */
  readonly format: string;
  /** Base name of the file. */
  readonly name: string;
  readonly sha256: string;
  readonly rows: number;
  readonly gaps: Gaps;
}

export interface ImportOptions {
  /** Name of the instrument; otherwise the symbol column or the first part of the file name. */
  readonly symbol?: string;
}

/** Format libraries are loaded when a file of their kind is read: together they take longer to load than a short run. */
const readers: Readonly<Record<DataFormat, (input: DataFile) => Promise<RawBars>>> = {
  csv: async (input) => (await import('./formats/csv.ts')).readCsv(input),
  json: async (input) => (await import('./formats/json.ts')).readJson(input),
  arrow: async (input) => (await import('./formats/arrow.ts')).readArrow(input),
  parquet: async (input) => (await import('./formats/parquet.ts')).readParquet(input),
};

/**
 * Reads candles from a CSV, JSON, Arrow (Feather version 2) or Parquet file, in USD or whatever the file quotes in.
 * Either everything is understood and checked, or a UserError names file, line or row, and reason (exit code 31; 30 when the file
 * itself cannot be read or is packed). See validateBars for what is refused and what is a warning.
 */
export async function importCandles(filePath: string, options: ImportOptions = {}): Promise<ImportedCandles> {
  return decodeCandles(await readDataFile(filePath), options);
}

/** The same for bytes that are already in memory; `input.file` appears in messages. */
export async function decodeCandles(input: DataFile, { symbol }: ImportOptions = {}): Promise<ImportedCandles> {
  const format = detectFormat(input);
  const raw = await readers[format](input);
  const name = basename(input.file);
  const { candles, warnings, gaps } = validateBars(raw, { symbol: symbol ?? raw.symbol ?? name.split('.')[0] });
  const mismatch = warnAboutExtension(name, format);
  return {
    candles,
    warnings: [...mismatch, ...warnings],
    format: raw.format,
    name,
    sha256: sha256Of(input.bytes),
    rows: candles.openTimeMs.length,
    gaps,
  };
}

const extensions: Readonly<Record<DataFormat, readonly string[]>> = {
  csv: ['csv', 'tsv', 'txt'],
  json: ['json'],
  arrow: ['arrow', 'feather', 'ipc'],
  parquet: ['parquet', 'pq'],
};

/** Content decides the format; a name that promises another one is worth a word. */
function warnAboutExtension(name: string, format: DataFormat): string[] {
  const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  const promised = Object.values(extensions).some((list) => list.includes(extension));
  return promised && !extensions[format].includes(extension) ? [`the content is ${format}, although the name ends in .${extension}`] : [];
}
