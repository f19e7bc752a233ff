import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import type { AccountStatement, PositionStatement } from '../../engine/study/margin-statement.ts';
import type { Summary } from '../../engine/study/run-folder-types.ts';
import { ask, example, inFolder } from './program.ts';

type Row = Readonly<Record<string, string | number | null>>;

interface ExampleRun {
  /** Mean of a metric, which on one path is its value. */
  value(metric: string): number | null;
  readonly events: readonly Row[];
}

function runExample(name: string): Promise<ExampleRun> {
  return inFolder(async (folder) => {
    const out = join(folder, 'run');
    const { code, stdout } = await ask(['--scenario', example(name), '--out', out, '--json', '--no-report', '--quiet']);
    expect(code).toBe(0);
    const summary = JSON.parse(stdout) as Summary;
    expect(JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8'))).toEqual(summary);
    const table = tableFromIPC(readFileSync(join(out, 'events.arrow')));
    return { value: (metric) => summary.parameterSets[0].metrics[metric].value, events: table.toArray().map((row) => row.toJSON() as Row) };
  });
}

interface MarginCase {
  readonly accounts: string;
  /** Absent: the flags name a shipped set. */
  readonly parameters?: string;
  readonly flags: readonly string[];
}

/** Statements of accounts by id, from `simulate margin --json` on files with these contents. */
function marginOf({ accounts, parameters, flags }: MarginCase): Promise<Record<string, AccountStatement>> {
  return inFolder(async (folder) => {
    writeFileSync(join(folder, 'accounts.yaml'), accounts);
    if (parameters) writeFileSync(join(folder, 'rules.yaml'), parameters);
    const rules = parameters ? ['--params', './rules.yaml'] : [];
    const words = ['margin', '--account', './accounts.yaml', '--json', ...rules, ...flags];
    const { code, stdout, stderr } = await ask(words, { cwd: folder });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { accounts: statements } = JSON.parse(stdout) as { accounts: AccountStatement[] };
    return Object.fromEntries(statements.map((statement) => [statement.id, statement]));
  });
}

function onlyPosition({ positions }: AccountStatement): PositionStatement {
  expect(positions.length).toBe(1);
  return positions[0];
}

function rules(margin: string, instruments = ''): string {
  return `version: 1
name: rules
title: Rules of a worked example
summary: For a test.
margin: ${margin}
collateral: {policy: haircut}
liquidation: {policy: full}
losses: []
${instruments}`;
}

describe('worked examples through the command line', () => {
  it('d22b: a cascade by hand', async () => {
    // Goal: three liquidations at 94.5, 93.5 and 92.5, last price 92, the account at 91 survives, amplification 1.6.
    const { value, events } = await runExample('d22b-price-cascade');
    const fills = events.filter(({ kind }) => kind === 'liquidation');
    expect(fills.map(({ account }) => account)).toEqual(['at-95', 'at-94', 'at-93']);
    expect(fills.map(({ price }) => price)).toEqual([94.5, 93.5, 92.5]);
    expect(fills.map(({ generation }) => generation)).toEqual([0, 1, 2]);
    expect(value('liquidated_accounts')).toBe(3);
    expect(value('price_low_ratio')).toBeCloseTo(0.92, 12);
    expect(value('cascade_amplification_ratio')).toBeCloseTo(1.6, 12);
    expect(value('cascade_branching_ratio')).toBeCloseTo(2 / 3, 12);
  });

  it('d30: published bankruptcy and liquidation prices to 1e-11', async () => {
    // Goal: cash that is no decimal number (2/3, 8/3, 2/19, 10/99) goes through unrounded (arXiv:2512.01112, A.1 and A.2).
    const cases = [
      { id: 'A', size: 1, cash: 2, bankruptcy: 0, liquidation: 0 },
      { id: 'B', size: 1, cash: 2 / 3, bankruptcy: 1 / 3, liquidation: 0.37037037037 },
      { id: 'C', size: -4, cash: 8 / 3, bankruptcy: 5 / 3, liquidation: 1.51515151515 },
      { id: 'D', size: 1, cash: 2 / 19, bankruptcy: 17 / 19, liquidation: 0.99415204678 },
      { id: 'E', size: -1, cash: 10 / 99, bankruptcy: 109 / 99, liquidation: 1.00091827365 },
    ];
    const entries = cases.map(({ id, size, cash }) => `  - {id: ${id}, cash: ${cash}, positions: {X-PERP: ${size}}}\n`);
    const accounts = `accounts:\n${entries.join('')}`;
    const parameters = rules('{policy: leverage, max-leverage: 9.9, maintenance: 0.1}');
    const statements = await marginOf({ accounts, parameters, flags: ['--price', 'X=1'] });
    for (const { id, bankruptcy, liquidation } of cases) {
      const position = onlyPosition(statements[id]);
      expect(Math.abs((position.bankruptcyPrice ?? NaN) - bankruptcy)).toBeLessThan(1e-11);
      expect(Math.abs((position.liquidationPrice ?? NaN) - liquidation)).toBeLessThan(1e-11);
    }
    expect(onlyPosition(statements['A']).remarks).toEqual(['liquidated at no price above 0', 'bankrupt at no price above 0']);
  });

  it('d30: the accounts written in a scenario', async () => {
    // Goal: without --account the scenario's own accounts are taken, at its first price.
    const { code, stdout } = await ask(['margin', '--scenario', example('d30-liquidation-prices'), '--json']);
    const { accounts } = JSON.parse(stdout) as { accounts: AccountStatement[] };
    expect(code).toBe(0);
    expect(accounts.map(({ id }) => id)).toEqual(['A', 'B', 'C', 'D', 'E']);
    expect(onlyPosition(accounts[2]).liquidationPrice).toBeCloseTo(1.51515151515, 9);
  });

  it('d31: the whole waterfall', async () => {
    // Goal: deficit 350 = fund 120 + 230 from the profit of D and E (500 + 200), a haircut of 32.857142857 %.
    const { value, events } = await runExample('d31-full-waterfall');
    expect(value('shortfall_usd')).toBe(350);
    expect(value('insurance_fund_used_usd')).toBe(120);
    expect(value('insurance_fund_low_usd')).toBe(0);
    expect(value('socialized_loss_usd')).toBe(230);
    expect((value('socialized_loss_usd') ?? NaN) / (25 * 20 + 10 * 20)).toBeCloseTo(0.32857142857, 10);
    expect(value('unfunded_loss_usd')).toBe(0);
    expect(value('insolvent_accounts')).toBe(2);
    const settled = events.filter(({ kind }) => kind === 'settlement');
    expect(settled.map(({ account, shortfall_usd }) => [account, shortfall_usd]).sort()).toEqual([['A', 100], ['C', 250]]);
    const equity = Object.fromEntries(events.filter(({ kind }) => kind === 'horizon').map((row) => [row.account, Number(row.equity_usd)]));
    expect([equity.A, equity.B, equity.C]).toEqual([0, 150, 0]);
    // One unit of a millionth is left by rounding 5 : 2; the first winner in account order pays it.
    expect(Math.abs(equity.D - 1335.714285714)).toBeLessThan(1e-6);
    expect(Math.abs(equity.E - 184.285714286)).toBeLessThan(1e-6);
    expect(Math.abs(equity.B + equity.D + equity.E - 1670)).toBeLessThan(1e-9);
  });

  it('binance: two cross positions', async () => {
    // Goal: the FAQ "How to calculate the liquidation price of USD-M futures" with the shipped brackets: 26,316.89 and 1,153.26.
    const accounts = `id: faq
cash: 1535443.01
positions:
  BTC-PERP: {size: 109.488, entry: 32481.98}
  ETH-PERP: {size: 3683.979, entry: 1456.84}
`;
    const flags = ['--params', 'binance-usdm', '--price', 'BTC=31967.27', '--price', 'ETH=1335.18'];
    const { faq } = await marginOf({ accounts, flags });
    const [btc, eth] = faq.positions;
    expect(btc.maintenanceRate).toBe(0.025);
    expect(btc.maintenanceDeduction).toBeCloseTo(16_300, 9);
    expect(btc.liquidationPrice).toBeCloseTo(26_316.89, 2);
    expect(eth.maintenanceRequirement).toBeCloseTo(356_512.508, 3);
    expect(eth.liquidationPrice).toBeCloseTo(1153.26, 2);
  });

  it('hyperliquid: the published formula', async () => {
    // Goal: price - side x margin available / size / (1 - l x side), l the maintenance rate, margin available = equity - maintenance.
    const short = await marginOf({
      accounts: 'id: short\ncash: 7.5\npositions: {X-PERP: -1}\n',
      parameters: rules('{policy: leverage, max-leverage: 20, maintenance: 0.025}'),
      flags: ['--price', 'X=100'],
    });
    expect(onlyPosition(short['short']).liquidationPrice).toBeCloseTo(104.87804878, 8);
    const long = await marginOf({
      accounts: 'id: long\ncash: 750\npositions: {X-PERP: 2}\n',
      parameters: rules('{policy: leverage, max-leverage: 10, maintenance: 0.05}'),
      flags: ['--price', 'X=3000'],
    });
    expect(onlyPosition(long['long']).liquidationPrice).toBeCloseTo(2763.157894737, 8);
  });

  it('bybit: an inverse contract', async () => {
    // Goal: 50x long from 7890.08 is bankrupt at 7735.372549 (help centre, auto-deleveraging): entry x 50 / 51.
    const size = 10_000;
    const inverse = 'instruments: [{id: BTCUSD, underlying: BTC, contract: inverse}]';
    const { long } = await marginOf({
      accounts: `id: long\ncash: ${size / 7890.08 / 50}\npositions: {BTCUSD: {size: ${size}, entry: 7890.08}}\n`,
      parameters: rules('{policy: leverage, max-leverage: 50, maintenance: 0.005}', inverse),
      flags: ['--price', 'BTC=7890.08'],
    });
    expect(long.asset).toBe('BTC');
    expect(onlyPosition(long).bankruptcyPrice).toBeCloseTo(7735.372549, 6);
  });
});
