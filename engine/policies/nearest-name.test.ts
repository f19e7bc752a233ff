import { describe, expect, it } from 'vitest';
import { editDistance, nearestName } from './nearest-name.ts';

describe('nearest name', () => {
  it('counts edits', () => {
    expect(editDistance('kitten', 'sitting')).toBe(3);
    expect(editDistance('', 'abc')).toBe(3);
    expect(editDistance('same', 'same')).toBe(0);
  });

  it('suggests what was meant and nothing far-fetched', () => {
    const names = ['leverage', 'brackets', 'order-book'];
    expect(nearestName('levrage', names)).toBe('leverage');
    expect(nearestName('Bracket', names)).toBe('brackets');
    expect(nearestName('orderbook', names)).toBe('order-book');
    expect(nearestName('span', names)).toBeNull();
  });
});
