/** Rounds to the nearest integer, halves away from zero (the one rounding of every cash leg). */
export function roundHalfAway(value: number): number {
  const magnitude = Math.abs(value);
  const floor = Math.floor(magnitude);
  const rounded = magnitude - floor >= 0.5 ? floor + 1 : floor;
  return value < 0 ? 0 - rounded : rounded;
}
