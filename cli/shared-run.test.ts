import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { runInline } from '../engine/runner/inline.ts';
import { inFolder } from '../test/cli/program.ts';
import { inputsOf } from './run-identity.ts';
import type { RunRequest } from './run-request.ts';
import { receiveRun, shareRun } from './shared-run.ts';
import type { SharedRun } from './shared-run.ts';
import { prepareRun } from './simulate-study.ts';

const scenario = (rest: string): string => `version: 1
name: filed
title: Filed
start: 2024-01-01T00:00:00Z
underlyings:
  X: {step: 15m, candles: [[100, 101, 98, 99], [99, 99.5, 90, 91], [91, 92, 78, 80], [80, 95, 79, 94]]}
seed: 7
feedback: none
instruments: [{id: X-PERP, underlying: X}]
accounts-file: book.csv
${rest}`;

const book = 'account,instrument,size,USD\nanna,X-PERP,1,12\nbert,X-PERP,-1,30\ncarla,X-PERP,2,50\n';

/** What another thread gets. */
function sent<Message>(message: Message): Message {
  const { port1, port2 } = new MessageChannel();
  port1.postMessage(message);
  const received = receiveMessageOnPort(port2) as { message: Message };
  port1.close();
  return received.message;
}

/** A run of files in a folder that is gone when the function is called. */
async function readRun(cwd: string, rest = '', params: readonly string[] = []) {
  writeFileSync(join(cwd, 'filed.yaml'), scenario(rest));
  writeFileSync(join(cwd, 'book.csv'), book);
  const request: RunRequest = {
    scenario: join(cwd, 'filed.yaml'), params, data: [], paths: 4, seed: undefined, feedback: undefined,
    ...(params.length > 1 && { comparison: { confidence: 0.95, attribution: true } }),
  };
  const run = await prepareRun(request);
  rmSync(join(cwd, 'filed.yaml'));
  rmSync(join(cwd, 'book.csv'));
  return run;
}

function buffersOf(value: unknown, found = new Set<ArrayBufferLike>()): Set<ArrayBufferLike> {
  if (ArrayBuffer.isView(value)) found.add(value.buffer);
  else if (typeof value === 'object' && value !== null) Object.values(value).forEach((inner) => buffersOf(inner, found));
  return found;
}

describe('a shared run', () => {
  it('reaches another thread with nothing but shared arrays', async () => {
    // Goal: prices, the bytes of the accounts file and the book of all paths are not copied; writing here shows there.
    await inFolder(async (cwd) => {
      const { shared } = shareRun(await readRun(cwd), { populations: true });
      const there = sent<SharedRun>(shared);
      const buffers = [...buffersOf(there)];
      expect(buffers.length).toBeGreaterThan(15);
      expect(buffers.every((buffer) => buffer instanceof SharedArrayBuffer)).toBe(true);
      shared.populations[0].book.arrays.cash[0] = 1234;
      expect(there.populations[0].book.arrays.cash[0]).toBe(1234);
    });
  });

  const pins = 'accounts: 20, open-interest: {X-PERP: 2000}, leverage: {long: 5, short: 4}, collateral: {USD: 1}, cross-share: 0';
  const drawn = `population: {${pins}}`;
  const cases = [
    { of: 'one book for all paths', rest: '', params: [], populations: 1 },
    { of: 'books drawn per path beside a file', rest: drawn, params: [], populations: 0 },
    { of: 'a comparison with hybrids', rest: '', params: ['default', 'binance-usdm'], populations: 2 },
  ];
  // Funds of different size have different cash units, and each hybrid the book of one or the other.
  it.each(cases)('gives the results of the thread that read it: $of', async ({ rest, params, populations }) => {
    // Goal: without a file to read, every byte of results and of the identity is the same, and so is the summary of whichever thread ends.
    await inFolder(async (cwd) => {
      const read = await readRun(cwd, rest, params);
      const { shared, prepared } = shareRun(read, { populations: true });
      expect(shared.populations).toHaveLength(populations);
      const there = await receiveRun(sent(shared));
      expect(inputsOf(there)).toEqual(inputsOf(read));
      const digests = [read, prepared, there].map(({ study }) => runInline(study).digest);
      expect(new Set(digests).size).toBe(1);
      expect(there.comparison?.changed).toEqual(read.comparison?.changed);
    });
  });
});
