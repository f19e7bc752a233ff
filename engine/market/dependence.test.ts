import { describe, expect, it } from 'vitest';
import { openStream } from '../math/random.ts';
import { correlate, correlationFactor } from './dependence.ts';

const stream = (component: string) => openStream({ seed: 5, scenario: 'test', path: 0, component, purpose: 'normals' });

/** Two columns of dependent normals. */
function pair(degrees: number | null, rho: number, n: number): [Float64Array, Float64Array] {
  const columns: [Float64Array, Float64Array] = [new Float64Array(n), new Float64Array(n)];
  columns.forEach((column, index) => stream(String(index)).fillNormals(column));
  const factor = correlationFactor({ correlation: () => rho, count: 2, crashCorrelation: 0 });
  expect(factor).not.toBeNull();
  correlate(columns, { degrees, factor: factor ?? [] }, { from: 0, to: n }, stream('mixing'));
  return columns;
}

/** Share of steps in which both lie below their own 1 % quantile. */
function jointTail([first, second]: readonly [Float64Array, Float64Array]): number {
  const quantile = -2.3263478740408408;
  let both = 0;
  for (let step = 0; step < first.length; step++) if (first[step] < quantile && second[step] < quantile) both++;
  return both / first.length;
}

describe('dependence', () => {
  it('copulaVSTailProbability: both below their 1 % quantile as often as the integrals say (target D17)', () => {
    // Goal: rho 0.8: Gaussian 0.0037689681631223578, t with 3 degrees 0.005567550275907388, within four standard errors of 200,000 steps.
    const n = 200_000;
    for (const [degrees, exact] of [[null, 0.0037689681631223578], [3, 0.005567550275907388]] as const) {
      const found = jointTail(pair(degrees, 0.8, n));
      expect(Math.abs(found - exact)).toBeLessThan(4 * Math.sqrt(exact / n));
    }
  });

  it('leaves every underlying its own normal law', () => {
    // Goal: a copula changes who moves together, not how far anybody moves: mean 0, variance 1, kurtosis 3.
    const n = 100_000;
    for (const column of pair(3, 0.8, n)) {
      const moment = (power: number) => column.reduce((sum, value) => sum + value ** power, 0) / n;
      expect(Math.abs(moment(1))).toBeLessThan(4 / Math.sqrt(n));
      expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
      expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / n));
    }
  });

  it('moves correlations towards one and stays a correlation matrix', () => {
    // Goal: the crash knob at 1 makes all shocks equal, at a half halves the distance to 1.
    const half = correlationFactor({ correlation: () => 0.2, count: 3, crashCorrelation: 0.5 });
    expect(half?.[1][0]).toBeCloseTo(0.6, 12);
    const all = correlationFactor({ correlation: () => 0.2, count: 3, crashCorrelation: 1 });
    expect(all?.map((row) => Array.from(row))).toEqual([[1, 0, 0], [1, 0, 0], [1, 0, 0]]);
  });

  it('refuses correlations that no shocks can have', () => {
    // Goal: A with B and A with C 0.9 but B with C -0.9 is not positive semi-definite.
    const correlation = (row: number, column: number) => (row + column === 3 ? -0.9 : 0.9);
    expect(correlationFactor({ correlation, count: 3, crashCorrelation: 0 })).toBeNull();
  });
});
