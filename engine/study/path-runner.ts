/**
 * Runs one path of a study: draws prices and books, replays the baseline where history must be told from impact, then every set on the
 * same exogenous shocks.
 */
import type { BaselineTrace, Journal, PathOutcome, RunOptions, UsdTotals } from '../kernel/outcome.ts';
import { Simulation } from '../kernel/simulation.ts';
import type { Book, PricePath, WorldSpec } from '../kernel/world-spec.ts';
import { PathRoom } from '../market/walk-ticks.ts';
import { mapped } from '../math/mapped.ts';
import { exp, log } from '../math/transcendental.ts';
import { bookFor, bookKey, bookNumber } from './books.ts';
import { metricDefinitions } from './metrics.ts';
import type { MetricContext, MetricDefinition, OpeningFacts } from './metrics.ts';
import type { WalkVariation } from './model-paths.ts';
import { openingOf } from './opening-facts.ts';
import { depthScale } from './price-paths.ts';
import { sameVenues } from './study.ts';
import type { Study } from './study.ts';
import { notionalUsd } from './trigger-map.ts';
import { leaveOutLargest } from './without-largest.ts';
import type { LeftOut } from './without-largest.ts';
import type { WorldPlan } from './world-plan.ts';
import { worldWith } from './world-plan.ts';

interface PathInWorld {
  readonly outcome: PathOutcome;
  readonly world: WorldSpec;
  /** Until the runner draws another one. */
  readonly path: PricePath;
}

/** A path that has just been run. */
export interface EndedPath extends PathInWorld {
  /** As the path left it, until the runner runs another one. */
  readonly simulation: Simulation;
}

/** One set on one path. */
export interface SetPath extends PathInWorld {
  /** Values in the order of `metricDefinitions`. */
  readonly metrics: Float64Array;
  /** The same with the three largest accounts left out; empty where the runner was told to do without. */
  readonly withoutLargest: Float64Array;
  readonly historicalEndogenousShare: Float64Array | null;
}

/** History is what the baseline makes of it. */
const asBaseline: RunOptions = { feedback: 'counterfactual', baseline: 'itself' };

/** Options as one kind of object: the kernel is compiled for the kinds that it has met, and anew for every other. */
function optionsOf({ feedback, baseline, recordBaseline, journal, without }: RunOptions): RunOptions {
  return { feedback, baseline, recordBaseline, journal, without };
}

interface Drawn {
  readonly timesMs: Float64Array;
  readonly prices: readonly Float64Array[];
}

/** Shown the sets of a path, each by its index in the study. */
export type Witness = (ended: EndedPath, set: number) => void;

/** A path run again with a journal, and the world it ended in. */
export interface Replay extends EndedPath {
  /** Log of the likelihood ratio of a tilted path; 0 without a tilt. */
  readonly logWeight: number;
}

export interface RunnerOptions {
  /** Runs every set a second time without its three largest accounts; default true. */
  readonly leaveOutLargest?: boolean;
}

/**
 * Runs the paths of a study under its parameter sets. Books, worlds and baselines that several paths or sets share are made once; a
 * path's result depends on nothing but the study and the index.
 */
export class PathRunner {
  readonly #study: Study;
  /** Worlds of the last population, kept from path to path: resetting one touches what a path touched, making one everything. */
  readonly #simulations = new Map<WorldPlan, Numbered<Simulation>>();
  readonly #leftOut = new WeakMap<Simulation, LeftOut>();
  /** By what they are drawn from: sets that differ elsewhere share one. */
  readonly #books = new Map<string, Numbered<Book>>();
  readonly #leavesOutLargest: boolean;
  readonly #room = new PathRoom();

  /** The first plan with the same rules: a copy under another name is not run again, and differs in nothing. */
  readonly #twins = new Map<WorldPlan, WorldPlan>();

  constructor(study: Study, { leaveOutLargest = true }: RunnerOptions = {}) {
    this.#study = study;
    this.#leavesOutLargest = leaveOutLargest;
    const plans = study.baseline ? [study.baseline, ...study.sets] : study.sets;
    for (const plan of study.sets) this.#twins.set(plan, plans.find((other) => sameVenues(other.venues, plan.venues)) ?? plan);
  }

