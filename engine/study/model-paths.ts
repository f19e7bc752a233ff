/**
 * Price paths that models walk: normals for every underlying, made dependent, walks over the steps, extremes and jumps as ticks. A path
 * is named by its index; parts of it may take their randomness from other indexes (a branch) or be drawn under another law (a tilt), which
 * is what the methods for rare events need.
 */
import { exitCodes, UserError } from '../errors.ts';
import { correlate, correlationFactor, towardsOne } from '../market/dependence.ts';
import type { DependenceRule } from '../market/dependence.ts';
import { substepColumns } from '../market/substeps.ts';
import type { PriceModel, PriceWalk, WalkColumns } from '../market/price-model.ts';
import { LazyUnderlying, TickBuilder } from '../market/walk-ticks.ts';
import type { PathRoom, TickGrid } from '../market/walk-ticks.ts';
import { mapped } from '../math/mapped.ts';
import { openStream } from '../math/random.ts';
import type { RandomStream } from '../math/random.ts';
import { findPolicy } from '../policies/registry.ts';
import type { DependenceInput, GridInput, ModelSeries, ScenarioInput } from './inputs.ts';
import { distinctJumpsPerYear, jumpLogWeight, withJumpRate } from './jump-tilt.ts';
import type { DrawnPath, PathSource, PathSourceOptions } from './price-paths.ts';

/** How a path differs from the plain path of its index. */
export interface WalkVariation {
  readonly branch?: Branch;
  readonly tilt?: Tilt;
}

/** A path put together from stretches of other paths' randomness: equal beginnings of lineages give equal beginnings of paths. */
export interface Branch {
  /** Steps per stretch; the last stretch may be shorter. */
  readonly stretchSteps: number;
  /** Index whose randomness a stretch takes. */
  readonly lineage: readonly number[];
}

/** Another law to draw under, with the likelihood ratio in `logWeight` (science: P. Glasserman, 2003, section 4.6). */
export interface Tilt {
  /** Added to the shock of every underlying in every step, in standard deviations of a step. */
  readonly shock: number;
  /** Factor on the jumps per year of every underlying that has some. */
  readonly jumpRate: number;
}

interface Walker {
  readonly name: string;
  readonly startPrice: number;
  readonly model: PriceModel;
  /** Place of the underlying that it follows; -1 for none. */
  readonly follows: number;
}

interface Plan {
  readonly scenario: ScenarioInput;
  readonly walkers: readonly Walker[];
  /** Places in the order in which they must walk. */
  readonly order: readonly number[];
  readonly rule: DependenceRule | null;
  readonly startPrices: Float64Array;
  readonly ticks: TickGrid;
  /** The same with steps cut into substeps. */
  readonly finerTicks: TickGrid;
  /** Columns that every path of the source is walked in: nothing of them leaves. */
  readonly scratch: Pick<Draft, 'columns' | 'normals'>;
  readonly substeps: number;
  readonly stepYears: number;
}

const yearMs = 31_536_000_000;
const mostSteps = 10_000_000;

/** Paths of models. Throws UserError when steps, models and dependence do not fit together. */
export function modelSource(underlyings: readonly string[], series: readonly ModelSeries[], options: PathSourceOptions): PathSource {
  const { scenario, startMs } = options;
  const grid = gridOf(scenario);
  const steps = stepsOf(options, grid);
  const walkers = underlyings.map((name, place) => walkerOf(name, series[place], { underlyings, grid }));
  const rule = dependenceRule(walkers, scenario.dependence);
  const ticks: TickGrid = {
    startMs,
    stepMs: grid.stepMs,
    steps,
    extremes: grid.extremes,
    correlations: correlationsOf(walkers, rule),
  };
  const plan: Plan = {
    scenario,
    walkers,
    startPrices: Float64Array.from(walkers, ({ startPrice }) => startPrice),
    order: walkingOrder(walkers),
    rule,
    ticks,
    finerTicks: { ...ticks, stepMs: grid.stepMs / grid.substeps, steps: steps * grid.substeps },
    scratch: {
      columns: walkers.map(({ model }) => emptyColumns(steps, model.bars)),
      normals: walkers.map(() => new Float64Array(steps)),
    },
    substeps: grid.substeps,
    stepYears: grid.stepMs / yearMs,
  };
  return {
    underlyings,
    firstPrices: plan.startPrices,
    startMs,
    endMs: startMs + steps * grid.stepMs,
    rebuilt: false,
    walkedSteps: steps,
    jumpsPerPath: distinctJumpsPerYear(walkers) * steps * plan.stepYears,
    draw: (index, variation = {}, room) => drawWalks(plan, index, variation, room),
  };
}

function invalid(what: string, expected: string, suggestion?: string): UserError {
  return new UserError(exitCodes.inputInvalid, [{ what, expected, suggestion }]);
}

function gridOf({ grid }: ScenarioInput): GridInput {
  if (grid) return grid;
  throw invalid('a price model without steps', 'the length of a step', 'grid: {step: 1h}');
}

