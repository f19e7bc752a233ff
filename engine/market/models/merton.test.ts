import { describe, expect, it } from 'vitest';
import { momentsOf, sampleOf } from '../testing/moments.ts';
import { testContext, totalReturn, walkOf } from '../testing/walk.ts';
import { mertonJumps } from './merton.ts';

const parameters = mertonJumps.parameters.parse({});
const paths = 30_000;
const day = testContext({ stepMs: 86_400_000 });
const hour = testContext();

describe('Merton jump diffusion', () => {
  it.each([
    ['one step', day, 1],
    ['four steps', testContext({ stepMs: 21_600_000 }), 4],
  ])('walkVSMixture: a day in %s has the moments, the gap loss and the tail of the Poisson mixture', (_, context, steps) => {
    // Goal: targets D08 and D10. Cumulants (s^2 + l (m^2 + d^2)) T and so on, E S = S0, put 90 of a day 0.083942, P(S < 90) 0.013294.
    const model = mertonJumps.create(parameters)(context);
    const returns = sampleOf(paths, (path) => totalReturn(walkOf(model, { steps, path, seed: 7 })));
    const log = momentsOf(returns);
    const [years, k] = [1 / 365, Math.exp(-0.08 + 0.005) - 1];
    expect(Math.abs(log.mean - (-0.18 - 12 * (k + 0.08)) * years)).toBeLessThan(4 * log.meanError);
    expect(Math.abs(log.variance - (0.36 + 12 * (0.0064 + 0.01)) * years)).toBeLessThan(4 * log.varianceError);
    const price = momentsOf(returns.map((value) => 100 * Math.exp(value)));
    expect(Math.abs(price.mean - 100)).toBeLessThan(4 * price.meanError);
    const put = momentsOf(returns.map((value) => Math.max(0, 90 - 100 * Math.exp(value))));
    expect(Math.abs(put.mean - 0.08394227730283738)).toBeLessThan(4 * put.meanError);
    const below = momentsOf(returns.map((value) => (value < Math.log(0.9) ? 1 : 0)));
    expect(Math.abs(below.mean - 0.01329385867833681)).toBeLessThan(4 * below.meanError);
  });

  it('walks in stretches, with the jumps of each in it', () => {
    // Goal: what a stretch adds lies in the stretch, and the diffusion column knows nothing of jumps.
    const model = mertonJumps.create({ ...parameters, 'jumps-per-year': 5000 })(hour);
    const { jumps, variance, bars } = walkOf(model, { steps: 24, path: 2, stretches: [10, 24] });
    expect(jumps.length).toBeGreaterThan(3);
    expect(jumps.every(({ step }, index) => index === 0 || step >= jumps[index - 1].step)).toBe(true);
    expect(variance.every((value) => value === variance[0] && Math.abs(value / ((0.6 * 0.6) / 8760) - 1) < 1e-12)).toBe(true);
    expect(bars).toBe(null);
    expect(walkOf(mertonJumps.create({ ...parameters, 'jumps-per-year': 0 })(hour), { steps: 24, path: 2 }).jumps).toEqual([]);
  });

  it.each([{ volatility: 0 }, { 'jumps-per-year': -1 }, { 'jump-sd': -0.1 }, { 'shared-jumps': 1.1 }, { 'jump-mean': NaN }, { jumps: 3 }])(
    'refuses %j',
    (given) => {
      // Goal: impossible parameters never reach a path.
      expect(mertonJumps.parameters.safeParse(given).success).toBe(false);
    },
  );
});
