import { describe, expect, it } from 'vitest';
import { listParameterSets, loadParameterSet, loadScenario, parametersFor } from './loader.ts';
import { problemsOf, withFile } from './testing/files.ts';
import { isAboutCombination, VariableParameters } from './varied-parameters.ts';
import type { WrittenScalar } from './varied-parameters.ts';

function variable(name = 'default'): VariableParameters {
  return new VariableParameters(loadParameterSet(name).written);
}

function vary(parameters: VariableParameters, changes: Readonly<Record<string, WrittenScalar>>) {
  return parameters.with(Object.entries(changes).map(([key, value]) => ({ address: parameters.address(key), value })));
}

function setOf(parameters: VariableParameters, changes: Readonly<Record<string, WrittenScalar>>) {
  const varied = vary(parameters, changes);
  if (!('set' in varied)) throw new Error(JSON.stringify(varied.findings));
  return varied.set;
}

describe('varied parameters', () => {
  it.each(listParameterSets())('without changes are those of the file: %s', (name) => {
    // Goal: a point at the baseline runs exactly the rules of a plain run.
    expect(setOf(variable(name), {})).toEqual(loadParameterSet(name).document);
  });

  it('without changes are those of the scenario with its own blocks', () => {
    // Goal: rules that a scenario writes out are varied too.
    const text = [
      ...['version: 1', 'name: own', 'title: Own', 'underlyings: {X: {prices: [1, 2]}}', 'accounts: [{id: a, cash: 1}]'],
      'parameters: {margin: {policy: leverage, max-leverage: 5, maintenance: 0.01}, oracle: none}',
    ].join('\n');
    withFile(text, (file) => {
      const loaded = parametersFor(loadScenario(file), loadParameterSet('default'));
      expect(setOf(new VariableParameters(loaded.written), {})).toEqual(loaded.document);
      expect(setOf(new VariableParameters(loaded.written), { 'margin.max-leverage': 7 }).margin.parameters['max-leverage']).toBe(7);
    });
  });

  it('are addressed by the keys that reports print', () => {
    // Goal: blocks, items of lists by name or place, keys that the file leaves out, names with dots.
    const changes = { 'margin.maintenance': 0.01, 'losses.insurance-fund.opening.USD': 7, 'losses.2.max-haircut': 0.5 };
    const set = setOf(variable(), { ...changes, 'population.accounts': 12, 'losses.insurance-fund.draw-cap': 5 });
    expect(set.margin.parameters['maintenance']).toBe(0.01);
    expect(set.losses[0].parameters).toMatchObject({ opening: { USD: 7 }, 'draw-cap': 5 });
    expect(set.losses[2].parameters['max-haircut']).toBe(0.5);
    expect(set.population).toEqual({ accounts: 12 });
    const listed = setOf(variable('hyperliquid'), { 'oracle.sources.okx.weight': 9, 'margin.brackets.1.floor': 4e6 });
    expect((listed.oracle?.parameters['sources'] as object[])[1]).toMatchObject({ name: 'okx', weight: 9 });
    expect((listed.margin.parameters['brackets'] as object[])[1]).toMatchObject({ floor: 4e6 });
    const dotted = new VariableParameters({ ...variable().written, instruments: [{ id: 'X.Y', underlying: 'X' }] });
    expect(setOf(dotted, { 'instruments.X.Y.lot': 3 }).instruments?.[0].lot).toBe(3);
  });

  it('change a policy with what it shares', () => {
    // Goal: the fee of `full` is that of `partial`; what only the old policy knows is left out, and said.
    const parameters = variable('hyperliquid');
    const address = parameters.address('liquidation.policy');
    expect(parameters.leftOut(address, 'full')).toEqual(['fraction', 'interval', 'whole-below']);
    const { liquidation } = setOf(parameters, { 'liquidation.policy': 'full' });
    expect(liquidation).toEqual({ kind: 'liquidation', policy: 'full', parameters: { fee: 0 } });
    const both = setOf(variable(), { 'liquidation.fraction': 0.5, 'liquidation.policy': 'paced' });
    expect(both.liquidation.parameters).toMatchObject({ fraction: 0.5, fee: 0.005 });
  });

  it('leave the file as it was', () => {
    // Goal: the next point does not begin where the last one ended.
    const parameters = variable();
    setOf(parameters, { 'margin.maintenance': 0.001, 'losses.insurance-fund.opening.USD': 1 });
    expect(setOf(parameters, {})).toEqual(loadParameterSet('default').document);
  });

  const refused = [
    { key: 'margn.maintenance', what: 'margn.maintenance: there is no block "margn" of rules', suggestion: 'margin' },
    { key: 'name', what: 'name: there is no block "name" of rules' },
    { key: '__proto__.polluted', what: '__proto__.polluted: there is no block "__proto__" of rules' },
    { key: 'margin.__proto__.polluted', what: 'margin.__proto__.polluted: "__proto__" is not a key' },
    { key: 'margin.overrides.constructor.prototype.x', what: 'margin.overrides.constructor.prototype.x: "constructor" is not a key' },
    { key: 'margin..maintenance', what: 'margin..maintenance: "" is not a key' },
    { key: 'margin.maintenance.', what: 'margin.maintenance.: a key that ends in a dot' },
    { key: 'losses.insurance-found.opening.USD', what: 'losses has no "insurance-found"', suggestion: 'insurance-fund' },
    { key: 'losses.7.ranking', what: 'losses has no "7"' },
    { key: 'losses.insurance-fund.opening', what: 'is a block, not one value', suggestion: 'losses.insurance-fund.opening.USD' },
    { key: 'margin', what: 'margin is a block, not one value', suggestion: 'margin.policy' },
    { key: 'margin.maintenance.deeper', what: 'margin.maintenance.deeper lies below margin.maintenance, which is 0.025' },
  ];
  it.each(refused)('has no place for $key', ({ key, what, suggestion }) => {
    // Goal: exit 2, what was found, and the key that was probably meant; no key reaches into the machinery of objects.
    const { exitCode, problems } = problemsOf(() => variable().address(key));
    expect(exitCode).toBe(2);
    expect(problems[0].what).toContain(what);
    expect(problems[0].suggestion).toBe(suggestion);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  const wrong: readonly { change: Readonly<Record<string, WrittenScalar>>; what: string; combination: boolean }[] = [
    { change: { 'margin.maintenence': 0.01 }, what: 'unknown key "maintenence"', combination: false },
    { change: { 'margin.maintenance': 1.5 }, what: 'margin.maintenance is 1.5', combination: false },
    { change: { 'margin.maintenance': 'much' }, what: 'margin.maintenance is "much"', combination: false },
    { change: { 'margin.maintenance': 0.2 }, what: 'the values of margin do not fit together', combination: true },
    { change: { 'margin.policy': 'brackets' }, what: 'the key "brackets" is missing', combination: false },
    { change: { 'liquidation.policy': 'ful' }, what: 'there is no liquidation policy "ful"', combination: false },
  ];
  it.each(wrong)('finds with the schema of the file: $what', ({ change, what, combination }) => {
    // Goal: bounds and names are those of the file; what other values may mend is told apart.
    const parameters = variable();
    const varied = vary(parameters, change);
    const [finding] = 'findings' in varied ? varied.findings : [];
    expect(finding.what).toBe(what);
    expect(isAboutCombination(finding, parameters.address(Object.keys(change)[0]))).toBe(combination);
  });
});
