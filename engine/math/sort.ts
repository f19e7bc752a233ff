/**
 * Sorting as a permutation: the keys stay where they are, the caller reorders what belongs to them.
 * Radix sort from the least significant digit (D. E. Knuth, The Art of Computer Programming, vol. 3, 5.2.5).
 */
import { assert } from './assert.ts';

/** Below this length insertion beats the fixed cost of clearing the digit counters. */
const INSERTION_LIMIT = 200;
const DIGIT_BITS = 11;
const BUCKETS = 1 << DIGIT_BITS;
const DIGITS_PER_WORD = 3;

const probe = new Float64Array([1]);
/** Place of the upper word of a double on this machine. */
const UPPER = new Uint32Array(probe.buffer)[1] !== 0 ? 1 : 0;

/**
 * The permutation that sorts `keys` ascending: keys[order[0]] <= keys[order[1]] <= ... Ties keep the order of their indexes;
 * -0 equals 0; infinities are allowed; NaN is a bug of the caller (InvariantError).
 */
export function sortedOrder(keys: Float64Array): Int32Array {
  refuseNaN(keys);
  return keys.length < INSERTION_LIMIT ? insertionOrder(keys) : radixOrder(keys);
}

function refuseNaN(keys: Float64Array): void {
  for (let i = 0; i < keys.length; i++) assert(keys[i] === keys[i], 'a sort key is NaN');
}

function insertionOrder(keys: Float64Array): Int32Array {
  const order = indexesOf(keys);
  insert(keys, order, Infinity);
  return order;
}

/** Sorts by the upper words, which are enough for most keys; by the lower ones, and then stably by the upper ones, when they are not. */
function radixOrder(keys: Float64Array): Int32Array {
  const { lower, upper } = orderedWords(keys);
  const byUpper = orderByWord(upper.slice(), indexesOf(keys));
  // Keys with the same upper word are neighbours.
  if (insert(keys, byUpper, keys.length)) return byUpper;
  const byLower = orderByWord(lower, indexesOf(keys));
  const upperByLower = new Uint32Array(keys.length);
  for (let i = 0; i < byLower.length; i++) upperByLower[i] = upper[byLower[i]];
  return orderByWord(upperByLower, byLower);
}

function indexesOf(keys: Float64Array): Int32Array {
  const order = new Int32Array(keys.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  return order;
}

/** Sorts an order by insertion, stably. False when that takes more moves than allowed; the order is lost then. */
function insert(keys: Float64Array, order: Int32Array, mostMoves: number): boolean {
  let moves = 0;
  for (let i = 1; i < order.length && moves <= mostMoves; i++) {
    const index = order[i];
    let place = i;
    for (; place > 0 && keys[order[place - 1]] > keys[index]; place--) order[place] = order[place - 1];
    order[place] = index;
    moves += i - place;
  }
  return moves <= mostMoves;
}

/** The bits of each key as two unsigned words that order as the keys do. */
function orderedWords(keys: Float64Array): { lower: Uint32Array; upper: Uint32Array } {
  const canonical = new Float64Array(keys.length);
  for (let i = 0; i < keys.length; i++) canonical[i] = keys[i] + 0; // -0 + 0 is 0
  const words = new Uint32Array(canonical.buffer);
  const lower = new Uint32Array(keys.length);
  const upper = new Uint32Array(keys.length);
  for (let i = 0; i < keys.length; i++) {
    const high = words[2 * i + UPPER];
    // A negative double orders backwards by magnitude: flip all its bits; a positive one moves above them.
    const flip = high >>> 31 === 1 ? 0xffffffff : 0;
    upper[i] = high ^ (flip | 0x80000000);
    lower[i] = words[2 * i + 1 - UPPER] ^ flip;
  }
  return { lower, upper };
}

/** Stable sort of `order` by the word beside each entry; both arrays are used up, the result is one of two buffers. */
function orderByWord(words: Uint32Array, order: Int32Array): Int32Array {
  const counts = digitCounts(words);
  let from: WordsAndOrder = { words, order };
  let to: WordsAndOrder = { words: new Uint32Array(words.length), order: new Int32Array(words.length) };
  for (let digit = 0; digit < DIGITS_PER_WORD; digit++) {
    const starts = counts.subarray(digit * BUCKETS, (digit + 1) * BUCKETS);
    const shift = digit * DIGIT_BITS;
    if (starts[(words[0] >>> shift) & (BUCKETS - 1)] === words.length) continue; // all keys share this digit
    turnIntoStarts(starts);
    scatter({ from, to, starts, shift });
    [from, to] = [to, from];
  }
  return from.order;
}

function digitCounts(words: Uint32Array): Int32Array {
  const counts = new Int32Array(DIGITS_PER_WORD * BUCKETS);
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    counts[word & (BUCKETS - 1)]++;
    counts[BUCKETS + ((word >>> DIGIT_BITS) & (BUCKETS - 1))]++;
    counts[2 * BUCKETS + (word >>> (2 * DIGIT_BITS))]++;
  }
  return counts;
}

function turnIntoStarts(counts: Int32Array): void {
  let start = 0;
  for (let bucket = 0; bucket < counts.length; bucket++) {
    const count = counts[bucket];
    counts[bucket] = start;
    start += count;
  }
}

interface WordsAndOrder {
  readonly words: Uint32Array;
  readonly order: Int32Array;
}

function scatter(pass: { from: WordsAndOrder; to: WordsAndOrder; starts: Int32Array; shift: number }): void {
  const { from, to, starts, shift } = pass;
  const { words, order } = from;
  const { words: sortedWords, order: sorted } = to;
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    const place = starts[(word >>> shift) & (BUCKETS - 1)]++;
    sortedWords[place] = word;
    sorted[place] = order[i];
  }
}
