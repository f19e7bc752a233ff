import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listParameterSets, listScenarios, loadParameterSet, loadScenario, parametersFor } from './loader.ts';
import { problemsOf, withFile } from './testing/files.ts';

const scenario = `version: 1
name: any-name
title: T
underlyings: {X: {prices: [100, 95]}}
accounts: [{id: a, cash: 10, positions: {X-PERP: 1}}]
`;

const set = `version: 1
name: rules
title: T
summary: S
margin: {policy: leverage, max-leverage: 10, maintenance: 0.05}
collateral: {policy: haircut}
liquidation: {policy: full}
losses: []
oracle: {policy: median, sources: [{name: spot}]}
`;

describe('shipped files', () => {
  it('are all valid, and called as they are named', () => {
    // Goal: nothing broken is shipped; every parameter of every shipped file passes the schema it is documented by.
    expect(listScenarios()).toContain('crash-2020');
    for (const name of listScenarios()) expect(loadScenario(name).document.name).toBe(name);
    for (const name of listParameterSets()) expect(loadParameterSet(name).document.name).toBe(name);
  });

  it('cover both days of March 2020 with both assets', () => {
    // Goal: the flagship scenario says what the design promises.
    const { document } = loadScenario('crash-2020');
    expect([document.startMs, document.endMs]).toEqual([Date.UTC(2020, 2, 12), Date.UTC(2020, 2, 14)]);
    expect([document.paths, document.feedback, document.population?.accounts]).toEqual([32, 'counterfactual', 10_000]);
    expect(Object.keys(document.underlyings)).toEqual(['BTC', 'ETH']);
    expect(document.rebuild).toEqual({ candidates: 8, correlation: 0.8, firstExtreme: 'random' });
  });
});

describe('loadScenario', () => {
  it('takes a name or a path, and never makes a path of a name', () => {
    // Goal: a name from the command line cannot reach a file outside of the shipped folders.
    withFile(scenario, (file) => expect(loadScenario(file).document.title).toBe('T'));
    for (const name of ['..', 'parameters', 'crash-2020\0', 'CRASH-2020', '', 'con', 'a'.repeat(1000)]) {
      expect(problemsOf(() => loadScenario(name)).exitCode).toBe(2);
    }
    expect(problemsOf(() => loadScenario('../package.json')).exitCode).toBe(30);
  });

  it('suggests the name that was meant', () => {
    // Goal: a typing error on the command line costs one look.
    const [problem] = problemsOf(() => loadScenario('crash-2002')).problems;
    expect(problem).toMatchObject({ what: 'there is no scenario "crash-2002"', suggestion: 'crash-2020' });
  });

  it('fills in defaults', () => {
    // Goal: a ten-line example means one path, full feedback and prices a minute apart.
    const { document } = withFile(scenario, (file) => loadScenario(file));
    expect(document).toMatchObject({ feedback: 'full', paths: 1, startMs: Date.UTC(2020, 0, 1), instruments: null, parameters: null });
    expect(document.underlyings['X']).toEqual({ source: { kind: 'prices', prices: [100, 95], stepMs: 60_000 }, liquidity: null });
    expect(document.accounts[0]).toMatchObject({ owner: 'a', venue: null, positions: { 'X-PERP': { size: 1, entry: null } } });
  });

  it('keeps the CSV of accounts inside the folder of the scenario', () => {
    // Goal: a scenario from elsewhere cannot read other files, not even through a link.
    withFile(`${scenario}accounts-file: books/book.csv\n`, (file, folder) => {
      mkdirSync(join(folder, 'books'));
      symlinkSync('/etc/passwd', join(folder, 'books', 'book.csv'));
      expect(problemsOf(() => loadScenario(file)).problems[0].what).toContain('leads out of the folder');
    });
    withFile(`${scenario}accounts-file: book.csv\n`, (file, folder) => {
      writeFileSync(join(folder, 'book.csv'), 'id\n');
      expect(loadScenario(file).document.accountsFile).toMatch(/^\/.*book\.csv$/);
    });
  });

  it('hashes the bytes of the file', () => {
    // Goal: a run can say exactly which file it used.
    const hashes = [scenario, `${scenario}\n`].map((text) => withFile(text, (file) => loadScenario(file).sha256));
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(hashes[1]).not.toBe(hashes[0]);
  });
});

describe('parametersFor', () => {
  const overrides = `${scenario}parameters:\n  margin: {policy: leverage, max-leverage: 5, maintenance: 0.125}\n  oracle: none\n`;

  it('replaces whole blocks by those that the scenario writes out', () => {
    // Goal: an override changes what it names and nothing else; "none" takes a rule away.
    const rules = withFile(set, (file) => loadParameterSet(file));
    const under = withFile(overrides, (file) => loadScenario(file));
    const { document, sha256 } = parametersFor(under, rules);
    expect(document.margin.parameters).toMatchObject({ 'max-leverage': 5, maintenance: 0.125 });
    expect(document.oracle).toBeNull();
    expect(document.liquidation).toEqual(rules.document.liquidation);
    expect(sha256).not.toBe(rules.sha256);
    expect(parametersFor(withFile(scenario, (file) => loadScenario(file)), rules)).toBe(rules);
  });

  it('leaves a rule in place that the scenario does not mention', () => {
    // Goal: a block that is left out is not a block that is empty.
    const rules = withFile(set, (file) => loadParameterSet(file));
    const only = withFile(`${scenario}parameters: {losses: [{policy: adl}]}\n`, (file) => loadScenario(file));
    expect(parametersFor(only, rules).document.oracle?.policy).toBe('median');
    expect(parametersFor(only, rules).document.losses.map(({ policy }) => policy)).toEqual(['adl']);
  });

  it('points at the file that wrote a value', () => {
    // Goal: a later complaint about a rule names the right file.
    const rules = withFile(set, (file) => loadParameterSet(file));
    const both = parametersFor(withFile(overrides, (file) => loadScenario(file)), rules);
    expect(both.place(['margin', 'maintenance'])).toMatchObject({ line: 7, column: 60 });
    expect(both.place(['liquidation', 'policy'])).toMatchObject({ line: 7, column: 23 });
  });
});
