/**
 * Streams of random numbers. A stream is named by what it is for (seed, scenario, path, component, purpose) and never by who
 * computes it, so that results do not depend on the number of workers and nothing shifts when something is added elsewhere.
 *
 * Seeding is that of seedrandom's alea (J. Baagoe, 2010). The recurrence, three lines, is repeated here on local registers,
 * because blocks drawn in one loop take a third of the time of calls into the package; a test holds both together draw by draw. The
 * carry is cut off by Math.floor, not by `| 0`: every draw waits for the carry before it, and on its way through an integer it waits twice
 * as long. It is never negative, so that both give the same number.
 */
import seedrandom from 'seedrandom';
import { InvariantError } from './assert.ts';
import { Digest } from './digest.ts';
import { log } from './transcendental.ts';
import { zigguratTables } from './ziggurat.ts';

const MULTIPLIER = 2091639;
const TWO_32 = 0x100000000;
const TWO_MINUS_32 = 1 / TWO_32;
/** Half of the grid: moves a draw from [0, 1) to the middle of its cell, so that neither 0 nor 1 occurs. */
const HALF_CELL = 0.5 * TWO_MINUS_32;

const { LAYERS, TAIL_START, widths, thresholds, heights, densityAt } = zigguratTables();
const LAYER_MASK = LAYERS - 1;

/** Places of the generator's registers. */
const S0 = 0;
const S1 = 1;
const S2 = 2;
const CARRY = 3;

/** What a stream is for. Any two different sets of parts give independent streams. */
export interface StreamParts {
  readonly seed: number | string;
  readonly scenario: string;
  readonly path: number;
  readonly component: string;
  readonly purpose: string;
}

/** One stream. `fill...` gives exactly the numbers that as many single calls would give. */
export class RandomStream {
  /** s0, s1, s2, carry: one typed array, because a mutable double in a field costs an allocation per store. */
  readonly #registers: Float64Array;

  private constructor(registers: Float64Array) {
    this.#registers = registers;
  }

  /** A stream seeded by a text, as `seedrandom.alea(key)`. */
  static fromKey(key: string): RandomStream {
    const { s0, s1, s2, c } = seedrandom.alea(key, { state: true }).state();
    return new RandomStream(Float64Array.of(s0, s1, s2, c));
  }

  /** An independent copy that continues from the same point. */
  clone(): RandomStream {
    return new RandomStream(this.#registers.slice());
  }

  /** One of 2^32 multiples of 2^-32 in [0, 1). */
  #next(): number {
    const registers = this.#registers;
    const sum = MULTIPLIER * registers[S0] + registers[CARRY] * TWO_MINUS_32;
    const carry = Math.floor(sum);
    registers[S0] = registers[S1];
    registers[S1] = registers[S2];
    registers[CARRY] = carry;
    return (registers[S2] = sum - carry);
  }

  /** Uniform on the open interval (0, 1): the middles of 2^32 cells. One draw. */
  uniform(): number {
    return this.#next() + HALF_CELL;
  }

