/**
 * A fingerprint of a set of entries (owner, item, two values) that does not depend on the order in which they are added: every entry is
 * mixed into two words that depend on all its bits, and the words of all entries are summed. Not cryptographic.
 *
 * An entry's words are first combined linearly with odd factors, two sets of them (multilinear hashing, J. L. Carter and M. N. Wegman,
 * Universal classes of hash functions, 1979), then spread by the finaliser of MurmurHash3 (A. Appleby, 2011, public domain).
 */
import { assert } from './assert.ts';

const probe = new Float64Array(2);
const probeWords = new Int32Array(probe.buffer);
probe[0] = 1;
/** Place of the upper word of a double on this machine. */
const UPPER = probeWords[1] !== 0 ? 1 : 0;
const LOWER = 1 - UPPER;

/** Collects entries and tells two words and the count of them. */
export class UnorderedDigest {
  readonly #sums = new Int32Array(2);
  #count = 0;

  /** Adds an entry. Owner and item are whole numbers below 2^31; of the values every bit counts, -0 as 0; NaN is a bug of the caller. */
  add(owner: number, item: number, value: number, other: number): void {
    assert(value === value && other === other, 'a digest cannot hold NaN');
    probe[0] = value + 0; // -0 + 0 is 0
    probe[1] = other + 0;
    const a = probeWords[LOWER];
    const b = probeWords[UPPER];
    const c = probeWords[2 + LOWER];
    const d = probeWords[2 + UPPER];
    const values = (Math.imul(a, 0x9e3779b1) + Math.imul(b, 0x85ebca77) + Math.imul(c, 0xc2b2ae3d) + Math.imul(d, 0x27d4eb2f)) | 0;
    const others = (Math.imul(a, 0x165667b1) + Math.imul(b, 0xd3a2646d) + Math.imul(c, 0xfd7046c5) + Math.imul(d, 0xb55a4f09)) | 0;
    this.#sums[0] += spread((values + Math.imul(owner, 0x5bd1e995) + Math.imul(item, 0x1b873593)) | 0);
    this.#sums[1] += spread((others + Math.imul(owner, 0xcc9e2d51) + Math.imul(item, 0x38495ab5)) | 0);
    this.#count++;
  }

  /** The two sums as unsigned words, and how many entries there are. */
  get numbers(): readonly [number, number, number] {
    return [this.#sums[0] >>> 0, this.#sums[1] >>> 0, this.#count];
  }
}

/** Lets every bit of a sum of words change every bit of one word. */
function spread(sum: number): number {
  let word = Math.imul(sum ^ (sum >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return word ^ (word >>> 16);
}
