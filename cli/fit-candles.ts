/** Candles to fit: a file of the user, or one of the published tables that come with the program. */
import { existsSync } from 'node:fs';
import { describeHistory, listHistory, loadHistory } from '../data/history.ts';
import { importCandles } from '../data/import.ts';
import type { Candles } from '../engine/market/candles.ts';

export interface FitCandles {
  readonly candles: Candles;
  /** For people: base name of the file, or the name of the published table. */
  readonly name: string;
  readonly sha256: string;
  readonly warnings: readonly string[];
}

/** A file comes first; a name of a published table, such as crash-2020/btc-usdt, second. Throws UserError when it is neither. */
export async function fitCandles(fileOrName: string): Promise<FitCandles> {
  if (!existsSync(fileOrName) && listHistory().includes(fileOrName)) {
    return { candles: loadHistory(fileOrName), name: fileOrName, sha256: describeHistory(fileOrName).sha256, warnings: [] };
  }
  const { candles, name, sha256, warnings } = await importCandles(fileOrName);
  return { candles, name, sha256, warnings };
}
