/**
 * The inside of steps for all underlyings together: a step is cut into equal parts whose increments are a Brownian bridge with the
 * correlations of the shocks. One-position accounts do not need it (their extremes are exact at any step); portfolios see joint moves.
 */
import type { RandomStream } from '../math/random.ts';
import type { WalkColumns } from './price-model.ts';

export interface SubstepRequest {
  /** Steps [from, to). */
  readonly from: number;
  readonly to: number;
  readonly substeps: number;
  /** Lower triangle of the correlations; null for independent underlyings. */
  readonly factor: readonly Float64Array[] | null;
}

/** Columns with `substeps` entries per step, filled for the steps asked for. `own` gives every underlying its randomness. */
export function substepColumns(
  columns: readonly WalkColumns[],
  request: SubstepRequest,
  own: readonly ((purpose: string) => RandomStream)[],
): WalkColumns[] {
  const { from, to, substeps, factor } = request;
  const finer = columns.map(({ logReturn, jumps }): WalkColumns => {
    const length = logReturn.length * substeps;
    return { logReturn: new Float64Array(length), variance: new Float64Array(length), jumps: cutJumps(jumps, substeps), bars: null };
  });
  const shocks = finer.map(({ logReturn }, place) => {
    const normals = new Float64Array(logReturn.length);
    own[place]('substeps').fillNormals(normals.subarray(from * substeps, to * substeps));
    return normals;
  });
  if (factor) mix(shocks, factor, { from: from * substeps, to: to * substeps });
  finer.forEach((target, place) => {
    for (let step = from; step < to; step++) bridgeStep(columns[place], target, shocks[place], { step, substeps });
  });
  return finer;
}

function cutJumps(jumps: WalkColumns['jumps'], substeps: number): WalkColumns['jumps'] {
  return jumps.map(({ step, fraction, size }) => {
    const part = Math.min(substeps - 1, Math.floor(fraction * substeps));
    return { step: step * substeps + part, fraction: fraction * substeps - part || Number.EPSILON, size };
  });
}

function mix(shocks: readonly Float64Array[], factor: readonly Float64Array[], { from, to }: { from: number; to: number }): void {
  const own = new Float64Array(shocks.length);
  for (let part = from; part < to; part++) {
    for (let row = 0; row < shocks.length; row++) own[row] = shocks[row][part];
    for (let row = 0; row < shocks.length; row++) {
      let sum = 0;
      for (let k = 0; k <= row; k++) sum += factor[row][k] * own[k];
      shocks[row][part] = sum;
    }
  }
}

/** Increments that sum to the return of the step: normal parts less their mean. */
function bridgeStep(
  { logReturn, variance }: WalkColumns,
  target: WalkColumns,
  shocks: Float64Array,
  { step, substeps }: { step: number; substeps: number },
): void {
  const first = step * substeps;
  let mean = 0;
  for (let part = first; part < first + substeps; part++) mean += shocks[part] / substeps;
  const deviation = Math.sqrt(variance[step] / substeps);
  for (let part = first; part < first + substeps; part++) {
    target.logReturn[part] = logReturn[step] / substeps + deviation * (shocks[part] - mean);
    target.variance[part] = variance[step] / substeps;
  }
}
