/**
 * Real crashes that a run is held against. Highs and lows are extremes of published candles of the venue named, inside a fixed window
 * in UTC; a drop is the running high to the later low. Liquidated sums
 * are what was published, with who said it: venues throttle their feeds, so
 * that all of them are lower ends. Figures that no source settles are left out.
 */

export interface CrisisDrop {
  /** Asset whose price fell, as instruments begin with. */
  readonly underlying: string;
  readonly highUsd: number;
  readonly lowUsd: number;
  /** UTC of the candle that holds the low. */
  readonly lowTime: string;
}

export interface Crisis {
  /** a-z, 0-9 and -. */
  readonly id: string;
  readonly title: string;
  /** First and last moment of the window, UTC; never moved. */
  readonly start: string;
  readonly end: string;
  readonly drops: readonly CrisisDrop[];
  /** In words, null where no source is to be trusted. */
  readonly liquidated: string | null;
  readonly source: string;
}

export const crises: readonly Crisis[] = [
  {
    id: '2020-03-12',
    title: 'Black Thursday, 12-13 March 2020',
    start: '2020-03-12T00:00Z',
    end: '2020-03-13T24:00Z',
    drops: [
      { underlying: 'BTC', highUsd: 7966.17, lowUsd: 3782.13, lowTime: '2020-03-13T02:00Z' },
      { underlying: 'ETH', highUsd: 195.55, lowUsd: 86, lowTime: '2020-03-13T02:00Z' },
    ],
    liquidated: '$1.2bn to $1.6bn on BitMEX alone (delta.exchange, CryptoSlate, Skew; they differ)',
    source: 'Binance spot, hourly candles',
  },
  {
    id: '2021-05-19',
    title: 'Deleveraging of 19 May 2021',
    start: '2021-05-19T00:00Z',
    end: '2021-05-19T24:00Z',
    drops: [
      { underlying: 'BTC', highUsd: 43_584.9, lowUsd: 30_000, lowTime: '2021-05-19T13:00Z' },
      { underlying: 'ETH', highUsd: 3441.73, lowUsd: 1888, lowTime: '2021-05-19T13:00Z' },
      { underlying: 'SOL', highUsd: 57.69, lowUsd: 26.5, lowTime: '2021-05-19T12:30Z' },
    ],
    liquidated: 'about $8.6bn on all venues (Bybt)',
    source: 'Binance spot, candles of 30 minutes',
  },
  {
    id: '2022-05-12',
    title: 'Fall of Terra, 7-13 May 2022',
    start: '2022-05-07T00:00Z',
    end: '2022-05-13T24:00Z',
    drops: [
      { underlying: 'BTC', highUsd: 36_146, lowUsd: 26_700, lowTime: '2022-05-12T05:00Z' },
      { underlying: 'ETH', highUsd: 2704, lowUsd: 1800, lowTime: '2022-05-12T05:00Z' },
    ],
    liquidated: null,
    source: 'Binance spot, candles of 30 minutes',
  },
  {
    id: '2022-06-18',
    title: 'Credit crunch of 10-18 June 2022',
    start: '2022-06-10T00:00Z',
    end: '2022-06-18T24:00Z',
    drops: [
      { underlying: 'BTC', highUsd: 30_383, lowUsd: 17_622, lowTime: '2022-06-18T20:00Z' },
      { underlying: 'ETH', highUsd: 1804, lowUsd: 881.56, lowTime: '2022-06-18T20:00Z' },
    ],
    liquidated: null,
    source: 'Binance spot, candles of 30 minutes',
  },
  {
    id: '2022-11-08',
    title: 'Failure of FTX, 5-10 November 2022',
    start: '2022-11-05T00:00Z',
    end: '2022-11-10T24:00Z',
    drops: [
      { underlying: 'BTC', highUsd: 21_070, lowUsd: 15_588, lowTime: '2022-11-09T23:00Z' },
      { underlying: 'SOL', highUsd: 38.79, lowUsd: 12.37, lowTime: '2022-11-09T21:30Z' },
    ],
    liquidated: null,
    source: 'Binance spot, candles of 30 minutes',
  },
  {
    id: '2024-08-05',
    title: 'Unwinding of 4-5 August 2024',
    start: '2024-08-04T00:00Z',
    end: '2024-08-05T24:00Z',
    drops: [
      { underlying: 'BTC', highUsd: 61_118, lowUsd: 49_000, lowTime: '2024-08-05T06:00Z' },
      { underlying: 'ETH', highUsd: 2935, lowUsd: 2111, lowTime: '2024-08-05T01:00Z' },
      { underlying: 'SOL', highUsd: 146.1, lowUsd: 110, lowTime: '2024-08-05T06:00Z' },
    ],
    liquidated: '$1.06bn to $1.08bn on centralised venues in 24 hours (Coinglass)',
    source: 'Binance spot, candles of 30 minutes',
  },
  {
    id: '2025-10-10',
    title: 'Tariff crash of 10 October 2025',
    start: '2025-10-10T00:00Z',
    end: '2025-10-11T24:00Z',
    drops: [
      { underlying: 'BTC', highUsd: 122_497, lowUsd: 101_516.5, lowTime: '2025-10-10T21:20Z' },
      { underlying: 'ETH', highUsd: 4392, lowUsd: 3400, lowTime: '2025-10-10T21:20Z' },
    ],
    liquidated: '$19.1bn to $19.3bn on all venues (Coinglass); Binance reports one liquidation per second at most, so the sum was larger',
    source: 'Binance perpetuals, candles of 5 minutes',
  },
];

/** Drop as a share of the high. */
export function dropOf({ highUsd, lowUsd }: CrisisDrop): number {
  return 1 - lowUsd / highUsd;
}

/** Milliseconds from the start of the window to the low: the fall took at most this long. */
export function longestFallMs({ start }: Crisis, { lowTime }: CrisisDrop): number {
  return Date.parse(lowTime) - Date.parse(start);
}

/** The drop of the underlying that an instrument begins with, otherwise that of the first one, bitcoin. */
export function dropFor({ drops }: Crisis, instrument: string): CrisisDrop {
  return drops.find(({ underlying }) => instrument.toUpperCase().startsWith(underlying)) ?? drops[0];
}
