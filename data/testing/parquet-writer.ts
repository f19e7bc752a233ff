/**
 * A writer of small Parquet files for tests: one flat table, one page per column, plain values. Written from the format description
 * (github.com/apache/parquet-format), since the reader that is under test comes without a writer.
 */
export interface ParquetColumn {
  readonly name: string;
  readonly kind: 'double' | 'timestamp-micros' | 'int64';
  /** null makes the column optional with a missing value. */
  readonly values: readonly (number | null)[];
}

export interface ParquetOptions {
  readonly codec?: 'UNCOMPRESSED' | 'SNAPPY' | 'ZSTD';
}

const codecs = { UNCOMPRESSED: 0, SNAPPY: 1, ZSTD: 6 };

/** Bytes of a Parquet file with the columns side by side. */
export function writeParquet(columns: readonly ParquetColumn[], { codec = 'SNAPPY' }: ParquetOptions = {}): Buffer {
  const magic = Buffer.from('PAR1');
  let offset = magic.length;
  const chunks = columns.map((column) => {
    const bytes = pageOf(column, codec);
    const chunk = { column, bytes, offset, codec: codecs[codec] };
    offset += bytes.length;
    return chunk;
  });
  const footer = footerOf(chunks, columns[0].values.length);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(footer.length);
  return Buffer.concat([magic, ...chunks.map(({ bytes }) => bytes), footer, length, magic]);
}

interface Chunk {
  readonly column: ParquetColumn;
  readonly bytes: Buffer;
  readonly offset: number;
  readonly codec: number;
}

function pageOf({ kind, values }: ParquetColumn, codec: string): Buffer {
  const body = Buffer.concat([levelsOf(values), ...values.filter((value) => value !== null).map((value) => valueOf(kind, value))]);
  const packed = codec === 'SNAPPY' ? snappyLiterals(body) : body;
  const dataHeader = struct([i32(1, values.length), i32(2, 0), i32(3, 3), i32(4, 3)]);
  return Buffer.concat([struct([i32(1, 0), i32(2, body.length), i32(3, packed.length), field(5, 12, dataHeader)]), packed]);
}

/** Definition levels, one bit per row, bit-packed in groups of eight. */
function levelsOf(values: readonly (number | null)[]): Buffer {
  const groups = Math.ceil(values.length / 8);
  const bits = Buffer.alloc(groups);
  values.forEach((value, row) => {
    if (value !== null) bits[row >> 3] |= 1 << (row & 7);
  });
  const runs = Buffer.concat([varint(groups * 2 + 1), bits]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(runs.length);
  return Buffer.concat([length, runs]);
}

function valueOf(kind: ParquetColumn['kind'], value: number): Buffer {
  const bytes = Buffer.alloc(8);
  if (kind === 'double') bytes.writeDoubleLE(value);
  else bytes.writeBigInt64LE(kind === 'int64' ? BigInt(value) : BigInt(value) * 1000n);
  return bytes;
}

/** Snappy without any copies: the length, then literals of at most 60 bytes. */
function snappyLiterals(body: Buffer): Buffer {
  const parts = [varint(body.length)];
  for (let start = 0; start < body.length; start += 60) {
    const piece = body.subarray(start, start + 60);
    parts.push(Buffer.from([(piece.length - 1) << 2]), piece);
  }
  return Buffer.concat(parts);
}

function footerOf(chunks: readonly Chunk[], rows: number): Buffer {
  const root = struct([text(4, 'schema'), i32(5, chunks.length)]);
  const schema = [root, ...chunks.map(({ column }) => schemaElement(column))];
  const group = struct([list(1, chunks.map((chunk) => chunkOf(chunk, rows))), i64(2, 0), i64(3, rows)]);
  return struct([i32(1, 1), list(2, schema), i64(3, rows), list(4, [group])]);
}

function schemaElement({ name, kind }: ParquetColumn): Buffer {
  const timestamp = kind === 'timestamp-micros' ? [i32(6, 10)] : [];
  return struct([i32(1, kind === 'double' ? 5 : 2), i32(3, 1), text(4, name), ...timestamp]);
}

function chunkOf({ column, bytes, offset, codec }: Chunk, rows: number): Buffer {
  const size = bytes.length * 2;
  const encodings = field(2, 9, Buffer.concat([Buffer.from([(2 << 4) | 5]), zigzag(0), zigzag(3)]));
  const path = field(3, 9, Buffer.concat([Buffer.from([(1 << 4) | 8]), binary(column.name)]));
  const type = i32(1, column.kind === 'double' ? 5 : 2);
  const meta = struct([type, encodings, path, i32(4, codec), i64(5, rows), i64(6, size), i64(7, bytes.length), i64(9, offset)]);
  return struct([i64(2, offset), field(3, 12, meta)]);
}

interface ThriftField {
  readonly id: number;
  readonly type: number;
  readonly bytes: Buffer;
}

function struct(fields: readonly ThriftField[]): Buffer {
  let last = 0;
  const parts = fields.map(({ id, type, bytes }) => {
    const head = Buffer.from([((id - last) << 4) | type]);
    last = id;
    return Buffer.concat([head, bytes]);
  });
  return Buffer.concat([...parts, Buffer.from([0])]);
}

function field(id: number, type: number, bytes: Buffer): ThriftField {
  return { id, type, bytes };
}

function i32(id: number, value: number): ThriftField {
  return field(id, 5, zigzag(value));
}

function i64(id: number, value: number): ThriftField {
  return field(id, 6, zigzag(value));
}

function text(id: number, value: string): ThriftField {
  return field(id, 8, binary(value));
}

function list(id: number, structs: readonly Buffer[]): ThriftField {
  const isShort = structs.length < 15;
  const head = isShort ? Buffer.from([(structs.length << 4) | 12]) : Buffer.concat([Buffer.from([0xfc]), varint(structs.length)]);
  return field(id, 9, Buffer.concat([head, ...structs]));
}

function binary(value: string): Buffer {
  return Buffer.concat([varint(Buffer.byteLength(value)), Buffer.from(value)]);
}

function zigzag(value: number): Buffer {
  return varint(value * 2);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) | 128);
  }
}
