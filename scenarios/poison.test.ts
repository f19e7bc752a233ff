import { describe, expect, it } from 'vitest';
import { loadParameterSet, loadScenario } from './loader.ts';
import { problemsOf, withFile } from './testing/files.ts';

const base = `version: 1
name: t
title: T
underlyings: {X: {prices: [100, 95]}}
accounts:
  - {id: a, cash: 10, positions: {X-PERP: 1}}
`;

const set = `version: 1
name: t
title: T
summary: S
margin: {policy: leverage, max-leverage: 10, maintenance: 0.05}
collateral: {policy: haircut}
liquidation: {policy: full}
losses: [{policy: adl}]
`;

interface Poison {
  readonly text: string | Uint8Array;
  /** line:column of the first problem. */
  readonly at: string;
  readonly says: string;
}

/** The base scenario with one line more, which is line 7. */
function plus(line: string): string {
  return `${base}${line}\n`;
}

/** The base scenario on a model. */
function walked(model: string): string {
  return swap(plus('grid: {step: 1h}\nend: 2020-01-02T00:00:00Z'), 'prices: [100, 95]', `start-price: 100, model: ${model}`);
}

/** A text with one part exchanged. */
function swap(text: string, from: string, to: string): string {
  expect(text).toContain(from);
  return text.replace(from, to);
}

const bytes = (...parts: (string | number)[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'number' ? [part] : [...new TextEncoder().encode(part)])));

const unreadable: Record<string, Poison> = {
  'empty file': { text: '', at: '1:1', says: 'the file is empty' },
  'only a comment': { text: '# nothing\n', at: '1:1', says: 'the file is empty' },
  'a list': { text: '- 1\n', at: '1:1', says: 'the file is a list' },
  'a single value': { text: 'hello\n', at: '1:1', says: 'the file is a single value' },
  'byte order mark': {
    text: bytes(0xef, 0xbb, 0xbf, 'version: 1\n'),
    at: '1:1',
    says: 'the file begins with a byte order mark | save it as "UTF-8" without BOM',
  },
  'UTF-16': {
    text: bytes(0xff, 0xfe, 'v', 0, 'e', 0),
    at: '1:1',
    says: 'the file begins with a byte order mark | save it as "UTF-8" without BOM',
  },
  'invalid UTF-8': { text: bytes('version: 1\nname: "t', 0xc3, 0x28, '"\n'), at: '2:9', says: 'byte 0xc3 is not valid UTF-8' },
  'cut-off UTF-8': { text: bytes('version: 1\nname: t', 0xe2, 0x82), at: '2:8', says: 'byte 0xe2 is not valid UTF-8' },
  'NUL': { text: 'version: 1\nname: a\0b\n', at: '2:8', says: 'the control character U+0000' },
  'escape character': { text: 'version: 1\ntitle: \u001b[31mred\n', at: '2:8', says: 'the control character U+001B' },
  'text that reverses direction': { text: 'version: 1\ntitle: a\u202eb\n', at: '2:9', says: 'the control character U+202E' },
  'tab as indentation': { text: 'version: 1\nmargin:\n\tpolicy: leverage\n', at: '3:1', says: 'a tab | indent with two spaces' },
  'carriage return alone': { text: 'version: 1\rname: t\n', at: '1:11', says: 'the control character U+000D' },
  'two documents': { text: 'version: 1\n---\nversion: 1\n', at: '2:1', says: 'a second document begins here' },
  'anchor': { text: 'version: 1\nname: &n t\n', at: '2:7', says: 'an anchor (&) | write the value out; quote text that begins with &' },
  'alias': { text: 'a: &n t\nb: *n\n', at: '1:4', says: 'an anchor (&) | write the value out; quote text that begins with &' },
  'billion laughs': {
    text: 'a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n',
    at: '1:4',
    says: 'an anchor (&) | write the value out; quote text that begins with &',
  },
  'tag': { text: 'version: !!int 1\n', at: '1:10', says: 'a tag (!) | leave it out; quote text that begins with !' },
  'JavaScript tag': {
    text: 'version: 1\nname: !!js/function "function () {}"\n',
    at: '2:7',
    says: 'a tag (!) | leave it out; quote text that begins with !',
  },
  'directive': { text: '%YAML 1.1\n---\nversion: 1\n', at: '1:1', says: 'a YAML directive (%) | leave the line out' },
  'merge key': { text: 'version: 1\n<<: {name: t}\n', at: '2:1', says: 'a merge key (<<) | write the keys out' },
  'duplicate key': { text: 'version: 1\nname: t\nversion: 2\n', at: '3:1', says: 'the key "version" appears twice' },
  'duplicate key deep inside': { text: 'a:\n  b: {c: 1, c: 2}\n', at: '2:13', says: 'the key "c" appears twice' },
  'key that is a number': { text: '1: one\n', at: '1:1', says: 'a key that is not text | quote it if it is a name' },
  'key that is a list': { text: '? [a, b]\n: 1\n', at: '1:3', says: 'a key that is not text | quote it if it is a name' },
  'prototype of all objects': { text: plus('__proto__: {polluted: true}'), at: '7:1', says: 'unknown key "__proto__"' },
  'constructor of all objects': { text: plus('constructor: {prototype: {polluted: true}}'), at: '7:1', says: 'unknown key "constructor"' },
  'deep list': { text: `a: ${'['.repeat(100_000)}`, at: '1:27', says: 'nested deeper than 24 levels' },
  'deep dashes': { text: '- '.repeat(100_000), at: '1:49', says: 'nested deeper than 24 levels' },
  'deep mapping': { text: `${'{a: '.repeat(40)}1${'}'.repeat(40)}`, at: '1:97', says: 'nested deeper than 24 levels' },
  'open bracket': {
    text: 'version: 1\nname: [t\ntitle: T\n',
    at: '3:1',
    says: 'Flow sequence in block collection must be sufficiently indented and end with a ]',
  },
  'open quote': { text: 'version: 1\nname: "t\n', at: '3:1', says: 'Missing closing "quote' },
  'mapping in a value': { text: 'version: 1\nname: a: b\n', at: '2:7', says: 'Nested mappings are not allowed in compact mappings' },
  'wrong indentation': { text: 'a:\n    b: 1\n  c: 2\n', at: '3:1', says: 'All mapping items must start at the same column' },
};

