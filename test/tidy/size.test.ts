import { describe, expect, it } from 'vitest';
import { checkDocstrings, checkFunctionLength, checkTextSize } from './size.ts';
import { parse } from './source.ts';

const body = (lines: number): string => 'x();\n'.repeat(lines);

describe('function length', () => {
  // Goal: 70 lines pass, 71 do not, whatever form the function has.
  it('counts from the first to the last line', () => {
    const names = (lines: number): string[] => {
      const long = body(lines);
      const forms = [`function declared() {\n${long}}`, `const arrow = () => {\n${long}};`, `class C { method() {\n${long}} }`];
      return checkFunctionLength([parse('engine/a.ts', forms.join('\n'))]).map(({ message }) => message.split(' ')[0]);
    };
    expect(names(68)).toEqual([]);
    expect(names(69)).toEqual(['declared', 'arrow', 'method']);
  });

  it('takes a suite for a list of tests', () => {
    expect(checkFunctionLength([parse('a.test.ts', `describe('x', () => {\n${body(90)}});`)])).toEqual([]);
    expect(checkFunctionLength([parse('a.test.ts', `describe.each([1])('x', () => {\n${body(90)}});`)])).toEqual([]);
    expect(checkFunctionLength([parse('a.test.ts', `it('x', () => {\n${body(90)}});`)])).toHaveLength(1);
  });

  it('knows exceptions, and that they end', () => {
    const long = [parse('engine/a.ts', `function run() {\n${body(90)}}`)];
    expect(checkFunctionLength(long, { 'engine/a.ts#run': 'the hot loop' })).toEqual([]);
    expect(checkFunctionLength([parse('engine/a.ts', '')], { 'engine/a.ts#run': 'the hot loop' })).toHaveLength(1);
  });
});

describe('text size', () => {
  // Goal: both limits are exact, and only code is measured.
  it('limits lines and columns', () => {
    expect(checkTextSize('a.ts', 'x\n'.repeat(400))).toEqual([]);
    expect(checkTextSize('a.ts', 'x\n'.repeat(401))).toHaveLength(1);
    expect(checkTextSize('a.ts', `${'x'.repeat(140)}\n`)).toEqual([]);
    expect(checkTextSize('a.c', `\n${'x'.repeat(141)}\n`)).toEqual([{ path: 'a.c', line: 2, message: '141 columns, at most 140' }]);
    expect(checkTextSize('a.ts', `'https://example.org/${'x'.repeat(141)}'`)).toEqual([]);
    expect(checkTextSize('a.md', 'x'.repeat(500))).toEqual([]);
  });
});

describe('docstrings', () => {
  // Goal: exported functions and classes of the engine are documented; types, private functions and other folders may be silent.
  const silent = ['export function f() {}', 'export class C {}', 'export const f = () => 1;', '// a remark\nexport function f() {}'];
  it.each(silent)('wants one for %s', (text) => expect(checkDocstrings([parse('engine/a.ts', text)])).toHaveLength(1));

  const fine = ['/** Does. */\nexport function f() {}', 'function f() {}', 'export interface I {}', 'export const limit = 1;'];
  it.each(fine)('accepts %s', (text) => expect(checkDocstrings([parse('engine/a.ts', text)])).toEqual([]));

  it('takes overloads together', () => {
    const text = '/** Does. */\nexport function f(a: string): void;\nexport function f(a: number): void;\nexport function f() {}';
    expect(checkDocstrings([parse('engine/a.ts', text)])).toEqual([]);
  });
});
