/** Lengths of time as scenario files write them. */
const units: readonly (readonly [name: string, ms: number])[] = [
  ...([['d', 86_400_000], ['h', 3_600_000], ['m', 60_000], ['s', 1000], ['ms', 1]] as const),
];

/** The text of a whole number of milliseconds in the largest unit that divides it: 3600000 is 1h. */
export function durationOf(lengthMs: number): string {
  const [name, ms] = units.find(([, unitMs]) => lengthMs % unitMs === 0) ?? units[units.length - 1];
  return `${lengthMs / ms}${name}`;
}
