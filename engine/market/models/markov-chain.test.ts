import { describe, expect, it } from 'vitest';
import { partOfPeriod, stationaryLaw, type Transitions } from './markov-chain.ts';

function product(one: Transitions, other: Transitions): number[][] {
  return one.map((row) => other[0].map((_, to) => row.reduce((sum, value, via) => sum + value * other[via][to], 0)));
}

const two = [
  [0.93797, 0.06203],
  [0.15169, 0.84831],
];
const three = [
  [0.9, 0.1, 0],
  [0.2, 0.7, 0.1],
  [0.3, 0, 0.7],
];

describe('Markov chains', () => {
  it('eliminationVSPowers: the stationary law is the limit of powers, and pi2 = p12 / (p12 + p21)', () => {
    // Goal: target D16, P(stress) 0.29023956578701104, and a chain of three states against its 2^10th power.
    expect(stationaryLaw(two)?.[1]).toBeCloseTo(0.29023956578701104, 14);
    let power: Transitions = three;
    for (let i = 0; i < 10; i++) power = product(power, power);
    stationaryLaw(three)?.forEach((probability, state) => expect(probability).toBeCloseTo(power[0][state], 12));
    expect(
      stationaryLaw([
        [0, 1],
        [1, 0],
      ]),
    ).toEqual([0.5, 0.5]);
  });

  it('has no stationary law where the start decides', () => {
    // Goal: absorbing states are noticed.
    expect(
      stationaryLaw([
        [1, 0],
        [0.5, 0.5],
      ]),
    ).toBe(null);
    expect(
      stationaryLaw([
        [1, 0],
        [0, 1],
      ]),
    ).toBe(null);
  });

  it('partsVSPeriod: four quarters are a period', () => {
    // Goal: the conversion to shorter steps is exact, and refused where it cannot be.
    const quarter = partOfPeriod(two, 0.25) ?? [];
    product(product(quarter, quarter), product(quarter, quarter)).forEach((row, from) =>
      row.forEach((value, to) => expect(value).toBeCloseTo(two[from][to], 14)),
    );
    expect(
      partOfPeriod(
        [
          [1, 0],
          [0, 1],
        ],
        0.3,
      ),
    ).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(
      partOfPeriod(
        [
          [0.4, 0.6],
          [0.6, 0.4],
        ],
        0.5,
      ),
    ).toBe(null);
    expect(partOfPeriod(three, 0.5)).toBe(null);
  });
});
