import { describe, expect, it } from 'vitest';
import { momentsOf, sampleOf } from '../testing/moments.ts';
import { testContext, totalReturn, walkOf } from '../testing/walk.ts';
import { kouJumps } from './kou.ts';

const published = {
  volatility: 0.16,
  drift: 0.05,
  'jumps-per-year': 1,
  'up-probability': 0.4,
  'eta-up': 10,
  'eta-down': 5,
  'shared-jumps': 0,
};

describe('Kou jump diffusion', () => {
  it('walkVSPublished: the call of the paper and the moments of half a year in one step', () => {
    // Goal: target D11, call 98 on 100 with r = 5 %, T = 0.5: 9.147317 (Kou 2002 prints 9.14732); E S = S0 e^{rT}; cumulants.
    const halfYear = testContext({ stepMs: 31_536_000_000 / 2 });
    const model = kouJumps.create(published)(halfYear);
    const returns = sampleOf(60_000, (path) => totalReturn(walkOf(model, { steps: 1, path })));
    const call = momentsOf(returns.map((value) => Math.exp(-0.025) * Math.max(0, 100 * Math.exp(value) - 98)));
    expect(Math.abs(call.mean - 9.147317303936926)).toBeLessThan(4 * call.meanError);
    expect(call.meanError).toBeLessThan(0.1);
    const price = momentsOf(returns.map((value) => Math.exp(value)));
    expect(Math.abs(price.mean - Math.exp(0.025))).toBeLessThan(4 * price.meanError);
    const log = momentsOf(returns);
    expect(Math.abs(log.variance - 0.5 * (0.0256 + 2 * (0.4 / 100 + 0.6 / 25)))).toBeLessThan(4 * log.varianceError);
  });

  it('has the hourly variance of the BTC preset', () => {
    // Goal: the fitted preset gives back the annual volatility of the hours that it was fitted to, 0.92, within 2 %.
    const { 'jumps-per-year': rate, 'eta-up': up, 'eta-down': down, volatility } = kouJumps.parameters.parse({});
    expect(Math.sqrt(volatility ** 2 + rate * (1 / up ** 2 + 1 / down ** 2))).toBeCloseTo(0.933, 3);
    const model = kouJumps.create(kouJumps.parameters.parse({}))(testContext());
    const hours = sampleOf(400, (path) => walkOf(model, { steps: 24, path }).jumps.length);
    expect(Math.abs(momentsOf(hours).mean - (24 * 4536) / 8760)).toBeLessThan(4 * momentsOf(hours).meanError);
  });

  it('says why a rate of jumps up of one or less is impossible', () => {
    // Goal: an infinite expected price is refused with the reason.
    expect(kouJumps.parameters.safeParse({ 'eta-up': 1 }).success).toBe(false);
    expect(kouJumps.parameters.shape['eta-up'].description).toContain('infinite');
    expect(kouJumps.parameters.safeParse({ 'up-probability': 1.2 }).success).toBe(false);
    expect(kouJumps.parameters.safeParse({ 'eta-down': 0 }).success).toBe(false);
  });
});
