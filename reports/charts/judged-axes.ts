/** Axes of the numbers that points of a sweep are judged by: money where the unit is USD, plain numbers elsewhere. */
import type { JudgedNumber } from '../sweep/sweep-summary.ts';
import { numberAxis, usdAxis, usdAxisBelow } from './axes.ts';

/** y-axis of a judged number. */
export function judgedAxis({ unit }: JudgedNumber, title: string): object {
  return unit.startsWith('USD') ? usdAxis(title) : numberAxis(title);
}

/** x-axis of a judged number. */
export function judgedAxisBelow({ unit }: JudgedNumber, title: string): object {
  return unit.startsWith('USD') ? usdAxisBelow(title) : { title, tickCount: 5, format: '.3~r', grid: true };
}
