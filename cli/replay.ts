/** `simulate replay`: one path of a run again, with everything that happened on it. */
import { exitCodes } from '../engine/errors.ts';
import { timelineKinds } from '../engine/study/path-timeline.ts';
import type { TimelineEvent } from '../engine/study/path-timeline.ts';
import { nearestName } from '../scenarios/suggest.ts';
import { valueOf, valuesOf, wholeNumberOf } from './arguments.ts';
import type { FlagValues, ParsedArguments } from './flags.ts';
import { printable } from './printable.ts';
import { checkExport, exportEvents, recordOf } from './replay/export-events.ts';
import { setLines } from './replay/replay-page.ts';
import { replayRun } from './replay/replay-run.ts';
import type { ReplayedRun, ReplayRequest } from './replay/replay-run.ts';
import { jsonText } from './run-json.ts';
import type { Terminal } from './terminal.ts';
import { usageError } from './usage-error.ts';

const defaultLimit = 40;

export async function replayCommand({ values, positionals }: ParsedArguments, { results, messages, isQuiet }: Terminal): Promise<number> {
  const request = replayRequest(values, positionals);
  const filter = filterOf(values);
  const limit = wholeNumberOf(values, 'limit', { least: 0, most: 10_000_000 });
  const out = valueOf(values, 'out');
  const mayReplace = values.force !== undefined;
  if (out !== undefined) checkExport(out, mayReplace);
  const run = await replayRun(request);
  const sets = run.sets.map(({ id, timeline }) => ({ id, timeline, events: timeline.events.filter(filter) }));
  if (out !== undefined) {
    const exported = sets.flatMap(({ id, events }) => events.map((event) => ({ set: id, path: run.path, event })));
    await exportEvents(out, exported, mayReplace);
    if (!isQuiet) messages.write(`${out}: ${exported.length} events\n`);
  }
  if (values.json !== undefined) {
    results.write(replayJson(run, (events) => events.filter(filter).slice(0, limit === undefined || limit === 0 ? undefined : limit)));
    return exitCodes.ok;
  }
  const { scenario, seed } = run.manifest;
  const blocks = sets.map(({ id, timeline: { totals }, events }) => {
    return setLines({ id, events, totals, limit: limit ?? defaultLimit }, results);
  });
  results.write(`${printable(`Path ${run.path} of ${scenario.title}, seed ${seed}, times in UTC`)}\n`);
  results.write(`${blocks.map((lines) => `\n${lines.join('\n')}\n`).join('')}`);
  return exitCodes.ok;
}

function replayRequest(values: FlagValues, positionals: readonly string[]): ReplayRequest {
  const [folder, ...others] = positionals;
  if (folder === undefined || others.length > 0) {
    const what = folder === undefined ? 'the run is missing' : `${positionals.length} folders`;
    throw usageError({ what, expected: 'the folder of one run', suggestion: 'simulate replay runs/crash-2020-1f0c99ab --path 17' });
  }
  const path = wholeNumberOf(values, 'path', { least: 0, most: 20_000_000 });
  if (path === undefined) throw usageError({ what: '--path is missing', expected: 'the number of a path', suggestion: '--path 0' });
  return { folder, path, params: valuesOf(values, 'params') };
}

function filterOf(values: FlagValues): (event: TimelineEvent) => boolean {
  const accounts = new Set(valuesOf(values, 'account'));
  const kinds = valuesOf(values, 'kind');
  const unknown = kinds.find((kind) => !timelineKinds.some((known) => known === kind));
  if (unknown !== undefined) {
    const suggestion = nearestName(unknown, timelineKinds);
    throw usageError({ what: `--kind is ${JSON.stringify(unknown)}`, expected: timelineKinds.join(', '), suggestion });
  }
  const isOf = (account: string | null): boolean => account !== null && accounts.has(account);
  return ({ kind, account, counterparty }) => {
    return (kinds.length === 0 || kinds.includes(kind)) && (accounts.size === 0 || isOf(account) || isOf(counterparty));
  };
}

function replayJson({ manifest, path, sets }: ReplayedRun, chosen: (events: readonly TimelineEvent[]) => readonly TimelineEvent[]): string {
  const told = sets.map(({ id, timeline }) => ({
    id,
    metrics: Object.fromEntries([...timeline.metrics].map(([name, value]) => [name, Number.isNaN(value) ? null : value])),
    totals: timeline.totals,
    events: chosen(timeline.events).map((event) => recordOf({ set: id, path, event })),
  }));
  const { scenario, seed, digest } = manifest;
  return jsonText({ schemaVersion: 1, scenario: scenario.name, seed, path, digest, sets: told }, { indent: 2 });
}