const numbers: Record<string, Poison> = Object.fromEntries(
  [
    ['.nan', 'the number .nan | leave the key out for "no limit"'],
    ['-.inf', 'the number -.inf | leave the key out for "no limit"'],
    ['Infinity', 'the number Infinity | leave the key out for "no limit"'],
    ['0x1F', 'the number 0x1F is not decimal | quote it if it is a name'],
    ['0o17', 'the number 0o17 is not decimal | quote it if it is a name'],
    ['017', 'the number 017 has a leading zero | drop the zero, or quote it'],
    ['1_000', 'the number 1_000 has separators | write 1000'],
    ['9007199254740993', 'the number 9007199254740993 is too large to be exact'],
    ['1e400', 'the number 1e400 is too large'],
    ['1e-400', 'the number 1e-400 is too small'],
  ].map(([number, says]) => [`seed ${number}`, { text: plus(`seed: ${number}`), at: '7:7', says }]),
);

const scenarios: Record<string, Poison> = {
  'unknown key': { text: plus('fedback: none'), at: '7:1', says: 'unknown key "fedback" | feedback' },
  'unknown key with underscore': { text: plus('accounts_file: a.csv'), at: '7:1', says: 'unknown key "accounts_file" | accounts-file' },
  'missing key': { text: swap(base, 'title: T\n', ''), at: '1:1', says: 'the key "title" is missing' },
  'wrong version': { text: swap(base, 'version: 1', 'version: 2'), at: '1:10', says: 'version is 2' },
  'path as a name': { text: swap(base, 'name: t', 'name: ../../etc/passwd'), at: '2:7', says: 'name is "../../etc/passwd"' },
  'empty title': { text: swap(base, 'title: T', 'title: ""'), at: '3:8', says: 'title is ""' },
  'key without value': { text: swap(base, 'title: T', 'title:'), at: '3:7', says: 'title is empty' },
  'seed is a word': { text: plus('seed: lucky'), at: '7:7', says: 'seed is "lucky"' },
  'seed is a fraction': { text: plus('seed: 1.5'), at: '7:7', says: 'seed is 1.5' },
  'negative paths': { text: plus('paths: -3'), at: '7:8', says: 'paths is -3' },
  'unknown feedback': { text: plus('feedback: counter-factual'), at: '7:11', says: 'feedback is "counter-factual" | counterfactual' },
  'local time': { text: plus('start: 2020-03-12T00:00:00+01:00'), at: '7:8', says: 'start is "2020-03-12T00:00:00+01:00"' },
  'time that does not exist': { text: plus('start: 2020-02-30T00:00:00Z'), at: '7:8', says: 'start is "2020-02-30T00:00:00Z"' },
  'end before start': { text: plus('end: 2019-01-01T00:00:00Z'), at: '7:6', says: 'the end 2019-01-01T00:00:00Z is not after the start' },
  'unknown baseline': { text: plus('baseline: no-such-set'), at: '7:11', says: 'there is no parameter set "no-such-set"' },
  'two price sources': {
    text: swap(base, 'prices: [100, 95]', 'prices: [100], history: crash-2020/btc-usdt'),
    at: '4:18',
    says: 'the values of underlyings.X do not fit together',
  },
  'history outside': {
    text: swap(base, 'prices: [100, 95]', 'history: ../secret'),
    at: '4:28',
    says: 'underlyings.X.history is "../secret"',
  },
  'model without steps or end': {
    text: swap(base, 'prices: [100, 95]', 'start-price: 100, model: {model: gbm, volatility: 1}'),
    at: '4:37',
    says: 'a price model without steps',
  },
  'model with a negative volatility': {
    text: walked('{model: gbm, volatility: -1}'),
    at: '4:69',
    says: 'underlyings.X.model.volatility is -1',
  },
  'model that nobody knows': {
    text: walked('{model: gmb, volatility: 1}'),
    at: '4:52',
    says: 'there is no price policy "gmb" | gbm',
  },
  'model that breeds without end': {
    text: walked('{model: hawkes, branching: 1}'),
    at: '4:71',
    says: 'underlyings.X.model.branching is 1',
  },
  'model beside prices': {
    text: swap(base, 'prices: [100, 95]', 'prices: [100], model: {model: gbm, volatility: 1}'),
    at: '4:18',
    says: 'the values of underlyings.X do not fit together',
  },
  'follower of nobody': {
    text: walked('{model: basis, follows: Y}'),
    at: '4:68',
    says: 'there is no other underlying "Y"',
  },
  'dependence on nobody': {
    text: plus('dependence: {correlation: {X/Y: 0.5}}'),
    at: '7:28',
    says: 'there is no underlying "Y"',
  },
  'correlation above one': { text: plus('dependence: {correlation: 1.5}'), at: '7:27', says: 'dependence.correlation is 1.5' },
  'no price source': { text: swap(base, '{prices: [100, 95]}', '{}'), at: '4:18', says: 'the values of underlyings.X do not fit together' },
  'bar with a low above its close': {
    text: swap(base, 'prices: [100, 95]', 'candles: [[100, 101, 99, 98]]'),
    at: '4:29',
    says: 'the values of underlyings.X.candles[0] do not fit together',
  },
  'bar of three': {
    text: swap(base, 'prices: [100, 95]', 'candles: [[100, 101, 99]]'),
    at: '4:29',
    says: 'underlyings.X.candles[0] is a list of 3 values',
  },
  'step without unit': { text: swap(base, 'prices: [100, 95]', 'prices: [100], step: 60'), at: '4:40', says: 'underlyings.X.step is 60' },
  'price is a word': { text: swap(base, '[100, 95]', '[100, cheap]'), at: '4:33', says: 'underlyings.X.prices[1] is "cheap"' },
  'no underlying': { text: swap(base, '{X: {prices: [100, 95]}}', '{}'), at: '4:1', says: 'there is no underlying' },
  'nobody': { text: base.slice(0, base.indexOf('accounts')), at: '1:1', says: 'nobody trades in this scenario' },
  'unknown instrument': { text: swap(base, 'X-PERP: 1', 'X-PREP: 1'), at: '6:35', says: 'there is no instrument "X-PREP" | X-PERP' },
  'position of nothing': { text: swap(base, 'X-PERP: 1', 'X-PERP: 0'), at: '6:43', says: 'accounts[0].positions.X-PERP is 0' },
  'position with a wrong key': {
    text: swap(base, 'X-PERP: 1', 'X-PERP: {size: 1, entri: 3}'),
    at: '6:53',
    says: 'unknown key "entri" | entry',
  },
  'position is a word': { text: swap(base, 'X-PERP: 1', 'X-PERP: long'), at: '6:43', says: 'accounts[0].positions.X-PERP is "long"' },
  'same account twice': { text: plus('  - {id: a, cash: 1}'), at: '7:10', says: '"a" appears twice' },
  'isolated account with two positions': {
    text: swap(base, 'cash: 10', 'margin: isolated, balances: {X: 1}'),
    at: '6:21',
    says: 'accounts[0].margin is "isolated"',
  },
  'collateral does not sum to 1': {
    text: plus('population: {collateral: {USD: 0.5, X: 0.4}}'),
    at: '7:14',
    says: 'the shares of collateral sum to 0.9',
  },
  'unknown collateral': { text: plus('population: {collateral: {USD: 0.5, Y: 0.5}}'), at: '7:37', says: 'there is no asset "Y"' },
  'percent': { text: plus('population: {cross-share: 30%}'), at: '7:27', says: 'population.cross-share is "30%" | write 0.3' },
  'share above 1': { text: plus('population: {cross-share: 30}'), at: '7:27', says: 'population.cross-share is 30' },
  'unknown liquidity model': {
    text: swap(base, '95]}', '95], liquidity: {model: squareroot}}'),
    at: '4:57',
    says: 'there is no liquidity policy "squareroot" | square-root',
  },
  'liquidity with a policy key': {
    text: swap(base, '95]}', '95], liquidity: {policy: linear}}'),
    at: '4:49',
    says: 'the key "model" is missing',
  },
  'elasticity without reference': {
    text: swap(base, '95]}', '95], liquidity: {model: linear, depth: 1e6, volatility-elasticity: 1}}'),
    at: '4:100',
    says: 'the depth of X follows volatility, but nothing says its usual volatility',
  },
  'wrong settlement': {
    text: plus('instruments: [{id: X-PERP, underlying: X, contract: inverse, settle: USD}]'),
    at: '7:70',
    says: 'a contract that is inverse cannot settle in USD',
  },
  'unknown underlying': { text: plus('instruments: [{id: X-PERP, underlying: Z}]'), at: '7:40', says: 'there is no underlying "Z"' },
  'override with a wrong bound': {
    text: plus('parameters: {margin: {policy: leverage, max-leverage: 10, maintenance: 2}}'),
    at: '7:22',
    says: 'the values of parameters.margin do not fit together',
  },
  'absolute accounts file': { text: plus('accounts-file: /etc/passwd.csv'), at: '7:16', says: 'accounts-file is "/etc/passwd.csv"' },
  'accounts file outside': { text: plus('accounts-file: ../book.csv'), at: '7:16', says: 'accounts-file is "../book.csv"' },
  'accounts file that is not there': { text: plus('accounts-file: book.csv'), at: '7:16', says: 'there is no file "book.csv"' },
};

