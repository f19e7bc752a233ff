import { describe, expect, it } from 'vitest';
import { UserError } from '../engine/errors.ts';
import { checkSameIdentity } from './run-identity.ts';
import type { RunIdentity } from './run-identity.ts';

const before: RunIdentity = {
  engineVersion: '1.0.0',
  engineSha256: 'aa',
  inputs: {
    request: { scenario: 'x', params: [], data: [], paths: undefined, seed: undefined, feedback: undefined },
    ...{ scenario: 'x', seed: 1, firstPath: 0, paths: 10, feedback: 'full', sets: ['default'] },
    files: [{ name: 'x.yaml', sha256: '11' }, { name: 'btc.csv', sha256: '22' }],
  },
};

function refusal(now: RunIdentity): string {
  try {
    checkSameIdentity(now, before, 'run.partial');
  } catch (error) {
    if (error instanceof UserError && error.exitCode === 31) return error.message;
    throw error;
  }
  return 'none';
}

describe('going on with a run', () => {
  it('needs the same program and the same inputs, and names what is not', () => {
    // Goal: rows of two programs or of two inputs are never mixed.
    const { inputs } = before;
    expect(refusal(structuredClone(before))).toBe('none');
    expect(refusal({ ...before, engineVersion: '1.1.0' })).toContain('this is version 1.1.0, the run began with 1.0.0');
    expect(refusal({ ...before, engineSha256: 'bb' })).toContain('the engine of version 1.0.0 has changed');
    const files = [inputs.files[0], { name: 'btc.csv', sha256: '33' }];
    expect(refusal({ ...before, inputs: { ...inputs, files } })).toContain('btc.csv has changed since the run began');
    expect(refusal({ ...before, inputs: { ...inputs, seed: 2 } })).toContain('the run in the folder is another one');
  });
});
