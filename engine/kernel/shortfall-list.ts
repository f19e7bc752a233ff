/** Whose losses went beyond their margin on a path, in the order in which it was found; an account may stand here more than once. */

/** Entries of one path. Costs what is written, also to forget. */
export class ShortfallList {
  #accounts = new Int32Array(64);
  #usd = new Float64Array(64);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Internal account numbers. */
  get accounts(): Int32Array {
    return this.#accounts.subarray(0, this.#count);
  }

  /** USD of the moment, one per entry. */
  get usd(): Float64Array {
    return this.#usd.subarray(0, this.#count);
  }

  add(account: number, usd: number): void {
    if (this.#count === this.#accounts.length) this.#grow();
    this.#accounts[this.#count] = account;
    this.#usd[this.#count++] = usd;
  }

  clear(): void {
    this.#count = 0;
  }

  #grow(): void {
    const accounts = new Int32Array(2 * this.#count);
    const usd = new Float64Array(2 * this.#count);
    accounts.set(this.#accounts);
    usd.set(this.#usd);
    this.#accounts = accounts;
    this.#usd = usd;
  }
}

/** Shortfall of the owner with the largest one, and of the two with the largest together: all accounts of an owner, on all venues. */
export interface LargestOwners {
  readonly oneUsd: number;
  readonly twoUsd: number;
}

/** How many owners there are, who count from 0. */
export function ownerCount(ownerOf: Int32Array): number {
  let count = 0;
  for (let account = 0; account < ownerOf.length; account++) count = Math.max(count, ownerOf[account] + 1);
  return count;
}

/** Adds shortfalls up by owner. `ownerOf` by account; owners count from 0. */
export class OwnerTotals {
  readonly #ownerOf: Int32Array;
  /** Zero between paths: what a path wrote is cleared while it is read. */
  readonly #usd: Float64Array;

  constructor(ownerOf: Int32Array) {
    this.#ownerOf = ownerOf;
    this.#usd = new Float64Array(ownerCount(ownerOf));
  }

  /**
   * What default funds of clearing houses are sized by, with owners for members: Cover 1 and Cover 2 (CPMI-IOSCO, Principles for financial
   * market infrastructures, principle 4, key consideration 4).
   */
  largest({ accounts, usd }: Pick<ShortfallList, 'accounts' | 'usd'>): LargestOwners {
    const totals = this.#usd;
    for (let entry = 0; entry < accounts.length; entry++) totals[this.#ownerOf[accounts[entry]]] += usd[entry];
    let first = 0;
    let second = 0;
    for (let entry = 0; entry < accounts.length; entry++) {
      const owner = this.#ownerOf[accounts[entry]];
      const total = totals[owner];
      totals[owner] = 0;
      if (total > first) {
        second = first;
        first = total;
      } else if (total > second) second = total;
    }
    return { oneUsd: first, twoUsd: first + second };
  }
}
