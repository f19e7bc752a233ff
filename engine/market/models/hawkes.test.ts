import { describe, expect, it } from 'vitest';
import { momentsOf, sampleOf } from '../testing/moments.ts';
import { testContext, totalReturn, walkOf } from '../testing/walk.ts';
import { hawkesJumps } from './hawkes.ts';

/** Target D15: base rate 0.004 an hour, branching 0.78, beta 0.032 an hour. */
const hours = { 'base-jumps-per-year': 35.04, branching: 0.78, 'half-life': `${(Math.LN2 / 0.032) * 3600}s` };
const quiet = hawkesJumps.parameters.parse({ ...hours, start: 'quiet' });
const stationary = hawkesJumps.parameters.parse(hours);
const paths = 4000;

describe('Hawkes jumps', () => {
  it.each([
    ['hours', 3_600_000],
    ['days', 86_400_000],
  ])('countVSHawkes: jumps of 30 days in steps of %s, from quiet and from a stationary start', (_, stepMs) => {
    // Goal: target D15 with fewer paths: 11.0891 and 13.0909 jumps, stationary variance 220.015, whatever the steps.
    const steps = (720 * 3_600_000) / stepMs;
    const count = (given: typeof quiet) => {
      const model = hawkesJumps.create(given)(testContext({ stepMs }));
      return momentsOf(sampleOf(paths, (path) => walkOf(model, { steps, path, stretches: [steps / 3, steps] }).jumps.length));
    };
    const fromQuiet = count(quiet);
    expect(Math.abs(fromQuiet.mean - 11.089117178679484)).toBeLessThan(4 * fromQuiet.meanError);
    const fromLong = count(stationary);
    expect(Math.abs(fromLong.mean - 13.09090909090909)).toBeLessThan(4 * fromLong.meanError);
    expect(Math.abs(fromLong.variance - 220.01493714853248)).toBeLessThan(4 * fromLong.varianceError);
  });

  it('compensatorVSMartingale: the expected price grows by the drift although jumps come in avalanches', () => {
    // Goal: E S = S0 e^{mu T} with jumps that all go down: the integral of the intensity is taken out of the drift exactly.
    const given = hawkesJumps.parameters.parse({
      'base-jumps-per-year': 200,
      branching: 0.6,
      'half-life': '2h',
      'down-probability': 1,
      drift: 0.5,
    });
    const model = hawkesJumps.create(given)(testContext());
    const price = momentsOf(sampleOf(12_000, (path) => Math.exp(totalReturn(walkOf(model, { steps: 48, path })))));
    expect(Math.abs(price.mean - Math.exp(0.5 * (48 / 8760)))).toBeLessThan(4 * price.meanError);
    expect(price.meanError).toBeLessThan(0.002);
  });

  it('has the annual volatility of the BTC preset, in order, beyond its threshold', () => {
    // Goal: diffusion and jumps together have the 92 % of the hours that the preset was fitted to; jumps come in order of time.
    const { volatility, 'base-jumps-per-year': base, branching } = hawkesJumps.parameters.parse({});
    const square = (0.031 + 0.0157) ** 2 + 0.0157 ** 2;
    expect(Math.sqrt(volatility ** 2 + (base / (1 - branching)) * square)).toBeCloseTo(0.92, 2);
    const { jumps } = walkOf(hawkesJumps.create(stationary)(testContext()), { steps: 5000, path: 1 });
    const times = jumps.map(({ step, fraction }) => step + fraction);
    expect(jumps.length).toBeGreaterThan(20);
    expect(times.every((time, index) => index === 0 || time > times[index - 1])).toBe(true);
    expect(jumps.every(({ size }) => Math.abs(size) >= 0.031)).toBe(true);
  });

  it('has normal sizes when they are given, and shares jumps when asked', () => {
    // Goal: both laws are there; shared jumps come from the stream that everybody sees.
    const model = (given: object) => hawkesJumps.create(hawkesJumps.parameters.parse({ ...hours, ...given }))(testContext());
    const normal = { 'jump-mean': -0.001, 'jump-sd': 0.002 };
    const sizes = walkOf(model(normal), { steps: 5000, path: 1 }).jumps.map(({ size }) => size);
    expect(sizes.some((size) => size > 0) && sizes.every((size) => Math.abs(size) < 0.031)).toBe(true);
    const shared = walkOf(model({ ...normal, 'shared-jumps': true }), { steps: 5000, path: 1 });
    expect(shared.jumps.map(({ size }) => size)).not.toEqual(sizes);
  });

  it.each([
    [{ branching: 1 }, '<1'],
    [{ branching: 0.9999 }, 'start: quiet'],
    [{ 'jump-sd': 0.1 }, 'together'],
    [{ 'jump-sd': 0.1, 'jump-mean': 0, threshold: 0.1 }, 'or exponential'],
    [{ 'base-jumps-per-year': 0 }, '0'],
    [{ 'mean-excess': 1 }, '0.9'],
  ])('refuses %j', (given, reason) => {
    // Goal: impossible parameters never reach a path, and the reason is given.
    expect(hawkesJumps.parameters.safeParse(given).error?.issues[0].message).toContain(reason);
    expect(hawkesJumps.parameters.safeParse({ branching: 0.9999, start: 'quiet' }).success).toBe(true);
  });
});
