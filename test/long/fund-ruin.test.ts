import { describe, expect, it } from 'vitest';
import { openStream } from '../../engine/math/random.ts';
import { claimChanges, fundLadder, gameRungs, playGame } from '../targets/fund-ladder.ts';

function streamOf(purpose: string, path: number) {
  return openStream({ seed: 24, scenario: 'long', path, component: 'fund', purpose });
}

describe('an insurance fund that lives on liquidations', () => {
  it('engineVSGamble and engineVSClaims: 200,000 games and 100,000 funds (targets D24, D25)', () => {
    // Goal: 0.18686 and 0.15740 through the engine, within four standard errors.
    const game = fundLadder({ rungs: gameRungs, spacingUsd: 10, openingUsd: 20 });
    let ruined = 0;
    for (let path = 0; path < 200_000; path++) {
      const changes = playGame(streamOf('game', path), { units: 20, gain: 0.52, target: 50 });
      if (game.run(changes).fundLowUsd[0] <= 0) ruined++;
    }
    expect(Math.abs(ruined / 200_000 - 0.1868627819698593)).toBeLessThan(4 * Math.sqrt(0.152 / 200_000));
    const claims = fundLadder({ rungs: gameRungs, spacingUsd: 150, openingUsd: 10 });
    let unpaid = 0;
    for (let path = 0; path < 100_000; path++) if (claims.run(claimChanges(streamOf('claims', path), 10)).usd[0].unfunded > 0) unpaid++;
    expect(Math.abs(unpaid / 100_000 - 0.1573963356979682)).toBeLessThan(4 * Math.sqrt(0.1326 / 100_000));
  });
});
