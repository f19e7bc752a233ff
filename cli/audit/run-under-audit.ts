/** What the content checks share: the parsed files and the columns of every set. */
import { join } from 'node:path';
import type { Manifest, RunFolder } from '../../engine/study/run-folder-types.ts';
import { readRunFolder } from '../../reports/read-run-folder.ts';
import { requestOf } from '../manifest-command.ts';
import { readOutcomes } from '../outcomes-table.ts';
import type { OutcomesTable } from '../outcomes-table.ts';
import type { RunRequest } from '../run-request.ts';
import { setIdsOf } from './outcome-checks.ts';

export interface RunUnderAudit extends RunFolder {
  readonly folder: string;
  readonly request: RunRequest;
  readonly table: OutcomesTable;
  /** Sets of outcomes.arrow: those of the manifest, then hybrids. */
  readonly setIds: readonly string[];
  readonly firstPath: number;
  /** Every asset in which losses are made is worth the same in USD at any time. */
  readonly isUsdOnly: boolean;
  /** A metric of a set, one value per path, NaN where there is none. */
  readonly column: (set: number, metric: string) => Float64Array;
}

/**
 * Reads everything.
 * @throws UserError exit 31 for what cannot be read or breaks the contract of docs/run-folder.md.
 */
export async function readForAudit(folder: string, manifest: Manifest): Promise<RunUnderAudit> {
  const run = readRunFolder(folder);
  const request = await requestOf(manifest, join(folder, 'manifest.json'));
  const table = readOutcomes(join(folder, 'outcomes.arrow'));
  const setIds = setIdsOf(table);
  const column = (set: number, metric: string): Float64Array => columnOf(table, { set, sets: setIds.length, metric });
  const assets = run.evidence.sets.flatMap(({ ledger }) => ledger?.assets ?? []);
  const isUsdOnly = assets.every((asset) => asset.isUsd || !asset.isSettlement);
  return { ...run, folder, request, table, setIds, firstPath: request.firstPath ?? 0, isUsdOnly, column };
}

interface ColumnPlace {
  readonly set: number;
  readonly sets: number;
  readonly metric: string;
}

function columnOf({ rows, metrics }: OutcomesTable, { set, sets, metric }: ColumnPlace): Float64Array {
  const all = metrics.get(metric);
  if (all === undefined) throw new RangeError(`there is no metric ${metric}`);
  return Float64Array.from({ length: Math.floor(rows / sets) }, (_, path) => all[path * sets + set]);
}
