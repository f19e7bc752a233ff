import type { Place } from '../engine/errors.ts';
import { quoteCell, textOfCell } from './cells.ts';
import type { ColumnPlan } from './columns.ts';
import { refuse } from './problems.ts';
import { looksLikeTime } from './times.ts';

/** A row layout without names that is known from its width. */
export interface Layout {
  readonly name: string;
  readonly plan: ColumnPlan;
}

const bar = { time: 0, open: 1, high: 2, low: 3, close: 4, volume: 5, quoteVolume: -1, symbol: -1 };

const layouts: Readonly<Record<number, Layout>> = {
  6: { name: 'time, open, high, low, close, volume', plan: bar },
  7: { name: 'Kraken archive layout, 7 columns', plan: bar },
  8: { name: 'Kraken OHLC layout, 8 columns', plan: { ...bar, volume: 6 } },
  12: { name: 'Binance kline layout, 12 columns', plan: { ...bar, quoteVolume: 7 } },
};

/**
 * The layout of a file without column names: Binance klines (12 columns: open time, open, high, low, close, volume, close time,
 * quote volume, ...), Kraken archives (7: ..., volume, trades), Kraken OHLC (8: ..., vwap, volume, trades) or the six of ccxt and
 * freqtrade. Any other width is refused with UserError; a wrong reading of a known width fails the price checks later.
 */
export function layoutOf(cells: ArrayLike<unknown>, place: Place): Layout {
  const layout = layouts[cells.length];
  if (layout && looksLikeTime(textOfCell(cells[0])) && (cells.length !== 12 || Number(cells[6]) > Number(cells[0]))) return layout;
  refuse({
    place,
    what: `no column names, and ${cells.length} columns starting with ${quoteCell(cells[0])} are no known candle layout`,
    expected: `a header with names, or one of: ${Object.values(layouts).map(({ name }) => name).join('; ')}`,
    suggestion: 'add a first line such as time,open,high,low,close,volume',
  });
}
