import { describe, expect, it } from 'vitest';
import { Dice } from '../../test/reference/dice.ts';
import { RoundOrder } from './round-order.ts';
import { single, smallParts, smallPath, smallWorld } from './testing/small-world.ts';
import { WokenList } from './trigger-index.ts';

/** Woken accounts of a random book, with many exact copies, in random order. */
function wokenBook(count: number, kinds: number, seed: number) {
  const dice = new Dice(seed, 'round-order');
  const variants = Array.from({ length: kinds }, () => single(dice.between(0, 20), dice.pick([1, 2, -1, -3]), dice.between(90, 110)));
  const parts = smallParts(smallWorld({ accounts: Array.from({ length: count }, () => dice.pick(variants)) }), smallPath([[100]]));
  const woken = new WokenList();
  for (const account of dice.shuffled(Array.from({ length: count }, (_, index) => index))) woken.push(account);
  return { parts, woken };
}

function present(woken: WokenList): number[] {
  return [...woken.accounts.subarray(0, woken.count)];
}

describe('round order', () => {
  it.each([0, 1, 2, 10, 48, 49, 300])('insertionVsComparator: sorts %i accounts by depth, then stable id', (count) => {
    // Goal: both ways of sorting (few and many accounts) give the order of the definition.
    const { parts, woken } = wokenBook(count, 12, count);
    const { health, markets, layout } = parts;
    const expected = present(woken).sort(
      (a, b) => health.depth(b, markets) - health.depth(a, markets) || layout.stableOf[a] - layout.stableOf[b],
    );
    new RoundOrder().sort(woken, health, markets, layout.stableOf);
    expect(present(woken)).toEqual(expected);
  });

  it('leaves accounts that were already in order alone, and can be used again', () => {
    // Goal: sorting twice changes nothing; a small round after a large one sees nothing of it.
    const { parts, woken } = wokenBook(200, 200, 1);
    const order = new RoundOrder();
    order.sort(woken, parts.health, parts.markets, parts.layout.stableOf);
    const once = present(woken);
    order.sort(woken, parts.health, parts.markets, parts.layout.stableOf);
    expect(present(woken)).toEqual(once);
    woken.accounts.reverse();
    woken.accounts.copyWithin(0, woken.accounts.length - 200);
    woken.count = 5;
    order.sort(woken, parts.health, parts.markets, parts.layout.stableOf);
    expect(present(woken)).toEqual(once.slice(-5));
  });
});
