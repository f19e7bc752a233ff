import { describe, expect, it } from 'vitest';
import { checkPurity } from './purity.ts';
import { parse } from './source.ts';

function objections(text: string, path = 'engine/kernel/a.ts'): string[] {
  return checkPurity([parse(path, text)]).map(({ message }) => message);
}

describe('purity', () => {
  // Goal: every banned thing is caught in the pure zone, with what to use instead.
  it.each([
    ['const now = Date.now();', 'timeMs'],
    ['const now = performance.now();', 'benchmarks/'],
    ['const mode = process.env.MODE;', 'cli/'],
    ["console.log('x');", 'cli/'],
    ['const x = Math.random();', 'stream'],
    ['const x = Math.exp(1);', 'transcendental'],
    ['const x = Math.hypot(1, 2);', 'transcendental'],
    ['const x = Math.round(0.5);', 'roundHalfAway'],
    ["const x = Math['exp'](1);", 'by name'],
    ['const { exp } = Math;', 'by name'],
    ['const x = y ** 0.5;', 'pow'],
    ['y **= 2;', 'pow'],
    ["import { readFileSync } from 'node:fs';", 'runner'],
    ["const fs = await import('node:fs');", 'runner'],
    ["const x = await import('./b.ts');", 'top of the file'],
    ["const fs = require('fs');", 'import'],
    ["globalThis.Date;", 'argument'],
    ['setTimeout(step, 1);', 'queue'],
    ['names.sort((a, b) => a.localeCompare(b));', 'compare'],
    ['const text = x.toLocaleString();', 'reports/'],
    ['function f(now: Date) {}', 'timeMs'],
  ])('catches %s', (text, replacement) => expect(objections(text).join('\n')).toContain(replacement));

  it.each([
    'const x = Math.sqrt(Math.abs(y)) + Math.floor(z) * Math.PI;',
    'const limit = 2 ** 53 + 2 ** -30;',
    'const record = { Date: 1, process: 2 }; record.Date = record.process;',
    'interface Row { console: string }',
    'const { performance: score } = row;',
    '// Date.now() in a comment and "Math.random" in a text',
    "const text = 'process.env';",
  ])('allows %s', (text) => expect(objections(text)).toEqual([]));

  it('leaves the runner, tests and other folders alone', () => {
    const text = "import { readFileSync } from 'node:fs'; Date.now();";
    expect(objections(text, 'engine/runner/a.ts')).toEqual([]);
    expect(objections(text, 'engine/kernel/a.test.ts')).toEqual([]);
    expect(objections(text, 'cli/a.ts')).toEqual([]);
  });
});
