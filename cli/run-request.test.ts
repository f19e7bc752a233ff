import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareRequest } from './compare.ts';
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

describe('compareRequest', () => {
  it('puts the baseline first', () => {
    // Goal: the first set is the baseline; --baseline names one of the sets, by path or by name, or adds one.
    const params = ['./a.yaml', 'rules/b.yaml'];
    const order = (baseline: readonly string[]): readonly string[] => compareRequest({ scenario: ['x'], params, baseline }).params;
    expect(compareRequest({ scenario: ['x'], params }).params).toEqual(params);
    expect(order(['b'])).toEqual(['rules/b.yaml', './a.yaml']);
    expect(order(['rules/b.yaml'])).toEqual(['rules/b.yaml', './a.yaml']);
    expect(order(['default'])).toEqual(['default', './a.yaml', 'rules/b.yaml']);
  });

  it('takes rules with their venue as they are written', () => {
    // Goal: the file of one venue does not stand for the whole set, and a set alone is told how another one is written.
    const params = ['one=./a.yaml', 'one=./b.yaml'];
    const order = (baseline: string): readonly string[] => compareRequest({ scenario: ['x'], params, baseline: [baseline] }).params;
    expect(order('one=./b.yaml')).toEqual(['one=./b.yaml', 'one=./a.yaml']);
    expect(order('b')).toEqual(['b', ...params]);
    const alone = (set: string) => (): unknown => compareRequest({ scenario: ['x'], params: [set] });
    expect(alone('two=a')).toThrow('try: --params two=default --params two=a');
    expect(alone('two=default')).toThrow('try: --params two=default --params two=mine.yaml');
  });

  it('comes back from its command line', () => {
    // Goal: what differs from the defaults is written, the rest is not.
    const request = compareRequest({ scenario: ['x'], params: ['a', 'b'], confidence: ['0.99'], 'no-attribution': true });
    const words = '--confidence 0.99 --no-attribution --paths 2 --seed 3';
    expect(commandLine(request, { paths: 2, seed: 3 })).toBe(`npx simulate compare --scenario x --params a --params b ${words}`);
    const plain = compareRequest({ scenario: ['x'], params: ['a', 'b'] });
    expect(commandLine(plain, { paths: 2, seed: 3 })).toBe('npx simulate compare --scenario x --params a --params b --paths 2 --seed 3');
  });

  it.each(['0', '1', '0.49', '1e-1', 'NaN', '0.95x', '-0.95'])('refuses a confidence of %s', (confidence) => {
    // Goal: 95 and 0.05 are mistakes, not confidences.
    expect(() => compareRequest({ scenario: ['x'], params: ['a', 'b'], confidence: [confidence] })).toThrow('--confidence is');
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
