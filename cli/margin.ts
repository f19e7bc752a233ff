/** `simulate margin`: what a venue's rules ask of accounts, and the prices at which they are liquidated or bankrupt. */
import { exitCodes } from '../engine/errors.ts';
import type { InstrumentInput } from '../engine/study/inputs.ts';
import { marginStatement } from '../engine/study/margin-statement.ts';
import type { AccountStatement, MarginAccount, MarginStatement } from '../engine/study/margin-statement.ts';
import { defaultInstrument } from '../scenarios/instrument-schema.ts';
import { loadParameterSet, loadScenario, parametersFor } from '../scenarios/loader.ts';
import type { LoadedParameters, LoadedScenario } from '../scenarios/loader.ts';
import { readAccountFile } from './account-file.ts';
import { numberIn, valueOf, valuesOf } from './arguments.ts';
import type { FlagValues, ParsedArguments } from './flags.ts';
import { marketData } from './market-data.ts';
import { jsonText } from './run-json.ts';
import { tableLines } from './table.ts';
import { styled, wrapText } from './terminal.ts';
import type { Stream, Terminal } from './terminal.ts';
import { usageError } from './usage-error.ts';

export async function marginCommand({ values }: ParsedArguments, { results }: Terminal): Promise<number> {
  const scenario = valueOf(values, 'scenario');
  const loaded = scenario === undefined ? null : loadScenario(scenario);
  const set = loadParameterSet(valueOf(values, 'params') ?? 'default');
  const parameters = loaded ? parametersFor(loaded, set) : set;
  const prices = { ...(await firstPrices(loaded)), ...givenPrices(values) };
  const statement = marginStatement({
    parameters: parameters.document,
    instruments: instrumentsOf(loaded, parameters, Object.keys(prices)),
    prices,
    assetUnderlyings: assetUnderlyings(loaded),
    accounts: accountsOf(values, loaded),
  });
  const { name } = parameters.document;
  const machine = { schemaVersion: 1, parameterSet: name, prices, ...statement };
  results.write(values.json === undefined ? marginPage(statement, name, results) : jsonText(machine, { indent: 2 }));
  return exitCodes.ok;
}

function assetUnderlyings(loaded: LoadedScenario | null): Record<string, string> {
  const assets = Object.entries(loaded?.document.assets ?? {});
  return Object.fromEntries(assets.map(([asset, { underlying }]) => [asset, underlying]));
}

/** First price of every underlying inside the time of the scenario. */
async function firstPrices(loaded: LoadedScenario | null): Promise<Record<string, number>> {
  if (!loaded) return {};
  const { series, startMs } = await marketData(loaded.document, []);
  return Object.fromEntries(
    Object.entries(series).map(([name, one]) => {
      if (one.kind === 'ticks') return [name, one.prices[0]];
      if (one.kind === 'model') return [name, one.startPrice ?? one.candles?.close.at(-1) ?? NaN];
      const first = one.candles.openTimeMs.findIndex((time) => time >= startMs);
      return [name, one.candles.open[Math.max(0, first)]];
    }),
  );
}

function givenPrices(values: FlagValues): Record<string, number> {
  return Object.fromEntries(valuesOf(values, 'price').map(givenPrice));
}

function givenPrice(text: string): [name: string, price: number] {
  const [, name, number] = /^([A-Za-z0-9][A-Za-z0-9._/-]{0,31})=(.+)$/.exec(text) ?? [];
  const price = numberIn(number ?? '');
  if (name !== undefined && Number.isFinite(price)) return [name, price];
  const expected = 'an underlying and a price, USD';
  throw usageError({ what: `--price is ${JSON.stringify(text)}`, expected, suggestion: '--price BTC=7934.58' });
}

/** Those of the parameter set, else of the scenario, else one linear perpetual per price. */
function instrumentsOf(loaded: LoadedScenario | null, set: LoadedParameters, underlyings: readonly string[]): readonly InstrumentInput[] {
  return set.document.instruments ?? loaded?.document.instruments ?? underlyings.map(defaultInstrument);
}

function accountsOf(values: FlagValues, loaded: LoadedScenario | null): readonly MarginAccount[] {
  const file = valueOf(values, 'account');
  if (file !== undefined) return readAccountFile(file);
  const written = loaded?.document.accounts ?? [];
  if (loaded && written.length > 0) return written.map((account, index) => ({ ...account, place: loaded.place(['accounts', index]) }));
  const expected = 'a YAML file with an account, or a scenario that writes accounts out';
  throw usageError({ what: '--account is missing', expected, suggestion: 'simulate margin --account me.yaml --price BTC=7934.58' });
}

const widestText = 100;

/** Statements for people; `--json` has the numbers in full. */
function marginPage(statement: MarginStatement, parameterSet: string, stream: Stream): string {
  const width = Math.min(widestText, stream.columns);
  const notes = [
    'Liquidation prices hold while all other prices stay; amounts are in the settlement asset.',
    ...statement.formulas,
    ...statement.references.map(({ text, url }) => `Source: ${text}${url ? `, ${url}` : ''}`),
  ];
  const lines = [
    `Margin under the rules of ${parameterSet}`,
    ...statement.accounts.flatMap((account) => ['', ...accountLines(account, stream)]),
    '',
    ...notes.flatMap((note) => wrapText(note, { columns: width, indent: 2 })),
  ];
  return `${lines.join('\n')}\n`;
}

function accountLines(account: AccountStatement, stream: Stream): string[] {
  const { asset, positions } = account;
  const money = [
    ['equity', account.equity],
    ['margin equity', account.marginEquity],
    ['initial margin', account.initialRequirement],
    ['maintenance', account.maintenanceRequirement],
  ] as const;
  const facts = money.map(([name, amount]) => `${name} ${shown(amount)} ${asset}`).join(', ');
  const remarks = positions.flatMap(({ instrument, remarks: texts }) => texts.map((text) => `${instrument}: ${text}`));
  const wrapping = { columns: Math.min(widestText, stream.columns), indent: 2 };
  const state = account.liquidatable ? 'LIQUIDATABLE' : 'healthy';
  const head = wrapText(`${account.id}: ${state}, ${facts}`, wrapping).map((line) => {
    return line.replace(/(?<=^| )LIQUIDATABLE(?=,)/, (word) => styled(stream, 'red', word));
  });
  if (positions.length === 0) return [...head, '  no positions'];
  const table = tableLines(
    {
      columns: ['position', 'size', 'entry', 'mark', 'notional', 'initial', 'maintenance', 'liquidation', 'bankruptcy'],
      rows: positions.map((one) => [
        one.instrument,
        ...[one.size, one.entryPrice, one.markPrice, one.notional, one.initialRequirement, one.maintenanceRequirement].map(shown),
        ...[one.liquidationPrice, one.bankruptcyPrice].map((price) => (price === null ? '-' : shown(price))),
      ]),
    },
    stream,
  );
  return [...head, ...table, ...remarks.flatMap((text) => wrapText(text, wrapping))];
}

/** Up to ten significant digits, thousands in groups of three. */
function shown(value: number): string {
  const [whole, fraction] = decimal(Number(value.toPrecision(10))).split('.');
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

function decimal(value: number): string {
  const text = String(value);
  return text.includes('e-') ? value.toFixed(12).replace(/0+$/, '') : text;
}
