/** Did-you-mean: the known name nearest to what was written. */
import { editDistance } from '../engine/policies/nearest-name.ts';

/** Longer words are no typing errors, and comparing them would take long. */
const longestWord = 64;

/** Spelling without case and separators, so that `half_life`, `halfLife` and `half-life` are one word. */
function plainSpelling(word: string): string {
  return word.toLowerCase().replaceAll(/[-_ ]/g, '');
}

/** Insertions, deletions and replacements; two neighbours in the wrong order are one error. */
function typingErrors(written: string, meant: string): number {
  const distance = editDistance(written, meant);
  return distance === 2 && sortedLetters(written) === sortedLetters(meant) ? 1 : distance;
}

function sortedLetters(word: string): string {
  return [...word].sort().join('');
}

/** The candidate that was probably meant, or undefined when none is near: at most a third of the letters may be wrong. */
export function nearestName(written: string, candidates: readonly string[]): string | undefined {
  if (written.length > longestWord) return undefined;
  const word = plainSpelling(written);
  let best: string | undefined;
  let least = Math.floor(word.length / 3) + 1;
  for (const candidate of candidates) {
    const distance = typingErrors(word, plainSpelling(candidate));
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** The beginning of a long text, for messages. */
export function shorten(text: string): string {
  return text.length > longestWord ? `${text.slice(0, longestWord - 3)}...` : text;
}

/** "a", "a or b", "a, b or c"; at most `most` names, then how many more there are. */
export function listNames(names: readonly string[], most = 16): string {
  if (names.length > most) return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
