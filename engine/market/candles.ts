/** Bars of one price series, ascending and unique in time. Prices in the quote currency. */
export interface Candles {
  readonly symbol: string;
  /** Length of a bar; the smallest distance between two open times. */
  readonly stepMs: number;
  readonly openTimeMs: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  /** Base-currency volume, or null when the source has none. */
  readonly volume: Float64Array | null;
}
