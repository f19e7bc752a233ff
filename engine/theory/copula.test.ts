import { describe, expect, it } from 'vitest';
import { InvariantError } from '../math/assert.ts';
import { normalCdf, normalPdf, normalQuantile } from '../math/normal.ts';
import { integrate } from '../math/quadrature.ts';
import { openStream } from '../math/random.ts';
import { studentQuantile } from '../math/student.ts';
import { correlationOfTau, jointQuantileProbability, kendallTau, tailDependence } from './copula.ts';
import { bothBelow } from './testing/simulations.ts';

describe('copulas', () => {
  it('D17: tail dependence, joint quantiles and Kendall tau', () => {
    // Goal: the target to nine digits, Student with three degrees and Gaussian, correlation 0.8.
    expect(tailDependence({ correlation: 0.8, degrees: 3 })).toBeCloseTo(0.5414697392755852, 11);
    const both = (degrees: number) => jointQuantileProbability({ correlation: 0.8, degrees, probability: 0.01 });
    expect(both(3) / 0.005567550275907388).toBeCloseTo(1, 9);
    expect(both(Infinity) / 0.0037689681631223578).toBeCloseTo(1, 9);
    expect(kendallTau(0.8)).toBeCloseTo(0.590334470602, 10);
    expect(correlationOfTau(kendallTau(0.8))).toBeCloseTo(0.8, 14);
  });

  it('angleVSConditional: the integral over the correlation equals that over one asset', () => {
    // Goal: for the Gaussian copula, the integral of phi(x) Phi((q - rho x) / sqrt(1 - rho^2)) up to q.
    for (const correlation of [-0.7, 0, 0.5, 0.95]) {
      for (const probability of [0.001, 0.05, 0.4, 0.9]) {
        const q = normalQuantile(probability);
        const given = (x: number) => normalPdf(x) * normalCdf((q - correlation * x) / Math.sqrt(1 - correlation ** 2));
        const conditional = integrate({ of: given, from: -12, to: q, nodes: 200 });
        const joint = jointQuantileProbability({ correlation, degrees: Infinity, probability });
        expect(Math.abs(joint - conditional)).toBeLessThan(1e-12);
      }
    }
  });

  it('D17: formulaVSSimulation: draws of a Student copula fall below both quantiles as often', () => {
    // Goal: 400,000 draws, within four standard errors (2 million in the long suite).
    const stream = openStream({ seed: 17, scenario: 'test', path: 0, component: 'copula', purpose: 'D17' });
    const quantile = studentQuantile({ probability: 0.01, degrees: 3 });
    let both = 0;
    for (let i = 0; i < 400_000; i++) if (bothBelow(stream, { correlation: 0.8, quantile })) both++;
    const exact = 0.005567550275907388;
    expect(Math.abs(both / 400_000 - exact)).toBeLessThan(4 * Math.sqrt(exact / 400_000));
  });

  it('has the limits of perfect, no and inverse dependence', () => {
    // Goal: p, p^2 and max(0, 2 p - 1).
    for (const probability of [0.02, 0.7]) {
      const both = (correlation: number) => jointQuantileProbability({ correlation, degrees: Infinity, probability });
      expect(both(1)).toBeCloseTo(probability, 13);
      expect(both(0)).toBeCloseTo(probability ** 2, 13);
      expect(both(-1)).toBeCloseTo(Math.max(0, 2 * probability - 1), 13);
      expect(jointQuantileProbability({ correlation: 1, degrees: 2.5, probability })).toBeCloseTo(probability, 12);
    }
    expect([tailDependence({ correlation: 1, degrees: 3 }), tailDependence({ correlation: 0.9, degrees: Infinity })]).toEqual([1, 0]);
  });

  it('tends to its tail dependence in the tail', () => {
    // Goal: P(both) / p for ever smaller p, with degrees that are no integer.
    const copula = { correlation: 0.6, degrees: 2.16 };
    const joint = jointQuantileProbability({ ...copula, probability: 1e-9 });
    expect(joint / 1e-9).toBeCloseTo(tailDependence(copula), 5);
  });

  it('refuses what is no correlation or probability', () => {
    // Goal: reasons instead of NaN.
    expect(() => tailDependence({ correlation: 1.2, degrees: 3 })).toThrow(InvariantError);
    expect(() => jointQuantileProbability({ correlation: 0, degrees: 3, probability: 1 })).toThrow(InvariantError);
  });
});
