/** Goes over the rows of a finished sweep once and keeps what the end needs: frontier, heat map, a cloud of points, a digest. */
import { Digest } from '../../engine/math/digest.ts';
import { ParetoFrontier } from '../../engine/study/pareto.ts';
import type { Judged, Winner } from '../../engine/study/pareto.ts';
import type { ParameterValue } from '../../engine/study/run-folder-types.ts';
import { valuesOfAxis } from '../../engine/study/sweep-points.ts';
import type { SweepAxis, SweepMethod } from '../../engine/study/sweep-points.ts';
import type { HeatMap } from '../../reports/sweep/sweep-summary.ts';
import type { Judge } from './judge.ts';
import type { ReadPoint } from './points-file.ts';

/** A point that may win. */
export interface Candidate extends Judged {
  readonly index: number;
  /** The row it was read from. */
  readonly read: ReadPoint;
}

export interface TalliedPoints {
  readonly digest: string;
  readonly refused: { readonly count: number; readonly example: string | null };
  readonly frontier: readonly Winner<Candidate>[];
  /** True for a point that nothing dominates. */
  admits(point: ReadPoint): boolean;
  readonly cloud: readonly (readonly [point: number, cost: number, safety: number])[];
  readonly heatMap: HeatMap | null;
  /** Lowest and highest cost of all points; null when none has one. */
  readonly costRange: readonly [number, number] | null;
}

export interface TallyOptions {
  readonly axes: readonly SweepAxis[];
  readonly method: SweepMethod;
  readonly count: number;
  readonly safety: Judge;
  readonly cost: Judge;
}

const mostShown = 1500;
const mostHeatValues = 40;

/** Reads every row once; memory does not grow with their number. */
export async function tallyPoints(rows: AsyncIterable<ReadPoint>, options: TallyOptions): Promise<TalliedPoints> {
  const { count, safety, cost } = options;
  const digest = new Digest();
  const frontier = new ParetoFrontier<Candidate>();
  const cloud: [number, number, number][] = [];
  const heat = heatMapOf(options);
  const every = Math.ceil(count / mostShown);
  const refused = { count: 0, example: null as string | null };
  const costs = { least: Infinity, most: -Infinity };
  const judged = (read: ReadPoint): Candidate => {
    return { index: read.index, read, safety: safety.badness(read), cost: cost.badness(read) };
  };
  for await (const read of rows) {
    digest.text(read.digest).text(read.refused);
    if (read.refused !== '') {
      refused.count++;
      refused.example ??= read.refused;
      continue;
    }
    frontier.add(judged(read));
    heat?.take(read.index, safety.value(read));
    const [paid, shown] = [cost.value(read), safety.value(read)];
    costs.least = Math.min(costs.least, Number.isNaN(paid) ? Infinity : paid);
    costs.most = Math.max(costs.most, Number.isNaN(paid) ? -Infinity : paid);
    if (read.index % every === 0 && Number.isFinite(paid) && Number.isFinite(shown)) cloud.push([read.index, paid, shown]);
  }
  return {
    digest: digest.hex(),
    refused,
    frontier: frontier.winners(),
    admits: (read) => read.refused === '' && frontier.admits(judged(read)),
    cloud,
    heatMap: heat?.map ?? null,
    costRange: costs.least <= costs.most ? [costs.least, costs.most] : null,
  };
}

interface HeatCollector {
  readonly map: HeatMap;
  take(index: number, value: number): void;
}

/** A grid of two parameters is its own map: the second moves fastest. */
function heatMapOf({ axes, method }: TallyOptions): HeatCollector | null {
  if (method !== 'grid' || axes.length !== 2) return null;
  const [yValues, xValues] = axes.map(valuesOfAxis);
  if (Math.max(xValues.length, yValues.length) > mostHeatValues || Math.min(xValues.length, yValues.length) < 2) return null;
  const safety = yValues.map(() => xValues.map((): number | null => null));
  return {
    map: { x: axes[1].key, y: axes[0].key, xValues, yValues, safety },
    take: (index, value) => {
      safety[Math.floor(index / xValues.length)][index % xValues.length] = Number.isFinite(value) ? value : null;
    },
  };
}

/** What an axis spreads over, in words. */
export function spreadText({ spread }: SweepAxis): string {
  if ('values' in spread) return spread.values.map((value: ParameterValue) => String(value)).join(', ');
  const { low, high, scale, steps, whole } = spread.range;
  const kind = [scale === 'log' ? 'logarithmic' : '', whole ? 'whole numbers' : ''].filter(Boolean).join(', ');
  return `${low} to ${high}${steps === null ? '' : ` in ${steps}`}${kind === '' ? '' : ` (${kind})`}`;
}
