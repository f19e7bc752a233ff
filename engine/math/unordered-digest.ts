/**
 * A fingerprint of a set of entries (owner, item, two values) that does not depend on the order in which they are added: every entry is
 * mixed into two words that depend on all its bits, and the words of all entries are summed. Not cryptographic.
 *
 * Every word is folded in by exclusive or, multiplication and a shift of the upper half onto the lower, as in MurmurHash3 and FNV-1a.
 */
import { assert } from './assert.ts';

const probe = new Float64Array(2);
const probeWords = new Int32Array(probe.buffer);
probe[0] = 1;
/** Place of the upper word of a double on this machine. */
const UPPER = probeWords[1] !== 0 ? 1 : 0;
const LOWER = 1 - UPPER;

const M1 = 0x85ebca6b;
const M2 = 0xc2b2ae35;
const M3 = 0x9e3779b1;
const M4 = 0x27d4eb2f;

/** Collects entries and tells two words and the count of them. */
export class UnorderedDigest {
  readonly #sums = new Int32Array(2);
  #count = 0;

  /**
   * Adds an entry. Owner and item are whole numbers below 2^31; of the values every bit counts, -0 as 0; NaN is a bug of the caller.
   * The two words take the same bits in different orders and with different factors.
   */
  add(owner: number, item: number, value: number, other: number): void {
    assert(value === value && other === other, 'a digest cannot hold NaN');
    probe[0] = value + 0; // -0 + 0 is 0
    probe[1] = other + 0;
    const a = probeWords[LOWER];
    const b = probeWords[UPPER];
    const c = probeWords[2 + LOWER];
    const d = probeWords[2 + UPPER];
    let one = Math.imul(owner ^ 0x5bd1e995, M1) ^ Math.imul(item, M3);
    one = fold(one ^ a, M2);
    one = fold(one ^ b, M1);
    one = fold(one ^ c, M2);
    one = fold(one ^ d, M1);
    let two = Math.imul(owner ^ 0x1b873593, M4) ^ Math.imul(item, M2);
    two = fold(two ^ d, M3);
    two = fold(two ^ c, M4);
    two = fold(two ^ b, M3);
    two = fold(two ^ a, M4);
    this.#sums[0] += fold(one, M2);
    this.#sums[1] += fold(two, M3);
    this.#count++;
  }

  /** The two sums as unsigned words, and how many entries there are. */
  get numbers(): readonly [number, number, number] {
    return [this.#sums[0] >>> 0, this.#sums[1] >>> 0, this.#count];
  }
}

function fold(word: number, factor: number): number {
  const mixed = Math.imul(word ^ (word >>> 16), factor);
  return mixed ^ (mixed >>> 15);
}
