/**
 * Wakes accounts whose health depends on several prices. Each gets a safe radius: the relative move of every watched coordinate (lot
 * values, funding index, collateral prices) that it surely survives, slack / steepest slope. Accounts of similar radius share levels,
 * each with one anchor; a level is looked at only when prices have left its anchor by the level's radius. The sum of the per-instant
 * largest moves is a cheap gate in front of that: distances are computed only when it says that they could matter.
 */
import { sortedOrder } from '../math/sort.ts';
import type { Health, PriceView } from './health.ts';
import type { Ledger } from './ledger.ts';
import type { WokenList } from './trigger-index.ts';

/** Radius of the first class; each class is wider than the one before by the square root of two. */
const baseRadius = 0.002;
const classCount = 20;
/** Anchors per class: accounts judged at different times need anchors near the prices of their time. */
const anchorsPerClass = 4;
/** An anchor is fresh while prices are within this share of its radius. */
const freshShare = 0.15;
const shrink = 1 - 1e-9;
const classRadii = Float64Array.from({ length: classCount }, (_, index) => baseRadius * (1 << (index >> 1)) * (index & 1 ? Math.SQRT2 : 1));

interface Level {
  readonly radius: number;
  readonly anchor: Float64Array;
  readonly fundingAnchor: Float64Array;
  readonly members: Members;
  due: number;
  /** Distance from the anchor at the instant numbered `measuredAt`. */
  distance: number;
  measuredAt: number;
}

class Members {
  accounts = new Int32Array(16);
  stamps = new Int32Array(16);
  count = 0;

  push(account: number, stamp: number): void {
    if (this.count === this.accounts.length) {
      this.accounts = grown(this.accounts);
      this.stamps = grown(this.stamps);
    }
    this.accounts[this.count] = account;
    this.stamps[this.count++] = stamp;
  }
}

function grown(values: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(values.length * 2);
  larger.set(values);
  return larger;
}

/** Portfolios, and singles whose bracket at the trigger is not clear, by how far prices may move before they must be looked at. */
export class RadiusIndex {
  readonly #health: Health;
  readonly #ledger: Ledger;
  readonly #instrumentCount: number;
  readonly #coordinateCount: number;
  /** Lot values of instruments, then marks of the other markets. */
  readonly #now: Float64Array;
  readonly #stamps: Int32Array;
  readonly #levels: Level[];
  readonly #hot = new Members();
  #hotDue = Infinity;
  /** The anchor of each class that was set last. */
  readonly #freshest = new Uint8Array(classCount);
  readonly #scratch = new Members();
  #travelled = 0;
  #due = Infinity;
  #instant = 0;
  #watchedCount: number;
  /** Opening order: accounts by radius, the radii, a pointer, and what the anchor was. */
  readonly #initial: Int32Array;
  #openingOrder = new Int32Array(0);
  #openingRadius = new Float64Array(0);
  #openingPointer = 0;
  #opening: Level;
  #openingKnown = false;

  constructor(health: Health, ledger: Ledger) {
    this.#health = health;
    this.#ledger = ledger;
    this.#instrumentCount = ledger.spec.instruments.length;
    this.#coordinateCount = ledger.spec.markets.length;
    this.#now = new Float64Array(this.#coordinateCount);
    this.#stamps = new Int32Array(ledger.layout.accountCount > ledger.layout.keyedCount || hasTiers(ledger) ? ledger.layout.accountCount : 0);
    this.#levels = Array.from({ length: classCount * anchorsPerClass }, (_, index) => this.#newLevel(classRadii[Math.floor(index / anchorsPerClass)]));
    this.#opening = this.#newLevel(0);
    const { keyedCount, accountCount } = ledger.layout;
    this.#initial = Int32Array.from({ length: accountCount - keyedCount }, (_, index) => keyedCount + index);
    this.#watchedCount = this.#initial.length;
  }

  /** True when no account needs watching at all. */
  get isEmpty(): boolean {
    return this.#watchedCount === 0;
  }

