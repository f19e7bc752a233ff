import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodes, UserError } from '../engine/errors.ts';
import { importCandles } from './import.ts';
import { limits } from './limits.ts';
import { describeData } from './manifest.ts';
import { csvOf, makeBars } from './testing/bars.ts';

let folder = '';
const path = (name: string): string => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-import-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function failureOf(file: string): Promise<UserError> {
  const failure: unknown = await importCandles(file).catch((error: unknown) => error);
  if (failure instanceof UserError) return failure;
  throw new Error('expected a UserError');
}

describe('importCandles', () => {
  it('reads a file and describes it for the manifest', async () => {
    // Goal: the manifest entry tells which bytes were replayed.
    const text = csvOf(makeBars(3));
    writeFileSync(path('btc-usdt.venue.1m.csv'), text);
    const imported = await importCandles(path('btc-usdt.venue.1m.csv'));
    expect(imported.candles.symbol).toBe('btc-usdt');
    expect(describeData(imported)).toEqual({
      name: 'btc-usdt.venue.1m.csv',
      sha256: createHash('sha256').update(text).digest('hex'),
      rows: 3,
      firstTime: '2020-03-12T10:45:00Z',
      lastTime: '2020-03-12T10:47:00Z',
      source: 'file of the user (CSV, comma-separated, with header)',
      missingRows: 0,
      longestGapMs: 0,
      notices: [],
    });
  });

  it('lets the caller name the instrument', async () => {
    // Goal: --symbol beats what the file name suggests.
    writeFileSync(path('a.csv'), csvOf(makeBars(3)));
    expect((await importCandles(path('a.csv'), { symbol: 'BTC-PERP' })).candles.symbol).toBe('BTC-PERP');
  });

  it('reads by content and says when the name promises otherwise', async () => {
    // Goal: a CSV called .parquet is imported with a word about it.
    writeFileSync(path('a.parquet'), csvOf(makeBars(3)));
    expect((await importCandles(path('a.parquet'))).warnings).toEqual(['the content is csv, although the name ends in .parquet']);
  });

  it.each([
    ['a missing file', 'missing.csv', 'there is no such file'],
    ['a folder', '.', 'a folder, a device or a pipe'],
    ['a path through a file', 'a.csv/b.csv', 'a part of the path is not a folder'],
  ])('refuses %s as unreadable input', async (_, name, message) => {
    // Goal: problems of the path have their own exit code.
    writeFileSync(path('a.csv'), 'x');
    const failure = await failureOf(path(name));
    expect([failure.exitCode, failure.message.includes(message)]).toEqual([exitCodes.inputInvalid, true]);
  });

  it('refuses pipes and devices without waiting for them', async () => {
    // Goal: opening a pipe without a writer must not hang, an endless device must not be read.
    execFileSync('mkfifo', [path('pipe')]);
    expect((await failureOf(path('pipe'))).message).toContain('a device or a pipe');
    expect((await failureOf('/dev/zero')).message).toContain('a device or a pipe');
  });

  it('refuses files beyond the size limit without reading them', async () => {
    // Goal: a sparse file of terabytes costs nothing.
    writeFileSync(path('huge.csv'), '');
    truncateSync(path('huge.csv'), limits.fileBytes + 1);
    expect((await failureOf(path('huge.csv'))).message).toContain('more than the 256 MiB that are read');
  });

  it('gives data faults the exit code of data', async () => {
    // Goal: a gate can tell a bad path from bad data.
    writeFileSync(path('bad.csv'), csvOf(makeBars(3)).replace('6000', '0'));
    expect((await failureOf(path('bad.csv'))).exitCode).toBe(exitCodes.dataIntegrity);
  });
});
