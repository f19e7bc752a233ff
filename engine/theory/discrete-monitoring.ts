/**
 * Barriers that are only looked at now and then: how much a simulation misses that checks liquidation prices at the ends of its
 * steps. One correction that is simple and near, and one quadrature that is exact.
 */
import { assert } from '../math/assert.ts';
import { normalCdf, normalPdf } from '../math/normal.ts';
import { gaussLegendre } from '../math/quadrature.ts';
import { exp, log } from '../math/transcendental.ts';
import { hitProbability, type Barrier, type BrownianPrice } from './first-passage.ts';

/** -zeta(1/2) / sqrt(2 pi). */
export const discretenessConstant = 0.5825971579390107;

/**
 * The barrier that, watched continuously, is hit about as often as the given one looked at every `stepYears`: moved away from the spot by
 * 0.5826 volatility sqrt(step) (M. Broadie, P. Glasserman and S. Kou, Math. Finance 7, 1997).
 */
export function shiftedBarrier(options: { spot: number; barrier: number; volatility: number; stepYears: number }): number {
  const { spot, barrier, volatility, stepYears } = options;
  assert(stepYears >= 0, `a step is not negative, ${stepYears} is`);
  const shift = discretenessConstant * volatility * Math.sqrt(stepYears);
  return barrier * exp(barrier < spot ? -shift : shift);
}

/** A barrier looked at `checks` times, the last time at the end of `years`. */
export interface Monitoring {
  readonly years: number;
  readonly checks: number;
}

/** P(the price is beyond the barrier at one of the checks), by the shifted barrier: error of order 1 / checks. */
export function correctedHitProbability(options: BrownianPrice & Barrier & Monitoring): number {
  const { spot, drift, volatility, barrier, years, checks } = options;
  checkMonitoring(options);
  const shifted = shiftedBarrier({ spot, barrier, volatility, stepYears: years / checks });
  return hitProbability({ spot, drift, volatility, years, barrier: shifted });
}

/**
 * P(the price is beyond the barrier at one of the checks), by quadrature of the density of the survivors from check to check: 12
 * digits.
 */
export function discreteHitProbability(options: BrownianPrice & Barrier & Monitoring): number {
  const { spot, drift, volatility, barrier, years, checks } = options;
  checkMonitoring(options);
  const side = barrier < spot ? 1 : -1;
  const stepYears = years / checks;
  const mean = side * (drift - (volatility * volatility) / 2) * stepYears;
  const deviation = volatility * Math.sqrt(stepYears);
  const surviveLast = (distance: number): number => normalCdf((distance + mean) / deviation);
  return 1 - survivorsMean({ start: side * log(spot / barrier), mean, deviation, checks, lastStep: surviveLast });
}

function checkMonitoring({ years, checks }: Monitoring): void {
  assert(years > 0, `a time is positive, not ${years}`);
  assert(Number.isInteger(checks) && checks >= 1, `a number of checks is a positive integer, not ${checks}`);
}

/** A random walk with normal steps that is stopped when it is at or below 0 after a step. */
interface StoppedWalk {
  readonly start: number;
  readonly mean: number;
  readonly deviation: number;
  readonly checks: number;
  /** Expected value at the last check for a walk that stands here one step before it. */
  readonly lastStep: (distance: number) => number;
}

/** Panels this many standard deviations of a step wide, with this many nodes: a normal density is then exact to the last digits. */
const PANEL_DEVIATIONS = 2;
const NODES = 9;
/** A normal density further away than this is below 1e-16 of its peak. */
const REACH_DEVIATIONS = 8.6;

/** E[lastStep(distance before the last step); not stopped before]. The density of the survivors is carried on from step to step. */
export function survivorsMean({ start, mean, deviation, checks, lastStep }: StoppedWalk): number {
  if (checks === 1) return lastStep(start);
  const reach = start + Math.max(0, mean * checks) + REACH_DEVIATIONS * deviation * Math.sqrt(checks);
  const width = PANEL_DEVIATIONS * deviation;
  const panels = Math.ceil(reach / width) + 1;
  const { nodes, weights } = gaussLegendre(NODES);
  const placeOf = (i: number): number => width * (Math.floor(i / NODES) + 0.5 + 0.5 * nodes[i % NODES]);
  let density = new Float64Array(panels * NODES);
  for (let i = 0; i < density.length; i++) density[i] = normalPdf((placeOf(i) - start - mean) / deviation) / deviation;
  const kernel = stepKernel({ mean, deviation, width });
  for (let step = 2; step < checks; step++) density = advance(density, kernel);
  let sum = 0;
  for (let i = 0; i < density.length; i++) sum += density[i] * weights[i % NODES] * lastStep(placeOf(i));
  return 0.5 * width * sum;
}

interface StepKernel {
  /** Panels that one step reaches to either side. */
  readonly span: number;
  /** Density of a step from node j to node i, `offset` panels higher, times the weight of j: [offset + span][i][j], flat. */
  readonly table: Float64Array;
}

function stepKernel({ mean, deviation, width }: { mean: number; deviation: number; width: number }): StepKernel {
  const { nodes, weights } = gaussLegendre(NODES);
  const span = Math.ceil((REACH_DEVIATIONS * deviation + Math.abs(mean)) / width) + 1;
  const table = new Float64Array((2 * span + 1) * NODES * NODES);
  for (let at = 0; at < table.length; at++) {
    const j = at % NODES;
    const i = Math.floor(at / NODES) % NODES;
    const offset = Math.floor(at / (NODES * NODES)) - span;
    const distance = width * (offset + 0.5 * (nodes[i] - nodes[j]));
    table[at] = ((0.5 * width * weights[j]) / deviation) * normalPdf((distance - mean) / deviation);
  }
  return { span, table };
}

function advance(density: Float64Array, { span, table }: StepKernel): Float64Array<ArrayBuffer> {
  const panels = density.length / NODES;
  const next = new Float64Array(density.length);
  for (let panel = 0; panel < panels; panel++) {
    const first = Math.max(0, panel - span);
    const last = Math.min(panels - 1, panel + span);
    for (let from = first; from <= last; from++) {
      let at = (panel - from + span) * NODES * NODES;
      for (let i = 0; i < NODES; i++) {
        let sum = 0;
        for (let j = 0; j < NODES; j++) sum += table[at++] * density[from * NODES + j];
        next[panel * NODES + i] += sum;
      }
    }
  }
  return next;
}
