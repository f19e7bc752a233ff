import { DamagedFile, requireIntact } from './flatbuffer.ts';

/** A decoded struct: field number -> value. Binary fields are not copied, only their length is kept. */
export type ThriftStruct = ReadonlyMap<number, ThriftValue>;
export type ThriftValue = number | boolean | ThriftStruct | readonly ThriftValue[];

const deepest = 24;
const largestVarintBytes = 10;

/**
 * Reads one struct of the Thrift compact protocol with every size checked against the bytes that are left
 * (https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md). Throws DamagedFile.
 */
export class ThriftReader {
  readonly #view: DataView;
  offset: number;

  constructor(view: DataView, offset = 0) {
    this.#view = view;
    this.offset = offset;
  }

  struct(depth = 0): ThriftStruct {
    requireIntact(depth <= deepest, 'the nesting of a header');
    const fields = new Map<number, ThriftValue>();
    for (let field = 0; ; ) {
      const head = this.#byte();
      const type = head & 15;
      if (type === 0) return fields;
      field = head >> 4 === 0 ? this.#zigzag() : field + (head >> 4);
      fields.set(field, this.#value(type, depth));
    }
  }

  #value(type: number, depth: number): ThriftValue {
    if (type === 1 || type === 2) return type === 1;
    if (type === 3) return this.#byte();
    if (type >= 4 && type <= 6) return this.#zigzag();
    if (type === 7) return this.#skip(8);
    if (type === 8) return this.#skip(this.varint());
    if (type === 9) return this.#list(depth);
    requireIntact(type === 12, 'the kind of a header field');
    return this.struct(depth + 1);
  }

  #list(depth: number): readonly ThriftValue[] {
    const head = this.#byte();
    const size = head >> 4 === 15 ? this.varint() : head >> 4;
    const type = head & 15;
    requireIntact(size <= this.#view.byteLength - this.offset, 'the length of a header list');
    return Array.from({ length: size }, () => (type === 1 || type === 2 ? this.#byte() === 1 : this.#value(type, depth + 1)));
  }

  #skip(length: number): number {
    requireIntact(length >= 0 && this.offset + length <= this.#view.byteLength, 'the length of a header text');
    this.offset += length;
    return length;
  }

  /** Numbers are doubles here: sizes and counts beyond 2^53 are damage anyway and stay large when rounded. */
  varint(): number {
    let value = 0;
    for (let index = 0; index < largestVarintBytes; index++) {
      const byte = this.#byte();
      value += (byte & 127) * 128 ** index;
      if (byte < 128) return value;
    }
    throw new DamagedFile('a number of a header');
  }

  #zigzag(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  #byte(): number {
    requireIntact(this.offset < this.#view.byteLength, 'the end of a header');
    this.offset += 1;
    return this.#view.getUint8(this.offset - 1);
  }
}
