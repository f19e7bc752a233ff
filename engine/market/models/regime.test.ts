import { describe, expect, it } from 'vitest';
import { UserError } from '../../errors.ts';
import { momentsOf, sampleOf } from '../testing/moments.ts';
import { testContext, walkOf } from '../testing/walk.ts';
import { regimeSwitching } from './regime.ts';

const annual = Math.sqrt(8760);
/** Target D16. */
const hourly = regimeSwitching.parameters.parse({
  volatilities: [0.003521 * annual, 0.017392 * annual],
  transitions: [
    [0.93797, 0.06203],
    [0.15169, 0.84831],
  ],
});
const hour = testContext();

/** Mean of x_t x_(t + lag) over a series less its squared mean, over its variance. */
function autocorrelation(values: Float64Array, lag: number): number {
  const { mean, variance, n } = momentsOf(values);
  let sum = 0;
  for (let i = 0; i + lag < n; i++) sum += (values[i] - mean) * (values[i + lag] - mean);
  return sum / (n - lag) / variance;
}

describe('regime switching', () => {
  it('walkVSMixture: time in stress, volatility, kurtosis and memory of squared returns', () => {
    // Goal: target D16 with fewer steps: P(stress) 0.29024, annual volatility 0.91986, kurtosis 8.5739, autocorrelation of r^2 0.19288.
    const walk = walkOf(regimeSwitching.create(hourly)(hour), { steps: 400_000, path: 1 });
    const stressed = momentsOf(walk.variance.map((value) => (value > 1e-4 ? 1 : 0)));
    expect(Math.abs(stressed.mean - 0.29023956578701104)).toBeLessThan(0.01);
    const { variance, kurtosis } = momentsOf(walk.logReturn.map((value, step) => value + 0.5 * walk.variance[step]));
    expect(Math.abs(Math.sqrt(variance * 8760) / 0.9198588549036198 - 1)).toBeLessThan(0.02);
    expect(Math.abs(kurtosis / 8.573927471722245 - 1)).toBeLessThan(0.05);
    expect(
      Math.abs(
        autocorrelation(
          walk.logReturn.map((value) => value * value),
          1,
        ) - 0.19288397417010497,
      ),
    ).toBeLessThan(0.02);
  });

  it.each([900_000, 1_800_000, 7_200_000, 5_400_000])('stepVSHours: steps of %i ms have the time in stress and its memory', (stepMs) => {
    // Goal: shorter steps use the exact part of a transition and longer ones several: mean and autocorrelation of variance at 3 hours
    // stay those of the hourly chain; l^3 for steps that are points of the chain.
    const walk = walkOf(regimeSwitching.create(hourly)(testContext({ stepMs })), { steps: 120_000, path: 2 });
    const perHour = walk.variance.map((value) => (value * 3_600_000) / stepMs);
    const level = 0.003521 ** 2 + 0.29024 * (0.017392 ** 2 - 0.003521 ** 2);
    expect(Math.abs(momentsOf(perHour).mean / level - 1)).toBeLessThan(0.05);
    if (stepMs > 3_600_000) return;
    expect(Math.abs(autocorrelation(perHour, 10_800_000 / stepMs) - (1 - 0.06203 - 0.15169) ** 3)).toBeLessThan(0.03);
  });

  it('starts where it is told, is shared when asked, and keeps its state between stretches', () => {
    // Goal: a stress test can begin in stress; two underlyings switch together; a stretch goes on in the regime that was.
    const stress = regimeSwitching.create({ ...hourly, 'start-regime': 2 })(hour);
    const first = sampleOf(50, (path) => walkOf(stress, { steps: 1, path }).variance[0]);
    expect(first.every((value) => Math.abs(value / 0.017392 ** 2 - 1) < 1e-12)).toBe(true);
    const sticky = {
      ...hourly,
      'start-regime': 2,
      transitions: [
        [1, 0],
        [0, 1],
      ],
    };
    expect(new Set(walkOf(regimeSwitching.create(sticky)(hour), { steps: 9, path: 1, stretches: [4, 9] }).variance).size).toBe(1);
    const shared = regimeSwitching.create({ ...hourly, 'shared-regime': true })(hour);
    const own = regimeSwitching.create(hourly)(hour);
    expect(walkOf(shared, { steps: 99, path: 1 }).variance).not.toEqual(walkOf(own, { steps: 99, path: 1 }).variance);
  });

  it.each([
    [
      {
        transitions: [
          [1.2, -0.2],
          [0.5, 0.5],
        ],
      },
      '1',
    ],
    [
      {
        transitions: [
          [0.9, 0.2],
          [0.5, 0.5],
        ],
      },
      'sum to 1',
    ],
    [{ transitions: [[0.9, 0.1]] }, '2 rows'],
    [
      {
        transitions: [
          [1, 0],
          [0.5, 0.5],
        ],
      },
      'reachable',
    ],
    [{ volatilities: [0.5, 1, 2] }, '3 rows'],
    [{ 'start-regime': 3 }, 'at most 2'],
    [{ volatilities: [0.5, -1] }, '0'],
  ])('refuses %j', (given, reason) => {
    // Goal: impossible chains never reach a path, and the reason is given.
    expect(regimeSwitching.parameters.safeParse(given).error?.issues[0].message).toContain(reason);
  });

  it('refuses steps for which no transition exists', () => {
    // Goal: three regimes on half an hour have no exact transition; the user hears which step has.
    const three = {
      ...hourly,
      volatilities: [0.2, 0.5, 1],
      transitions: [
        [0.8, 0.2, 0],
        [0.1, 0.8, 0.1],
        [0, 0.3, 0.7],
      ],
    };
    const half = testContext({ stepMs: 1_800_000 });
    expect(() => regimeSwitching.create(three)(half)).toThrow(UserError);
    expect(() =>
      regimeSwitching.create({
        ...hourly,
        transitions: [
          [0.3, 0.7],
          [0.6, 0.4],
        ],
      })(half),
    ).toThrow(/more often than not/);
    expect(walkOf(regimeSwitching.create(three)(testContext({ stepMs: 7_200_000 })), { steps: 5, path: 1 }).variance.length).toBe(5);
  });
});
