/** Several tests at once. */

/**
 * p-values adjusted so that the chance of any false alarm in the family stays below the level (S. Holm, Scand. J. Stat. 6, 1979), in the
 * order given.
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index).sort((one, other) => pValues[one] - pValues[other] || one - other);
  const adjusted = new Array<number>(pValues.length);
  let largest = 0;
  order.forEach((index, rank) => {
    largest = Math.max(largest, Math.min(1, (pValues.length - rank) * pValues[index]));
    adjusted[index] = largest;
  });
  return adjusted;
}
