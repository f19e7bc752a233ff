/** A world is made once and run along many paths: nothing of one path may be left when the next begins. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Simulation } from '../../engine/kernel/simulation.ts';
import type { PathOutcome } from '../../engine/kernel/outcome.ts';
import type { PricePath, WorldSpec } from '../../engine/kernel/world-spec.ts';
import { inputOf, smallCases } from './cases.ts';
import { simulationOf } from './study-inputs.ts';

const cases = smallCases(join(import.meta.dirname, '../..'));

/** The first part of a path. */
function cut({ timesMs, prices, depthScale }: PricePath, ticks: number): PricePath {
  return { timesMs: timesMs.slice(0, ticks), prices: prices.map((series) => series.slice(0, ticks)), depthScale };
}

/** Everything falls twice as far: other accounts, other rounds, other payers. */
function deeper({ timesMs, prices, depthScale }: PricePath): PricePath {
  const fallen = (series: Float64Array): Float64Array => series.map((price) => (price * price) / series[0]);
  return { timesMs, prices: prices.map(fallen), depthScale };
}

/** Standing still for a day: nothing but funding, heartbeats and the ends of halts. */
function still({ timesMs, prices, depthScale }: PricePath): PricePath {
  const times = Float64Array.from({ length: 25 }, (_, hour) => timesMs[0] + hour * 3_600_000);
  const flat = (series: Float64Array): Float64Array => times.map((_, tick) => series[Math.min(tick, 1, series.length - 1)]);
  return { timesMs: times, prices: prices.map(flat), depthScale };
}

function fresh(world: WorldSpec, path: PricePath): PathOutcome {
  return new Simulation(world).run(path, { feedback: 'full' });
}

describe('a world that has been run before', () => {
  it.each(cases)('runs $name as if it were new, after any other path', async (one) => {
    // Goal: resetting touches what was touched, and forgets nothing.
    const { simulation, path } = simulationOf(await inputOf(one));
    const paths = [path, cut(path, 1), cut(path, Math.ceil(path.timesMs.length / 3)), deeper(path), still(path)];
    const expected = paths.map((each) => fresh(simulation.spec, each));
    for (const [before] of paths.entries()) {
      for (const [after] of paths.entries()) {
        simulation.run(paths[before], { feedback: before % 2 === 0 ? 'full' : 'none', recordBaseline: before === 3 });
        expect(simulation.run(paths[after], { feedback: 'full' }), `path ${after} after path ${before}`).toEqual(expected[after]);
      }
    }
  });
});
