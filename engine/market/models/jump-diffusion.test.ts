import { describe, expect, it } from 'vitest';
import { momentsOf, sampleOf } from '../testing/moments.ts';
import { testContext, totalReturn, walkOf } from '../testing/walk.ts';
import { jumpDiffusion } from './jump-diffusion.ts';
import { normalJumps } from './jump-sizes.ts';

const given = {
  volatility: 0.5,
  drift: 0.3,
  law: normalJumps({ mean: -0.05, deviation: 0.1 }),
  jumpsPerYear: 50,
  sharedShare: 0.3,
  stepYears: testContext().stepYears,
};

describe('jump diffusion', () => {
  it('tiltedVSPlain: more jumps, weighted by their likelihood, give the same answer; the diffusion stays', () => {
    // Goal: with five times the jumps and weights e^{(l' - l) T} (l / l')^N the mean weight is 1 and P(fall by 10 % in a day) is the
    // plain one; the compensator is untouched, so returns without jumps are equal number by number.
    const plain = jumpDiffusion(given);
    const tilted = plain.withJumpsPerYear?.(250) ?? plain;
    expect([plain.jumpsPerYear, tilted.jumpsPerYear]).toEqual([50, 250]);
    expect(walkOf(tilted, { steps: 24, path: 1 }).logReturn).toEqual(walkOf(plain, { steps: 24, path: 1 }).logReturn);
    const years = 24 * given.stepYears;
    const paths = 15_000;
    const weights = new Float64Array(paths);
    const tiltedFalls = sampleOf(paths, (path) => {
      const walk = walkOf(tilted, { steps: 24, path });
      weights[path] = Math.exp(200 * years) * 5 ** -walk.jumps.length;
      return totalReturn(walk) < Math.log(0.9) ? weights[path] : 0;
    });
    const falls = momentsOf(tiltedFalls);
    const plainFalls = momentsOf(sampleOf(paths, (path) => (totalReturn(walkOf(plain, { steps: 24, path })) < Math.log(0.9) ? 1 : 0)));
    const total = momentsOf(weights);
    expect(Math.abs(total.mean - 1)).toBeLessThan(4 * total.meanError);
    expect(Math.abs(falls.mean - plainFalls.mean)).toBeLessThan(4 * Math.sqrt(falls.meanError ** 2 + plainFalls.meanError ** 2));
    expect(falls.meanError).toBeLessThan(plainFalls.meanError);
  });
});
