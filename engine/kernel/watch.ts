/**
 * Where every account is watched, and where it waits while it is not: in the trigger index, in the radius index, or parked (paced
 * accounts until their time, accounts that could not be closed until the next instant, halted ones until the end of a halt).
 */
import type { CloseRun } from './close-run.ts';
import type { EventQueue } from './event-queue.ts';
import type { Health } from './health.ts';
import type { Layout } from './layout.ts';
import type { Ledger } from './ledger.ts';
import type { Markets } from './markets.ts';
import { eventPhase } from './phases.ts';
import { RadiusIndex } from './radius-index.ts';
import { restoreBytes } from './touched.ts';
import { doubled, TriggerIndex } from './trigger-index.ts';
import type { WokenList } from './trigger-index.ts';

/** Must be 0: what is forgotten is filled with zeros. */
const indexed = 0;
const woken = 1;
const waiting = 2;
const deferred = 3;
const stalled = 4;

/** Funding index relative to the lot value from which clear tiers are no longer trusted; less than half of the margin in layout.ts. */
const tierDriftLimit = 0.02;

/** The one place that knows where each account is; everybody else says what happened to it. Accounts are internal numbers. */
export class Watch {
  readonly triggers: TriggerIndex;
  readonly radii: RadiusIndex;
  /** Time until which an instrument is halted. */
  readonly haltedUntilMs: Float64Array;
  readonly #ledger: Ledger;
  readonly #layout: Layout;
  readonly #markets: Markets;
  readonly #queue: EventQueue;
  readonly #status: Uint8Array;
  readonly #deferred: number[] = [];
  readonly #stalled: number[] = [];
  #haltable = false;
  /** Accounts that changed since the last collection, some more than once. */
  #changed = new Int32Array(64);
  #changedCount = 0;

  constructor(parts: { ledger: Ledger; health: Health; markets: Markets; queue: EventQueue }) {
    this.#ledger = parts.ledger;
    this.#layout = parts.ledger.layout;
    this.#markets = parts.markets;
    this.#queue = parts.queue;
    this.triggers = new TriggerIndex(parts.ledger.spec, parts.ledger);
    this.radii = new RadiusIndex(parts.health, parts.ledger, parts.markets);
    this.haltedUntilMs = new Float64Array(parts.ledger.spec.instruments.length);
    this.#status = new Uint8Array(this.#layout.accountCount);
    this.#haltable = parts.ledger.spec.venues.some((venue) => venue.breakers.length > 0);
  }

