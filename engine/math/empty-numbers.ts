/**
 * An empty list for numbers that are not whole. V8 takes an empty list to be for small whole numbers, compiles code for that, and throws
 * it away at the first fraction: a list that once held one is expected to hold more.
 */
export function emptyNumbers(): number[] {
  const list = [NaN];
  list.length = 0;
  return list;
}
