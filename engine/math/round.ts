/**
 * Rounds to the nearest integer, halves away from zero (the one rounding of every cash leg). Without a branch on the fraction: no processor
 * can guess that one, and a wrong guess costs more than the whole of a liquidation's arithmetic.
 */
export function roundHalfAway(value: number): number {
  const magnitude = Math.abs(value);
  if (magnitude === Infinity) return value;
  const floor = Math.floor(magnitude);
  const rounded = floor + Math.floor(2 * (magnitude - floor));
  return value < 0 ? 0 - rounded : rounded;
}