  /**
   * All sets on a path, in the study's order. `witness` is shown what a world ended in before it is run again without its largest accounts;
   * it is not shown copies, which have the outcome of the set that they copy.
   */
  run(index: number, witness: Witness = () => {}): SetPath[] {
    const drawn = this.#study.source.draw(index, {}, this.#room);
    const { baseline, sets } = this.#study;
    const paths = new Map<WorldPlan, PricePath>();
    const ran = baseline ? this.#runBaseline(baseline, index, this.#pathFor(paths, baseline, drawn)) : null;
    const known = new Map<WorldPlan, SetPath>();
    return mapped(sets, (set, place) => {
      const plan = this.#twinOf(set);
      const own = known.get(plan) ?? this.#runSet(plan, index, this.#pathFor(paths, plan, drawn), ran, (ended) => witness(ended, place));
      known.set(plan, own);
      return own;
    });
  }

  #twinOf(plan: WorldPlan): WorldPlan {
    return this.#twins.get(plan) ?? plan;
  }

  /**
   * One set on one path again, with a journal, or one that is made for the world at its opening. A path that is varied takes its book from
   * the index, everything else from the variation.
   */
  replay(set: WorldPlan, index: number, listener?: Journal | ((simulation: Simulation) => Journal), variation: WalkVariation = {}): Replay {
    const plan = this.#twinOf(set);
    const drawn = this.#study.source.draw(index, variation);
    const paths = new Map<WorldPlan, PricePath>();
    const { baseline } = this.#study;
    const simulation = this.#simulationFor(plan, index);
    const path = this.#pathFor(paths, plan, drawn);
    const isItsOwn = baseline === plan;
    const other = baseline === null || isItsOwn ? null : this.#runBaseline(baseline, index, this.#pathFor(paths, baseline, drawn));
    const options = isItsOwn ? asBaseline : this.#feedback(plan, other && traceOf(other));
    const journal = typeof listener === 'function' ? listener(simulation) : listener;
    const outcome = simulation.run(path, optionsOf({ ...options, journal }));
    return { outcome, world: simulation.spec, simulation, path, logWeight: drawn.logWeight };
  }

  /** What a set is run with on a path: for replays of a part of it. */
  optionsFor(set: WorldPlan, index: number): RunOptions {
    const plan = this.#twinOf(set);
    const { baseline } = this.#study;
    if (!baseline) return this.#feedback(plan, null);
    if (baseline === plan) return asBaseline;
    const drawn = this.#study.source.draw(index);
    return this.#feedback(plan, traceOf(this.#runBaseline(baseline, index, this.#pathFor(new Map(), baseline, drawn))));
  }

  /** `baseline` is what the baseline did on the path; a set that is the baseline has run already. */
  #runSet(plan: WorldPlan, index: number, path: PricePath, baseline: PathOutcome | null, show: (ended: EndedPath) => void): SetPath {
    const simulation = this.#simulationFor(plan, index);
    const world = simulation.spec;
    const trace = baseline && traceOf(baseline);
    const options = this.#feedback(plan, trace);
    const outcome = baseline !== null && plan === this.#study.baseline ? baseline : simulation.run(path, optionsOf(options));
    const ended = { outcome, world, simulation, path };
    show(ended);
    const metrics = readMetrics(contextOf(outcome, plan, openingOf(world, plan.startPrices)));
    return {
      outcome,
      world,
      path,
      metrics,
      withoutLargest: this.#leavesOutLargest ? this.#runWithoutLargest(plan, ended, metrics, options) : new Float64Array(0),
      historicalEndogenousShare: trace ? endogenousShare(plan, path, mapTrace(this.#study.baseline, plan, trace)) : null,
    };
  }

  /**
   * The same path without the largest accounts. Where nothing happened to them it ended as it did with them: nobody else noticed that they
   * were there. Only halted instruments need the run, because an account may end below zero without having been touched.
   */
  #runWithoutLargest(plan: WorldPlan, { simulation, outcome, path }: EndedPath, metrics: Float64Array, options: RunOptions): Float64Array {
    const { accounts, opening } = this.#leftOutOf(simulation, plan);
    const isUnchanged = plan.frame.venues.every(({ breakers }) => breakers.length === 0) && !simulation.changedAny(accounts);
    if (isUnchanged) return withOpening(metrics, contextOf(outcome, plan, opening));
    return readMetrics(contextOf(simulation.run(path, optionsOf({ ...options, without: accounts })), plan, opening));
  }

  #leftOutOf(simulation: Simulation, { startPrices }: WorldPlan): LeftOut {
    const known = this.#leftOut.get(simulation);
    if (known) return known;
    const made = leaveOutLargest(simulation, startPrices);
    this.#leftOut.set(simulation, made);
    return made;
  }

  #feedback(plan: WorldPlan, trace: BaselineTrace | null): RunOptions {
    const { feedback } = this.#study.input.scenario;
    return trace ? { feedback, baseline: mapTrace(this.#study.baseline, plan, trace) } : { feedback };
  }

  #runBaseline(plan: WorldPlan, index: number, path: PricePath): PathOutcome {
    return this.#simulationFor(plan, index).run(path, optionsOf({ ...asBaseline, recordBaseline: true }));
  }

  #simulationFor(plan: WorldPlan, index: number): Simulation {
    const number = bookNumber(plan, index);
    return ofNumber(this.#simulations, plan, number, () => {
      const key = bookKey(plan);
      const { books, input } = this.#study;
      const book = books?.get(key) ?? ofNumber(this.#books, key, number, () => bookFor(input, plan, number));
      return new Simulation(worldWith(plan, book));
    });
  }

  #pathFor(paths: Map<WorldPlan, PricePath>, plan: WorldPlan, drawn: Drawn): PricePath {
    const known = paths.get(plan);
    if (known) return known;
    const scales = new Map<string, Float64Array>();
    const depthScale: (Float64Array | null)[] = [];
    for (let market = 0; market < plan.frame.markets.length; market++) depthScale.push(this.#scaleOf(scales, plan, market, drawn));
    const made = { timesMs: drawn.timesMs, prices: drawn.prices, depthScale };
    paths.set(plan, made);
    return made;
  }

  #scaleOf(known: Map<string, Float64Array>, plan: WorldPlan, market: number, drawn: Drawn): Float64Array | null {
    const elasticity = plan.elasticities[market];
    const { volatility } = this.#study.input.scenario;
    if (elasticity === 0 || !volatility) return null;
    const { series } = plan.frame.markets[market];
    const key = `${series}/${elasticity}`;
    const reference = volatility.referenceDaily[this.#study.source.underlyings[series]];
    const drawnSeries = { timesMs: drawn.timesMs, prices: drawn.prices[series] };
    const scale = known.get(key) ?? depthScale(drawnSeries, reference, volatility.halfLifeMs, elasticity);
    known.set(key, scale);
    return scale;
  }
}

