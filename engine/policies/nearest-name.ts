/** Suggestions for mistyped names. */

/** Insertions, deletions and replacements that turn one text into the other (V. I. Levenshtein, 1966). */
export function editDistance(one: string, other: string): number {
  let previous = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const replaced = previous[column - 1] + (one[row - 1] === other[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, previous[column] + 1, current[column - 1] + 1));
    }
    previous = current;
  }
  return previous[other.length];
}

/** The name most like `text`, or nothing when none is near enough to be meant: at most a third of the letters, two at least. */
export function nearestName(text: string, names: readonly string[]): string | null {
  const lower = text.toLowerCase();
  let nearest: string | null = null;
  let least = Math.max(2, Math.floor(lower.length / 3)) + 1;
  for (const name of names) {
    const distance = editDistance(lower, name.toLowerCase());
    if (distance < least) [nearest, least] = [name, distance];
  }
  return nearest;
}
