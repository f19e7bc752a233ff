import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { formatProblem } from '../engine/errors.ts';
import { problemsOf } from './testing/files.ts';
import { checkDocument } from './validate.ts';
import { parseYaml } from './yaml.ts';

const schema = z.strictObject({
  name: z.string(),
  share: z.number().min(0).max(1).describe('Share of accounts'),
  mode: z.enum(['fast', 'slow']).optional(),
  list: z.array(z.int().min(0)).max(3).default([]),
});

function check(text: string, references?: Parameters<typeof checkDocument>[1]['references']): ReturnType<typeof problemsOf> {
  const document = parseYaml(new TextEncoder().encode(text), 'case.yaml');
  return problemsOf(() => checkDocument(document, { schema, references }));
}

describe('checkDocument', () => {
  it('reports everything at once, sorted by line', () => {
    // Goal: one run of the program shows every mistake of a file, in reading order.
    const { exitCode, problems } = check('mode: fats\nnaem: x\nshare: 30%\nlist: [1, -1, 0.5]\n');
    expect(exitCode).toBe(30);
    expect(problems.map(formatProblem).join('\n')).toBe(
      [
        'case.yaml:1:1: the key "name" is missing',
        '  expected: text',
        'case.yaml:1:7: mode is "fats"',
        '  expected: one of fast or slow',
        '  try: fast',
        'case.yaml:2:1: unknown key "naem"',
        '  expected: name, share, mode or list',
        '  try: name',
        'case.yaml:3:8: share is "30%"',
        '  expected: a number from 0 to 1; Share of accounts',
        '  try: write 0.3',
        'case.yaml:4:11: list[1] is -1',
        '  expected: an integer at least 0',
        'case.yaml:4:15: list[2] is 0.5',
        '  expected: an integer at least 0',
      ].join('\n'),
    );
  });

  it('shows twenty problems and counts the rest', () => {
    // Goal: the last line says how many more there are.
    const keys = Array.from({ length: 50 }, (_, index) => `key${index}: 1\n`).join('');
    const { problems } = check(`name: x\nshare: 1\n${keys}`);
    expect(problems).toHaveLength(20);
    expect(problems[19].what).toBe('and 31 more problems');
  });

  it('adds findings about references to those of the schema, without repeating', () => {
    // Goal: a wrong name is not hidden behind a wrong number.
    const finding = { path: ['name'], at: 'value', what: 'there is no "x"' } as const;
    expect(check('name: x\nshare: 1\n', () => [finding, finding]).problems).toHaveLength(1);
    expect(check('name: x\nshare: 2\n', () => [finding]).problems.map(({ what }) => what)).toEqual(['there is no "x"', 'share is 2']);
  });

  it('returns the typed content of a good file', () => {
    // Goal: defaults are filled in.
    const document = parseYaml(new TextEncoder().encode('name: x\nshare: 1\n'), 'case.yaml');
    expect(checkDocument(document, { schema })).toEqual({ name: 'x', share: 1, list: [] });
  });
});
