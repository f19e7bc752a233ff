import { describe, expect, it } from 'vitest';
import { deviationOracle } from '../../test/reference/doubles.ts';
import { InvariantError } from '../math/assert.ts';
import { EventQueue } from './event-queue.ts';
import { OracleBoard } from './oracle-board.ts';
import { eventPhase } from './phases.ts';
import { smallWorld } from './testing/small-world.ts';
import type { OracleRule } from './world-spec.ts';

function boardOf(oracle: OracleRule | null): { board: OracleBoard; queue: EventQueue } {
  const board = new OracleBoard(smallWorld({ accounts: [], venue: { oracle } }));
  board.reset();
  return { board, queue: new EventQueue() };
}

const delayed = deviationOracle({ latencyMs: 50, deviation: 0.01, heartbeatMs: Infinity });

describe('oracle board', () => {
  it('gives a publication without latency at once', () => {
    // Goal: no event is needed; nothing is published below the deviation.
    const { board, queue } = boardOf(deviationOracle({ latencyMs: 0, deviation: 0.01, heartbeatMs: Infinity }));
    board.observe(0, 0, 100, queue, eventPhase.oracle);
    const shown = [101, 101.5, 102.1].map((price, index) => board.observe(0, index + 1, price, queue, eventPhase.oracle));
    expect(shown).toEqual([101, NaN, 102.1]);
    expect(queue.size).toBe(0);
  });

  it('delivers a later publication through the queue, once, as it was', () => {
    // Goal: the price of the time of observation, whatever the feed did since; its shadow apart from it.
    const { board, queue } = boardOf(delayed);
    const shown = [board.observe(0, 0, 100, queue, 3), board.observeExogenous(0, 0, 99, queue, 3), board.observe(0, 10, 120, queue, 3)];
    expect(shown).toEqual([NaN, NaN, NaN]);
    const delivered = [];
    for (; queue.size > 0; queue.pop()) {
      const ticket = queue.nextPayload;
      delivered.push([queue.nextTimeMs, board.deliver(ticket), board.deliver(ticket)]);
    }
    expect(delivered).toEqual([
      [50, { market: 0, price: 100, exogenous: false }, null],
      [50, { market: 0, price: 99, exogenous: true }, null],
      [60, { market: 0, price: 120, exogenous: false }, null],
    ]);
  });

  it('schedules one wake-up for a heartbeat that several feeds share', () => {
    // Goal: four feeds, one event that brings nothing.
    const { board, queue } = boardOf(deviationOracle({ latencyMs: 0, deviation: 0.01, heartbeatMs: 500 }));
    for (const market of [0, 1]) {
      board.observe(market, 0, 100, queue, 3);
      board.observeExogenous(market, 0, 100, queue, 3);
    }
    expect([queue.size, queue.nextTimeMs, board.deliver(queue.nextPayload)]).toEqual([1, 500, null]);
  });

  it('forgets publications under way and prices seen when reset', () => {
    // Goal: the next path starts with new feeds.
    const { board, queue } = boardOf(delayed);
    board.observe(0, 0, 100, queue, 3);
    board.reset();
    expect(board.deliver(queue.nextPayload)).toBeNull();
    queue.clear();
    board.observe(0, 7, 100, queue, 3);
    expect(queue.nextTimeMs).toBe(57);
  });

  it('schedules on the next path the wake-up that the last path ended with', () => {
    // Goal: a world used for a short path and then for a longer one hears the same heartbeats as a new one.
    const { board, queue } = boardOf(deviationOracle({ latencyMs: 0, deviation: 0.01, heartbeatMs: 500 }));
    for (let path = 0; path < 2; path++) {
      board.observe(0, 0, 100, queue, 3);
      expect([queue.size, queue.nextTimeMs]).toEqual([1, 500]);
      board.reset();
      queue.clear();
    }
  });

  it('follows the venue of the instrument, and for spot markets only a venue that is alone', () => {
    // Goal: with several venues nobody's oracle speaks for a spot market.
    const one = smallWorld({ accounts: [], venue: { oracle: delayed } });
    const two = { ...one, venues: [one.venues[0], { ...one.venues[0], oracle: null }] };
    expect([0, 1].map((market) => new OracleBoard(one).follows(market))).toEqual([true, true]);
    expect([0, 1].map((market) => new OracleBoard(two).follows(market))).toEqual([true, false]);
    expect(boardOf(null).board.isActive).toBe(false);
    const mixed = new OracleBoard(two);
    mixed.reset();
    expect(() => mixed.observe(1, 0, 100, new EventQueue(), 3)).toThrow(InvariantError);
  });
});
