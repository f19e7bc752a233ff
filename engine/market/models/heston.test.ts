import { describe, expect, it } from 'vitest';
import { momentsOf, sampleOf } from '../testing/moments.ts';
import { testContext, totalReturn, walkOf } from '../testing/walk.ts';
import { hestonVolatility } from './heston.ts';

/** A fiftieth of a day of 1/252 years. */
const fiftieth = testContext({ stepMs: 31_536_000_000 / 252 / 50 });

describe('Heston model', () => {
  it('walkVSPublished: the price of an option of one day', () => {
    // Goal: target D12 with few paths: call 2200 on 2000, T = 1/252: 0.14845 by the characteristic function (arXiv:2511.19826).
    const model = hestonVolatility.create(hestonVolatility.parameters.parse({}))(fiftieth);
    const log = sampleOf(12_000, (path) => totalReturn(walkOf(model, { steps: 50, path })));
    const call = momentsOf(log.map((value) => Math.max(0, 2000 * Math.exp(value) - 2200)));
    expect(Math.abs(call.mean - 0.1484498549)).toBeLessThan(4 * call.meanError);
    expect(call.meanError).toBeLessThan(0.04);
    const { variance, varianceError } = momentsOf(log);
    expect(Math.abs(variance - 0.36 / 252)).toBeLessThan(4 * varianceError + 0.01 * variance);
  });

  it.each([{ kappa: 0 }, { theta: -0.1 }, { xi: 60 }, { rho: -1.5 }, { 'start-variance': -1 }, { 'shared-variance': 1 }])(
    'refuses %j',
    (given) => {
      // Goal: impossible parameters never reach a path; a violated Feller condition is none of them.
      expect(hestonVolatility.parameters.safeParse(given).success).toBe(false);
      expect(hestonVolatility.parameters.safeParse({ kappa: 1, theta: 0.1, xi: 2 }).success).toBe(true);
    },
  );
});
