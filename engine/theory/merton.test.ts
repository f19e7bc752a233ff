import { describe, expect, it } from 'vitest';
import { InvariantError } from '../math/assert.ts';
import { complex, complexExp, minus, plus, scaled, times } from '../math/complex.ts';
import { integrate } from '../math/quadrature.ts';
import { blackScholes } from './black-scholes.ts';
import { fourierCall } from './fourier-call.ts';
import { meanRelativeJump, mertonOptions, mertonProbabilityBelow, mertonTailLoss, type MertonModel } from './merton.ts';

const crash: MertonModel = { volatility: 0.6, jumpsPerYear: 12, jumpMean: -0.08, jumpDeviation: 0.1 };
const standard: MertonModel = { volatility: 0.2, jumpsPerYear: 1, jumpMean: -0.1, jumpDeviation: 0.15 };

function relativeError(value: number, exact: number): number {
  return Math.abs(value / exact - 1);
}

describe('mertonOptions', () => {
  it('D08 and D10: calls, and puts over an hour and a day', () => {
    // Goal: the targets to ten digits.
    const call = mertonOptions({ spot: 100, strike: 100, rate: 0.05, years: 0.25, model: crash }).call;
    expect(relativeError(call, 15.085833340463621)).toBeLessThan(1e-10);
    const putAfter = (years: number) => mertonOptions({ spot: 100, strike: 90, rate: 0, years, model: crash }).put;
    expect(relativeError(putAfter(1 / 365), 0.08394227730283738)).toBeLessThan(1e-10);
    expect(relativeError(putAfter(1 / 8760), 0.0033274720114680506)).toBeLessThan(1e-10);
    const published = mertonOptions({ spot: 100, strike: 100, rate: 0.05, years: 1, model: standard }).call;
    expect(relativeError(published, 12.76128859362874)).toBeLessThan(1e-10);
    const below = mertonProbabilityBelow({ model: crash, level: 0.9, years: 1 / 365, drift: 0 });
    expect(relativeError(below, 0.01329385867833681)).toBeLessThan(1e-10);
  });

  it('mixtureVSFourier: the integral over the characteristic function gives the same call', () => {
    // Goal: a second route that shares nothing with the mixture.
    const [rate, years] = [0.05, 0.25];
    const { volatility, jumpsPerYear, jumpMean, jumpDeviation } = crash;
    const drift = rate - volatility ** 2 / 2 - jumpsPerYear * meanRelativeJump(crash);
    for (const strike of [70, 100, 140]) {
      const call = fourierCall({
        ...{ spot: 100, strike, rate, years },
        characteristic: (u) => {
          const iu = complex(-u.im, u.re);
          const jump = complexExp(plus(scaled(iu, jumpMean), scaled(times(iu, iu), jumpDeviation ** 2 / 2)));
          const diffusion = plus(scaled(iu, drift), scaled(times(iu, iu), volatility ** 2 / 2));
          return complexExp(scaled(plus(diffusion, scaled(minus(jump, complex(1)), jumpsPerYear)), years));
        },
      });
      expect(Math.abs(call - mertonOptions({ spot: 100, strike, rate, years, model: crash }).call)).toBeLessThan(1e-11);
    }
  });

  it('is Black-Scholes without jumps, and keeps parity with many', () => {
    // Goal: limits.
    const terms = { spot: 100, strike: 95, rate: 0.03, years: 0.5 };
    const calm = mertonOptions({ ...terms, model: { ...crash, jumpsPerYear: 0 } });
    expect(calm.call).toBeCloseTo(blackScholes({ ...terms, volatility: 0.6 }).call, 12);
    const { call, put } = mertonOptions({ ...terms, model: { ...crash, jumpsPerYear: 400 } });
    expect(call - put).toBeCloseTo(100 - 95 * Math.exp(-0.015), 9);
    expect(() => mertonOptions({ ...terms, model: { ...crash, volatility: 0 } })).toThrow(InvariantError);
  });
});

describe('mertonTailLoss', () => {
  it('D09: value at risk and expected shortfall of one day', () => {
    // Goal: the target to nine digits.
    const losses = [0.95, 0.975, 0.99, 0.999].map((level) => mertonTailLoss({ model: crash, level, years: 1 / 365, drift: 0 }));
    [0.054690068564859584, 0.0706064530714755, 0.12342957976680857, 0.24300135315794857].forEach((exact, i) => {
      expect(relativeError(losses[i].valueAtRisk, exact)).toBeLessThan(1e-9);
    });
    [0.12477546826088892, 0.18028127200116395, 0.27549461717709556].forEach((exact, i) => {
      expect(relativeError(losses[i + 1].expectedShortfall, exact)).toBeLessThan(1e-9);
    });
  });

  it('shortfallVSQuadrature: is the mean of the values at risk beyond its level', () => {
    // Goal: the defining integral, by another rule.
    const { expectedShortfall } = mertonTailLoss({ model: crash, level: 0.9, years: 1 / 365, drift: 0.5 });
    const valueAt = (level: number) => mertonTailLoss({ model: crash, level, years: 1 / 365, drift: 0.5 }).valueAtRisk;
    // Substituting 1 - level = 0.1 v^3 flattens the end at 1.
    const mean = integrate({ of: (v) => 3 * v * v * valueAt(1 - 0.1 * v ** 3), from: 0, to: 1, nodes: 60 });
    expect(relativeError(mean, expectedShortfall)).toBeLessThan(1e-7);
  });
});
