/** Largest inputs that an import accepts. Everything is read into memory at once, so each has a bound. */
export const limits = {
  /** A year of one-minute Binance klines is about 65 MB of CSV. */
  fileBytes: 256 * 1024 * 1024,
  /** JSON costs about ten times its size while it is parsed. */
  jsonBytes: 64 * 1024 * 1024,
  rows: 5_000_000,
  columns: 256,
  /** One line of a CSV. */
  lineBytes: 64 * 1024,
  /** Lines before the header that may be a banner or comments. */
  bannerLines: 10,
  /** What the compressed parts of one Arrow or Parquet file may unpack to. */
  unpackedBytes: 512 * 1024 * 1024,
  /** Missing bars per present bar; beyond this the times are noise rather than a sparse series. */
  missingPerBar: 1000,
} as const;

/** 256 MiB, 5,000,000 and the like, for messages. */
export function formatBytes(bytes: number): string {
  const mebibytes = bytes / (1024 * 1024);
  return mebibytes >= 1 ? `${Math.round(mebibytes * 10) / 10} MiB` : `${bytes} bytes`;
}
