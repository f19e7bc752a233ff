import { describe, expect, it } from 'vitest';
import { Dice } from '../../test/reference/dice.ts';
import { TickCalendar } from './tick-calendar.ts';

describe('tick calendar', () => {
  it('calendarVsMap: gives back who was entered, the earliest first', () => {
    // Goal: random entries, removals and takings on paths of different length, with ids that come later.
    const dice = new Dice(1, 'tick-calendar');
    const calendar = new TickCalendar(4);
    for (let path = 0; path < 20; path++) {
      const ticks = dice.integerBetween(1, 40);
      calendar.reset(ticks);
      const dates = new Map<number, number>();
      for (let step = 0; step < 300; step++) {
        const id = dice.below(30);
        calendar.reserve(id + 1);
        calendar.remove(id);
        dates.delete(id);
        const tick = dice.below(ticks + 5);
        if (dice.chance(0.8)) {
          calendar.put(id, tick);
          if (tick < ticks) dates.set(id, tick);
        }
        const earliest = Math.min(ticks, ...dates.values());
        expect(calendar.earliest).toBe(earliest);
        if (earliest === ticks || dice.chance(0.7)) continue;
        const taken = calendar.takeEarliest();
        expect(dates.get(taken)).toBe(earliest);
        dates.delete(taken);
      }
    }
  });
});
