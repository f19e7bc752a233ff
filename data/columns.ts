import type { Place, Problem } from '../engine/errors.ts';
import { quoteCell } from './cells.ts';
import { refuse } from './problems.ts';

/** Where each field of a bar stands in a row; -1 for a field that the file does not have. */
export interface ColumnPlan {
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** Volume in the base currency (coins). */
  readonly volume: number;
  /** Volume in the quote currency; read only to check the base volume against the price. */
  readonly quoteVolume: number;
  readonly symbol: number;
}

export interface NamedColumns {
  readonly plan: ColumnPlan;
  /** Things a user should know, such as columns that were not read. */
  readonly warnings: readonly string[];
}

type Field = keyof ColumnPlan;

/** Accepted names after normalizeName. For `time` the order is the preference: a Unix column beats a printed date. */
const aliases: Record<Field, readonly string[]> = {
  time: [
    'open_time', 'opentime', 'unix', 'unix_timestamp', 'unix_time', 'open_time_ms', 'timestamp_ms', 'timestamp', 'time_period_start',
    'start_time', 'starttime', 'start', 'time', 'ts', 't', 'datetime', 'date_time', 'candle_begin_time', 'time_utc', 'date',
  ],
  open: ['open', 'o', 'open_price', 'price_open', '1_open'],
  high: ['high', 'h', 'high_price', 'price_high', 'max', '2_high'],
  low: ['low', 'l', 'low_price', 'price_low', 'min', '3_low'],
  close: ['close', 'c', 'close_price', 'price_close', '4_close'],
  volume: [
    'volume', 'vol', 'v', 'base_volume', 'volume_base', 'base_asset_volume', 'volume_traded', 'volumefrom', 'volume_from', '5_volume',
  ],
  quoteVolume: ['quote_volume', 'volume_quote', 'quote_asset_volume', 'turnover', 'volumeto', 'volume_to', 'q'],
  symbol: ['symbol', 'pair', 'ticker', 'coin', 'market', 'instrument', 's'],
};

/** Columns that come with candles and are known not to matter here. */
const ignorable = new RegExp(
  '^(close_time.*|closetime|time_close|time_open|time_period_end|end_time|T|i|n|x|V|Q|count|trades|trades?_?count|number_of_trades' +
    '|vwap|weighted_price|taker_.*|ignore|unnamed_\\d+|index|interval|exchange|adj_close|)$',
);

/** Currencies that quote others, strongest first: of two columns "Volume X" and "Volume Y" the stronger is the quote volume. */
const quoteRank = [
  ...['usd', 'currency', 'usdt', 'usdc', 'busd', 'tusd', 'fdusd', 'dai', 'eur', 'gbp', 'jpy', 'krw', 'try', 'brl', 'aud'],
  ...['btc', 'eth', 'bnb'],
];
const volumeOf = /^volume_([a-z0-9]{2,10})$/;

/** What a file with these columns is, when it is no candle file. First match wins. */
const lookAlikes: readonly (readonly [RegExp, string])[] = [
  [/funding/, 'funding rates'],
  [/gas|gwei/, 'gas prices'],
  [/mark_price|index_price|oracle_price/, 'mark or index prices without bars'],
  [/open_interest/, 'open interest'],
  [/liquidation/, 'liquidations'],
  [/\b(bid|ask)/, 'order-book quotes'],
  [/\bprice\b.*\b(qty|quantity|amount|size)\b|\b(qty|quantity|amount|size)\b.*\bprice\b/, 'single trades'],
  [/\b(price|close|value|last)\b/, 'a series with one price per time'],
  [/supply|event/, 'a list of events'],
];

/** "Volume BTC" -> volume_btc, quoteVolume -> quote_volume, "1. open" -> 1_open. One-letter names keep their case (t and T differ). */
export function normalizeName(name: string): string {
  const trimmed = name.trim();
  if (trimmed.length <= 1) return trimmed;
  return trimmed
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
}

/**
 * Finds the columns of a bar by name, from a fixed table of what venues and tools call them.
 * Throws UserError when one is missing (saying what the file looks like instead) or when two columns claim one field.
 */
