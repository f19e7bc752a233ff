import { describe, expect, it } from 'vitest';
import { haltBreaker } from '../../test/reference/doubles.ts';
import { movement, partyIndex } from './parties.ts';
import { eventPhase } from './phases.ts';
import { flatTiers, micro, single, smallParts, smallPath, smallWorld, usd, type SmallParts } from './testing/small-world.ts';
import { WokenList } from './trigger-index.ts';

const portfolio = { cash: 20, positions: [{ instrument: 0, lots: 1, entry: 100 }], coins: 1 };

/** Stable ids of those collected now. */
function collected({ watch, layout }: SmallParts, nowMs = 0): number[] {
  const woken = new WokenList();
  watch.collect(nowMs, woken);
  const ids = [...woken.accounts.subarray(0, woken.count)];
  watch.markWoken(woken);
  return ids.map((account) => layout.stableOf[account]).sort((a, b) => a - b);
}

function moveTo(parts: SmallParts, tick: number): void {
  parts.moveTo(tick);
  parts.watch.radii.advance();
}

function pay(parts: SmallParts, account: number, units: number): void {
  parts.ledger.touch(account);
  parts.ledger.transfer(parts.ledger.cashSlotOf(0, partyIndex.market, usd), account, usd, units, movement.surplus);
}

describe('watch', () => {
  it('collects singles and portfolios alike, each once', () => {
    // Goal: who was woken is in no index until released; who was released is found again while liquidatable.
    const parts = smallParts(smallWorld({ accounts: [single(20, 1, 100), portfolio, single(50, 1, 100)] }), smallPath([[100, 85]]));
    expect(collected(parts)).toEqual([]);
    moveTo(parts, 1);
    expect(collected(parts)).toEqual([0, 1]);
    expect(collected(parts)).toEqual([]);
    [0, 1].forEach((id) => parts.watch.release(parts.account(id)));
    expect(collected(parts)).toEqual([0, 1]);
  });

  it('lets paced accounts wait for their event', () => {
    // Goal: the event carries the account; a change from outside does not wake it earlier.
    const parts = smallParts(smallWorld({ accounts: [single(20, 1, 100)] }), smallPath([[100, 85]]));
    moveTo(parts, 1);
    collected(parts);
    parts.watch.wait(0, 90_000);
    parts.watch.changed(0);
    expect(collected(parts)).toEqual([]);
    expect([parts.queue.nextTimeMs, parts.queue.nextPhase, parts.queue.nextPayload]).toEqual([90_000, eventPhase.pacing, 0]);
    parts.watch.release(0);
    expect(collected(parts)).toEqual([0]);
  });

  it('keeps deferred accounts for the next instant', () => {
    // Goal: the world is not still while somebody is deferred.
    const parts = smallParts(smallWorld({ accounts: [single(20, 1, 100)] }), smallPath([[100, 85]]));
    moveTo(parts, 1);
    collected(parts);
    parts.watch.defer(0);
    expect([collected(parts), parts.watch.isStill]).toEqual([[], false]);
    parts.watch.releaseDeferred();
    expect([collected(parts), parts.watch.isStill]).toEqual([[0], true]);
  });

  it('does not collect what is halted, and does when the halt ends', () => {
    // Goal: singles stay in their index; portfolios whose every position is halted are parked.
    const venue = { breakers: [haltBreaker({ threshold: 0.05, windowMs: Infinity, haltMs: 120_000 })] };
    const parts = smallParts(smallWorld({ accounts: [single(20, 1, 100), portfolio], venue }), smallPath([[100, 85]]));
    parts.moveTo(0);
    moveTo(parts, 1);
    expect(collected(parts, 60_000)).toEqual([]);
    expect(parts.watch.isStill).toBe(false);
    parts.watch.releaseHalted();
    expect(collected(parts, 180_000)).toEqual([0, 1]);
  });

  it('follows changes of cash, and forgets accounts without lots', () => {
    // Goal: a richer account sleeps longer, a closed one for ever.
    const parts = smallParts(smallWorld({ accounts: [single(20, 1, 100), single(20, 1, 100)] }), smallPath([[100, 85]]));
    pay(parts, 0, 10 * micro);
    parts.watch.changed(0);
    parts.ledger.lots[1] = 0;
    parts.watch.changed(1);
    expect([parts.watch.hasPositions(0), parts.watch.hasPositions(1)]).toEqual([true, false]);
    moveTo(parts, 1);
    expect(collected(parts)).toEqual([]);
  });

  it('moves accounts of tiered instruments to the radius index when funding has gone far', () => {
    // Goal: their tier at the trigger is no longer certain; nobody is lost on the way.
    const maintenanceTiers = [...flatTiers(0.1), { notionalFloor: 1000 * micro, rate: 0.2, deduction: 100 * micro }];
    const spec = smallWorld({ accounts: [single(20, 1, 100), single(20, -1, 100)], instruments: [{ maintenanceTiers }] });
    const parts = smallParts(spec, smallPath([[100, 91, 117]]));
    const units = parts.ledger.accrueFunding(0, 3 * micro);
    parts.watch.fundingMoved(0, units);
    expect([0, 1].map((account) => parts.watch.triggers.isInside(account))).toEqual([false, false]);
    moveTo(parts, 1);
    expect(collected(parts)).toEqual([0]);
    moveTo(parts, 2);
    expect(collected(parts)).toEqual([1]);
  });
});
