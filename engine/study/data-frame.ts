/** Outcomes as a data frame of somebody else's library. Nothing of ours computes with it. */
import type { Outcomes } from './study.ts';

/** A column of a data frame: one value per row. */
export type FrameColumn = readonly string[] | readonly number[];

/** The part of danfojs-node that is needed: `import * as danfo from 'danfojs-node'` has it. */
export interface DanfoModule<Frame> {
  readonly DataFrame: new (columns: Record<string, FrameColumn>) => Frame;
}

/**
 * One row per path and parameter set, paths ascending and the sets of each path in their order, as in outcomes.arrow: `parameter_set`
 * (text), `path` (whole number), then a column of numbers per metric, NaN where it does not exist on that path. The module is the
 * caller's own, because danfojs-node is not installed with this package. Numbers arrive in full; several operations of danfojs (`df.add`,
 * `df.tensor`) then compute in 32 bits: docs/how-to/notebooks.md.
 */
export function toDataFrame<Frame>(outcomes: Outcomes, danfo: DanfoModule<Frame>): Frame {
  return new danfo.DataFrame(outcomeColumns(outcomes));
}

/** The same columns for any other library, by name. */
export function outcomeColumns({ paths, firstPath, setIds, metricNames, column }: Outcomes): Record<string, FrameColumn> {
  const sets = setIds.length;
  const rows = Array.from({ length: paths * sets }, (_, row) => row);
  const metrics = metricNames.map((name) => {
    const columns = setIds.map((_, set) => column(set, name));
    return [name, rows.map((row) => columns[row % sets][Math.floor(row / sets)])] as const;
  });
  return {
    parameter_set: rows.map((row) => setIds[row % sets]),
    path: rows.map((row) => firstPath + Math.floor(row / sets)),
    ...Object.fromEntries(metrics),
  };
}
