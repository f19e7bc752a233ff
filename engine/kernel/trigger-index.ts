/**
 * Wakes one-instrument accounts exactly. The key -cash/lots of an account is compared with h, a function of price and funding that all
 * accounts of a group share, and that comparison is the definition of health. A group is a sorted array with a pointer (nobody in it
 * moves), and a small heap for accounts whose key changed: after a partial close, an auto-deleveraging, a haircut.
 */
import { assert, InvariantError } from '../math/assert.ts';
import { mapped } from '../math/mapped.ts';
import { KeyHeap } from './key-heap.ts';
import type { Layout, TriggerGroup } from './layout.ts';
import { clearTier, triggerKey } from './layout.ts';
import type { Ledger } from './ledger.ts';
import type { InstrumentSpec, WorldSpec } from './world-spec.ts';

const inArray = 0;
const inHeap = 1;
const outside = 2;

/** Wake prices are widened by this, so that the exact comparison is made a little early and never late. */
const guard = 1e-9;
/** Keys that differ by this much, relative to the numbers that depths are computed from, give depths in the same order. */
const clearly = 1e-12;

interface Group {
  readonly instrument: number;
  readonly side: number;
  readonly rate: number;
  readonly deduction: number;
  readonly tier: number;
  readonly start: number;
  readonly end: number;
  readonly touching: boolean;
  /** One tier without deduction: who is deeper past the trigger is told by the key alone. */
  readonly depthFollowsKey: boolean;
  pointer: number;
  readonly heap: KeyHeap;
}

/** Singles by the price at which they become liquidatable. Whoever is woken is outside until it is inserted again. */
export class TriggerIndex {
  /** Mark price per instrument at or below which (long) or at or above which (short) somebody may be liquidatable. */
  readonly wakeLow: Float64Array;
  readonly wakeHigh: Float64Array;

  readonly #layout: Layout;
  readonly #ledger: Ledger;
  readonly #instruments: readonly InstrumentSpec[];
  readonly #openingKeys: Float64Array;
  readonly #heapKeys: Float64Array;
  readonly #place: Uint8Array;
  readonly #groups: Group[];
  readonly #groupsOf: readonly (readonly Group[])[];
  readonly #restless: Int32Array;
  #restlessCount = 0;
  readonly #restlessFlag: Uint8Array;

  constructor(spec: WorldSpec, ledger: Ledger) {
    this.#layout = ledger.layout;
    this.#ledger = ledger;
    this.#instruments = spec.instruments;
    this.#groups = mapped(this.#layout.groups, (group) => groupOf(spec, group));
    this.#addMissingGroups(spec);
    this.#groupsOf = mapped(spec.instruments, (_, instrument) => this.#groups.filter((group) => group.instrument === instrument));
    const { keyedCount } = this.#layout;
    this.#openingKeys = new Float64Array(keyedCount);
    for (const group of this.#groups) {
      for (let account = group.start; account < group.end; account++) {
        this.#openingKeys[account] = triggerKey(ledger.layout.openingCash[account], ledger.layout.openingLots[account], group.deduction);
      }
    }
    this.#heapKeys = new Float64Array(this.#layout.singleCount);
    this.#place = new Uint8Array(this.#layout.singleCount);
    this.#restless = new Int32Array(this.#layout.singleCount);
    this.#restlessFlag = new Uint8Array(this.#layout.singleCount);
    this.wakeLow = new Float64Array(spec.instruments.length);
    this.wakeHigh = new Float64Array(spec.instruments.length);
    this.reset();
  }

