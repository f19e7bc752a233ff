import { describe, expect, it } from 'vitest';
import { account, choice, parameterInput, studyInput, ticks } from '../../../test/golden/study-inputs.ts';
import { tenTimesLongDay } from '../../../test/targets/model-study.ts';
import type { DayOptions } from '../../../test/targets/model-study.ts';
import { UserError } from '../../errors.ts';
import { normalCdf } from '../../math/normal.ts';
import { exp, log } from '../../math/transcendental.ts';
import { planStudy } from '../study.ts';
import type { Study } from '../study.ts';
import { estimateRareEvent, splittingEstimate } from './estimate.ts';
import type { RareOptions, RareResult } from './estimate.ts';
import { parseEvent } from './event.ts';

const volatility = 0.8;
const deviation = volatility * Math.sqrt(1 / 365);

/** P(a price without drift falls below this share of its start within a day), science section 5.1. */
function firstPassage(ratio: number): number {
  const drift = -0.5 * deviation * deviation;
  const barrier = log(ratio);
  const mirrored = exp((2 * drift * barrier) / (deviation * deviation));
  return normalCdf((barrier - drift) / deviation) + mirrored * normalCdf((barrier + drift) / deviation);
}

function study(options: Partial<DayOptions> = {}): Study {
  return planStudy(tenTimesLongDay({ paths: 1, steps: 12, ...options }));
}

function estimate(event: string, options: Partial<RareOptions> = {}, of = study()): RareResult {
  return estimateRareEvent(of, parseEvent(event), { method: 'auto', paths: 2000, plainPaths: 100, runs: 10, ...options });
}

/** Distance from the exact probability in standard errors. */
function errors({ estimate: found }: RareResult, exact: number): number {
  return found ? Math.abs(found.probability - exact) / found.standardError : NaN;
}

const rareRatio = 0.849;
const exactRare = firstPassage(rareRatio);

describe('an event of probability 1e-4', () => {
  it('splittingVSFirstPassage: is found with at least 30 times fewer path-steps than plain paths need', () => {
    // Goal: within four standard errors of the closed form; pilot and repeated beginnings count.
    const result = estimate(`price_low_ratio < ${rareRatio}`, { method: 'splitting', paths: 5000 });
    expect(exactRare).toBeGreaterThan(0.9e-4);
    expect(errors(result, exactRare)).toBeLessThan(4);
    expect(result.speedUp).toBeGreaterThan(30);
    expect(result.plain.agrees).toBe(true);
    expect(result.pathSteps.repeated).toBeLessThan(result.pathSteps.method);
  });

  it('importanceVSFirstPassage: is found with at least 30 times fewer path-steps than plain paths need', () => {
    // Goal: the same by a tilt, whose weights are trusted.
    const result = estimate(`price_low_ratio < ${rareRatio}`, { method: 'importance', paths: 2500 });
    expect(errors(result, exactRare)).toBeLessThan(4);
    expect(result.speedUp).toBeGreaterThan(30);
    expect(result.importance?.shift).toBeLessThan(-2.5);
    expect(result.importance?.effectiveSampleSize).toBeGreaterThan(50);
  });
});

describe('an event of probability 1e-2', () => {
  it('methodsVSPlain: splitting, tilts and plain paths agree', () => {
    // Goal: three ways to one number, the liquidation of a ten times levered long (0.0174, target D01); the page says that it is not rare.
    const exact = 0.017404393344919507;
    const plainPaths = 1500;
    for (const method of ['splitting', 'importance'] as const) {
      const result = estimate('liquidated_accounts > 0', { method, paths: 1500, plainPaths });
      expect(errors(result, exact)).toBeLessThan(4);
      expect(result.plain.agrees).toBe(true);
      expect(Math.abs(result.plain.events / plainPaths - exact)).toBeLessThan(4 * Math.sqrt(exact / plainPaths));
      expect(result.notes.join()).toMatch(/not rare/);
    }
  });

  it('is the same for the same seed and another for another', () => {
    // Goal: a result can be had again, from nothing but the study and the options.
    const once = (seed: number) => estimate('liquidated_accounts > 0', { paths: 300, method: 'splitting' }, study({ seed, steps: 2 }));
    expect(once(1)).toEqual(once(1));
    expect(once(2).estimate).not.toEqual(once(1).estimate);
  });
});

