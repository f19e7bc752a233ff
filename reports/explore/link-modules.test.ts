import { describe, expect, it } from 'vitest';
import { linkModules, readableInScript } from './link-modules.ts';

const one = "/** Adds.\n * @type {number} */\nexport const add = (a, b) => a + b;\n";
const two = [
  "/// <reference lib=\"dom\" />",
  "import { add } from './one.js';",
  'export function twice(a) {',
  '  // Twice is once and once.',
  '  const sum = /** @type {number} */ (',
  '    /** @type {unknown} */ (add(a, a)));',
  '  /** Whole. */',
  '  return sum;',
  '}',
  '',
].join('\n');

describe('linkModules', () => {
  // Goal: modules become one text that computes the same, without comments that fill lines.
  it('shares one scope', () => {
    const text = linkModules([one, two, 'export {};\n']);
    expect(text).not.toMatch(/import|export|Twice is|Whole|Adds/);
    // A casting comment in front of code is no line of its own.
    expect(text).toContain('(add(a, a)))');
    expect(/const add = /.test(text) && /function twice/.test(text)).toBe(true);
  });

  // Goal: what cannot be linked by this simple way is refused, not written into a page.
  it('refuses what it does not know', () => {
    expect(() => linkModules(["import vega from 'vega';\n"])).toThrow('cannot be linked');
    expect(() => linkModules(['export default 3;\n'])).toThrow('cannot be linked');
    expect(() => linkModules([one, one])).toThrow('declare add');
  });
});

describe('readableInScript', () => {
  // Goal: the text in the page is the text that was hashed.
  it('refuses what ends a script, opens a comment or is read as another character', () => {
    const broken = ['a</script', 'b<!-- c', 'd<SCRIPT', 'e\rf', 'g\u0000'];
    for (const text of broken) expect(() => readableInScript(text)).toThrow('cannot stand');
    expect(readableInScript('a < b')).toBe('a < b');
  });
});
