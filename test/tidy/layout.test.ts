import { describe, expect, it } from 'vitest';
import { checkFileName, checkNothingSkipped, checkRegistered, checkSiblingTests, checkSize, checkText } from './layout.ts';
import { parse } from './source.ts';

describe('file names', () => {
  // Goal: names say what a file holds, and the kinds of file are known.
  const strange = ['engine/utils.ts', 'engine/math/helpers.ts', 'engine/util/a.ts', 'cli/common.ts', 'tool.py', 'Makefile', '.env'];
  it.each(strange)('catches %s', (path) => expect(checkFileName(path)).toHaveLength(1));

  it.each(['engine/math/round.ts', 'LICENSE', '.gitignore', '.ci/run', 'docs/a.md', 'benchmarks/yardstick.h'])('allows %s', (path) =>
    expect(checkFileName(path)).toEqual([]),
  );
});

describe('size', () => {
  // Goal: 256 KiB is allowed, one byte more is not.
  it('is limited', () => {
    expect(checkSize('a.csv', 262_144)).toEqual([]);
    expect(checkSize('a.csv', 262_145)).toHaveLength(1);
  });
});

describe('registry', () => {
  const policy = parse('engine/policies/loss/adl.ts', 'export const adl = definePolicy({});');
  const model = parse('engine/market/liquidity/linear.ts', 'export const linear = definePolicy({});');

  // Goal: a policy that nobody can choose is caught; types and shared declarations are no policies.
  it('misses a policy', () => {
    const registry = parse('engine/policies/registry.ts', "import { adl } from './loss/adl.ts';");
    expect(checkRegistered([policy, model, registry]).map(({ path }) => path)).toEqual(['engine/market/liquidity/linear.ts']);
  });

  it('lists all', () => {
    const text = "import { adl } from './loss/adl.ts'; import { linear } from '../market/liquidity/linear.ts';";
    expect(checkRegistered([policy, model, parse('engine/policies/registry.ts', text)])).toEqual([]);
  });
});

describe('sibling tests', () => {
  // Goal: code in policies/ and market/ has a test beside it.
  it('are missed', () => {
    const file = parse('engine/market/paths/gbm.ts', 'export const gbm = 1;');
    expect(checkSiblingTests([file])).toHaveLength(1);
    expect(checkSiblingTests([file, parse('engine/market/paths/gbm.test.ts', '')])).toEqual([]);
  });

  it('are not needed for types, contracts and other zones', () => {
    const types = parse('engine/market/candles.ts', 'export interface Candles { readonly symbol: string }');
    const contract = parse('engine/policies/contract.ts', 'export function definePolicy() {}');
    expect(checkSiblingTests([types, contract, parse('engine/study/plan.ts', 'export const plan = 1;')])).toEqual([]);
  });
});

describe('skipped tests', () => {
  const skipped = (text: string, path = 'engine/a.test.ts') => checkNothingSkipped([parse(path, text)]);

  // Goal: no form of a test that does not run gets through.
  it.each([
    "it.skip('x', f);",
    "describe.only('x', f);",
    "it.todo('x');",
    "it.skipIf(true)('x', f);",
    "it.each([1]).skip('x', f);",
    "xit('x', f);",
    'context.skip();',
  ])('catches %s', (text) => expect(skipped(text)).toHaveLength(1));

  it.each(["it('skip', f);", 'rows.skip(1);', "it.each([1])('only', f);"])('allows %s', (text) => expect(skipped(text)).toEqual([]));

  it('lets browser tests ask for a browser', () => {
    expect(skipped("it.skipIf(noBrowser)('x', f);", 'test/browser/a.test.ts')).toEqual([]);
    expect(skipped("it.skip('x', f);", 'test/browser/a.test.ts')).toHaveLength(1);
  });
});

describe('left-overs', () => {
  // Goal: what must not stay in the text is found with its line. Snippets are put together so that this file passes its own rule.
  const leftOvers = [`// ${'TO'}DO later`, `// ${'FIX'}ME`, `// @ts-${'ignore'}`, `// eslint-${'disable'}-next-line`];
  it.each([...leftOvers, `cd ${'/wo'}rk/x`, `${'fa'}rm-tool`])('catches %s', (text) =>
    expect(checkText('a.ts', `fine\n${text}`)).toMatchObject([{ line: 2 }]),
  );

  it('lets words and other files pass', () => {
    expect(checkText('a.ts', 'framework/work, a method, mastodon')).toEqual([]);
    expect(checkText('a.png', `${'TO'}DO`)).toEqual([]);
  });
});
