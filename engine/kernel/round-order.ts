/** The order of a round: deepest past its trigger first, then stable account id. */
import { sortedOrder } from '../math/sort.ts';
import type { Health } from './health.ts';
import type { Markets } from './markets.ts';
import type { WokenList } from './trigger-index.ts';

/** Rounds up to this size are sorted by insertion: they arrive almost sorted. */
const insertionLimit = 48;

/** Sorts rounds; keeps its room between them. */
export class RoundOrder {
  #depths = new Float64Array(256);

  /** Sorts the woken accounts in place, with marks as they stand. */
  sort(list: WokenList, health: Health, markets: Markets, stableOf: Int32Array): void {
    const { accounts, count } = list;
    if (count < 2) return;
    if (this.#depths.length < count) this.#depths = new Float64Array(accounts.length);
    if (list.orderedCount === count) {
      this.#sortUnclear(list, health, markets, stableOf);
      return;
    }
    const depths = this.#depths;
    for (let index = 0; index < count; index++) depths[index] = health.depth(accounts[index], markets);
    if (count > insertionLimit && !isDescending(depths, count)) presort(accounts, depths, count);
    insertByDepth(accounts, depths, 0, count, stableOf);
  }

  /** Sorts every stretch of neighbours whose order is not clear. */
  #sortUnclear({ accounts, unclear, unclearCount }: WokenList, health: Health, markets: Markets, stableOf: Int32Array): void {
    for (let from = 0; from < unclearCount; ) {
      let to = from + 1;
      while (to < unclearCount && unclear[to] === unclear[to - 1] + 1) to++;
      const start = unclear[from] - 1;
      const end = unclear[to - 1] + 1;
      for (let index = start; index < end; index++) this.#depths[index] = health.depth(accounts[index], markets);
      insertByDepth(accounts, this.#depths, start, end, stableOf);
      from = to;
    }
  }
}

/** One group of the trigger index comes in this order already. */
function isDescending(depths: Float64Array, count: number): boolean {
  for (let index = 1; index < count; index++) if (depths[index - 1] < depths[index]) return false;
  return true;
}

/** By depth alone, equal depths in the order of collection: the insertion that follows moves only those. */
function presort(accounts: Int32Array, depths: Float64Array, count: number): void {
  const before = accounts.slice(0, count);
  const keys = depths.slice(0, count);
  for (let index = 0; index < count; index++) keys[index] = -keys[index];
  const order = sortedOrder(keys);
  for (let index = 0; index < count; index++) {
    accounts[index] = before[order[index]];
    depths[index] = -keys[order[index]];
  }
}

/** Sorts the accounts in [start, end) by depth descending, then stable id; depths move along. */
function insertByDepth(accounts: Int32Array, depths: Float64Array, start: number, end: number, stableOf: Int32Array): void {
  for (let index = start + 1; index < end; index++) {
    const account = accounts[index];
    const depth = depths[index];
    let place = index;
    for (; place > start; place--) {
      const before = depths[place - 1];
      if (!(before < depth || (before === depth && stableOf[accounts[place - 1]] > stableOf[account]))) break;
      accounts[place] = accounts[place - 1];
      depths[place] = before;
    }
    accounts[place] = account;
    depths[place] = depth;
  }
}
