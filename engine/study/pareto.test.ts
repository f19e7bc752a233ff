import { describe, expect, it } from 'vitest';
import { openStream } from '../math/random.ts';
import { dominates, ParetoFrontier, spreadOver } from './pareto.ts';
import type { Judged } from './pareto.ts';

function frontierOf<Point extends Judged>(points: readonly Point[]): ParetoFrontier<Point> {
  const frontier = new ParetoFrontier<Point>();
  points.forEach((point) => frontier.add(point));
  return frontier;
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
      const frontier = frontierOf(points);
      expect(points.filter((point) => frontier.admits(point))).toEqual(survivors);
      const first = survivors.filter(({ cost }, index) => survivors.findIndex((other) => other.cost === cost) === index);
      expect(frontier.winners().map(({ point }) => point)).toEqual(first.sort((one, other) => one.cost - other.cost));
      expect(frontier.winners().reduce((sum, { ties }) => sum + ties + 1, 0)).toBe(survivors.length);
    }
  });

  it('does not keep what it dropped, nor equals', () => {
    // Goal: a thousand points on a diagonal that one beats leave one; a thousand equals leave one and their number.
    const frontier = new ParetoFrontier<Judged>();
    for (let step = 0; step < 1000; step++) frontier.add({ safety: 2000 - step, cost: 1 + step });
    expect(frontier.winners().map(({ point }) => point.cost)).toEqual(Array.from({ length: 1000 }, (_, step) => 1 + step));
    for (let again = 0; again < 1000; again++) frontier.add({ safety: 1, cost: 1 });
    expect(frontier.winners()).toEqual([{ point: { safety: 1, cost: 1 }, ties: 999 }]);
  });

  it('has no place for points without a number', () => {
    // Goal: a metric that exists on no path makes nobody a winner.
    const frontier = frontierOf([{ safety: NaN, cost: 1 }, { safety: 1, cost: Infinity }]);
    expect(frontier.winners()).toEqual([]);
    expect(frontier.admits({ safety: NaN, cost: 1 })).toBe(false);
  });
});

describe('spreading', () => {
  it('keeps both ends', () => {
    // Goal: the cheapest and the safest point are always among those that are checked again.
    expect(spreadOver([1, 2, 3], 5)).toEqual([1, 2, 3]);
    expect(spreadOver(Array.from({ length: 100 }, (_, index) => index), 4)).toEqual([0, 33, 66, 99]);
  });
});
