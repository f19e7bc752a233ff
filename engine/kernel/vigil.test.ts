import { describe, expect, it } from 'vitest';
import { Dice } from '../../test/reference/dice.ts';
import { SlackLine } from './slack-line.ts';
import { linearPrice, smallParts, smallPath, smallWorld, type SmallParts } from './testing/small-world.ts';
import { IdList, Vigil } from './vigil.ts';

const ticks = 200;

function walkingWorld(dice: Dice): SmallParts {
  const portfolio = { cash: 1e6, positions: [0, 1].map((instrument) => ({ instrument, lots: 1, entry: 100 })) };
  const series = [0, 1].map(() => {
    let price = 100;
    return Array.from({ length: ticks }, () => (price *= 1 + 0.002 * dice.normal()));
  });
  const liquidity = linearPrice(0.01, { halfLifeMs: 600_000 });
  return smallParts(smallWorld({ accounts: [portfolio], instruments: [{}, {}], liquidity }), smallPath(series));
}

interface Sleeper {
  readonly weights: readonly number[];
  readonly cash: number;
}

function slackOf({ markets }: SmallParts, { weights, cash }: Sleeper): number {
  return weights.reduce((sum, weight, market) => sum + weight * markets.lotValue[market], cash);
}

function place(parts: SmallParts, vigil: Vigil, line: SlackLine, id: number, sleeper: Sleeper): void {
  line.begin(false);
  line.slack = slackOf(parts, sleeper);
  sleeper.weights.forEach((weight, market) => {
    line.add(market, weight * 1e6, parts.markets.price[market]);
    line.gross += Math.abs(weight) * parts.watch.radii.deviations.reference[market];
  });
  vigil.place(id, line, parts.markets.tick + 1);
}

describe('vigil', () => {
  it('vigilVsAskingAll: whoever is not called has slack left, at every instant', () => {
    // Goal: random sleepers under random fills; quiet stretches are passed over whenever the vigil can bear what may come.
    let [called, passed] = [0, 0];
    for (let seed = 0; seed < 30; seed++) {
      const dice = new Dice(seed, 'vigil');
      const parts = walkingWorld(dice);
      const { deviations } = parts.watch.radii;
      const vigil = new Vigil(deviations, parts.ledger.fundingIndex, 0);
      vigil.reset();
      vigil.reserve(40);
      const line = new SlackLine(deviations);
      const sleepers = Array.from({ length: 40 }, () => {
        const weights = [dice.between(-1, 1), dice.between(-1, 1)];
        return { weights, cash: dice.between(0.001, 0.1) * 1e8 - slackOf(parts, { weights, cash: 0 }) };
      });
      const awake = new Set<number>();
      sleepers.forEach((sleeper, id) => place(parts, vigil, line, id, sleeper));
      for (let tick = 1; tick < ticks; tick++) {
        const isQuiet = dice.chance(0.8) && vigil.canBear(deviations.foresee()) && vigil.dueTick > tick;
        if (isQuiet) passed++;
        else if (dice.chance(0.3)) parts.markets.fill(dice.below(2), dice.integerBetween(-30, 30) || 1);
        parts.moveTo(tick);
        deviations.advance();
        const taken = new IdList();
        if (vigil.isDue(tick)) vigil.gather(tick, taken);
        if (isQuiet) expect(taken.count).toBe(0);
        for (const id of taken.ids.subarray(0, taken.count)) {
          called++;
          if (slackOf(parts, sleepers[id]) > 0) place(parts, vigil, line, id, sleepers[id]);
          else awake.add(id);
        }
        sleepers.forEach((sleeper, id) => expect(awake.has(id) || slackOf(parts, sleeper) > 0).toBe(true));
      }
    }
    expect(called).toBeLessThan(30 * 40 * 20);
    expect(passed).toBeGreaterThan(1000);
  });

  it('forgets whom it is told to forget', () => {
    // Goal: removed ids are not called, neither by date nor by deviations; a reset forgets all.
    const parts = walkingWorld(new Dice(1, 'vigil'));
    const { deviations } = parts.watch.radii;
    const vigil = new Vigil(deviations, parts.ledger.fundingIndex, 3);
    vigil.reset();
    const line = new SlackLine(deviations);
    [0, 1, 2].forEach((id) => place(parts, vigil, line, id, { weights: [1], cash: 1e3 - 1e8 }));
    vigil.remove(1);
    deviations.travelled = 10;
    const taken = new IdList();
    vigil.gather(ticks - 1, taken);
    expect([...taken.ids.subarray(0, taken.count)].sort()).toEqual([0, 2]);
    place(parts, vigil, line, 0, { weights: [1], cash: 1e3 - 1e8 });
    vigil.reset();
    expect([vigil.isDue(ticks - 1), vigil.dueTick]).toEqual([false, ticks]);
  });
});
