import { describe, expect, it } from 'vitest';
import { InvariantError } from '../math/assert.ts';
import { openStream } from '../math/random.ts';
import { planSprt, Sprt } from './sprt.ts';

const design = { nullRate: 0.01, alternativeRate: 0.02, falseAlarm: 0.05, miss: 0.05 };

function outcome(rate: number, run: number): Sprt {
  const stream = openStream({ seed: 36, scenario: 'test', path: run, component: 'sprt', purpose: String(rate) });
  const test = new Sprt(design);
  while (test.add(stream.uniform() < rate) === 'continue');
  return test;
}

describe('Sprt', () => {
  it('D36: has the bounds, increments and expected sizes of the target', () => {
    // Goal: the numbers that a plan prints.
    const plan = planSprt(design);
    expect(plan.upperBound).toBeCloseTo(2.9444389791664403, 13);
    expect(plan.lowerBound).toBeCloseTo(-2.9444389791664403, 13);
    expect(plan.eventIncrement).toBeCloseTo(0.6931471805599453, 14);
    expect(plan.otherIncrement).toBeCloseTo(-0.010152371464017962, 15);
    expect(plan.expectedTrialsUnderNull).toBeCloseTo(849.527, 3);
    expect(plan.expectedTrialsUnderAlternative).toBeCloseTo(677.121, 3);
    expect(plan.fixedTrials).toBeCloseTo(1551.89, 2);
  });

  it('D36: errs as rarely as designed and needs up to 12 % more trials than Wald says', () => {
    // Goal: error rates and mean sizes by simulation, 2,000 runs each (20,000 in the long suite).
    const runs = 2000;
    for (const [rate, wrong, expected] of [
      [0.01, 'accept-alternative', 849.527],
      [0.02, 'accept-null', 677.121],
    ] as const) {
      let [errors, trials] = [0, 0];
      for (let run = 0; run < runs; run++) {
        const test = outcome(rate, run);
        if (test.decision === wrong) errors++;
        trials += test.n;
      }
      expect(errors / runs).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / runs));
      expect(trials / runs / expected).toBeGreaterThan(0.97);
      expect(trials / runs / expected).toBeLessThan(1.15);
    }
  });

  it('stays with its decision', () => {
    // Goal: five events in a row decide; what comes later is not counted.
    const test = new Sprt(design);
    const decisions = Array.from({ length: 6 }, () => test.add(true));
    expect(decisions).toEqual(['continue', 'continue', 'continue', 'continue', 'accept-alternative', 'accept-alternative']);
    expect(test.n).toBe(5);
    for (let i = 0; i < 1000; i++) expect(test.add(false)).toBe('accept-alternative');
  });

  it('refuses designs that cannot be decided', () => {
    // Goal: a mistake in a design is no endless loop.
    for (const bad of [{ nullRate: 0 }, { alternativeRate: 0.01 }, { falseAlarm: 0 }, { falseAlarm: 0.6, miss: 0.5 }]) {
      expect(() => planSprt({ ...design, ...bad })).toThrow(InvariantError);
    }
  });
});
