/** How marks followed the market on the shown path, what breakers did there, and what the path would have come to without them. */
import type { HaltedRecord, HeldBackRecord, Journal, PathOutcome } from '../kernel/outcome.ts';
import { CascadeLimitError } from '../kernel/simulation.ts';
import type { WorldSpec } from '../kernel/world-spec.ts';
import { totalUsd } from './path-runner.ts';
import type { PathRunner } from './path-runner.ts';
import type { BreakerOutcome, OracleAndBreakers, OracleTrack } from './run-folder-rules.ts';
import { thinnedIndexes } from './thin-series.ts';
import { notionalUsd } from './trigger-map.ts';
import type { WorldPlan } from './world-plan.ts';

const mostTrackPoints = 300;

/** What oracles and breakers told the journal of one path. */
export interface OracleNotes {
  /** Per market, in order of time. */
  readonly publicationsMs: readonly number[][];
  readonly halts: readonly HaltedRecord[];
  readonly heldBack: readonly HeldBackRecord[];
  /** Per instant: the feeds that oracles read, of all markets. */
  readonly feeds: Float64Array[];
}

type OracleListener = Pick<Journal, 'publication' | 'halt' | 'heldBack'>;

/** Empty notes and the part of a journal that fills them, but for the feeds: those come with every instant. */
export function noteOracles({ frame }: WorldPlan): { notes: OracleNotes; listener: OracleListener } {
  const publicationsMs: number[][] = frame.markets.map(() => []);
  const halts: HaltedRecord[] = [];
  const heldBack: HeldBackRecord[] = [];
  const listener: OracleListener = {
    publication: (timeMs, market) => publicationsMs[market].push(timeMs),
    halt: (record) => halts.push(record),
    heldBack: (record) => heldBack.push(record),
  };
  return { notes: { publicationsMs, halts, heldBack, feeds: [] }, listener };
}

/** The part of a shown path that this file reads. */
export interface ObservedRun {
  readonly plan: WorldPlan;
  readonly world: WorldSpec;
  readonly pathIndex: number;
  readonly outcome: PathOutcome;
  readonly timesMs: readonly number[];
  readonly marks: readonly Float64Array[];
  readonly oracleNotes: OracleNotes;
}

/** Evidence of one set. Runs the shown path once more, without breakers, where the set has any. */
export function oracleEvidence(runner: PathRunner, run: ObservedRun): OracleAndBreakers {
  const { halts, heldBack } = run.oracleNotes;
  const { instruments } = run.world;
  const waiting = heldBack.map(({ instrument, asked, filled }) => notionalUsd(run.world, run.plan.startPrices, instrument, asked - filled));
  return {
    oracles: instruments.map((_, instrument) => trackOf(run, instrument)),
    halts: halts.map(({ instrument, timeMs, untilMs, breaker }) => {
      return { instrument: instruments[instrument].id, timeMs, untilMs, rule: ruleKey(run.plan, { instrument, breaker }) };
    }),
    heldBack: { fills: heldBack.length, notionalUsd: waiting.reduce((sum, usd) => sum + usd, 0) },
    withoutBreakers: hasBreakers(run.plan) ? { with: sumUp(run.outcome), without: runWithoutBreakers(runner, run) } : null,
  };
}

function trackOf({ plan, timesMs, marks, oracleNotes }: ObservedRun, instrument: number): OracleTrack {
  const { id, venue } = plan.frame.instruments[instrument];
  const all = marks.map((mark, instant) => mark[instrument] / oracleNotes.feeds[instant][instrument] - 1);
  // Where a price passes zero, a ratio says nothing.
  const known = all.map((_, instant) => instant).filter((instant) => Number.isFinite(all[instant]));
  const deviation = known.map((instant) => all[instant]);
  let worst = 0;
  for (let point = 1; point < deviation.length; point++) if (Math.abs(deviation[point]) > Math.abs(deviation[worst])) worst = point;
  const kept = thinnedIndexes({ values: deviation, timesMs: known.map((instant) => timesMs[instant]) }, mostTrackPoints);
  const publishedMs = plan.frame.venues[venue].oracle === null ? null : oracleNotes.publicationsMs[instrument];
  return {
    instrument: id,
    publications: publishedMs?.length ?? null,
    longestSilenceMs: publishedMs && longestSilence(publishedMs, timesMs),
    timeMs: kept.map((point) => timesMs[known[point]]),
    deviation: kept.map((point) => deviation[point]),
    worstDeviation: deviation[worst] ?? 0,
    worstTimeMs: timesMs[known[worst] ?? 0] ?? 0,
  };
}

function longestSilence(publishedMs: readonly number[], timesMs: readonly number[]): number {
  const ends = [...publishedMs, timesMs[timesMs.length - 1]];
  let lastMs = timesMs[0];
  let longestMs = 0;
  for (const timeMs of ends) {
    longestMs = Math.max(longestMs, timeMs - lastMs);
    lastMs = timeMs;
  }
  return longestMs;
}

/** The key under which the parameters list the rule. */
function ruleKey({ frame, venues }: WorldPlan, { instrument, breaker }: { instrument: number; breaker: number }): string {
  const { id, parameters } = venues[frame.instruments[instrument].venue];
  const key = `breakers.${parameters.breakers[breaker].policy}`;
  return venues.length > 1 ? `${id}.${key}` : key;
}

function hasBreakers({ frame }: WorldPlan): boolean {
  return frame.venues.some(({ breakers }) => breakers.length > 0);
}

function runWithoutBreakers(runner: PathRunner, { plan, pathIndex }: ObservedRun): BreakerOutcome | null {
  const venues = plan.frame.venues.map((venue) => ({ ...venue, breakers: [] }));
  try {
    return sumUp(runner.replay({ ...plan, frame: { ...plan.frame, venues } }, pathIndex).outcome);
  } catch (error) {
    // A breaker may be all that ends a cascade; that is a finding about the rules, not a failure of the run.
    if (error instanceof CascadeLimitError) return null;
    throw error;
  }
}

function sumUp(outcome: PathOutcome): BreakerOutcome {
  const { liquidatedNotional, shortfall } = totalUsd(outcome);
  const { liquidations, insolventAccounts } = outcome;
  return { liquidations, liquidatedNotionalUsd: liquidatedNotional, insolventAccounts, shortfallUsd: shortfall };
}
