import { describe, expect, it } from 'vitest';
import { UserError } from '../../errors.ts';
import { openStream } from '../../math/random.ts';
import { restartProbability, StationaryBlocks } from './stationary-blocks.ts';

const stream = (purpose: string) => openStream({ seed: 1, scenario: 'test', path: 0, component: 'all', purpose });

describe('stationary bootstrap', () => {
  it('blocksVSGeometric: blocks have the mean length, and every index is as likely as any other', () => {
    // Goal: with restart probability p successors follow with probability 1 - p + p / n; index frequencies are 1 / n.
    const [count, restart, draws] = [20, 0.25, 100_000];
    const blocks = new StationaryBlocks({ count, restart });
    const source = stream('blocks');
    const frequency = new Float64Array(count);
    let [successors, before] = [0, -1];
    for (let draw = 0; draw < draws; draw++) {
      const index = blocks.next(source);
      frequency[index]++;
      if (before >= 0 && index === (before + 1) % count) successors++;
      before = index;
    }
    expect(Math.abs(successors / draws - (0.75 + 0.25 / 20))).toBeLessThan(4 * Math.sqrt(0.18 / draws));
    // Blocks make counts of an index more variable than independent draws, by about the mean length.
    for (const times of frequency) expect(Math.abs(times / draws - 0.05)).toBeLessThan(4 * Math.sqrt((0.05 * 4) / draws));
  });

  it('reads equally much whatever its parameters', () => {
    // Goal: underlyings with other block lengths stay in step with the shared stream.
    const [one, other] = [stream('same'), stream('same')];
    const long = new StationaryBlocks({ count: 7, restart: 0.001 });
    const short = new StationaryBlocks({ count: 100, restart: 1 });
    for (let i = 0; i < 50; i++) {
      long.next(one);
      short.next(other);
    }
    expect(one.uniform()).toBe(other.uniform());
    for (let i = 0; i < 9; i++) {
      const index = long.next(one);
      expect(long.next(one)).toBe((index + 1) % 7);
    }
  });

  it('refuses blocks below a bar', () => {
    // Goal: a mean block of an hour on daily bars is a mistake.
    expect(restartProbability({ model: 'bootstrap', underlying: 'BTC', barMs: 1000, meanBlockMs: 4000 })).toBe(0.25);
    expect(() => restartProbability({ model: 'bootstrap', underlying: 'BTC', barMs: 1000, meanBlockMs: 900 })).toThrow(UserError);
  });
});