/** Something made for the population with this number. */
interface Numbered<Made> {
  readonly number: number;
  readonly made: Made;
}

/** What is known for this number, else what is made now; only the last number is kept. */
function ofNumber<Key, Made>(known: Map<Key, Numbered<Made>>, key: Key, number: number, make: () => Made): Made {
  const last = known.get(key);
  if (last?.number === number) return last.made;
  const made = make();
  known.set(key, { number, made });
  return made;
}

function traceOf({ baseline }: PathOutcome): BaselineTrace {
  return baseline ?? { markets: [] };
}

/**
 * The baseline's volumes as the markets of another plan see them: matched by venue, underlying and kind (instruments in order, spot
 * markets), lots converted by their USD value at the start.
 */
function mapTrace(baseline: WorldPlan | null, plan: WorldPlan, trace: BaselineTrace): BaselineTrace {
  if (baseline === plan || baseline === null) return trace;
  const taken = new Set<number>();
  const markets = plan.frame.markets.map((_, market) => {
    const source = matchingMarket(baseline, plan, market, taken);
    if (source < 0) return { timesMs: [], sold: [], bought: [], volumeAfter: [] };
    taken.add(source);
    const ratio = lotUsd(baseline, source) / lotUsd(plan, market);
    const { timesMs, sold, bought, volumeAfter } = trace.markets[source];
    const converted = (lots: readonly number[]): number[] => lots.map((value) => value * ratio);
    return { timesMs, sold: converted(sold), bought: converted(bought), volumeAfter: converted(volumeAfter) };
  });
  return { markets };
}