  reset(): void {
    for (const group of this.#groups) {
      this.#place.fill(inArray, group.start, group.pointer);
      group.pointer = group.start;
      group.heap.clear();
    }
    for (let index = 0; index < this.#restlessCount; index++) {
      const account = this.#restless[index];
      this.#place[account] = account < this.#layout.keyedCount ? inArray : outside;
      this.#restlessFlag[account] = 0;
    }
    this.#restlessCount = 0;
    for (let account = this.#layout.keyedCount; account < this.#layout.singleCount; account++) this.#place[account] = outside;
    for (let instrument = 0; instrument < this.#instruments.length; instrument++) this.refreshWakes(instrument);
  }

  /** Appends every account of an instrument that has reached its trigger to `woken` and takes it out of the index. */
  collect(instrument: number, lotValue: number, woken: WokenList): void {
    const funding = this.#ledger.fundingIndex[instrument];
    const scale = Math.abs(lotValue) + Math.abs(funding);
    let ordered = woken.count === 0 ? 0 : -1;
    for (const group of this.#groupsOf[instrument]) {
      const before = woken.count;
      const health = lotValue - group.side * group.rate * Math.abs(lotValue) - funding;
      const fromHeap = group.side > 0 ? this.#collectLongs(group, health, woken) : this.#collectShorts(group, health, woken);
      if (woken.count === before || ordered < 0) continue;
      ordered = before === 0 && !fromHeap && group.depthFollowsKey ? woken.count : -1;
    }
    woken.orderedCount = Math.max(0, ordered);
    if (ordered > 0) this.#noteUnclear(woken, scale);
    this.refreshWakes(instrument);
  }

  /** Takes an account out: it was closed, or is being watched elsewhere. */
  remove(account: number): void {
    if (this.#place[account] !== outside) this.#setPlace(account, outside);
  }

  isInside(account: number): boolean {
    return this.#place[account] !== outside;
  }

  /**
   * Puts an account (back) in after its cash or lots changed. False when its tier at the trigger is not clear: it must be watched by
   * radius instead.
   */
  insert(account: number): boolean {
    const lots = this.#ledger.lots[account];
    assert(lots !== 0, 'only an account with a position has a trigger');
    const instrument = this.#layout.slotInstrument[account];
    const side = lots > 0 ? 1 : -1;
    const cash = this.#ledger.cash[account];
    const tier = clearTier(this.#instruments[instrument], side, cash, lots, this.#ledger.fundingIndex[instrument]);
    this.remove(account);
    if (tier < 0) return false;
    const group = this.#groupFor(instrument, side, tier);
    const key = triggerKey(cash, lots, group.deduction);
    this.#heapKeys[account] = key;
    this.#setPlace(account, inHeap);
    group.heap.push(side > 0 ? -key : key, account);
    this.#widenWakes(group, key);
    return true;
  }

  /** Recomputes both wake prices of an instrument. Call whenever funding moved or accounts left. */
  refreshWakes(instrument: number): void {
    let low = -Infinity;
    let high = Infinity;
    for (const group of this.#groupsOf[instrument]) {
      const key = this.#nextKey(group);
      if (key !== key) continue;
      const price = this.#wakePrice(group, key);
      if (group.side > 0) low = Math.max(low, price);
      else high = Math.min(high, price);
    }
    this.wakeLow[instrument] = low;
    this.wakeHigh[instrument] = high;
  }

  /**
   * Funding has moved by as much as a clear tier can bear: accounts of tiered instruments leave the index. Returns them; the caller
   * watches them by radius.
   */
  evictTiered(instrument: number): number[] {
    const evicted: number[] = [];
    for (const group of this.#groupsOf[instrument]) {
      for (let account = group.pointer; account < group.end; account++) {
        if (this.#place[account] === inArray) evicted.push(account);
      }
      group.heap.forEach((key, account) => {
        if (this.#isCurrent(group, key, account)) evicted.push(account);
      });
    }
    for (const account of evicted) this.#setPlace(account, outside);
    this.refreshWakes(instrument);
    return evicted;
  }

  /**
   * Depths of section 3 are sure to descend in the order of collection, because depth grows with the distance of the key from h, where
   * keys differ by thousands of times what its roundings can amount to. The other neighbours are noted.
   */
  #noteUnclear(woken: WokenList, scale: number): void {
    const keys = this.#openingKeys;
    const { accounts, count } = woken;
    woken.unclearCount = 0;
    let before = keys[accounts[0]];
    for (let index = 1; index < count; index++) {
      const key = keys[accounts[index]];
      if (!(Math.abs(before - key) > clearly * (Math.abs(key) + scale))) woken.noteUnclear(index);
      before = key;
    }
  }

  #collectLongs(group: Group, health: number, woken: WokenList): boolean {
    const keys = this.#openingKeys;
    const place = this.#place;
    const { touching, heap } = group;
    let pointer = group.pointer;
    while (pointer < group.end) {
      if (place[pointer] === inArray) {
        const key = keys[pointer];
        if (!(health < key || (touching && health === key))) break;
        place[pointer] = outside;
        woken.push(pointer);
      }
      pointer++;
    }
    group.pointer = pointer;
    const fromArray = woken.count;
    while (heap.size > 0) {
      const key = -heap.topKey;
      const account = heap.topAccount;
      if (this.#isCurrent(group, heap.topKey, account)) {
        if (!(health < key || (touching && health === key))) break;
        this.#setPlace(account, outside);
        woken.push(account);
      }
      heap.pop();
    }
    return woken.count > fromArray;
  }

  #collectShorts(group: Group, health: number, woken: WokenList): boolean {
    const keys = this.#openingKeys;
    const place = this.#place;
    const { touching, heap } = group;
    let pointer = group.pointer;
    while (pointer < group.end) {
      if (place[pointer] === inArray) {
        const key = keys[pointer];
        if (!(health > key || (touching && health === key))) break;
        place[pointer] = outside;
        woken.push(pointer);
      }
      pointer++;
    }
    group.pointer = pointer;
    const fromArray = woken.count;
    while (heap.size > 0) {
      const key = heap.topKey;
      const account = heap.topAccount;
      if (this.#isCurrent(group, key, account)) {
        if (!(health > key || (touching && health === key))) break;
        this.#setPlace(account, outside);
        woken.push(account);
      }
      heap.pop();
    }
    return woken.count > fromArray;
  }

  /** The key that an adverse move reaches first, NaN when the group is empty. */
  #nextKey(group: Group): number {
    while (group.pointer < group.end && this.#place[group.pointer] !== inArray) group.pointer++;
    while (group.heap.size > 0 && !this.#isCurrent(group, group.heap.topKey, group.heap.topAccount)) group.heap.pop();
    const fromArray = group.pointer < group.end ? this.#openingKeys[group.pointer] : NaN;
    if (group.heap.size === 0) return fromArray;
    const fromHeap = group.side > 0 ? -group.heap.topKey : group.heap.topKey;
    if (fromArray !== fromArray) return fromHeap;
    return group.side > 0 ? Math.max(fromArray, fromHeap) : Math.min(fromArray, fromHeap);
  }

  #isCurrent(group: Group, heapKey: number, account: number): boolean {
    return this.#place[account] === inHeap && this.#heapKeys[account] === (group.side > 0 ? -heapKey : heapKey);
  }

  #widenWakes(group: Group, key: number): void {
    const price = this.#wakePrice(group, key);
    const { instrument } = group;
    if (group.side > 0) this.wakeLow[instrument] = Math.max(this.wakeLow[instrument], price);
    else this.wakeHigh[instrument] = Math.min(this.wakeHigh[instrument], price);
  }

  /** Mark price at which h reaches the key, a little on the early side. */
  #wakePrice(group: Group, key: number): number {
    const { side, rate, instrument } = group;
    const { contract, valueScale } = this.#instruments[instrument];
    const target = key + this.#ledger.fundingIndex[instrument];
    const value = target / (target > 0 ? 1 - side * rate : 1 + side * rate);
    const early = value + side * (guard * Math.abs(value) + 1e-12);
    if (contract !== 'inverse') return early / valueScale;
    if (early < 0) return -valueScale / early;
    return Infinity;
  }

  #groupFor(instrument: number, side: number, tier: number): Group {
    for (const group of this.#groupsOf[instrument]) if (group.side === side && group.tier === tier) return group;
    throw new InvariantError('every instrument has a group per side and tier');
  }

  /** Groups that are empty at load exist for accounts that move into them. */
  #addMissingGroups(spec: WorldSpec): void {
    spec.instruments.forEach(({ maintenanceTiers }, instrument) => {
      for (const side of [1, -1]) {
        maintenanceTiers.forEach((_, tier) => {
          const exists = this.#groups.some((group) => group.instrument === instrument && group.side === side && group.tier === tier);
          if (!exists) this.#groups.push(groupOf(spec, { instrument, side, tier, start: 0, end: 0 }));
        });
      }
    });
  }

