/** Rows of the journal of a run folder as events of one parameter set's shown path. */
import type { RunEvents } from '../../engine/study/run-folder-types.ts';
import type { PathEvent } from './path-steps.ts';

/** Events of one set in the order of the journal; none where the journal has no such set or lacks a time. */
export function pathEvents(events: RunEvents, setId: string): PathEvent[] {
  const { parameter_set: sets = [], time_ms: times = [] } = events;
  const text = (name: string, row: number): string => String(events[name]?.[row] ?? '');
  const amount = (name: string, row: number): number | null => {
    const value = events[name]?.[row];
    return typeof value === 'number' && Number.isFinite(value) ? value : null;
  };
  return sets.flatMap((set, row) => {
    const timeMs = Number(times[row] ?? NaN);
    if (set !== setId || !Number.isFinite(timeMs)) return [];
    return [{
      timeMs,
      kind: text('kind', row),
      account: text('account', row),
      instrument: text('instrument', row),
      side: text('side', row),
      notionalUsd: amount('notional_usd', row),
      priceUsd: amount('price', row),
      shortfallUsd: amount('shortfall_usd', row),
    }];
  });
}
