/** What a path adds to results that are summed over paths: long rows of numbers, most of them 0 on most paths. */

/** A row of numbers of which only those that are not 0 are written down, places ascending. */
export interface SparseRow {
  readonly length: number;
  readonly places: Float64Array;
  readonly values: Float64Array;
}

/** Numbers of one path: added up over paths, and the largest kept. None is negative. */
export interface PathTallies {
  readonly sums: SparseRow;
  readonly peaks: SparseRow;
}

const emptyRow: SparseRow = { length: 0, places: new Float64Array(), values: new Float64Array() };

/** Of a path of which nothing is tallied. */
export const noTallies: PathTallies = { sums: emptyRow, peaks: emptyRow };

/** The same over all paths, in full; meaning of the places: `tallySheet`. */
export interface Tallies {
  readonly sums: Float64Array;
  readonly peaks: Float64Array;
}

/** Leaves the zeros out. */
export function sparse(row: Float64Array): SparseRow {
  let count = 0;
  for (let place = 0; place < row.length; place++) if (row[place] !== 0) count++;
  const places = new Float64Array(count);
  const values = new Float64Array(count);
  for (let place = 0, next = 0; place < row.length; place++) {
    if (row[place] === 0) continue;
    places[next] = place;
    values[next++] = row[place];
  }
  return { length: row.length, places, values };
}

/** Tallies of paths, taken in path order. Their size is that of one path. */
export class TallySums {
  #sums = new Float64Array();
  #peaks = new Float64Array();

  add({ sums, peaks }: PathTallies): void {
    if (this.#sums.length === 0) this.#sums = new Float64Array(sums.length);
    if (this.#peaks.length === 0) this.#peaks = new Float64Array(peaks.length);
    for (let index = 0; index < sums.places.length; index++) this.#sums[sums.places[index]] += sums.values[index];
    for (let index = 0; index < peaks.places.length; index++) {
      const place = peaks.places[index];
      this.#peaks[place] = Math.max(this.#peaks[place], peaks.values[index]);
    }
  }

  /** Empty before the first path. */
  get totals(): Tallies {
    return { sums: this.#sums.slice(), peaks: this.#peaks.slice() };
  }
}