function matchingMarket(baseline: WorldPlan, plan: WorldPlan, market: number, taken: ReadonlySet<number>): number {
  const { series } = plan.frame.markets[market];
  const venue = venueOf(plan, market);
  return baseline.frame.markets.findIndex(
    (candidate, index) => candidate.series === series && venueOf(baseline, index) === venue && !taken.has(index),
  );
}

/** Undefined for a spot market, which belongs to no venue. */
function venueOf({ instruments }: WorldPlan, market: number): number | undefined {
  return instruments.at(market)?.venue;
}

function lotUsd(plan: WorldPlan, market: number): number {
  const price = plan.startPrices[market];
  if (market >= plan.instruments.length) return price;
  return notionalUsd(worldWith(plan, emptyBook), plan.startPrices, market, 1);
}

const emptyBook = { count: 0 } as unknown as Book;

/** How much of each instrument's drop to its low the baseline's own displacement explains in history: 1 - drop without it / drop. */
function endogenousShare(plan: WorldPlan, path: PricePath, trace: BaselineTrace): Float64Array {
  return Float64Array.from(plan.instruments, (_, instrument) => {
    const prices = path.prices[plan.frame.markets[instrument].series];
    const low = lowestPlace(prices);
    const drop = prices[low] > 0 ? log(prices[0] / prices[low]) : NaN;
    if (!(drop > 0)) return NaN;
    return -displacementAt(plan, path, trace, instrument, low) / drop;
  });
}

/** Index of the first of the lowest. */
function lowestPlace(prices: Float64Array): number {
  let low = 0;
  for (let tick = 1; tick < prices.length; tick++) if (prices[tick] < prices[low]) low = tick;
  return low;
}

function displacementAt(plan: WorldPlan, path: PricePath, trace: BaselineTrace, market: number, tick: number): number {
  const { timesMs, volumeAfter } = trace.markets[market];
  const { liquidity } = plan.frame.markets[market];
  const now = path.timesMs[tick];
  const last = timesMs.findLastIndex((time) => time < now);
  if (last < 0) return 0;
  const { halfLifeMs } = liquidity;
  const volume = halfLifeMs === Infinity ? volumeAfter[last] : volumeAfter[last] * halved((now - timesMs[last]) / halfLifeMs);
  const displacement = liquidity.displacement(volume, path.depthScale[market]?.[tick] ?? 1);
  return liquidity.unit === 'log' ? displacement : displacement / path.prices[plan.frame.markets[market].series][tick];
}

function halved(halfLives: number): number {
  return exp(-0.6931471805599453 * halfLives);
}

/** Sum of the USD totals of all venues. */
export function totalUsd(outcome: PathOutcome): UsdTotals {
  const total = { ...outcome.usd[0] };
  for (const venue of outcome.usd.slice(1)) {
    for (const key of Object.keys(total) as (keyof UsdTotals)[]) total[key] += venue[key];
  }
  return total;
}

/** One metric of a path. Facts of the opening, which take longer than a quiet path, are found when it asks for them. */
export function readMetric(definition: MetricDefinition, { outcome, world }: Pick<Replay, 'outcome' | 'world'>, plan: WorldPlan): number {
  return definition.read({
    outcome,
    usd: totalUsd(outcome),
    get opening() {
      return openingOf(world, plan.startPrices);
    },
    instrumentCount: world.instruments.length,
  });
}

function contextOf(outcome: PathOutcome, { frame }: WorldPlan, opening: OpeningFacts): MetricContext {
  return { outcome, usd: totalUsd(outcome), opening, instrumentCount: frame.instruments.length };
}

function readMetrics(context: MetricContext): Float64Array {
  const values = new Float64Array(metricDefinitions.length);
  for (let metric = 0; metric < values.length; metric++) values[metric] = metricDefinitions[metric].read(context);
  return values;
}

/** The same metrics for another opening after which everything happened alike. */
function withOpening(metrics: Float64Array, context: MetricContext): Float64Array {
  const values = metrics.slice();
  for (const metric of openingMetrics) values[metric] = metricDefinitions[metric].read(context);
  return values;
}

const openingMetrics = metricDefinitions.flatMap(({ ofOpening }, metric) => (ofOpening === true ? [metric] : []));