function stepsOf({ startMs, endMs }: PathSourceOptions, { stepMs }: GridInput): number {
  if (endMs === null) throw invalid('a price model without an end', 'the time at which paths end', 'end: 2020-01-02T00:00:00Z');
  const steps = (endMs - startMs) / stepMs;
  if (steps >= 1 && Number.isInteger(steps) && steps <= mostSteps) return steps;
  const expected = `a whole number of steps, 1 to ${mostSteps}, between start and end`;
  throw invalid(`${steps} steps of ${stepMs / 1000} s`, expected, 'change end: or grid: step:');
}

interface WalkerSurroundings {
  readonly underlyings: readonly string[];
  readonly grid: GridInput;
}

function walkerOf(name: string, { startPrice, model: choice, candles }: ModelSeries, { underlyings, grid }: WalkerSurroundings): Walker {
  const price = startPrice ?? candles?.close[candles.close.length - 1];
  if (price === undefined) throw invalid(`${name} has no price to start from`, 'start-price, or history whose last close is taken');
  const { create } = findPolicy('price', choice.policy);
  const context = { underlying: name, startPrice: price, stepMs: grid.stepMs, stepYears: grid.stepMs / yearMs, candles };
  const model = create(choice.parameters)(context);
  if (candles !== null && model.usesCandles !== true) {
    const suggestion = 'leave the candles out, or fit the model to them: simulate fit';
    throw invalid(`candles for ${name}, whose model ${choice.policy} takes none`, 'a model that resamples history', suggestion);
  }
  if (model.bars && grid.substeps > 1) {
    const suggestion = 'grid: substeps: 1';
    throw invalid(`${grid.substeps} substeps, but ${choice.policy} has whole bars without an inside`, '1 substep', suggestion);
  }
  return { name, startPrice: price, model, follows: followed(name, model, underlyings) };
}

function followed(name: string, { follows }: PriceModel, underlyings: readonly string[]): number {
  if (follows === undefined) return -1;
  const place = underlyings.indexOf(follows);
  if (place >= 0 && follows !== name) return place;
  const others = underlyings.filter((one) => one !== name).join(', ');
  throw invalid(`${name} follows ${follows}, which is not another underlying`, `one of ${others}`);
}

/** Those who are followed walk first. */
function walkingOrder(walkers: readonly Walker[]): number[] {
  const order: number[] = [];
  while (order.length < walkers.length) {
    const ready = walkers.findIndex(({ follows }, place) => !order.includes(place) && (follows < 0 || order.includes(follows)));
    if (ready < 0) throw invalid('underlyings follow each other in a circle', 'one that follows nobody');
    order.push(ready);
  }
  return order;
}

/** Pairs that one number stands for are those of underlyings that follow nobody: the noise of a follower is its own. */
function dependenceRule(walkers: readonly Walker[], dependence: DependenceInput | null): DependenceRule | null {
  if (dependence === null || walkers.length < 2) return null;
  const { correlation, copula, degrees, crashCorrelation } = dependence;
  const pair = (first: number, second: number): number => {
    if (typeof correlation === 'number') return walkers[first].follows < 0 && walkers[second].follows < 0 ? correlation : 0;
    const [one, other] = [walkers[first].name, walkers[second].name];
    return correlation[`${one}/${other}`] ?? correlation[`${other}/${one}`] ?? 0;
  };
  const isFree = walkers.map(({ follows }) => follows < 0);
  const moved = (first: number, second: number): number => {
    const given = pair(first, second);
    return isFree[first] && isFree[second] ? towardsOne(given, crashCorrelation) : given;
  };
  const factor = correlationFactor({ correlation: moved, count: walkers.length, crashCorrelation: 0 });
  if (factor) return { degrees: copula === 't' ? degrees : null, factor };
  const what = 'correlations that no shocks can have: their matrix is not positive semi-definite';
  throw invalid(what, 'correlations that fit together', 'move them towards one number for all pairs');
}

/** Of the diffusions inside a step: L L', and what followers say of themselves. Null where nobody hangs together. */
function correlationsOf(walkers: readonly Walker[], rule: DependenceRule | null): Float64Array[] | null {
  if (rule === null && walkers.every(({ follows }) => follows < 0)) return null;
  const product = (row: Float64Array, other: Float64Array): number => row.reduce((sum, value, k) => sum + value * other[k], 0);
  const between = (row: number, column: number): number => (rule ? product(rule.factor[row], rule.factor[column]) : 0);
  const matrix = walkers.map((_, row) => Float64Array.from(walkers, (__, column) => between(row, column)));
  walkers.forEach(({ follows, model: { correlationWithFollowed = 0 } }, place) => {
    if (follows >= 0) matrix[place][follows] = matrix[follows][place] = correlationWithFollowed;
  });
  return matrix;
}

/** Everything of one path while it is drawn. */
interface Draft {
  readonly columns: readonly WalkColumns[];
  readonly normals: readonly Float64Array[];
  readonly walks: readonly PriceWalk[];
  readonly builder: TickBuilder;
}

