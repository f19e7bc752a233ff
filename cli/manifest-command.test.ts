import { describe, expect, it } from 'vitest';
import { requestOf, wordsOf } from './manifest-command.ts';
import { commandLine, quoted } from './run-request.ts';
import type { RunRequest } from './run-request.ts';

const plain = { data: [], paths: 3, firstPath: undefined, seed: 7, feedback: undefined, until: undefined };

describe('the command of a manifest', () => {
  it('gives back the words that were quoted', () => {
    // Goal: quotes, spaces, line ends and what a shell would run come back as they were; nothing else is taken for a command.
    const words = ["it's", '$(rm -rf /)', 'a b', '; ls', "'", '`id`', 'ü\n', 'plain=1'];
    expect(wordsOf(words.map(quoted).join(' '))).toEqual(words);
    for (const line of ['a; b', 'a  b', 'a ', '$HOME', "'open", 'a|b']) expect([line, wordsOf(line)]).toEqual([line, null]);
  });

  it('is the request again', async () => {
    // Goal: what a run wrote about itself is what it was asked for, file names with spaces and comparisons included.
    const requests: RunRequest[] = [
      { ...plain, scenario: './my file.yaml', params: ["./it's.yaml"], firstPath: 5, feedback: 'none' },
      { ...plain, scenario: 'crash-2020', params: [], data: [{ underlying: 'BTC', file: 'a b.csv' }] },
      { ...plain, scenario: 'crash-2020', params: ['a', 'b'], comparison: { confidence: 0.9, attribution: false } },
    ];
    for (const request of requests) {
      const command = commandLine(request, { paths: 3, seed: 7 });
      expect(await requestOf({ command }, 'manifest.json')).toEqual(request);
    }
  });

  const strange = ['rm -rf x', 'npx simulate sweep', 'npx simulate --scenario', 'npx simulate --scenario a extra', ''];
  it.each(strange)('refuses %j', async (command) => {
    // Goal: exit 31 with the file, whatever stands there.
    await expect(requestOf({ command }, 'm.json')).rejects.toMatchObject({ exitCode: 31, problems: [{ place: { file: 'm.json' } }] });
  });
});
