import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { exitCodes } from '../engine/errors.ts';
import type { DataFile } from './detect.ts';
import { formatBytes, limits } from './limits.ts';
import { refuse } from './problems.ts';

/** Reads a whole data file. Throws UserError (exit code 30) when it is missing, unreadable, no regular file, or too large. */
export async function readDataFile(file: string): Promise<DataFile> {
  const handle = await openFile(file);
  try {
    return { file, bytes: await readBounded(handle, file) };
  } finally {
    await handle.close();
  }
}

/** sha256 of the bytes, in hex. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Without O_NONBLOCK, opening a pipe would wait for a writer for ever. */
async function openFile(file: string): Promise<FileHandle> {
  try {
    return await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    return refuseInput(file, describeOpenFailure(error));
  }
}

function describeOpenFailure(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file',
    EACCES: 'the file may not be read by this user',
    ELOOP: 'the path runs in a circle of symbolic links',
    ENOTDIR: 'a part of the path is not a folder',
  };
  return reasons[code] ?? `the file cannot be opened (${code})`;
}

/** The size is checked before and during reading: devices and pipes report no size, and a file may grow meanwhile. */
async function readBounded(handle: FileHandle, file: string): Promise<Buffer> {
  const { size, isRegular } = await handle.stat().then((stat) => ({ size: stat.size, isRegular: stat.isFile() }));
  if (!isRegular) refuseInput(file, 'this is a folder, a device or a pipe, not a file');
  const allowed = formatBytes(limits.fileBytes);
  if (size > limits.fileBytes) refuseInput(file, `the file has ${formatBytes(size)}, more than the ${allowed} that are read`);
  const bytes = await handle.readFile();
  if (bytes.length !== size) refuseInput(file, 'the file changed while it was read');
  return bytes;
}

function refuseInput(file: string, what: string): never {
  const suggestion = 'check the path; cut a large file to the days of the event';
  refuse({ place: { file }, what, expected: 'a data file with candles', suggestion }, exitCodes.inputInvalid);
}