/** A long and a short who are equally likely to be liquidated. */
function symmetricStudy(): Study {
  const input = tenTimesLongDay({ paths: 1, steps: 2 });
  const accounts = [account('long', 14, { 'X-PERP': 1 }), account('short', 15, { 'X-PERP': -1 })];
  return planStudy({ ...input, scenario: { ...input.scenario, accounts } });
}

describe('an event on both sides of the price', () => {
  it('is left to splitting by auto, and withheld by importance sampling', () => {
    // Goal: one tilt would miss half of the probability with the best of weights.
    const both = estimate('liquidated_accounts > 0', { paths: 2000, plainPaths: 1000 }, symmetricStudy());
    expect(both.method).toBe('splitting');
    expect(both.notes.join()).toMatch(/rising and falling/);
    expect(both.splitting?.directions.up).toBeGreaterThan(0);
    expect(both.splitting?.directions.down).toBeGreaterThan(0);
    expect(both.plain.agrees).toBe(true);
    const tilted = estimate('liquidated_accounts > 0', { method: 'importance' }, symmetricStudy());
    expect(tilted).toMatchObject({ estimate: null, withheld: expect.stringMatching(/a tilt sees one side/) as string, speedUp: null });
  });
});

describe('an event that cannot happen', () => {
  it.each(['splitting', 'importance', 'auto'] as const)('%s withholds its probability and ends', (method) => {
    // Goal: no number where there is none, and no chase without end; the plain run bounds it by the rule of three.
    const result = estimate('liquidated_accounts > 2', { method, paths: 300 }, study({ steps: 2 }));
    expect(result.estimate).toBeNull();
    expect(result.withheld).toMatch(/rarer than these paths can tell|no tilt/);
    expect(result.speedUp).toBeNull();
    expect(result.plain).toMatchObject({ events: 0, low: 0, agrees: null });
    expect(result.plain.high).toBeCloseTo(0.03, 3);
  });
});

describe('a study without rare paths', () => {
  it('is refused when its prices are given, or when it has several sets of rules', () => {
    // Goal: what cannot be branched or tilted is said before anything runs.
    const given = planStudy(studyInput({ series: { X: ticks([100, 90]) }, scenario: { accounts: [account('a', 9, { 'X-PERP': 1 })] } }));
    expect(() => estimate('liquidated_accounts > 0', {}, given)).toThrow(UserError);
    expect(() => estimate('liquidated_accounts > 0', {}, given)).toThrow(/small gives its prices/);
    const sets = [parameterInput({ name: 'a' }), parameterInput({ name: 'b', losses: [choice('loss', 'adl')] })];
    expect(() => estimate('liquidated_accounts > 0', {}, study({ sets }))).toThrow(/2 parameter sets/);
  });
});

describe('the interval of independent runs', () => {
  it('is on the log scale where the plain one would reach 0, and absent without events', () => {
    // Goal: a probability is never said to be perhaps negative.
    expect(splittingEstimate([0, 0, 0])).toBeNull();
    const wide = splittingEstimate([0, 0, 0, 8e-4]);
    expect(wide?.low).toBeGreaterThan(0);
    expect((wide?.probability ?? 0) / (wide?.low ?? 1)).toBeCloseTo((wide?.high ?? 0) / (wide?.probability ?? 1), 12);
    const narrow = splittingEstimate([1e-4, 1.1e-4, 0.9e-4, 1e-4]);
    expect(narrow?.low).toBeGreaterThan(0.8e-4);
  });
});
