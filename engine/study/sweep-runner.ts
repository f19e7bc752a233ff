/** Runs points of a sweep: parameter sets on the same paths, of which nothing is kept but statistics per metric. */
import { exitCodes, UserError } from '../errors.ts';
import { Digest } from '../math/digest.ts';
import type { ParameterInput, StudyInput } from './inputs.ts';
import { metricDefinitions } from './metrics.ts';
import { PathRunner } from './path-runner.ts';
import type { PathSource } from './price-paths.ts';
import { planStudy } from './study.ts';
import type { Study } from './study.ts';
import { summarizeMetric } from './summary.ts';
import { planWorld } from './world-plan.ts';
import type { WorldPlan } from './world-plan.ts';

/** Statistics of every metric at a point, in this order. */
export const pointStatistics = ['mean', 'low', 'high', 'p95', 'p99'] as const;
export type PointStatistic = (typeof pointStatistics)[number];

/** What a point leaves: plain data. */
export type PointRow =
  | {
      /** Of the outcomes of all paths in their order. */
      readonly digest: string;
      /** statistics[metric * pointStatistics.length + statistic], NaN where one does not exist; `low` and `high` bound the mean (95 %). */
      readonly statistics: Float64Array;
    }
  | {
      /** Why the rules of the point cannot be run. */
      readonly refused: string;
    };

/** Prices of paths that are kept for the next points, bytes. */
const keptPricesBytes = 64 * 2 ** 20;

/**
 * The study that all points share: its prices, its baseline, its scenario. Points given together draw prices and books of a path once;
 * a point's row depends on nothing but the study and the point.
 */
export class SweepRunner {
  readonly #study: Study;
  readonly #baselineRules: string | null;

  /** `input`: a study of one set with one venue. Throws UserError for input that contradicts itself. */
  constructor(input: StudyInput) {
    const study = planStudy(input);
    this.#study = { ...study, source: keepingPrices(study.source) };
    this.#baselineRules = input.baseline ? rulesOf(input.baseline.venues[0].parameters) : null;
  }

  /** The rows of some points, in their order. `onPath` hears of every path. Throws what is no fault of their rules. */
  run(points: readonly ParameterInput[], onPath: () => void = () => {}): PointRow[] {
    const planned = points.map((parameters, index) => this.#plan(parameters, String(index)));
    try {
      return this.#runTogether(planned, onPath);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      // One of them cannot be run: each is tried on its own, so that it spoils no other.
      return planned.map((one) => this.#runAlone(one, onPath));
    }
  }

  #plan(parameters: ParameterInput, id: string): WorldPlan | string {
    const { baseline, input, source } = this.#study;
    // What is the baseline needs no replay, as in every other run.
    if (baseline && this.#baselineRules === rulesOf(parameters)) return baseline;
    try {
      return planWorld(input, { id, venues: [{ id: input.sets[0].venues[0].id, parameters }] }, source);
    } catch (error) {
      if (isRefusal(error)) return reasonOf(error);
      throw error;
    }
  }

  #runAlone(planned: WorldPlan | string, onPath: () => void): PointRow {
    try {
      return this.#runTogether([planned], onPath)[0];
    } catch (error) {
      if (isRefusal(error)) return { refused: reasonOf(error) };
      throw error;
    }
  }

  #runTogether(planned: readonly (WorldPlan | string)[], onPath: () => void): PointRow[] {
    const sets = [...new Set(planned.filter((plan) => typeof plan !== 'string'))];
    const collected = collect({ ...this.#study, sets }, onPath);
    return planned.map((plan) => (typeof plan === 'string' ? { refused: plan } : rowOf(collected[sets.indexOf(plan)])));
  }
}

interface Collected {
  readonly digest: Digest;
  /** values[metric][path] */
  readonly values: readonly Float64Array[];
}

function collect(study: Study, onPath: () => void): Collected[] {
  const { paths } = study.input;
  const runner = new PathRunner(study, { leaveOutLargest: false });
  const collected = study.sets.map((): Collected => {
    return { digest: new Digest(), values: metricDefinitions.map(() => new Float64Array(paths)) };
  });
  for (let path = 0; path < paths; path++) {
    runner.run(path).forEach(({ outcome, metrics }, set) => {
      collected[set].digest.text(outcome.digest);
      collected[set].values.forEach((values, metric) => (values[path] = metrics[metric]));
    });
    onPath();
  }
  return collected;
}

function rowOf({ digest, values }: Collected): PointRow {
  const statistics = new Float64Array(metricDefinitions.length * pointStatistics.length);
  metricDefinitions.forEach((definition, metric) => {
    const { value, interval, statistics: { p95, p99 } } = summarizeMetric(definition, values[metric]);
    const row = [value, interval?.[0], interval?.[1], p95, p99];
    row.forEach((number, place) => (statistics[metric * pointStatistics.length + place] = number ?? NaN));
  });
  return { digest: digest.hex(), statistics };
}

/** Rules that cannot be run are an answer of the point; a machine that gives out, or a bug, is not. */
function isRefusal(error: unknown): error is UserError {
  return error instanceof UserError && (error.exitCode === exitCodes.inputInvalid || error.exitCode === exitCodes.pluginContract);
}

function reasonOf({ problems: [{ what, expected }] }: UserError): string {
  return expected ? `${what}; expected ${expected}` : what;
}

const texts = new Set(['name', 'title', 'summary', 'sources', 'version']);

/** What a set does, without what it is called. */
function rulesOf(parameters: ParameterInput): string {
  return JSON.stringify(Object.entries(parameters).filter(([key]) => !texts.has(key)).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Prices of the first paths are drawn once for all points, as many as memory allows. */
function keepingPrices(source: PathSource): PathSource {
  const kept = new Map<number, ReturnType<PathSource['draw']>>();
  let room = keptPricesBytes;
  return {
    ...source,
    draw: (index) => {
      const known = kept.get(index);
      if (known) return known;
      const drawn = source.draw(index);
      room -= drawn.prices.reduce((bytes, prices) => bytes + prices.byteLength, drawn.timesMs.byteLength);
      if (room >= 0) kept.set(index, drawn);
      return drawn;
    },
  };
}
