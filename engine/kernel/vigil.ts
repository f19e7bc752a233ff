/**
 * Keeps sleepers until they may have to be looked at. A sleeper's slack pays for two things: the moves of the path, which are known, so
 * that the tick at which it must be looked at can be entered in a calendar; and the deviations from the path, which are not, for
 * which it keeps a reserve. Sleepers of similar reserve share a level, each with one anchor; a level is due when a deviation has
 * moved from the anchor by the level's reserve. The sum of the largest moves of all instants is a cheap gate in front of that.
 */
import type { Deviations } from './deviations.ts';
import type { SlackLine } from './slack-line.ts';
import { TickCalendar } from './tick-calendar.ts';

/** Reserve of the first level; each is twice the one before. */
const baseReserve = 1 / 8192;
const levelCount = 13;
/** The level that is aimed at until deviations turn out to be larger. */
const firstAim = 2;
/** The number of the level of those whose slack is too small for any other: they are looked at when anything moves. */
const hot = levelCount;
const nowhere = 255;
/** Levels of so few members are rather judged again than listened to. */
const fewMembers = 8;
const overdue = -1;

interface Level {
  readonly reserve: number;
  readonly offset: Float64Array;
  readonly fundingIndex: Float64Array;
  readonly members: IdList;
  /** Members that have not left since. */
  present: number;
  /** Sum of moves from which the level has to be looked at. */
  due: number;
  /** Distance from the anchor at the instant numbered `measuredAt`. */
  distance: number;
  measuredAt: number;
}

/** A list of numbers that grows and never shrinks. */
export class IdList {
  ids = new Int32Array(64);
  count = 0;

  push(id: number): void {
    if (this.count === this.ids.length) {
      const larger = new Int32Array(this.count * 2);
      larger.set(this.ids);
      this.ids = larger;
    }
    this.ids[this.count++] = id;
  }
}

/** Ids asleep, each with its reserve and its date in the calendar of the path. */
export class Vigil {
  readonly #deviations: Deviations;
  readonly #fundingIndex: Float64Array;
  readonly #calendar: TickCalendar;
  readonly #levels: readonly Level[];
  #levelOf: Uint8Array<ArrayBuffer>;
  #aim = firstAim;
  #due = Infinity;

