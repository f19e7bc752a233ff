import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandLine, runRequest } from './run-request.ts';

describe('runRequest', () => {
  it('tells named data from files', () => {
    // Goal: BTC=file names an underlying; a path with an equals sign further on does not.
    const request = runRequest({ scenario: ['x'], data: ['BTC=a=b.csv', './BTC=a.csv', 'eth.csv'] });
    expect(request.data).toEqual([
      { underlying: 'BTC', file: 'a=b.csv' },
      { underlying: null, file: './BTC=a.csv' },
      { underlying: null, file: 'eth.csv' },
    ]);
  });
});

describe('commandLine', () => {
  it('comes through a shell as it was meant', () => {
    // Goal: file names with blanks, quotes and dollar signs survive being copied into a shell.
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', ' ', "'", '"', '$', '\\', '*', ';', 'é'), minLength: 1 }), (scenario) => {
        const request = { scenario, params: [], data: [], paths: undefined, seed: undefined, feedback: undefined };
        const line = commandLine(request, { paths: 2, seed: 3 });
        const words = execFileSync('/bin/sh', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' }).split('\0').slice(0, -1);
        expect(words).toEqual(['npx', 'simulate', '--scenario', scenario, '--paths', '2', '--seed', '3']);
      }),
      { numRuns: 30 },
    );
  });
});
