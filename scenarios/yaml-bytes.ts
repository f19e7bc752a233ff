/** From a file to text that is safe to parse: a regular file of bounded size, valid UTF-8, no control characters. */
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { exitCodes, UserError } from '../engine/errors.ts';
import type { Problem } from '../engine/errors.ts';

/** Largest YAML file that is read, bytes. */
export const yamlSizeLimit = 256 * 1024;

/** Throws the problem of an input file, exit code 30. */
export function refuse(...problems: readonly Problem[]): never {
  throw new UserError(exitCodes.inputInvalid, problems);
}

/** Reads a file after looking at it: directories, pipes, devices and large files are refused before a byte is read. */
export function readBytes(file: string, shownAs: string): Uint8Array {
  checkFile(inspect(file, shownAs), shownAs);
  const handle = openSync(file, 'r');
  try {
    return readWhole(handle, shownAs);
  } finally {
    closeSync(handle);
  }
}

function inspect(file: string, shownAs: string): Stats {
  try {
    return statSync(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    const what = code === 'ENOENT' ? 'there is no such file' : `the file cannot be read (${code})`;
    return refuse({ place: { file: shownAs }, what, expected: 'a readable YAML file' });
  }
}

function checkFile(stats: Stats, shownAs: string): void {
  const place = { file: shownAs };
  if (stats.isDirectory()) refuse({ place, what: 'this is a folder', expected: 'a YAML file' });
  if (!stats.isFile()) refuse({ place, what: 'this is not a regular file', expected: 'a YAML file, not a pipe or a device' });
  checkSize(stats.size, shownAs);
}

function checkSize(size: number, shownAs: string): void {
  if (size <= yamlSizeLimit) return;
  const suggestion = 'put long lists of accounts or prices into a CSV file';
  refuse({ place: { file: shownAs }, what: `the file has ${size} bytes`, expected: `at most ${yamlSizeLimit} bytes`, suggestion });
}

/** The file may have grown or been exchanged since it was looked at: what is open is checked again and one byte more is asked for. */
function readWhole(handle: number, shownAs: string): Uint8Array {
  checkFile(fstatSync(handle), shownAs);
  const bytes = new Uint8Array(yamlSizeLimit + 1);
  let length = 0;
  while (length < bytes.length) {
    const count = readSync(handle, bytes, length, bytes.length - length, null);
    if (count === 0) break;
    length += count;
  }
  checkSize(length, shownAs);
  return bytes.subarray(0, length);
}

/** Text of the bytes, or the place of the first byte that is not acceptable. */
export function decodeText(bytes: Uint8Array, file: string): string {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const byteOrderMark = /^\uFEFF/.test(text) || (bytes[0] === 0xfe && bytes[1] === 0xff) || (bytes[0] === 0xff && bytes[1] === 0xfe);
  if (byteOrderMark) {
    const what = 'the file begins with a byte order mark';
    refuse({ place: { file, line: 1, column: 1 }, what, expected: 'plain UTF-8', suggestion: 'save it as "UTF-8" without BOM' });
  }
  checkEncoding(bytes, text, file);
  checkCharacters(text, file);
  return text;
}

function checkEncoding(bytes: Uint8Array, text: string, file: string): void {
  const again = new TextEncoder().encode(text);
  const offset = bytes.findIndex((byte, index) => byte !== again[index]);
  if (offset < 0) return;
  const byte = bytes[offset].toString(16).padStart(2, '0');
  const before = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, offset));
  refuse({ place: { file, ...lineAndColumn(before, before.length) }, what: `byte 0x${byte} is not valid UTF-8`, expected: 'plain UTF-8' });
}

/** Controls, line separators that editors show differently, and marks that reverse the reading direction. */
const unwanted = /[\u0000-\u0009\u000B\u000C\u000E-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069\uFEFF]|\r(?!\n)/;

function checkCharacters(text: string, file: string): void {
  const found = unwanted.exec(text);
  if (!found) return;
  const place = { file, ...lineAndColumn(text, found.index) };
  if (found[0] === '\t') refuse({ place, what: 'a tab', expected: 'spaces', suggestion: 'indent with two spaces' });
  const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  refuse({ place, what: `the control character U+${code}`, expected: 'printable text' });
}

/** 1-based line and column of an offset. */
function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}