  constructor(deviations: Deviations, fundingIndex: Float64Array, idCount: number) {
    this.#deviations = deviations;
    this.#fundingIndex = fundingIndex;
    this.#calendar = new TickCalendar(idCount);
    this.#levelOf = new Uint8Array(idCount).fill(nowhere);
    this.#levels = Array.from({ length: levelCount + 1 }, (_, index) => ({
      reserve: index === hot ? 0 : baseReserve * (1 << index),
      offset: new Float64Array(deviations.offset.length),
      fundingIndex: new Float64Array(fundingIndex.length),
      members: new IdList(),
      present: 0,
      due: Infinity,
      distance: NaN,
      measuredAt: -1,
    }));
  }

  /** Forgets everybody. */
  reset(): void {
    this.#calendar.reset(this.#deviations.table.tickCount);
    for (let index = 0; index <= hot; index++) this.#forget(this.#levels[index]);
    this.#aim = firstAim;
    this.#due = Infinity;
  }

  /** Makes room for ids below `idCount`. */
  reserve(idCount: number): void {
    this.#calendar.reserve(idCount);
    if (idCount <= this.#levelOf.length) return;
    const larger = new Uint8Array(Math.max(idCount, 2 * this.#levelOf.length)).fill(nowhere);
    larger.set(this.#levelOf);
    this.#levelOf = larger;
  }

  /** The reserve that is aimed at now. */
  get aim(): number {
    return this.#levels[this.#aim].reserve;
  }

  /** The earliest tick at which somebody is due by the path alone; the number of ticks when nobody is. */
  get dueTick(): number {
    return this.#calendar.earliest;
  }

  /** True when somebody must be looked at, the prices of this tick being in place. */
  isDue(tick: number): boolean {
    return this.#deviations.travelled >= this.#due || this.#calendar.earliest <= tick;
  }

  /** True when nobody is due whatever deviations do until the next fill: `move` is what `foresee` of the deviations returned. */
  canBear(move: number): boolean {
    const { travelled } = this.#deviations;
    if (travelled + move < this.#due) return true;
    let bears = true;
    for (let index = 0; index <= hot; index++) {
      const level = this.#levels[index];
      if (travelled + move < level.due) continue;
      if (level.present === 0) level.due = Infinity;
      else if (index !== hot && this.#deviations.reachFrom(level.offset, level.fundingIndex) < level.reserve) continue;
      else bears = this.#giveUp(level);
    }
    return bears;
  }

  /** Where a few cannot bear what is coming, they are due at once: the path may have given them more slack since. */
  #giveUp(level: Level): boolean {
    if (level.present <= fewMembers) {
      level.due = overdue;
      this.#due = overdue;
    }
    return false;
  }

  /** Lets an account sleep, by its line as of now; the path counts from `fromTick` on. */
  place(id: number, line: SlackLine, fromTick: number): void {
    this.remove(id);
    const bearable = line.slack / line.gross / 2;
    let index = Math.min(this.#aim, levelBelow(bearable));
    for (; index >= 0; index--) {
      const level = this.#levels[index];
      if (level.present === 0) this.#anchor(level);
      const reserve = level.reserve + this.#measure(level);
      if (reserve > bearable) continue;
      this.#join(id, index, level.reserve - level.distance);
      line.reserve = reserve * line.gross;
      this.#calendar.put(id, line.firstTick(fromTick));
      return;
    }
    const rest = Math.max(0, bearable);
    this.#join(id, hot, rest);
    line.reserve = rest * line.gross;
    this.#calendar.put(id, line.firstTick(fromTick));
  }

  /** Forgets one. */
  remove(id: number): void {
    const index = this.#levelOf[id];
    if (index === nowhere) return;
    this.#levelOf[id] = nowhere;
    this.#levels[index].present--;
    this.#calendar.remove(id);
  }

  /** Takes out everybody who must be looked at now. */
  gather(tick: number, taken: IdList): void {
    while (this.#calendar.earliest <= tick) {
      const id = this.#calendar.takeEarliest();
      this.#levels[this.#levelOf[id]].present--;
      this.#levelOf[id] = nowhere;
      taken.push(id);
    }
    const { travelled } = this.#deviations;
    if (travelled < this.#due) return;
    let due = Infinity;
    for (let index = 0; index <= hot; index++) {
      const level = this.#levels[index];
      if (travelled >= level.due) this.#gatherLevel(level, index, taken);
      due = Math.min(due, level.due);
    }
    this.#due = due;
  }

  #forget(level: Level): void {
    for (let place = 0; place < level.members.count; place++) this.#levelOf[level.members.ids[place]] = nowhere;
    level.members.count = 0;
    level.present = 0;
    level.due = Infinity;
    level.measuredAt = -1;
  }

  #gatherLevel(level: Level, index: number, taken: IdList): void {
    if (index !== hot && level.due !== overdue && this.#measure(level) < level.reserve) {
      level.due = this.#deviations.travelled + (level.reserve - level.distance);
      return;
    }
    const { members } = level;
    for (let place = 0; place < members.count; place++) {
      const id = members.ids[place];
      if (this.#levelOf[id] !== index) continue;
      this.remove(id);
      taken.push(id);
    }
    members.count = 0;
    const forced = level.due === overdue;
    level.due = Infinity;
    if (index === this.#aim && !forced && index + 1 < hot) this.#aim++;
  }

  #join(id: number, index: number, moves: number): void {
    const level = this.#levels[index];
    const due = this.#deviations.travelled + moves;
    if (level.due === Infinity || (index === hot && due < level.due)) level.due = due;
    if (level.due < this.#due) this.#due = level.due;
    level.members.push(id);
    level.present++;
    this.#levelOf[id] = index;
  }

  #anchor(level: Level): void {
    level.offset.set(this.#deviations.offset);
    level.fundingIndex.set(this.#fundingIndex);
    level.members.count = 0;
    level.due = Infinity;
    level.distance = 0;
    level.measuredAt = this.#deviations.instant;
  }

  #measure(level: Level): number {
    if (level.measuredAt !== this.#deviations.instant) {
      level.distance = this.#deviations.distance(level.offset, level.fundingIndex);
      level.measuredAt = this.#deviations.instant;
    }
    return level.distance;
  }
}

/** The widest level whose reserve is not above the given one, -1 when even the first is. */
function levelBelow(bearable: number): number {
  if (!(bearable >= baseReserve)) return -1;
  return 31 - Math.clz32(Math.min(bearable / baseReserve, 1 << 20));
}
