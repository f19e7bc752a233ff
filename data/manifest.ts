import type { ImportedCandles } from './import.ts';
import { formatTime } from './times.ts';

/** One entry of `data` in manifest.json: what was replayed, so that another machine can tell whether it has the same. */
export interface DataDescription {
  readonly name: string;
  readonly sha256: string;
  readonly rows: number;
  /** Open times of the first and last bar, ISO 8601 UTC. */
  readonly firstTime: string;
  readonly lastTime: string;
  readonly source: string;
  /** Bars that are missing between the first and the last, and the longest stretch without one. */
  readonly missingRows?: number;
  readonly longestGapMs?: number;
  /** What was accepted but should be known, a sentence each. */
  readonly notices?: readonly string[];
}

/** Describes imported candles for the run manifest. */
export function describeData({ name, sha256, rows, format, candles, gaps, warnings }: ImportedCandles): DataDescription {
  const { openTimeMs } = candles;
  return {
    name,
    sha256,
    rows,
    firstTime: formatTime(openTimeMs[0]),
    lastTime: formatTime(openTimeMs[openTimeMs.length - 1]),
    source: `file of the user (${format})`,
    missingRows: gaps.count,
    longestGapMs: gaps.longestMs,
    notices: [...warnings],
  };
}
