import { describe, expect, it } from 'vitest';
import { UserError } from '../../errors.ts';
import type { WalkColumns } from '../price-model.ts';
import { momentsOf } from '../testing/moments.ts';
import { emptyColumns, testContext, walkOf } from '../testing/walk.ts';
import { pegLoss } from './depeg.ts';

const minutes = testContext({ underlying: 'USDE', stepMs: 60_000 });
const given = pegLoss.parameters.parse({ follows: 'BTC' });
const still = { ...given, volatility: 1e-6 };

/** A followed path with these moves in steps. */
function followedPath(steps: number, moves: Readonly<Record<number, number>>): WalkColumns {
  const columns = emptyColumns(steps, false);
  for (const [step, move] of Object.entries(moves)) columns.logReturn[Number(step)] = move;
  columns.variance.fill(1e-6);
  return columns;
}

/** Log price after each step, without jumps. */
function levels({ logReturn }: WalkColumns): number[] {
  let level = 0;
  return Array.from(logReturn, (value) => (level += value));
}

describe('loss of a peg', () => {
  it('walkVSOctober2025: a fall of 17 % in ten minutes breaks the peg to about 0.65, late, and it heals when that is forgotten', () => {
    // Goal: the defaults give the published event: target -5 (0.1863 - 0.1) = -0.43, most of it reached half an hour later.
    const moves = Object.fromEntries(Array.from({ length: 10 }, (_, step) => [step, Math.log(0.83) / 10]));
    const path = levels(walkOf(pegLoss.create(still)(minutes), { steps: 4000, path: 1, followed: followedPath(4000, moves) }));
    expect(path[4]).toBeCloseTo(0, 4);
    expect(path[10]).toBeGreaterThan(-0.2);
    const lowest = Math.min(...path);
    expect(Math.exp(lowest)).toBeGreaterThan(0.64);
    expect(Math.exp(lowest)).toBeLessThan(0.72);
    expect(path.indexOf(lowest)).toBeGreaterThan(25);
    expect(path[3999]).toBeCloseTo(0, 3);
  });

  it('distanceVSHalfLife: half of the way to a target in the half-life, by jumps as by moves, and never below the deepest', () => {
    // Goal: with an unforgotten drawdown the deviation is target (1 - 2^(-t / half-life)); a huge fall is limited.
    const lasting = { ...still, 'drawdown-half-life': '36500d' };
    const crash = followedPath(40, {});
    crash.jumps.push({ step: 0, fraction: 0.5, size: -0.2 });
    const path = levels(walkOf(pegLoss.create(lasting)(minutes), { steps: 40, path: 1, followed: crash, stretches: [7, 40] }));
    for (const step of [0, 9, 19, 39]) expect(path[step]).toBeCloseTo(-0.5 * (1 - 2 ** (-(step + 1) / 10)), 4);
    const huge = levels(walkOf(pegLoss.create(lasting)(minutes), { steps: 400, path: 1, followed: followedPath(400, { 0: -3 }) }));
    expect(huge[399]).toBeCloseTo(-0.7, 4);
  });

  it('noiseVSOrnsteinUhlenbeck: the calm deviation has the stationary variance sigma^2 / (2 k)', () => {
    // Goal: equal half-lives make it an Ornstein-Uhlenbeck process; 200,000 minutes with a memory of half an hour know it to some per cent.
    const calm = { ...given, 'fall-half-life': '20m' };
    const path = levels(walkOf(pegLoss.create(calm)(minutes), { steps: 200_000, path: 2, followed: followedPath(200_000, {}) }));
    const perYear = (Math.LN2 / 20) * 525_600;
    expect(Math.abs(momentsOf(path).variance / (0.01 / (2 * perYear)) - 1)).toBeLessThan(0.05);
  });

  it('moves with the followed price when it tracks it', () => {
    // Goal: a staked coin has every move and jump of its coin, and its variance besides its own.
    const followed = followedPath(5, { 1: 0.03, 3: -0.02 });
    followed.jumps.push({ step: 2, fraction: 0.25, size: 0.05 });
    const walk = walkOf(pegLoss.create({ ...still, tracks: true })(minutes), { steps: 5, path: 1, followed });
    walk.logReturn.forEach((value, step) => expect(value).toBeCloseTo(followed.logReturn[step], 6));
    expect(walk.jumps).toEqual(followed.jumps);
    expect(walk.variance[0]).toBeCloseTo(1e-6, 12);
    expect(walkOf(pegLoss.create(still)(minutes), { steps: 5, path: 1, followed }).jumps).toEqual([]);
  });

  it('refuses what does not fit', () => {
    // Goal: a coin cannot follow itself, and impossible parameters never reach a path.
    expect(pegLoss.create(given)(minutes).follows).toBe('BTC');
    expect(() => pegLoss.create({ ...given, follows: 'USDE' })(minutes)).toThrow(UserError);
    for (const bad of [
      {},
      { follows: '' },
      { follows: 'BTC', threshold: -1 },
      { follows: 'BTC', volatility: 0 },
      { follows: 'BTC', 'fall-half-life': '0m' },
    ]) {
      expect(pegLoss.parameters.safeParse(bad).success).toBe(false);
    }
  });
});
