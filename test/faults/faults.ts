/**
 * Faults that are put into a running program from outside: a text that Node loads before it, in every thread (--import). The program has
 * no hooks for tests.
 */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inFolder, simulate } from '../cli/program.ts';

/**
 * What a thread does instead of sending the shard with a path, or the row of a point; `full-disk` is done by the first
 * thread when it writes so many bytes, `exit-at-end` by the one that is asked for the results.
 */
export type Fault =
  | 'throw' | 'throw-null' | 'exit' | 'loop' | 'small-objects' | 'one-array'
  | 'slow' | 'pause' | 'full-disk' | 'exit-at-end';

export interface FaultOptions {
  /** Which fault, and at which path; `slow` from a path on, `full-disk` after so many bytes. */
  readonly faults: Partial<Record<Fault, number>>;
  /**
   * Start of the names of files that are made by faults and forbid them to come again; without it they do. In `finish` stands an x for
   * every thread that was asked for the results.
   */
  readonly once?: string;
  /** Largest heap of a thread in MB. */
  readonly heapMb?: number;
}

const preload = `
  import fs from 'node:fs';
  import { syncBuiltinESMExports } from 'node:module';
  import { isMainThread, parentPort } from 'node:worker_threads';
  const wanted = JSON.parse(process.env.FAULTS);
  const faults = {
    'throw': () => { throw new Error('a fault of the test'); },
    'throw-null': () => { throw null; },
    'exit': () => process.exit(3),
    'loop': () => { for (;;); },
    'small-objects': () => { for (let all = null;;) all = { all, more: new Array(2000).fill({}) }; },
    'one-array': () => new Array(3e7).fill(0.5),
    'slow': () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 250),
    'pause': () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5000),
  };
  const isFirst = (fault) => {
    if (!process.env.FAULTS_ONCE) return true;
    try { fs.writeFileSync(process.env.FAULTS_ONCE + fault, '', { flag: 'wx' }); return true; } catch { return false; }
  };
  if (!isMainThread && process.env.FAULTS_ONCE) {
    parentPort.on('message', ({ kind }) => {
      if (kind !== 'finish') return;
      fs.appendFileSync(process.env.FAULTS_ONCE + 'finish', 'x');
      if ('exit-at-end' in wanted && isFirst('exit-at-end')) process.exit(3);
    });
  }
  if (!isMainThread) {
    const send = parentPort.postMessage.bind(parentPort);
    parentPort.postMessage = (message, transfer) => {
      if (message.kind === 'shard' || message.kind === 'rows') {
        const [first, count] = message.kind === 'rows' ? [message.first, message.rows.length] : new Int32Array(message.block.buffer);
        for (const [fault, at] of Object.entries(wanted)) {
          const isHit = fault === 'slow' ? first >= at : first <= at && at < first + count;
          if (isHit && fault in faults && isFirst(fault)) faults[fault]();
        }
      }
      send(message, transfer);
    };
  }
  if (isMainThread && wanted['full-disk']) {
    const write = fs.writeSync;
    let written = 0;
    fs.writeSync = (handle, bytes, ...rest) => {
      written += handle > 2 ? bytes.length : 0;
      if (written > wanted['full-disk']) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
      return write(handle, bytes, ...rest);
    };
    syncBuiltinESMExports();
  }
`;

/** Environment of a program with faults. */
export function faultEnvironment({ faults, once = '', heapMb }: FaultOptions): Record<string, string> {
  const heap = heapMb === undefined ? '' : ` --max-old-space-size=${heapMb}`;
  return {
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(preload)}${heap}`,
    FAULTS: JSON.stringify(faults),
    FAULTS_ONCE: once,
    ...(faults.loop === undefined ? {} : { BREAKWATER_HANG_MS: '3000' }),
  };
}

/** A world of forty accounts, redrawn on every path: about a millisecond each. */
export const tinyScenario = `version: 1
name: tiny
title: Tiny
start: 2024-01-01T00:00:00Z
underlyings:
  X:
    step: 15m
    candles: [[100, 101, 98, 99], [99, 99.5, 90, 91], [91, 92, 78, 80], [80, 95, 79, 94]]
    liquidity: {model: linear, depth: 2e5, half-life: 5m}
seed: 7
feedback: full
instruments: [{id: X-PERP, underlying: X}]
population: {accounts: 40, open-interest: {X-PERP: 40e3}, leverage: {long: 8, short: 6}, cross-share: 0}
parameters:
  margin: {policy: leverage, max-leverage: 20, maintenance: 0.025}
  collateral: {policy: haircut}
  liquidation: {policy: full, fee: 0.002}
  losses: [{policy: insurance-fund, opening: {USD: 1000}}, {policy: adl}]
  oracle: none
  breakers: []
  funding: none
`;

export const tinyPaths = 60;

/** Words of a run of the tiny world, which is written into the folder. */
export function tinyRun(folder: string, { out, workers = 1 }: { readonly out: string; readonly workers?: number }): string[] {
  writeFileSync(join(folder, 'tiny.yaml'), tinyScenario);
  return ['--scenario', './tiny.yaml', '--paths', String(tinyPaths), '--workers', String(workers), '--no-report', '--out', out];
}

/** Words of a run of the tiny world by two threads whose prices and accounts are files of their own in the folder. */
export function filedRun(folder: string, out: string): string[] {
  const text = tinyScenario.replace(/population:.*/, 'accounts-file: book.csv').replace('name: tiny', 'name: filed');
  writeFileSync(join(folder, 'filed.yaml'), text);
  const accounts = Array.from({ length: 40 }, (_, account) => `a${account},X-PERP,${account % 2 === 0 ? 1 : -1},${8 + account}`);
  writeFileSync(join(folder, 'book.csv'), ['account,instrument,size,USD', ...accounts, ''].join('\n'));
  const bars = ['100,101,98,99', '99,99.5,90,91', '91,92,78,80', '80,95,79,94'];
  const rows = bars.map((bar, index) => `2024-01-01T00:${String(15 * index).padStart(2, '0')}:00Z,${bar}`);
  writeFileSync(join(folder, 'x.csv'), ['time,open,high,low,close', ...rows, ''].join('\n'));
  const data = ['--data', 'X=x.csv'];
  return ['--scenario', './filed.yaml', ...data, '--paths', '16', '--workers', '2', '--no-report', '--out', out];
}

/** What an undisturbed run of the tiny world leaves. */
export async function wholeRun(): Promise<Record<string, string>> {
  return await inFolder(async (cwd) => {
    await simulate(tinyRun(cwd, { out: 'run' }), { cwd });
    return contentOf(join(cwd, 'run'));
  });
}

/** Every file of a run folder, byte for byte. */
export function contentOf(folder: string): Record<string, string> {
  return Object.fromEntries(readdirSync(folder).sort().map((name) => [name, readFileSync(join(folder, name), 'base64')]));
}

/** Resolves when a file has grown to more than so many bytes. */
export async function grown(file: string, bytes: number): Promise<void> {
  while (!existsSync(file) || statSync(file).size <= bytes) {
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
  }
}
