/** How every CSV file here is cut into records, whatever it holds. */
import { CsvError, parse } from 'csv-parse/sync';
import { limits } from './limits.ts';

export interface RecordReader {
  /** Hears of every record with the number of its last line, counting from 1; the cells are trimmed. */
  accept(record: string[], line: number): void;
  /** Hears of a record that is none; nothing follows it. */
  reportBroken(error: CsvError): void;
}

/** Hands the records of a file to `reader` one by one, so that a large file is never held as text and as numbers at once. */
export function readCsvRecords(bytes: Buffer, reader: RecordReader, { delimiter = ',', firstLine = 1 } = {}): void {
  try {
    parse(bytes, {
      bom: true,
      delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      from_line: firstLine,
      trim: true,
      skip_empty_lines: true,
      max_record_size: limits.lineBytes,
      on_record: (record: string[], { lines }: { lines: number }) => {
        reader.accept(record, lines);
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    reader.reportBroken(error);
  }
}
