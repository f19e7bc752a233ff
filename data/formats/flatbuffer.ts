/** Thrown by the bounded readers of binary headers; the format readers turn it into a UserError. */
export class DamagedFile extends Error {
  override readonly name = 'DamagedFile';
}

export function requireIntact(condition: boolean, what: string): asserts condition {
  if (!condition) throw new DamagedFile(what);
}

/** A run of elements inside a flatbuffer: where it starts, how many there are. */
export interface FlatVector {
  readonly start: number;
  readonly length: number;
}

/**
 * One table of a flatbuffer, read with bounds checks that the library's own accessors lack. Whatever the library would read in
 * another way (an odd size, an offset that is negative in 16 bits) is refused, so that both see the same header.
 * Layout: https://flatbuffers.dev/internals/ (table -> vtable -> field offsets, all little-endian).
 */
export class FlatTable {
  readonly #view: DataView;
  readonly #position: number;
  readonly #vtable: number;
  readonly #vtableBytes: number;

  constructor(view: DataView, position: number) {
    this.#view = view;
    this.#position = position;
    this.#vtable = position - this.#int32(position);
    this.#vtableBytes = this.#uint16(this.#vtable);
    const isWhole = this.#vtableBytes >= 4 && this.#vtableBytes % 2 === 0;
    requireIntact(isWhole && this.#vtable + this.#vtableBytes <= view.byteLength, 'a table of the header');
  }

  /** The root table of a buffer. */
  static root(view: DataView): FlatTable {
    requireIntact(view.byteLength >= 8, 'the header');
    return new FlatTable(view, view.getUint32(0, true));
  }

  has(slot: number): boolean {
    return this.#field(slot) !== 0;
  }

  table(slot: number): FlatTable | null {
    const field = this.#field(slot);
    return field === 0 ? null : new FlatTable(this.#view, this.#target(field));
  }

  /** A vector whose elements take `elementBytes` each; empty when the field is absent. */
  vector(slot: number, elementBytes: number): FlatVector {
    const field = this.#field(slot);
    if (field === 0) return { start: 0, length: 0 };
    const start = this.#target(field);
    const length = this.#int32(start);
    requireIntact(length >= 0 && start + 4 + length * elementBytes <= this.#view.byteLength, 'a list of the header');
    return { start: start + 4, length };
  }

  /** The tables that a vector of offsets points to. */
  tables(slot: number): FlatTable[] {
    const { start, length } = this.vector(slot, 4);
    return Array.from({ length }, (_, index) => new FlatTable(this.#view, this.#target(start + index * 4)));
  }

  byte(slot: number): number {
    const field = this.#field(slot);
    return field === 0 ? 0 : this.#checked(field, 1).getInt8(field);
  }

  int16(slot: number): number {
    const field = this.#field(slot);
    return field === 0 ? 0 : this.#checked(field, 2).getInt16(field, true);
  }

  int64(slot: number): number {
    const field = this.#field(slot);
    return field === 0 ? 0 : this.int64At(field);
  }

  /** A 64-bit integer as a number; sizes beyond 2^53 are damage anyway and stay large when rounded. */
  int64At(offset: number): number {
    return Number(this.#checked(offset, 8).getBigInt64(offset, true));
  }

  #field(slot: number): number {
    const entry = 4 + slot * 2;
    if (entry + 2 > this.#vtableBytes) return 0;
    const offset = this.#uint16(this.#vtable + entry);
    requireIntact(offset < 0x8000, 'a field of the header');
    return offset === 0 ? 0 : this.#position + offset;
  }

  #target(offset: number): number {
    return offset + this.#checked(offset, 4).getUint32(offset, true);
  }

  #int32(offset: number): number {
    return this.#checked(offset, 4).getInt32(offset, true);
  }

  #uint16(offset: number): number {
    return this.#checked(offset, 2).getUint16(offset, true);
  }

  #checked(offset: number, bytes: number): DataView {
    requireIntact(offset >= 0 && offset + bytes <= this.#view.byteLength, 'an offset of the header');
    return this.#view;
  }
}
