import { describe, expect, it } from 'vitest';
import { bandBreaker, deviationOracle, haltBreaker } from '../../test/reference/doubles.ts';
import { eventPhase } from './phases.ts';
import { linearPrice, micro, smallParts, smallPath, smallWorld, type SmallParts } from './testing/small-world.ts';
import type { VenueSpec } from './world-spec.ts';

function partsOf(prices: number[], venue: Partial<VenueSpec> = {}): SmallParts {
  return smallParts(smallWorld({ accounts: [], venue, liquidity: linearPrice(0.01) }), smallPath([prices]));
}

const slow = { oracle: deviationOracle({ latencyMs: 60_000, deviation: 0.01, heartbeatMs: Infinity }) };

describe('publisher', () => {
  it('marks follow the feed where there is no oracle, and their lowest is kept', () => {
    // Goal: mark = feed, with our displacement; lot values go with them.
    const parts = partsOf([100, 90, 95]);
    parts.markets.fill(0, -300);
    const marks = [0, 1, 2].map((tick) => (parts.moveTo(tick), parts.markets.mark[0]));
    expect(marks).toEqual([97, 87, 92]);
    expect([parts.markets.lotValue[0], parts.publisher.markLow[0], parts.publisher.markStart[0]]).toEqual([92 * micro, 87, 100]);
  });

  it('tells the marks without our displacement', () => {
    // Goal: roots of cascades are judged by them.
    const parts = partsOf([100, 90]);
    parts.markets.fill(0, -300);
    parts.moveTo(1);
    parts.publisher.refreshExogenous();
    expect([parts.publisher.exogenous.mark[0], parts.publisher.exogenous.lotValue[0]]).toEqual([90, 90 * micro]);
  });

  it('marks wait for the oracle, and so do those without displacement', () => {
    // Goal: a publication of one instant is seen a minute later; the shadow saw the price without our sales.
    const parts = partsOf([100, 90, 90], slow);
    parts.moveTo(0);
    parts.markets.fill(0, -300);
    parts.moveTo(1);
    expect([parts.markets.feed[0], parts.markets.mark[0]]).toEqual([87, 100]);
    parts.publisher.deliver(60_000);
    expect(parts.markets.mark[0]).toBe(100);
    parts.publisher.deliver(120_000);
    expect([parts.markets.mark[0], parts.publisher.exogenous.mark[0]]).toEqual([87, 90]);
    expect([parts.publisher.hasOracles, parts.publisher.followsOracle(0), partsOf([1]).publisher.hasOracles]).toEqual([true, true, false]);
  });

  it('leaves events of other phases in the queue', () => {
    // Goal: deliveries come first in an instant, everything else has its turn later.
    const parts = partsOf([100, 90], slow);
    parts.moveTo(0);
    parts.queue.push(60_000, eventPhase.pacing, 7);
    parts.publisher.deliver(60_000);
    expect([parts.queue.size, parts.queue.nextPhase]).toEqual([1, eventPhase.pacing]);
  });

  it('halts an instrument until the latest time that a breaker asked for', () => {
    // Goal: the end of the halt is scheduled; a shorter halt of another breaker does not end it earlier.
    const breakers = [180_000, 90_000].map((haltMs) => haltBreaker({ threshold: 0.05, windowMs: Infinity, haltMs }));
    const parts = partsOf([100, 90], { breakers });
    parts.moveTo(0);
    parts.moveTo(1);
    expect([parts.watch.haltedUntilMs[0], parts.queue.size]).toEqual([240_000, 1]);
    expect([parts.queue.nextTimeMs, parts.queue.nextPhase, parts.queue.nextPayload]).toEqual([240_000, eventPhase.haltEnd, 0]);
  });

  it('makes new breakers for every path', () => {
    // Goal: a band of the last path does not bind the next one.
    const parts = partsOf([100, 90], { breakers: [bandBreaker({ width: 0.1, windowMs: Infinity })] });
    parts.moveTo(0);
    const [before] = parts.publisher.breakers[0];
    expect([before.fillLow, before.fillHigh]).toEqual([90, 110]);
    parts.publisher.reset();
    expect(parts.publisher.breakers[0][0].fillLow).toBe(-Infinity);
    expect([parts.publisher.hasBreakers, partsOf([1]).publisher.hasBreakers]).toEqual([true, false]);
  });
});