interface Stretch {
  readonly from: number;
  readonly to: number;
  /** Whose randomness it takes, and under which name. */
  readonly path: number;
  readonly suffix: string;
}

function drawWalks(plan: Plan, index: number, { branch, tilt }: WalkVariation, room?: PathRoom): DrawnPath {
  const { walkers, scratch, ticks, finerTicks } = plan;
  const models = mapped(walkers, ({ model }) => (tilt && tilt.jumpRate !== 1 ? withJumpRate(model, tilt.jumpRate) : model));
  const { steps } = ticks;
  for (const { jumps } of scratch.columns) jumps.length = 0;
  const draft: Draft = {
    columns: scratch.columns,
    normals: scratch.normals,
    walks: mapped(models, (model) => model.open()),
    builder: new TickBuilder(finerTicks, plan.startPrices, room),
  };
  let logWeight = 0;
  for (const stretch of stretchesOf(steps, index, branch)) logWeight += walkStretch(plan, draft, stretch, tilt?.shock ?? 0);
  if (tilt) logWeight += jumpLogWeight({ walkers, columns: scratch.columns, factor: tilt.jumpRate, years: steps * plan.stepYears });
  return { ...draft.builder.finish(), logWeight };
}

function emptyColumns(steps: number, hasBars: boolean): WalkColumns {
  const bars = hasBars ? { high: new Float64Array(steps), low: new Float64Array(steps), highFirst: new Uint8Array(steps) } : null;
  return { logReturn: new Float64Array(steps), variance: new Float64Array(steps), jumps: [], bars };
}

function stretchesOf(steps: number, index: number, branch: Branch | undefined): Stretch[] {
  if (!branch) return [{ from: 0, to: steps, path: index, suffix: '' }];
  const { stretchSteps, lineage } = branch;
  return lineage.map((path, place) => {
    const from = place * stretchSteps;
    return { from, to: Math.min(steps, from + stretchSteps), path, suffix: `/${place}` };
  });
}

/** Draws a stretch of all underlyings; returns the log weight of the shift of its shocks. */
function walkStretch(plan: Plan, draft: Draft, stretch: Stretch, shock: number): number {
  const { walkers, order, rule, substeps } = plan;
  const { seed, name: scenario } = plan.scenario;
  const { from, to, path, suffix } = stretch;
  const streams = (component: string) => (purpose: string): RandomStream =>
    openStream({ seed, scenario, path, component, purpose: purpose + suffix });
  const own = mapped(walkers, ({ name }) => streams(`prices/${name}`));
  const shared = streams('prices');
  draft.normals.forEach((column, place) => own[place]('normals').fillNormals(column.subarray(from, to)));
  const logWeight = shock === 0 ? 0 : shiftNormals(plan, draft.normals, { from, to }, shock);
  if (rule) correlate(draft.normals, rule, { from, to }, shared('mixing'));
  for (const place of order) {
    const { follows } = walkers[place];
    const followed = follows < 0 ? null : draft.columns[follows];
    const { normals, columns, walks } = draft;
    walks[place].advance({ fromStep: from, toStep: to, normals: normals[place], own: own[place], shared, followed, out: columns[place] });
  }
  const range = { from: from * substeps, to: to * substeps };
  const columns = substeps === 1 ? draft.columns : substepColumns(draft.columns, { from, to, substeps, factor: rule?.factor ?? null }, own);
  const walked = mapped(columns, (column, place) => new LazyUnderlying(column, () => own[inStepWith(walkers, place)]('extremes')));
  draft.builder.append(range, walked);
  return logWeight;
}

/** Whose draws decide its extremes: one that moves with the followed underlying inside a step has its extremes with it. */
function inStepWith(walkers: readonly Walker[], place: number): number {
  const { follows, model } = walkers[place];
  return follows >= 0 && model.correlationWithFollowed === 1 ? inStepWith(walkers, follows) : place;
}

/**
 * Shifts the independent normals so that the shock of every underlying that follows nobody is `shock` larger in the mean; the log of the
 * likelihood ratio of N(0, 1) to N(theta, 1) at z is -theta z + theta^2 / 2.
 */
function shiftNormals(
  { walkers, rule }: Plan,
  normals: readonly Float64Array[],
  range: { from: number; to: number },
  shock: number,
): number {
  const shifts = new Float64Array(walkers.length);
  walkers.forEach(({ follows }, row) => {
    if (follows >= 0) return;
    let rest = shock;
    if (rule) for (let k = 0; k < row; k++) rest -= rule.factor[row][k] * shifts[k];
    const pivot = rule ? rule.factor[row][row] : 1;
    shifts[row] = pivot === 0 ? 0 : rest / pivot;
  });
  let logWeight = 0;
  normals.forEach((column, place) => {
    const theta = shifts[place];
    if (theta === 0) return;
    for (let step = range.from; step < range.to; step++) {
      column[step] += theta;
      logWeight -= theta * column[step] - 0.5 * theta * theta;
    }
  });
  return logWeight;
}
