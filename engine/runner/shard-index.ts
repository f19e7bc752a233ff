/** Which paths of a run are done, and where their rows lie. */

/** Consecutive path numbers. */
export interface PathRange {
  readonly first: number;
  readonly count: number;
}

/** A block of rows in the journal; `offset` is its first byte. */
export interface ShardEntry extends PathRange {
  readonly offset: number;
}

/** Blocks by their first path. They never overlap: what is there already is not added again. */
export class ShardIndex {
  readonly #entries = new Map<number, ShardEntry>();
  #paths = 0;

  /** Paths that are done. */
  get paths(): number {
    return this.#paths;
  }

  get size(): number {
    return this.#entries.size;
  }

  add(entry: ShardEntry): void {
    this.#entries.set(entry.first, entry);
    this.#paths += entry.count;
  }

  /** The block that begins with this path. */
  at(first: number): ShardEntry | undefined {
    return this.#entries.get(first);
  }

  /** All blocks, paths ascending. */
  inOrder(): ShardEntry[] {
    return [...this.#entries.values()].sort((one, other) => one.first - other.first);
  }

  /** Paths of a range of which there is no row, ascending. */
  missing({ first, count }: PathRange): PathRange[] {
    const gaps: PathRange[] = [];
    let next = first;
    for (const entry of [...this.inOrder(), { first: first + count, count: 0 }]) {
      if (entry.first > next) gaps.push({ first: next, count: entry.first - next });
      next = Math.max(next, entry.first + entry.count);
    }
    return gaps;
  }
}

/** The ranges that a stretch of the positions of a to-do list stands for: paths[position] without writing them all out. */
export function rangesAt(todo: readonly PathRange[], { first: start, count }: PathRange): PathRange[] {
  const found: PathRange[] = [];
  let position = 0;
  for (const range of todo) {
    const from = Math.max(start, position);
    const until = Math.min(start + count, position + range.count);
    if (until > from) found.push({ first: range.first + from - position, count: until - from });
    position += range.count;
  }
  return found;
}

/** Paths in a to-do list. */
export function countOf(ranges: readonly PathRange[]): number {
  return ranges.reduce((sum, { count }) => sum + count, 0);
}