  /** Uniform on (0, 1) with 53 bits, for tails beyond 1e-9. Two draws. */
  uniformFine(): number {
    const coarse = this.#next();
    return coarse + (Math.floor(this.#next() * 0x100000) + 0.5) * (TWO_MINUS_32 / 0x100000);
  }

  /** Exponential with mean 1. Two draws. */
  exponential(): number {
    return -log(this.uniformFine());
  }

  /** Uniform integer in 0 .. n - 1 without bias, for an integer n in 1 .. 2^32. */
  integerBelow(n: number): number {
    if (!(Number.isInteger(n) && n >= 1 && n <= TWO_32)) throw new InvariantError(`no integer lies below ${n} (1 .. 2^32)`);
    const cell = Math.floor(TWO_32 / n);
    for (;;) {
      const candidate = Math.floor((this.#next() * TWO_32) / cell);
      if (candidate < n) return candidate;
    }
  }

  /** Standard normal by the ziggurat method (G. Marsaglia and W. W. Tsang, J. Stat. Software 5, 2000). */
  normal(): number {
    const bits = (this.#next() * TWO_32) | 0;
    const layer = bits & LAYER_MASK;
    return Math.abs(bits) < thresholds[layer] ? bits * widths[layer] : this.#normalOutside(bits);
  }

  /** The draw fell outside the part of its layer that lies wholly under the density: one in forty. */
  #normalOutside(first: number): number {
    let bits = first;
    for (;;) {
      const layer = bits & LAYER_MASK;
      const x = bits * widths[layer];
      if (Math.abs(bits) < thresholds[layer]) return x;
      if (layer === 0) return bits < 0 ? -this.#normalTail() : this.#normalTail();
      const height = heights[layer] + this.uniform() * (heights[layer - 1] - heights[layer]);
      if (height < densityAt(x)) return x;
      bits = (this.#next() * TWO_32) | 0;
    }
  }

  /** A normal beyond the last layer (G. Marsaglia, Technometrics 6, 1964). */
  #normalTail(): number {
    for (;;) {
      const beyond = -log(this.uniformFine()) / TAIL_START;
      if (-2 * log(this.uniformFine()) > beyond * beyond) return TAIL_START + beyond;
    }
  }

  /** Fills with uniforms on (0, 1). */
  fillUniforms(target: Float64Array): void {
    const registers = this.#registers;
    let s0 = registers[S0];
    let s1 = registers[S1];
    let s2 = registers[S2];
    let carry = registers[CARRY];
    for (let i = 0; i < target.length; i++) {
      const sum = MULTIPLIER * s0 + carry * TWO_MINUS_32;
      carry = Math.floor(sum);
      s0 = s1;
      s1 = s2;
      s2 = sum - carry;
      target[i] = s2 + HALF_CELL;
    }
    setRegisters(registers, s0, s1, s2, carry);
  }

  /** Fills with standard normals. */
  fillNormals(target: Float64Array): void {
    const registers = this.#registers;
    let s0 = registers[S0];
    let s1 = registers[S1];
    let s2 = registers[S2];
    let carry = registers[CARRY];
    for (let i = 0; i < target.length; i++) {
      const sum = MULTIPLIER * s0 + carry * TWO_MINUS_32;
      carry = Math.floor(sum);
      s0 = s1;
      s1 = s2;
      s2 = sum - carry;
      const bits = (s2 * TWO_32) | 0;
      const layer = bits & LAYER_MASK;
      if (Math.abs(bits) < thresholds[layer]) {
        target[i] = bits * widths[layer];
        continue;
      }
      setRegisters(registers, s0, s1, s2, carry);
      target[i] = this.#normalOutside(bits);
      s0 = registers[S0];
      s1 = registers[S1];
      s2 = registers[S2];
      carry = registers[CARRY];
    }
    setRegisters(registers, s0, s1, s2, carry);
  }
}

function setRegisters(registers: Float64Array, s0: number, s1: number, s2: number, carry: number): void {
  registers[S0] = s0;
  registers[S1] = s1;
  registers[S2] = s2;
  registers[CARRY] = carry;
}

/** Short keys of long part lists: seeding costs time per character, and a study opens the same streams for every path. */
const shortKeys = new Map<string, string>();
const LARGEST_CACHE = 4096;

/** The stream of these parts, at its beginning. */
export function openStream(parts: StreamParts): RandomStream {
  if (!Number.isSafeInteger(parts.path)) throw new InvariantError(`a path is an integer, not ${parts.path}`);
  return RandomStream.fromKey(`${parts.path}/${shortKey(parts)}`);
}

function counted(text: string): string {
  return `${text.length}:${text}`;
}

/** Eight UTF-16 code units that stand for everything but the path. */
function shortKey(parts: StreamParts): string {
  const { seed, scenario, component, purpose } = parts;
  const longKey = counted(typeof seed) + counted(String(seed)) + counted(scenario) + counted(component) + counted(purpose);
  const known = shortKeys.get(longKey);
  if (known !== undefined) return known;
  const key = hashedKey(longKey);
  if (shortKeys.size >= LARGEST_CACHE) shortKeys.clear();
  shortKeys.set(longKey, key);
  return key;
}

function hashedKey(longKey: string): string {
  const words = new Digest().text(longKey).words();
  return Array.from(words, (word) => String.fromCharCode(word >>> 16, word & 0xffff)).join('');
}
