import { describe, expect, it } from 'vitest';
import { InvariantError } from '../math/assert.ts';
import { openStream, type RandomStream } from '../math/random.ts';
import { hitProbability } from './first-passage.ts';
import { adjustmentCoefficient, brownianRuin, claimsRuin, fundForRuin, gamblersRuin } from './ruin.ts';
import { fundIsRuined, gameIsLost } from './testing/simulations.ts';

function streamOf(purpose: string): RandomStream {
  return openStream({ seed: 24, scenario: 'test', path: 0, component: 'ruin', purpose });
}

describe('gamblersRuin', () => {
  it('D24: forever, before a target, and in a fair game', () => {
    // Goal: the target to twelve digits.
    expect(gamblersRuin({ units: 20, gain: 0.52 })).toBeCloseTo(0.2017241410117613, 13);
    expect(gamblersRuin({ units: 20, gain: 0.52, target: 50 })).toBeCloseTo(0.1868627819698593, 13);
    expect(gamblersRuin({ units: 20, gain: 0.5, target: 50 })).toBeCloseTo(0.6, 14);
  });

  it('D24: formulaVSGame: played games end as often in ruin', () => {
    // Goal: 20,000 games, within four standard errors (200,000 in the long suite).
    const stream = streamOf('D24');
    let ruined = 0;
    for (let game = 0; game < 20_000; game++) if (gameIsLost(stream, { units: 20, gain: 0.52, target: 50 })) ruined++;
    expect(Math.abs(ruined / 20_000 - 0.1868627819698593)).toBeLessThan(4 * Math.sqrt(0.152 / 20_000));
  });

  it('survives long odds, and has the edges right', () => {
    // Goal: powers that overflow, an empty fund, a losing game.
    expect(gamblersRuin({ units: 5000, gain: 0.1, target: 10_000 })).toBe(1);
    expect(gamblersRuin({ units: 9999, gain: 0.1, target: 10_000 })).toBeCloseTo(1 - 1 / 9, 12);
    expect([gamblersRuin({ units: 0, gain: 0.6 }), gamblersRuin({ units: 7, gain: 0.4 })]).toEqual([1, 1]);
    expect(() => gamblersRuin({ units: 3, gain: 0.5, target: 2 })).toThrow(InvariantError);
    expect(() => gamblersRuin({ units: 3, gain: 1 })).toThrow(InvariantError);
  });
});

describe('claimsRuin', () => {
  const claims = { meanClaim: 1, loading: 0.2 };

  it('D25: ruin of an empty fund, of ten claims, and the fund for 1 %', () => {
    // Goal: the target to twelve digits.
    expect(claimsRuin({ ...claims, fund: 0 })).toBeCloseTo(0.8333333333333334, 14);
    expect(claimsRuin({ ...claims, fund: 10 })).toBeCloseTo(0.1573963356979682, 14);
    expect(adjustmentCoefficient(claims)).toBeCloseTo(1 / 6, 15);
    expect(fundForRuin({ ...claims, ruin: 0.01 })).toBeCloseTo(26.537091775164818, 11);
    expect(fundForRuin({ ...claims, ruin: 0.9 })).toBe(0);
  });

  it('D25: formulaVSClaims: simulated funds are ruined as often', () => {
    // Goal: 5,000 funds; a fund above 90 is safe to e^-15, so paths end there or after 5,000 claims.
    const stream = streamOf('D25');
    let ruined = 0;
    for (let path = 0; path < 5000; path++) if (fundIsRuined(stream, { ...claims, fund: 10 })) ruined++;
    expect(Math.abs(ruined / 5000 - 0.1573963356979682)).toBeLessThan(4 * Math.sqrt(0.1326 / 5000));
  });

  it('refuses a fund that is sure to be ruined', () => {
    // Goal: without a loading there is no adjustment coefficient.
    expect(() => claimsRuin({ meanClaim: 1, loading: 0, fund: 10 })).toThrow(InvariantError);
  });
});

describe('brownianRuin', () => {
  it('ruinVSFirstPassage: is the first passage of a price whose logarithm is the fund', () => {
    // Goal: two formulas written separately.
    const ruin = brownianRuin({ fund: 0.3, drift: 0.1, deviation: 0.5, time: 2 });
    const hit = hitProbability({ spot: 1, barrier: Math.exp(-0.3), drift: 0.1 + 0.125, volatility: 0.5, years: 2 });
    expect(ruin).toBeCloseTo(hit, 13);
    expect(brownianRuin({ fund: 0, drift: 1, deviation: 1, time: 1 })).toBe(1);
    expect(brownianRuin({ fund: 3, drift: -100, deviation: 0.1, time: 10 })).toBe(1);
    expect(() => brownianRuin({ fund: -1, drift: 1, deviation: 1, time: 1 })).toThrow(InvariantError);
  });
});