export function planColumns(names: readonly string[], place: Place): NamedColumns {
  const normalized = names.map(normalizeName);
  const find = (field: Field): number => findOnly(field, { names, normalized, place });
  const prices = { open: find('open'), high: find('high'), low: find('low'), close: find('close') };
  const time = findTime(normalized, { names, place });
  const missing = Object.entries({ time, ...prices }).filter(([, index]) => index < 0).map(([field]) => field);
  if (missing.length > 0) refuse(notCandles({ missing, names, normalized, place }));
  const { volume, quoteVolume, warnings } = findVolumes(normalized, { base: find('volume'), quote: find('quoteVolume') });
  const plan = { time, ...prices, volume, quoteVolume, symbol: find('symbol') };
  return { plan, warnings: [...warnings, ...unreadColumns({ plan, names, normalized })] };
}

interface Header {
  readonly names: readonly string[];
  readonly normalized: readonly string[];
  readonly place: Place;
}

function findOnly(field: Field, { names, normalized, place }: Header): number {
  const found = normalized.flatMap((name, index) => (aliases[field].includes(name) ? [index] : []));
  if (found.length > 1) refuseAmbiguous(field, { columns: found.map((index) => names[index]), place });
  return found[0] ?? -1;
}

function findTime(normalized: readonly string[], { names, place }: { names: readonly string[]; place: Place }): number {
  const alias = aliases.time.find((candidate) => normalized.includes(candidate));
  if (alias === undefined) return -1;
  const found = normalized.flatMap((name, index) => (name === alias ? [index] : []));
  if (found.length > 1) refuseAmbiguous('time', { columns: found.map((index) => names[index]), place });
  return found[0];
}

function refuseAmbiguous(field: string, { columns, place }: { columns: readonly string[]; place: Place }): never {
  refuse({
    place,
    what: `columns ${columns.map(quoteCell).join(' and ')} both mean ${field}`,
    expected: `one column for ${field}`,
    suggestion: 'remove or rename the one that is not meant',
  });
}

function notCandles({ missing, names, normalized, place }: Header & { missing: readonly string[] }): Problem {
  const shown = namesForMessage(names);
  const words = normalized.join(' ');
  const lookAlike = missing.length > 1 ? lookAlikes.find(([pattern]) => pattern.test(words)) : undefined;
  const guess = lookAlike ? `; this looks like ${lookAlike[1]}, not candles` : '';
  return {
    place,
    what: `no column for ${missing.join(', ')} among ${shown}${guess}`,
    expected: 'columns for time, open, high, low, close and, if there is one, volume',
    suggestion: lookAlike ? 'give the candle file of the same instrument' : 'rename the columns: their position does not count',
  };
}

function namesForMessage(names: readonly string[]): string {
  return `${names.slice(0, 12).map(quoteCell).join(', ')}${names.length > 12 ? ', ...' : ''}`;
}

interface VolumeColumns {
  readonly volume: number;
  readonly quoteVolume: number;
  readonly warnings: readonly string[];
}

/** Adds columns named after a currency ("Volume BTC", "Volume USD") to those found by their plain names. */
function findVolumes(normalized: readonly string[], { base, quote }: { base: number; quote: number }): VolumeColumns {
  const named = normalized.flatMap((name, index) => {
    const asset = index === base || index === quote ? undefined : volumeOf.exec(name)?.[1];
    return asset === undefined || asset === '24h' ? [] : [{ index, rank: rankOf(asset) }];
  });
  named.sort((a, b) => a.rank - b.rank);
  const [first, second] = named;
  const isCoin = first !== undefined && first.rank >= quoteRank.indexOf('btc');
  if (base >= 0 || !first) return { volume: base, quoteVolume: quote >= 0 ? quote : (first?.index ?? -1), warnings: [] };
  if (named.length === 2 && first.rank < second.rank) return { volume: second.index, quoteVolume: first.index, warnings: [] };
  if (named.length === 1 && isCoin) return { volume: first.index, quoteVolume: quote, warnings: [] };
  return { volume: -1, quoteVolume: quote, warnings: ['volume ignored: no column says that it is in the base currency'] };
}

function rankOf(asset: string): number {
  const rank = quoteRank.indexOf(asset);
  return rank < 0 ? quoteRank.length : rank;
}

function unreadColumns({ plan, names, normalized }: Omit<Header, 'place'> & { plan: ColumnPlan }): string[] {
  const read = new Set(Object.values(plan));
  const isUnread = (name: string, index: number): boolean => !read.has(index) && !aliases.time.includes(name) && !ignorable.test(name);
  const unread = names.filter((_, index) => isUnread(normalized[index], index));
  if (unread.length === 0) return [];
  return [`columns not read: ${namesForMessage(unread)}`];
}
