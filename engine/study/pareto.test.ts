import { describe, expect, it } from 'vitest';
import { openStream } from '../math/random.ts';
import { dominates, ParetoFrontier, spreadOver } from './pareto.ts';
import type { Judged } from './pareto.ts';

function frontierOf<Point extends Judged>(points: readonly Point[]): readonly Point[] {
  const frontier = new ParetoFrontier<Point>();
  points.forEach((point) => frontier.add(point));
  return frontier.points();
}

function drawnPoints(round: number, count: number, levels: number): (Judged & { id: number })[] {
  const stream = openStream({ seed: 1, scenario: 'pareto', path: round, component: 'test', purpose: 'points' });
  const level = (): number => stream.integerBelow(levels);
  return Array.from({ length: count }, (_, id) => ({ id, safety: level(), cost: level() }));
}

describe('Pareto frontier', () => {
  it('one by one VS every pair compared', () => {
    // Goal: on random points with many ties the same points survive as when each is compared with each.
    for (let round = 0; round < 200; round++) {
      const points = drawnPoints(round, 1 + (round % 40), 2 + (round % 12));
      const survivors = points.filter((point) => !points.some((other) => dominates(other, point)));
      const kept = frontierOf(points).map(({ id }) => id).sort((one, other) => one - other);
      expect(kept).toEqual(survivors.map(({ id }) => id));
    }
  });

  it('is ordered by cost and does not keep what it dropped', () => {
    // Goal: a thousand points on a diagonal that one beats leave one.
    const frontier = new ParetoFrontier<Judged>();
    for (let step = 0; step < 1000; step++) frontier.add({ safety: 2000 - step, cost: 1 + step });
    expect(frontier.points().map(({ cost }) => cost)).toEqual(Array.from({ length: 1000 }, (_, step) => 1 + step));
    expect(frontier.add({ safety: 1, cost: 1 })).toBe(true);
    expect(frontier.points()).toEqual([{ safety: 1, cost: 1 }]);
  });

  it('has no place for points without a number', () => {
    // Goal: a metric that exists on no path makes nobody a winner.
    expect(frontierOf([{ safety: NaN, cost: 1 }, { safety: 1, cost: Infinity }])).toEqual([]);
  });
});

describe('spreading', () => {
  it('keeps both ends', () => {
    // Goal: the cheapest and the safest point are always among those that are checked again.
    expect(spreadOver([1, 2, 3], 5)).toEqual([1, 2, 3]);
    expect(spreadOver(Array.from({ length: 100 }, (_, index) => index), 4)).toEqual([0, 33, 66, 99]);
  });
});
