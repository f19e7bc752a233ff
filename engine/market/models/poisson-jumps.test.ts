import { describe, expect, it } from 'vitest';
import { openStream } from '../../math/random.ts';
import type { Jump } from '../price-model.ts';
import { emptyColumns } from '../testing/walk.ts';
import { normalJumps } from './jump-sizes.ts';
import { addPoissonJumps, jumpAt, poissonJumps } from './poisson-jumps.ts';

const law = normalJumps({ mean: 0, deviation: 1 });

interface Given {
  readonly jumpsPerYear: number;
  readonly sharedShare?: number;
  readonly component?: string;
  readonly path?: number;
}

/** Jumps of 24 hours of an underlying. */
function jumpsOf({ jumpsPerYear, sharedShare = 0, component = 'BTC', path = 0 }: Given): Jump[] {
  const out = emptyColumns(24, false);
  const stream = (who: string) => (purpose: string) => openStream({ seed: 1, scenario: 'jumps', path, component: who, purpose });
  const rates = poissonJumps({ law, jumpsPerYear, sharedShare, stepYears: 1 / 8760 });
  const stretch = {
    fromStep: 0,
    toStep: 24,
    normals: new Float64Array(24),
    own: stream(component),
    shared: stream('all'),
    followed: null,
    out,
  };
  addPoissonJumps(rates, stretch);
  return out.jumps;
}

const timeOf = ({ step, fraction }: Jump): number => step + fraction;

describe('Poisson jumps', () => {
  it('countVSPoisson: has the mean, the variance and the uniform times of a Poisson process, own and shared parts together', () => {
    // Goal: 1095 jumps a year are 3 a day: mean and variance of the count 3, P(none) = e^-3, mean time 12 h, within 4 standard errors.
    const days = 20_000;
    let [sum, square, none, time] = [0, 0, 0, 0];
    for (let path = 0; path < days; path++) {
      const jumps = jumpsOf({ jumpsPerYear: 1095, sharedShare: 0.4, path });
      sum += jumps.length;
      square += jumps.length ** 2;
      if (jumps.length === 0) none++;
      for (const jump of jumps) time += timeOf(jump);
    }
    const mean = sum / days;
    expect(Math.abs(mean - 3)).toBeLessThan(4 * Math.sqrt(3 / days));
    expect(Math.abs(square / days - mean * mean - 3)).toBeLessThan(4 * Math.sqrt((3 + 2 * 9) / days));
    expect(Math.abs(none / days - Math.exp(-3))).toBeLessThan(4 * Math.sqrt(0.05 / days));
    expect(Math.abs(time / sum - 12)).toBeLessThan((4 * 24) / Math.sqrt(12 * sum));
  });

  it('comes in order of time, inside the steps', () => {
    // Goal: the path source relies on the order.
    const times = jumpsOf({ jumpsPerYear: 20_000, sharedShare: 0.5 });
    expect(times.length).toBeGreaterThan(20);
    expect(times.every((jump, index) => index === 0 || timeOf(jump) > timeOf(times[index - 1]))).toBe(true);
    expect(times.every(({ step, fraction }) => step >= 0 && step < 24 && fraction > 0 && fraction < 1)).toBe(true);
    expect(jumpAt(24, 24, 1)).toEqual({ step: 23, fraction: 1 - 2 ** -52, size: 1 });
    expect(jumpAt(7, 24, 1)).toEqual({ step: 7, fraction: 2 ** -52, size: 1 });
  });

  it('shares times and sizes, and only those: a lower rate has a part of the jumps of a higher one', () => {
    // Goal: crashes are common to underlyings with different rates; own jumps are not; a higher rate keeps the jumps that there were.
    const one = jumpsOf({ jumpsPerYear: 3000, sharedShare: 1 });
    const other = jumpsOf({ jumpsPerYear: 1500, sharedShare: 1, component: 'ETH' });
    expect(other.length).toBeGreaterThan(0);
    expect(one.length).toBeGreaterThan(other.length);
    for (const jump of other) expect(one).toContainEqual(jump);
    const own = jumpsOf({ jumpsPerYear: 3000, component: 'ETH' });
    expect(own.some((jump) => one.some((known) => known.fraction === jump.fraction))).toBe(false);
  });
});
