import { describe, expect, it } from 'vitest';
import { momentsOf, sampleOf } from '../testing/moments.ts';
import { testContext, totalReturn, walkOf } from '../testing/walk.ts';
import { batesVolatility } from './bates.ts';
import { hestonVolatility } from './heston.ts';

const day = testContext({ stepMs: 86_400_000 });

describe('Bates model', () => {
  it('batesVSHestonAndMerton: variance of both parts, and an expected price that the jumps leave alone', () => {
    // Goal: parts are independent, so the variance is theta T (to a permille: the leverage term is small here) plus l (m^2 + d^2) T.
    const given = batesVolatility.parameters.parse({ 'jumps-per-year': 100, drift: 0.5 });
    const model = batesVolatility.create(given)(day);
    const log = sampleOf(20_000, (path) => totalReturn(walkOf(model, { steps: 4, path })));
    const { variance, varianceError } = momentsOf(log);
    const years = 4 / 365;
    expect(Math.abs(variance - (0.36 + 100 * (0.0064 + 0.01)) * years)).toBeLessThan(4 * varianceError + 0.002 * variance);
    const price = momentsOf(log.map((value) => Math.exp(value)));
    expect(Math.abs(price.mean - Math.exp(0.5 * years))).toBeLessThan(4 * price.meanError);
  });

  it('is Heston without jumps, and keeps its diffusion when the rate is tilted', () => {
    // Goal: the diffusion is the same code and the same draws; a tilted rate leaves the compensator.
    const none = batesVolatility.create(batesVolatility.parameters.parse({ 'jumps-per-year': 0 }))(day);
    const heston = hestonVolatility.create(hestonVolatility.parameters.parse({}))(day);
    expect(walkOf(none, { steps: 9, path: 1 })).toEqual(walkOf(heston, { steps: 9, path: 1 }));
    const plain = batesVolatility.create(batesVolatility.parameters.parse({}))(day);
    const tilted = plain.withJumpsPerYear?.(500) ?? plain;
    expect(tilted.jumpsPerYear).toBe(500);
    expect(walkOf(tilted, { steps: 9, path: 1 }).logReturn).toEqual(walkOf(plain, { steps: 9, path: 1 }).logReturn);
    expect(walkOf(tilted, { steps: 9, path: 1 }).jumps.length).toBeGreaterThan(walkOf(plain, { steps: 9, path: 1 }).jumps.length);
  });

  it.each([{ xi: 0 }, { 'jumps-per-year': -1 }, { 'jump-sd': -0.1 }, { rho: 2 }])('refuses %j', (given) => {
    // Goal: impossible parameters never reach a path.
    expect(batesVolatility.parameters.safeParse(given).success).toBe(false);
  });
});