  /** Forgets what the accounts touched on the last path did. Call before the ledger is reset. */
  forget(touchedAccounts: Int32Array): void {
    restoreBytes(this.#status, null, touchedAccounts);
    this.#deferred.length = 0;
    this.#stalled.length = 0;
    this.#changedCount = 0;
    this.haltedUntilMs.fill(0);
  }

  /** True while nobody has to be looked at before the next price that wakes somebody. */
  get isStill(): boolean {
    return this.#deferred.length === 0 && this.#stalled.length === 0;
  }

  /** True when the mark of an instrument may wake somebody in the trigger index. */
  isWakePrice(instrument: number): boolean {
    const mark = this.#markets.mark[instrument];
    return mark <= this.triggers.wakeLow[instrument] || mark >= this.triggers.wakeHigh[instrument];
  }

  /** Collects every account that is liquidatable at these marks and not parked. */
  collect(nowMs: number, list: WokenList): void {
    if (this.#changedCount > 0) this.#reindexChanged();
    const { lotValue } = this.#markets;
    const instrumentCount = this.#layout.singleCount === 0 ? 0 : lotValue.length;
    for (let instrument = 0; instrument < instrumentCount; instrument++) {
      if (!this.isWakePrice(instrument) || this.haltedUntilMs[instrument] > nowMs) continue;
      this.triggers.collect(instrument, lotValue[instrument], list);
    }
    if (this.radii.isEmpty || !this.radii.isDue) return;
    const from = list.count;
    this.radii.collect(list);
    if (this.#haltable) this.#stallHalted(nowMs, list, from);
  }

  /** False while everybody who was collected last is sure to have the cash and lots of that moment, but for own actions. */
  get hasChanges(): boolean {
    return this.#changedCount > 0;
  }

  /** Accounts are being acted on: nobody else puts them into an index meanwhile. */
  markWoken({ accounts, count }: WokenList): void {
    const status = this.#status;
    this.#ledger.touchAll(accounts, count);
    for (let index = 0; index < count; index++) status[accounts[index]] = woken;
  }

  /** Paced: the account is asked again at the given time. */
  wait(account: number, untilMs: number): void {
    this.#status[account] = waiting;
    this.#queue.push(untilMs, eventPhase.pacing, account);
  }

  /** Nothing of the account could be closed: not before the next instant. */
  defer(account: number): void {
    this.#park(account, this.#deferred, deferred);
  }

  releaseDeferred(): void {
    if (this.#deferred.length > 0) this.#unpark(this.#deferred, deferred);
  }

  releaseHalted(): void {
    if (this.#stalled.length > 0) this.#unpark(this.#stalled, stalled);
  }

  /** Back to where it is watched: after an action, a wait, or a change of its cash or lots. */
  release(account: number): void {
    this.#status[account] = indexed;
    this.#reindex(account);
  }

  /** An account is closed: nobody watches it any more. */
  releaseClosed(account: number): void {
    this.#status[account] = indexed;
    this.radii.remove(account);
  }

  /** Accounts of a run are closed: nobody watches them any more. */
  releaseRun({ account }: CloseRun, count: number): void {
    for (let index = 0; index < count; index++) this.#status[account[index]] = indexed;
    if (this.radii.isEmpty) return;
    for (let index = 0; index < count; index++) this.radii.remove(account[index]);
  }

  /** Cash or lots changed from outside. Accounts are collected between rounds only: until then the index may be behind. */
  changed(account: number): void {
    if (this.#changedCount > 0 && this.#changed[this.#changedCount - 1] === account) return;
    if (this.#changedCount === this.#changed.length) this.#changed = doubled(this.#changed);
    this.#changed[this.#changedCount++] = account;
  }

  hasPositions(account: number): boolean {
    const portfolio = account - this.#layout.singleCount;
    if (portfolio < 0) return this.#ledger.lots[account] !== 0;
    const { positionStart } = this.#layout;
    for (let slot = positionStart[portfolio]; slot < positionStart[portfolio + 1]; slot++) {
      if (this.#ledger.lots[slot] !== 0) return true;
    }
    return false;
  }

  /** The funding index of an instrument moved: wake prices follow, and triggers near the edge of a tier may leave it. */
  fundingMoved(instrument: number, units: number): void {
    this.triggers.refreshWakes(instrument);
    this.radii.noteFunding(instrument, units);
    if (this.#ledger.spec.instruments[instrument].maintenanceTiers.length === 1) return;
    const drift = Math.abs(this.#ledger.fundingIndex[instrument]) / Math.abs(this.#markets.lotValue[instrument]);
    if (drift < tierDriftLimit) return;
    for (const account of this.triggers.evictTiered(instrument)) this.radii.watch(account);
  }

  #park(account: number, list: number[], status: number): void {
    this.#ledger.touch(account);
    this.#status[account] = status;
    list.push(account);
  }

  #unpark(list: number[], status: number): void {
    for (const account of list.splice(0)) {
      if (this.#status[account] === status) this.release(account);
    }
  }

  /** Woken portfolios whose every position is halted wait for the end of a halt. */
  #stallHalted(nowMs: number, list: WokenList, from: number): void {
    let kept = from;
    for (let index = from; index < list.count; index++) {
      const account = list.accounts[index];
      if (this.#isHalted(account, nowMs)) this.#park(account, this.#stalled, stalled);
      else list.accounts[kept++] = account;
    }
    list.count = kept;
  }

  #isHalted(account: number, nowMs: number): boolean {
    const portfolio = account - this.#layout.singleCount;
    const { positionStart, slotInstrument } = this.#layout;
    const start = portfolio < 0 ? account : positionStart[portfolio];
    const end = portfolio < 0 ? account + 1 : positionStart[portfolio + 1];
    for (let slot = start; slot < end; slot++) {
      if (this.#ledger.lots[slot] !== 0 && this.haltedUntilMs[slotInstrument[slot]] <= nowMs) return false;
    }
    return true;
  }

  /** Parked accounts are looked at when they come back. */
  #reindexChanged(): void {
    for (let index = 0; index < this.#changedCount; index++) {
      const account = this.#changed[index];
      if (this.#status[account] === indexed) this.#reindex(account);
    }
    this.#changedCount = 0;
  }

  #reindex(account: number): void {
    if (account >= this.#layout.singleCount) {
      this.radii.watch(account);
      return;
    }
    this.radii.remove(account);
    if (this.#ledger.lots[account] === 0) this.triggers.remove(account);
    else if (!this.triggers.insert(account)) this.radii.watch(account);
  }
}
