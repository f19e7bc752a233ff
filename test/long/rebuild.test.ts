import { describe, expect, it } from 'vitest';
import { openStream } from '../../engine/math/random.ts';

const WALKS = 100_000;
const STEPS = 2000;

describe('Brownian motion on a fine grid, full sample', () => {
  it('D06: has the range, its square and the time of its maximum that theory says', () => {
    // Goal: the facts that rebuilt bars lean on. E range = sqrt(8 / pi), E range^2 = 4 ln 2, P(maximum in the first quarter) = 1/3;
    // the grid hides up to 1.3 % of the range.
    const stream = openStream({ seed: 6, scenario: 'long', path: 0, component: 'test', purpose: 'brownian' });
    const normals = new Float64Array(STEPS);
    let [range, square, early] = [0, 0, 0];
    for (let walk = 0; walk < WALKS; walk++) {
      stream.fillNormals(normals);
      let [position, low, high, highAt] = [0, 0, 0, 0];
      for (let step = 0; step < STEPS; step++) {
        position += normals[step] / Math.sqrt(STEPS);
        if (position > high) [high, highAt] = [position, step + 1];
        if (position < low) low = position;
      }
      range += high - low;
      square += (high - low) ** 2;
      if (highAt <= STEPS / 4) early++;
    }
    expect(range / WALKS / 1.5957691216).toBeGreaterThan(1 - 0.03);
    expect(range / WALKS / 1.5957691216).toBeLessThan(1 + 0.005);
    expect(square / WALKS / 2.7725887222).toBeGreaterThan(1 - 0.06);
    expect(square / WALKS / 2.7725887222).toBeLessThan(1 + 0.01);
    expect(Math.abs(early / WALKS - 1 / 3)).toBeLessThan(0.01);
  });
});
