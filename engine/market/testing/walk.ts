/** Walks of price models for tests, without a scenario around them. */
import type { PriceModel, PriceModelContext, WalkColumns } from '../price-model.ts';
import { openStream } from '../../math/random.ts';

/** What tests say of a context; the rest is hourly steps from a price of 100. */
export function testContext(given: Partial<PriceModelContext> = {}): PriceModelContext {
  const stepMs = given.stepMs ?? 3_600_000;
  return { underlying: 'BTC', startPrice: 100, stepYears: stepMs / 31_536_000_000, stepMs, candles: null, ...given };
}

export interface TestWalk {
  readonly steps: number;
  readonly path: number;
  /** Ends of the stretches that the walk is asked for; one stretch when absent. */
  readonly stretches?: readonly number[];
  readonly followed?: WalkColumns | null;
  readonly seed?: number;
}

/** Empty columns. */
export function emptyColumns(steps: number, bars: boolean): WalkColumns {
  const column = (): Float64Array => new Float64Array(steps);
  const own = bars ? { high: column(), low: column(), highFirst: new Uint8Array(steps) } : null;
  return { logReturn: column(), variance: column(), jumps: [], bars: own };
}

/** One path of a model; the same path index gives the same path. */
export function walkOf(model: PriceModel, { steps, path, stretches = [steps], followed = null, seed = 1 }: TestWalk): WalkColumns {
  const out = emptyColumns(steps, model.bars);
  const normals = new Float64Array(steps);
  openStream({ seed, scenario: 'test', path, component: 'BTC', purpose: 'normals' }).fillNormals(normals);
  const walk = model.open();
  let fromStep = 0;
  for (const toStep of stretches) {
    const stream = (component: string) => (purpose: string) =>
      openStream({ seed, scenario: 'test', path, component: `${component}/${fromStep}`, purpose });
    walk.advance({ fromStep, toStep, normals, own: stream('BTC'), shared: stream('all'), followed, out });
    fromStep = toStep;
  }
  return out;
}

/** Log return of the whole path, jumps included. */
export function totalReturn({ logReturn, jumps, bars }: WalkColumns): number {
  const diffusion = logReturn.reduce((sum, value) => sum + value, 0);
  return bars ? diffusion : jumps.reduce((sum, { size }) => sum + size, diffusion);
}