  #setPlace(account: number, place: number): void {
    this.#place[account] = place;
    if (this.#restlessFlag[account] !== 0) return;
    this.#restlessFlag[account] = 1;
    this.#restless[this.#restlessCount++] = account;
  }
}

function groupOf(spec: WorldSpec, { instrument, side, tier, start, end }: TriggerGroup): Group {
  const { maintenanceTiers, venue } = spec.instruments[instrument];
  const { rate, deduction } = maintenanceTiers[tier];
  const touching = spec.venues[venue].trigger === 'at-or-below';
  const depthFollowsKey = maintenanceTiers.length === 1 && deduction === 0;
  return { instrument, side, rate, deduction, tier, start, end, touching, depthFollowsKey, pointer: start, heap: new KeyHeap() };
}

/** Accounts woken in a round. Grows, never shrinks. */
export class WokenList {
  accounts = new Int32Array(256);
  count = 0;
  /** When equal to `count`, the accounts are known to stand in the order of a round, but for those noted as unclear. */
  orderedCount = 0;
  /** Places whose account may belong before the one in front of it, ascending. */
  unclear = new Int32Array(16);
  unclearCount = 0;

  push(account: number): void {
    if (this.count === this.accounts.length) this.accounts = doubled(this.accounts);
    if (this.count === 0) this.orderedCount = 0;
    this.accounts[this.count++] = account;
  }

  noteUnclear(place: number): void {
    if (this.unclearCount === this.unclear.length) this.unclear = doubled(this.unclear);
    this.unclear[this.unclearCount++] = place;
  }
}

/** A copy with twice the room. */
export function doubled(values: Int32Array): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(values.length * 2);
  grown.set(values);
  return grown;
}