  /** Forgets everything and watches the opening population from these prices on. */
  reset(prices: PriceView): void {
    for (const level of this.#levels) {
      level.members.count = 0;
      level.due = Infinity;
      level.measuredAt = -1;
    }
    this.#hot.count = 0;
    this.#hotDue = Infinity;
    this.#stamps.fill(0);
    this.#travelled = 0;
    this.#instant = 0;
    this.#watchedCount = this.#initial.length;
    this.#readCoordinates(prices);
    if (!this.#openingKnown || this.#distance(this.#opening) > 0) this.#measureOpening(prices);
    this.#openingPointer = 0;
    this.#opening.due = this.#openingOrder.length === 0 ? Infinity : gate(this.#openingRadius[0], 0);
    this.#due = this.#opening.due;
  }

  /** Notes the prices of this instant. True when some level may have to be looked at. */
  advance(prices: PriceView): boolean {
    const { lotValue, mark } = prices;
    const now = this.#now;
    let largest = 0;
    for (let coordinate = 0; coordinate < now.length; coordinate++) {
      const value = coordinate < this.#instrumentCount ? lotValue[coordinate] : mark[coordinate];
      const before = now[coordinate];
      if (value === before) continue;
      const move = Math.abs(value - before) / Math.min(Math.abs(value), Math.abs(before));
      if (!(move <= largest)) largest = value > 0 === before > 0 ? move : Infinity;
      now[coordinate] = value;
    }
    this.#travelled += largest;
    this.#instant++;
    return this.#travelled >= this.#due;
  }

  /** Funding moved by some units per lot: a move of that coordinate too. */
  noteFunding(instrument: number, units: number): void {
    this.#travelled += Math.abs(units) / Math.abs(this.#now[instrument]);
    this.#instant++;
  }

  /** Sum of the largest moves of all instants so far; no distance has grown by more. */
  get travelled(): number {
    return this.#travelled;
  }

  get isDue(): boolean {
    return this.#travelled >= this.#due;
  }

  /** Looks at what is due: liquidatable accounts go to `woken` and leave the index, the others find a new level. */
  collect(prices: PriceView, woken: WokenList): void {
    if (this.#travelled >= this.#opening.due) this.#collectOpening(prices, woken);
    for (const level of this.#levels) {
      if (this.#travelled >= level.due) this.#collectLevel(level, prices, woken);
    }
    if (this.#travelled >= this.#hotDue) this.#collectHot(prices, woken);
    this.#refreshDue();
  }

  /** Watches an account from now on, as it stands. */
  watch(account: number, prices: PriceView): void {
    if (this.#watchedCount++ === 0) this.#readCoordinates(prices);
    this.#stamps[account]++;
    this.#health.evaluate(account, prices);
    if (this.#health.notional !== 0) this.#place(account);
    this.#refreshDue();
  }

  /** Stops watching an account. */
  remove(account: number): void {
    if (account < this.#stamps.length) this.#stamps[account]++;
  }

  #newLevel(radius: number): Level {
    return {
      radius,
      anchor: new Float64Array(this.#coordinateCount),
      fundingAnchor: new Float64Array(this.#instrumentCount),
      members: new Members(),
      due: Infinity,
      distance: 0,
      measuredAt: -1,
    };
  }

  #readCoordinates(prices: PriceView): void {
    for (let coordinate = 0; coordinate < this.#coordinateCount; coordinate++) {
      this.#now[coordinate] = coordinate < this.#instrumentCount ? prices.lotValue[coordinate] : prices.mark[coordinate];
    }
  }

  #measureOpening(prices: PriceView): void {
    const radii = new Float64Array(this.#initial.length);
    for (let index = 0; index < radii.length; index++) {
      this.#health.evaluate(this.#initial[index], prices);
      radii[index] = this.#health.notional === 0 ? Infinity : Math.max(0, this.#radius());
    }
    const order = sortedOrder(radii);
    this.#openingOrder = order.map((index) => this.#initial[index]);
    this.#openingRadius = Float64Array.from(order, (index) => radii[index]);
    this.#anchorHere(this.#opening);
    this.#openingKnown = true;
  }

  #radius(): number {
    const { marginEquity, requirement, steepest } = this.#health;
    return ((marginEquity - requirement) / steepest) * shrink;
  }

  #anchorHere(level: Level): void {
    level.anchor.set(this.#now);
    level.fundingAnchor.set(this.#ledger.fundingIndex);
    level.distance = 0;
    level.measuredAt = this.#instant;
  }

  /** Largest relative move of any coordinate since the level's anchor was set. */
  #distance(level: Level): number {
    const { anchor, fundingAnchor } = level;
    const funding = this.#ledger.fundingIndex;
    let largest = 0;
    for (let coordinate = 0; coordinate < anchor.length; coordinate++) {
      let move = Math.abs(this.#now[coordinate] - anchor[coordinate]);
      if (coordinate < this.#instrumentCount) move += Math.abs(funding[coordinate] - fundingAnchor[coordinate]);
      if (move === 0) continue;
      const relative = move / Math.abs(anchor[coordinate]);
      if (relative > largest) largest = relative;
    }
    return largest;
  }

  #measure(level: Level): number {
    if (level.measuredAt !== this.#instant) {
      level.distance = this.#distance(level);
      level.measuredAt = this.#instant;
    }
    return level.distance;
  }

  #collectOpening(prices: PriceView, woken: WokenList): void {
    const distance = this.#distance(this.#opening);
    const order = this.#openingOrder;
    while (this.#openingPointer < order.length && this.#openingRadius[this.#openingPointer] <= distance) {
      const account = order[this.#openingPointer++];
      if (this.#stamps[account] === 0) this.#judge(account, prices, woken);
    }
    const next = this.#openingPointer < order.length ? this.#openingRadius[this.#openingPointer] : Infinity;
    this.#opening.due = this.#travelled + gate(next, distance);
  }

  #collectLevel(level: Level, prices: PriceView, woken: WokenList): void {
    const distance = this.#measure(level);
    if (distance < level.radius) {
      level.due = this.#travelled + gate(level.radius, distance);
      return;
    }
    this.#anchorHere(level);
    level.due = Infinity;
    this.#judgeAll(level.members, prices, woken);
  }

  #collectHot(prices: PriceView, woken: WokenList): void {
    this.#hotDue = Infinity;
    this.#judgeAll(this.#hot, prices, woken);
  }

  /** Judges the present members; those that stay may be appended to the same list. */
  #judgeAll(members: Members, prices: PriceView, woken: WokenList): void {
    const { count } = members;
    const scratch = this.#scratch;
    scratch.count = 0;
    for (let index = 0; index < count; index++) {
      if (members.stamps[index] === this.#stamps[members.accounts[index]]) scratch.push(members.accounts[index], 0);
    }
    members.count = 0;
    for (let index = 0; index < scratch.count; index++) this.#judge(scratch.accounts[index], prices, woken);
  }

  #judge(account: number, prices: PriceView, woken: WokenList): void {
    this.#stamps[account]++;
    const single = account < this.#ledger.layout.singleCount;
    if (single && this.#health.isLiquidatable(account, prices)) {
      woken.push(account);
      return;
    }
    this.#health.evaluate(account, prices);
    if (!single && this.#health.isShort(account)) {
      woken.push(account);
      return;
    }
    if (this.#health.notional !== 0) this.#place(account);
  }

  /** Puts the account just evaluated into the widest level that it surely survives. */
  #place(account: number): void {
    const radius = this.#radius();
    for (let index = widestClass(radius); index >= 0; index--) {
      const level = this.#levelOf(index, radius);
      if (level === null) continue;
      if (level.due === Infinity) level.due = this.#travelled + gate(level.radius, level.distance);
      level.members.push(account, this.#stamps[account]);
      return;
    }
    this.#hot.push(account, this.#stamps[account]);
    this.#hotDue = Math.min(this.#hotDue, this.#travelled + gate(Math.max(radius, 0), 0));
  }

  /** A level of a class that an account of this radius survives: the freshest, else an unused one with a new anchor, else any that will do. */
  #levelOf(classIndex: number, radius: number): Level | null {
    const first = classIndex * anchorsPerClass;
    const fresh = this.#levels[first + this.#freshest[classIndex]];
    if (fresh.members.count > 0 && this.#measure(fresh) <= freshShare * fresh.radius && survives(fresh, radius)) return fresh;
    let usable: Level | null = null;
    for (let anchor = 0; anchor < anchorsPerClass; anchor++) {
      const level = this.#levels[first + anchor];
      if (level.members.count === 0) {
        this.#anchorHere(level);
        level.due = Infinity;
        this.#freshest[classIndex] = anchor;
        return level;
      }
      this.#measure(level);
      if (survives(level, radius) && (usable === null || level.distance < usable.distance)) usable = level;
    }
    return usable;
  }

  #refreshDue(): void {
    let due = Math.min(this.#hotDue, this.#opening.due);
    for (const level of this.#levels) due = Math.min(due, level.due);
    this.#due = due;
  }
}

/** Index of the widest class whose radius is not above the given one, -1 when even the first is. */
function widestClass(radius: number): number {
  if (!(radius >= baseRadius)) return -1;
  const even = 2 * (31 - Math.clz32(Math.min(radius / baseRadius, 1 << 20)));
  const index = Math.min(even, classCount - 1);
  return index + 1 < classCount && radius >= classRadii[index + 1] ? index + 1 : index;
}

/** True when an account of this radius survives until prices are the level's radius away from its anchor, being `distance` away now. */
function survives(level: Level, radius: number): boolean {
  return level.radius + level.distance <= radius * (1 - level.distance);
}

/** Sum of moves after which a distance can have grown from `distance` to `radius`: m/(1+m) for the move m still missing. */
export function gate(radius: number, distance: number): number {
  if (radius === Infinity) return Infinity;
  const missing = (1 + radius) / (1 + distance) - 1;
  return missing <= 0 ? 0 : (missing / (1 + missing)) * shrink;
}

function hasTiers(ledger: Ledger): boolean {
  return ledger.spec.instruments.some((instrument) => instrument.maintenanceTiers.length > 1);
}
