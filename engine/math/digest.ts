/**
 * A fast 128-bit fingerprint of texts and numbers, equal on every machine. Not cryptographic: it tells results apart,
 * it does not protect against someone who wants two of them to look alike.
 *
 * The mixing is that of MurmurHash3 x86_128 (A. Appleby, 2011, public domain) over a stream of 32-bit words; the stream itself
 * is ours: every value is preceded by its kind and length, so that ("ab", "c") and ("a", "bc") differ.
 */
import { assert } from './assert.ts';

const WORDS_PER_BLOCK = 4;
const M1 = 0x239b961b;
const M2 = 0xab0e9789;
const M3 = 0x38b34ae5;
const M4 = 0xa1e38b93;
const KIND_TEXT = 1;
const KIND_NUMBER = 2;
const KIND_NUMBERS = 3;

const probe = new Float64Array(1);
const probeWords = new Int32Array(probe.buffer);
probe[0] = 1;
/** Place of the upper word of a double on this machine. */
const UPPER = probeWords[1] !== 0 ? 1 : 0;

/** Collects values and tells their fingerprint. Order matters; `hex` may be asked at any time and changes nothing. */
export class Digest {
  readonly #state = new Int32Array(WORDS_PER_BLOCK);
  readonly #block = new Int32Array(WORDS_PER_BLOCK);
  #wordCount = 0;

  /** Adds a text, as its UTF-16 code units. */
  text(value: string): this {
    this.#word(KIND_TEXT);
    this.#length(value.length);
    for (let i = 0; i < value.length; i += 2) {
      const second = i + 1 < value.length ? value.charCodeAt(i + 1) : 0;
      this.#word(value.charCodeAt(i) | (second << 16));
    }
    return this;
  }

  /** Adds a number by its bits, -0 as 0. NaN is a bug of the caller (InvariantError). */
  number(value: number): this {
    this.#word(KIND_NUMBER);
    this.#double(value);
    return this;
  }

  /** Adds a list of numbers together with its length. */
  numbers(values: ArrayLike<number>): this {
    this.#word(KIND_NUMBERS);
    this.#length(values.length);
    for (let i = 0; i < values.length; i++) this.#double(values[i]);
    return this;
  }

  /** 32 lower-case hexadecimal characters. */
  hex(): string {
    const [first, second, third, fourth] = this.words();
    return hexWord(first) + hexWord(second) + hexWord(third) + hexWord(fourth);
  }

  /** The same 128 bits as four unsigned words, most significant first. */
  words(): Uint32Array {
    const state = this.#state.slice();
    const rest = this.#wordCount % WORDS_PER_BLOCK;
    if (rest > 0) {
      const block = this.#block.slice();
      block.fill(0, rest);
      mixBlock(state, block);
    }
    return finalWords(state, this.#wordCount);
  }

  #word(word: number): void {
    const place = this.#wordCount & (WORDS_PER_BLOCK - 1);
    this.#block[place] = word;
    this.#wordCount++;
    if (place === WORDS_PER_BLOCK - 1) mixBlock(this.#state, this.#block);
  }

  #length(length: number): void {
    this.#word(length | 0);
    this.#word(Math.floor(length / 0x100000000));
  }

  #double(value: number): void {
    assert(value === value, 'a digest cannot hold NaN');
    probe[0] = value + 0; // -0 + 0 is 0
    this.#word(probeWords[1 - UPPER]);
    this.#word(probeWords[UPPER]);
  }
}

function hexWord(word: number): string {
  return word.toString(16).padStart(8, '0');
}

function rotateLeft(word: number, count: number): number {
  return (word << count) | (word >>> (32 - count));
}

function mixBlock(state: Int32Array, block: Int32Array): void {
  let h1 = state[0];
  let h2 = state[1];
  let h3 = state[2];
  let h4 = state[3];
  h1 ^= Math.imul(rotateLeft(Math.imul(block[0], M1), 15), M2);
  h1 = (Math.imul(rotateLeft(h1, 19) + h2, 5) + 0x561ccd1b) | 0;
  h2 ^= Math.imul(rotateLeft(Math.imul(block[1], M2), 16), M3);
  h2 = (Math.imul(rotateLeft(h2, 17) + h3, 5) + 0x0bcaa747) | 0;
  h3 ^= Math.imul(rotateLeft(Math.imul(block[2], M3), 17), M4);
  h3 = (Math.imul(rotateLeft(h3, 15) + h4, 5) + 0x96cd1c35) | 0;
  h4 ^= Math.imul(rotateLeft(Math.imul(block[3], M4), 18), M1);
  h4 = (Math.imul(rotateLeft(h4, 13) + h1, 5) + 0x32ac3b17) | 0;
  state[0] = h1;
  state[1] = h2;
  state[2] = h3;
  state[3] = h4;
}

/** Spreads every bit of one word over the whole word. */
function avalanche(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

function finalWords(state: Int32Array, wordCount: number): Uint32Array {
  const words = new Uint32Array(state.length);
  for (let i = 0; i < words.length; i++) words[i] = state[i] ^ wordCount;
  addAcross(words);
  for (let i = 0; i < words.length; i++) words[i] = avalanche(words[i]);
  addAcross(words);
  return words;
}

/** Lets every word depend on all of them. */
function addAcross(words: Uint32Array): void {
  for (let i = 1; i < words.length; i++) words[0] += words[i];
  for (let i = 1; i < words.length; i++) words[i] += words[0];
}
