import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problemsOf, withFile } from './testing/files.ts';
import { yamlSizeLimit } from './yaml-bytes.ts';
import { parseYaml, problemLimit, readYaml } from './yaml.ts';

function parse(text: string): ReturnType<typeof parseYaml> {
  return parseYaml(new TextEncoder().encode(text), 'case.yaml');
}

/** What a refused file says, without its place. */
function refusal(file: string): string {
  const { exitCode, problems } = problemsOf(() => readYaml(file, 'case.yaml'));
  return `${exitCode} ${problems.map(({ what }) => what).join(', ')}`;
}

describe('readYaml', () => {
  it('refuses what is not a small regular file, before it reads it', () => {
    // Goal: a folder, a pipe that never ends, a device that never ends and a huge file cannot hang or fill the process.
    withFile('version: 1\n', (_, folder) => {
      mkdirSync(join(folder, 'sub.yaml'));
      execFileSync('mkfifo', [join(folder, 'pipe.yaml')]);
      expect(refusal(join(folder, 'sub.yaml'))).toBe('30 this is a folder');
      expect(refusal(join(folder, 'pipe.yaml'))).toBe('30 this is not a regular file');
      expect(refusal(join(folder, 'none.yaml'))).toBe('30 there is no such file');
    });
    expect(refusal('/dev/zero')).toMatch(/^30 (this is not a regular file|there is no such file)$/);
  });

  it('reads a file of the largest size and refuses one byte more', () => {
    // Goal: the bound is exact.
    const head = 'a: 1\n#';
    const largest = head + 'x'.repeat(yamlSizeLimit - head.length);
    withFile(largest, (file) => expect(readYaml(file).value).toEqual({ a: 1 }));
    withFile(`${largest}x`, (file) => expect(refusal(file)).toBe(`30 the file has ${yamlSizeLimit + 1} bytes`));
  });
});

describe('parseYaml', () => {
  it('reads words as written, without the surprises of YAML', () => {
    // Goal: only true, false, null and decimal numbers are more than text.
    const text = 'a: yes\nb: NO\nc: 1e6\nd: "1e6"\ne: 2020-03-12T00:00:00Z\nf: 12:30\ng: ~\nh:\ni: -0\nj: .5\nk: true\nl: 840e6\nm: 1.\n';
    const times = { e: '2020-03-12T00:00:00Z', f: '12:30' };
    const expected = { a: 'yes', b: 'NO', c: 1e6, d: '1e6', ...times, g: null, h: null, i: 0, j: 0.5, k: true, l: 840e6, m: 1 };
    expect(parse(text).value).toEqual(expected);
  });

  it('reads comments, folded text and line ends of Windows', () => {
    // Goal: files from any editor mean the same.
    expect(parse('a: >-\r\n  one\r\n  two\r\nb: [1, # first\r\n 2]\r\n').value).toEqual({ a: 'one two', b: [1, 2] });
  });

  it('gives the hash of the bytes', () => {
    // Goal: a manifest can name the exact file (SHA-256 of "a: 1\n" computed with sha256sum).
    expect(parse('a: 1\n').sha256).toBe('37b128c59f1f5097f73f82691cb519f1f568667faab5ced1b4ab979d36837eae');
  });

  it('finds keys, values and what is missing', () => {
    // Goal: every later message can point at its line, missing keys at their parent.
    const document = parse('top: 1\nlist:\n  - {x: 1, y: [2, 3]}\n  - x:\nempty:\n');
    const at = (path: (string | number)[], what?: 'key' | 'value'): string => {
      const { line, column } = document.place(path, what);
      return `${line}:${column}`;
    };
    expect(at(['top'])).toBe('1:6');
    expect(at(['top'], 'key')).toBe('1:1');
    expect(at(['list', 0, 'y', 1])).toBe('3:19');
    expect(at(['list', 0, 'z'])).toBe('3:5');
    expect(at(['list', 7])).toBe('2:1');
    expect(at(['nothing', 'at', 'all'])).toBe('1:1');
    expect(at([])).toBe('1:1');
  });

  it('stops counting problems', () => {
    // Goal: a broken file does not fill the screen.
    expect(problemsOf(() => parse(`a: [${'.nan, '.repeat(50)}1]\n`)).problems).toHaveLength(problemLimit);
  });

  it('pollutes nothing, whatever the keys are', () => {
    // Goal: no key reaches into the prototype of any object: it is refused or becomes an ordinary property.
    const special = fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '<<', 'a');
    const tree = fc.letrec((tie) => ({
      node: fc.oneof({ maxDepth: 4 }, fc.integer(), tie('list'), tie('mapping')),
      list: fc.array(tie('node'), { maxLength: 3 }),
      mapping: fc.array(fc.tuple(special, tie('node')), { maxLength: 4 }),
    }));
    const render = (node: unknown): string => {
      if (!Array.isArray(node)) return String(node);
      if (!node.every((item) => Array.isArray(item) && typeof item[0] === 'string')) return `[${node.map(render).join(', ')}]`;
      return `{${node.map(([key, value]: [string, unknown]) => `"${key}": ${render(value)}`).join(', ')}}`;
    };
    fc.assert(
      fc.property(tree.node, (node) => {
        problemsOf(() => parse(`a: ${render(node)}\n`));
        expect(Object.keys(Object.prototype)).toEqual([]);
        expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
        expect(Object.getPrototypeOf({})).toBe(Object.prototype);
      }),
      { numRuns: 300 },
    );
  });

  it('takes any bytes and ends in a value or in a UserError', () => {
    // Goal: no input crashes the reader.
    const marks = ['- ', '[', ']', '{', '}', ', ', '"', "'", '#', '|', '>-', '? ', ': ', '&x ', '*x ', '!t ', '%', '---', '...'];
    const pieces = fc.constantFrom('a: ', 'b:', '\n', '  ', '1', '\t', ...marks);
    fc.assert(
      fc.property(fc.oneof(fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join('')), fc.string()), (text) => {
        expect([0, 30]).toContain(problemsOf(() => parse(text)).exitCode);
      }),
      { numRuns: 1000 },
    );
  });

  it('is quick with hostile text', () => {
    // Goal: no quadratic work: 250,000 digits, keys, or errors are refused without a second look (the test's own limit is the bound).
    expect(problemsOf(() => parse(`a: ${'1'.repeat(250_000)}x\n`)).exitCode).toBe(0);
    expect(problemsOf(() => parse(`a: ${'1'.repeat(250_000)}\n`)).problems[0].what.length).toBeLessThan(200);
    const manyKeys = Array.from({ length: 30_000 }, (_, index) => `k${index}: 1`).join('\n');
    expect(Object.keys(parse(manyKeys).value as object)).toHaveLength(30_000);
    expect(problemsOf(() => parse('}\n'.repeat(30_000))).exitCode).toBe(30);
  });
});
