/** A study whose every text is meant to do harm, written into a folder: a scenario, two sets of rules, accounts, candles, a gate. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Texts that somewhere mean more than they say: to browsers, shells, spreadsheets, CI runners, terminals, typesetters. */
export const hostileTexts: readonly string[] = [
  ...['<script>alert(1)</script>', 'javascript:alert(1)', '::error::owned', '::warning file=a,line=1::b', '=cmd()', ']]>'],
  ...['\u001b[31mred\u001b]0;t\u0007', '@team #12', '\u202egnp.exe', '##[error]x', '<!-- simulate-gate:x -->', '../../x', 'CON'],
  ...['%0A::error::x', '|a|b|', '`code`', '$(touch pwned)', '"\'><img src=x onerror=alert(1)>'],
  ...['{{7*7}}', '#import "x"', '*b* [l](javascript:x)'],
  ...['x\n::error::second line\n##[error]x', '\r\n::warning::crlf', '+1+1', '\t=1'],
];

export const fileNames = {
  scenario: './##[error] $(touch pwned).yaml',
  baseline: './<b>@team ]]>/$(touch pwned) ;\u202e.yaml',
  candidate: './::error::=cmd() `x`.yaml',
  accounts: '@team =cmd() ]] `b`.csv',
  candles: './=cmd() <b> @team.csv',
  gate: '::error::<gate>.yaml',
} as const;

/** As much of the whole list as fits, beginning at one of its texts. */
function texts(length: number, first = 0): string {
  const all = [...hostileTexts.slice(first), ...hostileTexts.slice(0, first)].join(' ');
  return quoted(`${all} ${'W'.repeat(10_000)}`.slice(0, length));
}

/** A double-quoted scalar of YAML. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function sources(key: string): string {
  return hostileTexts
    .map((text) => `  - {${key}text: ${quoted(text)}, url: ${quoted(`https://e.test/${text.replace(/[\s"'<>]/g, '')}`)}}`)
    .join('\n');
}

function rules({ name, maintenance, first }: { name: string; maintenance: number; first: number }): string {
  return `version: 1
name: ${name}
title: ${texts(200, first)}
summary: ${texts(4000, first)}
margin: {policy: leverage, max-leverage: 20, maintenance: ${maintenance}}
collateral: {policy: haircut, haircuts: {USD: 0}}
liquidation: {policy: full, fee: 0.001}
losses: [{policy: insurance-fund, opening: {USD: 20}}, {policy: adl}, {policy: socialized}]
sources:
${sources('key: margin.maintenance, ')}
`;
}

const scenario = `version: 1
name: con
title: ${texts(200, 2)}
summary: ${texts(4000)}
sources:
${sources('')}
assumptions: [${hostileTexts.map(quoted).join(', ')}]
limits: [${hostileTexts.map(quoted).join(', ')}, ${texts(4000)}]
seed: 3
underlyings: {X: {prices: [100, 101, 96, 108, 90]}}
instruments: [{id: X/../../x, underlying: X, lot: 1}]
accounts-file: ${quoted(fileNames.accounts)}
`;

/** Accounts that a book may hold; the importer refuses control characters. */
export const accountNames: readonly string[] = [...hostileTexts.filter((text) => !/\p{Cc}/u.test(text)), 'x'.repeat(64)];

function accounts(): string {
  const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const rows = accountNames.map((name, index) => {
    const owner = accountNames[(index + 3) % accountNames.length];
    return [cell(name), cell(owner), 'isolated', 'X/../../x', index % 2 === 0 ? 1 : -1, 100, 6 + index].join(',');
  });
  return ['account,owner,margin,instrument,size,entry,USD', ...rows, ''].join('\n');
}

function candles(): string {
  const rows = [100, 101, 96, 108, 90].map((price, hour) => `${1577836800000 + hour * 3_600_000},${price},${price},${price},${price},1`);
  return ['open_time,open,high,low,close,volume', ...rows, ''].join('\n');
}

const gate = `version: 1
name: con
scenarios: [${quoted(fileNames.scenario)}]
candidate: ${quoted(fileNames.candidate)}
baseline: {params: ${quoted(fileNames.baseline)}}
sampling: {paths: 4, pathsMax: 4}
checks:
  - {id: con, metric: shortfall_usd, statistic: max, compare: candidate, limit: "<= 0 USD"}
  - {id: aux, metric: insolvent_accounts, statistic: max, limit: "<= 1"}
waivers:
${hostileTexts.map((text) => `  - {check: aux, reason: ${quoted(text)}, approvedBy: ${quoted(text)}, expires: 2027-01-31}`).join('\n')}
`;

export function writeHostileStudy(folder: string): void {
  mkdirSync(join(folder, '<b>@team ]]>'));
  const files = {
    [fileNames.scenario]: scenario,
    [fileNames.baseline]: rules({ name: 'con-2', maintenance: 0.04, first: 7 }),
    [fileNames.candidate]: rules({ name: 'con', maintenance: 0.01, first: 0 }),
    [fileNames.accounts]: accounts(),
    [fileNames.candles]: candles(),
    [fileNames.gate]: gate,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}
