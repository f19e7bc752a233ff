/** The first difference between two results of one world, in words that lead to its cause. */
import type { PathResult } from './kernel-result.ts';

type Row = Readonly<Record<string, unknown>>;

const lists = ['fundings', 'liquidations', 'collateralSales', 'deleveragings', 'settlements', 'socializations'] as const;

/** Compared with ===, so that 0 and -0 are one number and NaN (no market fill) equals itself. */
function sameValue(a: unknown, b: unknown): boolean {
  return a === b || (Number.isNaN(a) && Number.isNaN(b));
}

function differingFields(kernel: Row, dense: Row, ignored: readonly string[]): string[] {
  return Object.keys(dense).filter((field) => !ignored.includes(field) && !sameValue(kernel[field], dense[field]));
}

interface Rows {
  readonly name: string;
  readonly kernel: readonly Row[];
  readonly dense: readonly Row[];
  readonly ignored: readonly string[];
}

const CONTEXT_ROWS = 3;

function firstDifferingRow({ name, kernel, dense, ignored }: Rows): { readonly timeMs: number; readonly text: string } | undefined {
  for (let i = 0; i < Math.max(kernel.length, dense.length); i++) {
    const fields = i < kernel.length && i < dense.length ? differingFields(kernel[i], dense[i], ignored) : ['missing'];
    if (fields.length === 0) continue;
    const context = (rows: readonly Row[]): string =>
      rows.slice(Math.max(0, i - CONTEXT_ROWS), i + 2).map((row) => JSON.stringify(row)).join('\n    ');
    const times = [kernel[i], dense[i]].filter((row) => row !== undefined).map(({ timeMs }) => Number(timeMs ?? Infinity));
    const text = `${name}[${i}] differ in ${fields.join(', ')} (${kernel.length} and ${dense.length} rows)\n`
      + `  kernel:\n    ${context(kernel)}\n  dense:\n    ${context(dense)}`;
    return { timeMs: Math.min(...times), text };
  }
  return undefined;
}

/** A liquidation without a market fill has no average price: NaN or the mark, whichever an implementation likes. */
function comparableLists(result: PathResult, name: (typeof lists)[number]): Row[] {
  if (name === 'liquidations') {
    return result.liquidations.map((record) => (record.marketLots === 0 ? { ...record, averagePrice: 0 } : { ...record }));
  }
  if (name === 'settlements') {
    return result.settlements.filter((record) => record.shortfall > 0 || record.surplus > 0).map((record) => ({ ...record }));
  }
  if (name === 'fundings') return byTimeAndInstrument(result.fundings.filter(({ unitsPerLot }) => unitsPerLot !== 0));
  return result[name].map((record) => ({ ...record }));
}

/** Venues that pay at one time may do so in any order. */
function byTimeAndInstrument(fundings: PathResult['fundings']): Row[] {
  return fundings.map((record) => ({ ...record })).sort((a, b) => a.timeMs - b.timeMs || a.instrument - b.instrument);
}

function flatHoldings(result: PathResult): Row[] {
  const parties = result.venues.flatMap(({ market, fund, fees, unfunded, pool }) => [market, fund, fees, unfunded, pool]);
  return [...result.accounts, ...parties].map(({ name, cash, lots }) => ({ name, cash: cash.join(' '), lots: lots.join(' ') }));
}

function flatWaterfall(result: PathResult): Row[] {
  return result.waterfall.flatMap((assets, venue) => assets.map((totals, asset) => ({ venue, asset, ...totals })));
}

/** Empty when all records, the final ledger and the waterfall agree to the unit; otherwise the earliest difference. */
export function firstDifference(kernel: PathResult, dense: PathResult, ignored: readonly string[] = []): string {
  const found = lists
    .map((name) => firstDifferingRow({ name, kernel: comparableLists(kernel, name), dense: comparableLists(dense, name), ignored }))
    .filter((difference) => difference !== undefined)
    .sort((a, b) => a.timeMs - b.timeMs);
  if (found.length > 0) return found[0].text;
  const ledger = firstDifferingRow({ name: 'ledger', kernel: flatHoldings(kernel), dense: flatHoldings(dense), ignored });
  const waterfall = firstDifferingRow({ name: 'waterfall', kernel: flatWaterfall(kernel), dense: flatWaterfall(dense), ignored });
  return [ledger, waterfall].filter((difference) => difference !== undefined).map(({ text }) => text).join('\n');
}
