/** What progress shows of the results: the mean of the main metric so far, with its interval. */
import type { PathWatcher } from '../engine/runner/ordered-rows.ts';
import { metricDefinitions } from '../engine/study/metrics.ts';

const mainMetric = 'shortfall_usd';
/** Half-width of a 95 % interval in standard errors; progress is a rough look, the summary has the exact interval. */
const standardErrors = 1.96;
const fewestPaths = 10;

/** Mean and variance in one pass (Welford 1962), of the first parameter set, paths in order. */
export class MainMetric implements PathWatcher {
  readonly place = { set: 0, metric: metricDefinitions.findIndex(({ name }) => name === mainMetric), withoutLargest: false };
  #paths = 0;
  #mean = 0;
  #squares = 0;

  add(value: number): boolean {
    this.#paths++;
    const change = value - this.#mean;
    this.#mean += change / this.#paths;
    this.#squares += change * (value - this.#mean);
    return false;
  }

  get mean(): number {
    return this.#mean;
  }

  /** Of the 95 % interval of the mean. */
  get halfWidth(): number {
    return standardErrors * Math.sqrt(this.#squares / (this.#paths - 1) / this.#paths);
  }

  /** "shortfall_usd 1.2e6 +- 3e5"; empty while there are too few paths. */
  text(): string {
    if (this.#paths < fewestPaths) return '';
    return `${mainMetric} ${compact(this.#mean)} +- ${compact(this.halfWidth)}`;
  }
}

/** Three digits: 1.23 M. */
function compact(value: number): string {
  const steps = [
    [1e12, ' T'],
    [1e9, ' bn'],
    [1e6, ' M'],
    [1e3, ' k'],
  ] as const;
  const [size, unit] = steps.find(([least]) => Math.abs(value) >= least) ?? [1, ''];
  return `${Number((value / size).toPrecision(3))}${unit}`;
}
