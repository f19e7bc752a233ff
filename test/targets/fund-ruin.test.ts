import { describe, expect, it } from 'vitest';
import { openStream } from '../../engine/math/random.ts';
import { claimChanges, fundLadder, gameRungs, playGame } from './fund-ladder.ts';

function streamOf(purpose: string, path: number) {
  return openStream({ seed: 24, scenario: 'test', path, component: 'fund', purpose });
}

describe('an insurance fund that lives on liquidations', () => {
  it('engineVSGamble: is empty before it has 50 units as often as the gambler is ruined (target D24)', () => {
    // Goal: 20 units, one more with probability 0.52 or one less at every liquidation, through the engine: 0.18686 within four standard
    // errors of 500 paths (200,000 in the long suite); and every path ends as the sum of its changes says.
    const ladder = fundLadder({ rungs: gameRungs, spacingUsd: 10, openingUsd: 20 });
    const paths = 500;
    let ruined = 0;
    for (let path = 0; path < paths; path++) {
      const changes = playGame(streamOf('game', path), { units: 20, gain: 0.52, target: 50 });
      const outcome = ladder.run(changes);
      expect(outcome.liquidations).toBe(changes.length);
      const isEmpty = outcome.fundLowUsd[0] <= 0;
      expect(isEmpty).toBe(changes.reduce((fund, change) => fund + change, 20) === 0);
      if (isEmpty) ruined++;
    }
    expect(Math.abs(ruined / paths - 0.1868627819698593)).toBeLessThan(4 * Math.sqrt(0.152 / paths));
  });

  it('engineVSClaims: cannot pay as often as an insurer is ruined (target D25)', () => {
    // Goal: claims of mean 1, premiums of 1.2: ruin of a fund of 10 is 0.15740, within four standard errors of 500 paths.
    const ladder = fundLadder({ rungs: gameRungs, spacingUsd: 150, openingUsd: 10 });
    const paths = 500;
    let ruined = 0;
    for (let path = 0; path < paths; path++) {
      const outcome = ladder.run(claimChanges(streamOf('claims', path), 10));
      if (outcome.usd[0].unfunded > 0) ruined++;
    }
    expect(Math.abs(ruined / paths - 0.1573963356979682)).toBeLessThan(4 * Math.sqrt(0.1326 / paths));
  });
});
