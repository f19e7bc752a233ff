import { describe, expect, it } from 'vitest';
import { parse } from './source.ts';
import { checkCycles, checkImportDirections, checkPoliciesStandAlone } from './zones.ts';

function directions(path: string, ...specifiers: string[]): string[] {
  const text = specifiers.map((specifier, i) => `import { a${i} } from '${specifier}';`).join('\n');
  return checkImportDirections([parse(path, text)]).map(({ line, message }) => `${line} ${message}`);
}

describe('import directions', () => {
  // Goal: each arrow of the architecture is allowed, each arrow against it is caught.
  it.each([
    ['engine/math/a.ts', '../errors.ts'],
    ['engine/kernel/a.ts', '../math/b.ts'],
    ['engine/policies/loss/adl.ts', '../contract.ts'],
    ['engine/policies/loss/adl.ts', '../../kernel/world-spec.ts'],
    ['engine/market/liquidity/linear.ts', '../../policies/contract.ts'],
    ['engine/study/plan.ts', '../kernel/simulation.ts'],
    ['reports/a.ts', '../engine/study/run-folder-types.ts'],
    ['data/a.ts', '../engine/market/candles.ts'],
    ['cli/a.ts', '../engine/runner/b.ts'],
    ['benchmarks/a.ts', '../engine/kernel/b.ts'],
    ['engine/kernel/a.test.ts', '../study/plan.ts'],
  ])('allows %s -> %s', (path, specifier) => expect(directions(path, specifier)).toEqual([]));

  it.each([
    ['engine/math/a.ts', '../kernel/b.ts'],
    ['engine/kernel/a.ts', '../policies/contract.ts'],
    ['engine/kernel/a.ts', '../runner/pool.ts'],
    ['engine/statistics/a.ts', '../kernel/outcome.ts'],
    ['engine/policies/loss/adl.ts', '../../kernel/simulation.ts'],
    ['engine/policies/loss/adl.ts', '../registry.ts'],
    ['engine/study/plan.ts', '../runner/pool.ts'],
    ['reports/a.ts', '../engine/kernel/outcome.ts'],
    ['data/a.ts', '../engine/kernel/simulation.ts'],
    ['scenarios/a.ts', '../engine/study/plan.ts'],
    ['engine/study/plan.ts', '../../data/b.ts'],
    ['cli.ts', './engine/kernel/simulation.ts'],
    ['engine/math/a.ts', './b.test.ts'],
  ])('catches %s -> %s', (path, specifier) => expect(directions(path, specifier)).toHaveLength(1));

  it('allows only named packages in the engine', () => {
    expect(directions('engine/math/random.ts', 'seedrandom')).toEqual([]);
    expect(directions('engine/kernel/a.ts', 'apache-arrow')).toEqual(['1 kernel may not import the package apache-arrow (allowed: none)']);
  });

  it('sees re-exports, dynamic imports and imported types', () => {
    const texts = ["export * from '../kernel/b.ts';", "const b = await import('../kernel/b.ts');", "type B = import('../kernel/b.ts').B;"];
    texts.forEach((text) => expect(checkImportDirections([parse('engine/math/a.ts', text)])).toHaveLength(1));
  });
});

describe('circles', () => {
  // Goal: a circle is named once, with its members; circles of types are not circles at run time.
  it('are reported once', () => {
    const files = [parse('x/a.ts', "import './b.ts';"), parse('x/b.ts', "import './c.ts';"), parse('x/c.ts', "import './b.ts';")];
    expect(checkCycles(files)).toEqual([{ path: 'x/b.ts', line: 0, message: 'imports itself: x/b.ts -> x/c.ts -> x/b.ts' }]);
  });

  it('of types are allowed', () => {
    expect(checkCycles([parse('x/a.ts', "import './b.ts';"), parse('x/b.ts', "import type { A } from './a.ts';")])).toEqual([]);
  });
});

describe('policies', () => {
  // Goal: two policies never depend on each other, whatever folders they are in.
  it('do not import each other', () => {
    const one = parse('engine/policies/loss/one.ts', 'export const one = definePolicy({});');
    const two = parse('engine/policies/loss/two.ts', "import { one } from './one.ts'; export const two = definePolicy({ one });");
    expect(checkPoliciesStandAlone([one, two]).map(({ path }) => path)).toEqual(['engine/policies/loss/two.ts']);
  });
});