const parameterSets: Record<string, Poison> = {
  'no margin policy': { text: swap(set, 'policy: leverage, ', ''), at: '5:9', says: 'the key "policy" is missing' },
  'unknown margin policy': {
    text: swap(set, 'policy: leverage', 'policy: levrage'),
    at: '5:18',
    says: 'there is no margin policy "levrage" | leverage',
  },
  'margin is a word': {
    text: swap(set, '{policy: leverage, max-leverage: 10, maintenance: 0.05}', 'leverage'),
    at: '5:9',
    says: 'this is not a policy',
  },
  'no margin at all': {
    text: swap(set, 'margin: {policy: leverage, max-leverage: 10, maintenance: 0.05}\n', ''),
    at: '1:1',
    says: 'the key "margin" is missing',
  },
  'unknown parameter': { text: swap(set, 'maintenance: 0.05', 'maintainance: 0.05'), at: '5:1', says: 'the key "maintenance" is missing' },
  'parameter out of bounds': { text: swap(set, '0.05', '1.5'), at: '5:9', says: 'the values of margin do not fit together' },
  'parameters that do not fit together': { text: swap(set, '0.05', '0.2'), at: '5:9', says: 'the values of margin do not fit together' },
  'stage of another kind': { text: swap(set, 'policy: adl', 'policy: haircut'), at: '8:19', says: 'there is no loss policy "haircut"' },
  'same stage twice': { text: swap(set, '[{policy: adl}]', '[{policy: adl}, {policy: adl}]'), at: '8:34', says: '"adl" appears twice' },
  'source of nothing': {
    text: `${set}sources: [{key: margins.maintenance, text: x}]\n`,
    at: '9:17',
    says: 'there is no block "margins" | margin',
  },
  'source with a script': {
    text: `${set}sources: [{key: margin.maintenance, text: x, url: "javascript:alert(1)"}]\n`,
    at: '9:51',
    says: 'sources[0].url is "javascript:alert(1)"',
  },
};

function check(load: (file: string) => unknown, { text, at, says }: Poison): void {
  const { exitCode, problems } = withFile(text, (file) => problemsOf(() => load(file)));
  const [first] = problems;
  expect(exitCode).toBe(30);
  expect(`${first.place?.line}:${first.place?.column}`).toBe(at);
  expect([first.what, first.suggestion].filter(Boolean).join(' | ')).toBe(says);
}

describe('readYaml, loadScenario and loadParameterSet', () => {
  for (const [name, poison] of Object.entries({ ...unreadable, ...numbers, ...scenarios })) {
    it(`refuse, with the line, a scenario: ${name}`, () => {
      // Goal: every kind of bad input ends in exit code 30, at the exact place, with words that help.
      check(loadScenario, poison);
    });
  }
  for (const [name, poison] of Object.entries(parameterSets)) {
    it(`refuse, with the line, a parameter set: ${name}`, () => {
      // Goal: errors inside a policy's own parameters point at the exact key or value.
      check(loadParameterSet, poison);
    });
  }
});
