import { describe, expect, it } from 'vitest';
import { InvariantError } from './assert.ts';
import { gaussLegendre, integrate, integrateFromZero } from './quadrature.ts';

describe('gaussLegendre', () => {
  it('has the published nodes and weights of three points', () => {
    // Goal: 0 and +-sqrt(3 / 5) with 8 / 9 and 5 / 9.
    const { nodes, weights } = gaussLegendre(3);
    [-Math.sqrt(0.6), 0, Math.sqrt(0.6)].forEach((node, i) => expect(nodes[i]).toBeCloseTo(node, 15));
    [5 / 9, 8 / 9, 5 / 9].forEach((weight, i) => expect(weights[i]).toBeCloseTo(weight, 15));
  });

  it('quadratureVSPowers: is exact up to degree 2 n - 1 and not beyond', () => {
    // Goal: the defining property.
    for (const count of [1, 2, 5, 16]) {
      for (let degree = 0; degree < 2 * count; degree++) {
        expect(integrate({ of: (x) => x ** degree, from: 0, to: 1, nodes: count })).toBeCloseTo(1 / (degree + 1), 14);
      }
    }
    expect(Math.abs(integrate({ of: (x) => x ** 4, from: 0, to: 1, nodes: 2 }) - 0.2)).toBeGreaterThan(1e-3);
  });

  it('keeps its digits with many nodes, and refuses none', () => {
    // Goal: rules of 200 nodes are used for oscillating integrands.
    expect(integrate({ of: Math.cos, from: 0, to: 100, nodes: 200 })).toBeCloseTo(Math.sin(100), 12);
    expect(() => gaussLegendre(0)).toThrow(InvariantError);
  });
});

describe('integrateFromZero', () => {
  it('integrates powers and a logarithm up to their singularity', () => {
    // Goal: x^p has the integral 1 / (p + 1), also where p is no integer or negative.
    for (const power of [-0.5, 0.3, 1.7]) {
      const value = integrateFromZero({ of: (x) => x ** power, to: 1 });
      expect(Math.abs(value * (power + 1) - 1)).toBeLessThan(1e-8);
    }
    expect(integrateFromZero({ of: Math.log, to: 1 })).toBeCloseTo(-1, 12);
  });
});
