/**
 * One world, run along one price path after another. An instant is everything that happens at one time: prices, recovery, oracle, marks,
 * breakers, funding, then rounds of liquidations until nobody is liquidatable (docs/semantics.md). Instants that cannot wake anybody are
 * passed over; what wakes is decided by the trigger index (one-instrument accounts) and the radius index (portfolios).
 */
import { exitCodes, UserError } from '../errors.ts';
import { assert } from '../math/assert.ts';
import { Digest } from '../math/digest.ts';
import { sortedOrder } from '../math/sort.ts';
import { Cascade } from './cascade.ts';
import { EventQueue } from './event-queue.ts';
import { Health } from './health.ts';
import type { PriceView } from './health.ts';
import { auditConservation, openingTotals } from './invariants.ts';
import type { OpeningTotals } from './invariants.ts';
import { layOut, lotValue } from './layout.ts';
import type { Layout } from './layout.ts';
import { Ledger } from './ledger.ts';
import { Liquidator } from './liquidator.ts';
import { Markets } from './markets.ts';
import { NeedlessWatch } from './needless.ts';
import { OracleBoard } from './oracle-board.ts';
import type { Journal, PathOutcome, RunOptions } from './outcome.ts';
import { partyIndex } from './parties.ts';
import { firstLoudTick, preparePath } from './quiet-ticks.ts';
import type { PreparedPath, QuietRange } from './quiet-ticks.ts';
import { RadiusIndex } from './radius-index.ts';
import { Tally } from './tally.ts';
import { TriggerIndex, WokenList } from './trigger-index.ts';
import { Waterfall } from './waterfall.ts';
import type { Breaker, PricePath, WorldSpec } from './world-spec.ts';

/** Phases of section 6 of the design that are scheduled; smaller comes first within one time. */
const phase = { oracle: 3, haltEnd: 5, funding: 6, pacing: 8 } as const;

/** Where an account is while it is in no index. */
const indexed = 0;
const woken = 1;
const waiting = 2;
const deferred = 3;
const stalled = 4;

/** A cascade went on for more rounds in one instant than the world allows. */
export class CascadeLimitError extends UserError {}

export class Simulation {
  readonly layout: Layout;
  readonly ledger: Ledger;
  readonly markets: Markets;
  readonly health: Health;
  readonly tally: Tally;
  readonly cascade: Cascade;

  readonly #triggers: TriggerIndex;
  readonly #radii: RadiusIndex;
  readonly #waterfall: Waterfall;
  readonly #liquidator: Liquidator;
  readonly #queue = new EventQueue();
  readonly #oracles: OracleBoard;
  readonly #woken = new WokenList();
  #depths = new Float64Array(256);
  readonly #status: Uint8Array;
  readonly #deferred: number[] = [];
  readonly #stalled: number[] = [];
  readonly #haltedUntilMs: Float64Array;
  readonly #breakers: Breaker[][];
  readonly #hasBreakers: boolean;
  readonly #tradedMarkets: Uint8Array;
  readonly #exogenousView: { readonly lotValue: Float64Array; readonly mark: Float64Array };
  readonly #probeView: { readonly lotValue: Float64Array; readonly mark: Float64Array };
  readonly #fundingRules: readonly { venue: number; intervalMs: number }[];
  readonly #ranges: QuietRange[];
  readonly #markLow: Float64Array;
  readonly #markStart: Float64Array;
  readonly #fundOpeningUsd: Float64Array;
  readonly #fundLowUsd: Float64Array;
  readonly #fundNowUsd: Float64Array;
  readonly #fundTimesMs: number[] = [];
  readonly #fundTraceUsd: number[] = [];
  readonly #needless: NeedlessWatch;
  readonly #opening: OpeningTotals;
  #journal: Journal | null = null;
  #prepared: PreparedPath | null = null;
  #nowMs = 0;
  #everyInstant = false;
  #feedback: RunOptions['feedback'] = 'full';

  constructor(readonly spec: WorldSpec) {
    this.layout = layOut(spec);
    this.ledger = new Ledger(spec, this.layout);
    this.markets = new Markets(spec, emptyPath);
    this.health = new Health(this.ledger);
    this.tally = new Tally(spec.venues.length, spec.assets.length, this.layout.accountOwner);
    this.cascade = new Cascade(spec.markets.length);
    this.#triggers = new TriggerIndex(spec, this.ledger);
    this.#radii = new RadiusIndex(this.health, this.ledger);
    this.#waterfall = new Waterfall(this.ledger, this.health, this.tally);
    this.#oracles = new OracleBoard(spec);
    this.#liquidator = new Liquidator(
      {
        ledger: this.ledger,
        health: this.health,
        markets: this.markets,
        waterfall: this.#waterfall,
        tally: this.tally,
        cascade: this.cascade,
      },
      { deleveraged: (account) => this.#reindexIfIndexed(account), traded: (market) => this.#noteTrade(market) },
    );
    this.#status = new Uint8Array(this.layout.accountCount);
    this.#haltedUntilMs = new Float64Array(spec.instruments.length);
    this.#breakers = spec.instruments.map(() => []);
    this.#hasBreakers = spec.venues.some((venue) => venue.breakers.length > 0);
    this.#tradedMarkets = new Uint8Array(spec.markets.length);
    this.#exogenousView = emptyView(spec);
    this.#probeView = emptyView(spec);
    this.#fundingRules = spec.venues.flatMap((venue, index) => (venue.funding ? [{ venue: index, intervalMs: venue.funding.intervalMs }] : []));
    this.#ranges = spec.markets.map((market) => ({
      series: market.series,
      factorLow: 1,
      factorHigh: 1,
      shiftLow: 0,
      shiftHigh: 0,
      wakeLow: -Infinity,
      wakeHigh: Infinity,
    }));
    this.#markLow = new Float64Array(spec.markets.length);
    this.#markStart = new Float64Array(spec.markets.length);
    this.#fundOpeningUsd = new Float64Array(spec.venues.length);
    this.#fundLowUsd = new Float64Array(spec.venues.length);
    this.#fundNowUsd = new Float64Array(spec.venues.length);
    this.#needless = new NeedlessWatch(this.ledger);
    this.#opening = openingTotals(this.ledger);
    this.#liquidator.haltedUntilMs = this.#haltedUntilMs;
  }

  /** Runs one path from the opening state. The world can be run again afterwards. */
  run(path: PricePath, options: RunOptions): PathOutcome {
    assert(options.feedback !== 'counterfactual' || options.baseline !== undefined, 'counterfactual feedback needs a baseline trace');
    this.#start(path, options);
    const { timesMs } = path;
    let tick = 0;
    while (tick < timesMs.length) {
      const eventMs = this.#queue.nextTimeMs;
      if (eventMs < timesMs[tick]) {
        this.#instant(eventMs, -1);
        continue;
      }
      if (tick > 0 && this.#maySkip()) {
        tick = this.#skipQuietTicks(tick, eventMs);
        if (tick === timesMs.length || timesMs[tick] > this.#queue.nextTimeMs) continue;
      }
      this.#instant(timesMs[tick], tick);
      tick++;
    }
    return this.#finish(path);
  }

  // Starting ---------------------------------------------------------------------------------------------------------------------

  #start(path: PricePath, options: RunOptions): void {
    this.#journal = options.journal ?? null;
    this.#feedback = options.feedback;
    this.#prepared = preparePath(path);
    for (const account of this.ledger.touchedAccounts) this.#status[account] = indexed;
    this.tally.reset(this.ledger.touchedAccounts);
    this.#needless.forget(this.ledger.touchedAccounts);
    this.ledger.reset();
    this.markets.reset(path, options);
    this.cascade.reset();
    this.#waterfall.reset();
    this.#queue.clear();
    this.#oracles.reset();
    this.#needless.reset();
    this.#fundTimesMs.length = 0;
    this.#fundTraceUsd.length = 0;
    this.#deferred.length = 0;
    this.#stalled.length = 0;
    this.#haltedUntilMs.fill(0);
    this.#makeBreakers();
    this.#triggers.reset();
    this.#openMarkets(path);
    this.#radii.reset(this.markets);
    this.#everyInstant = this.#oracles.isActive || this.#hasBreakers || this.#journal?.instant !== undefined || options.feedback === 'counterfactual';
    this.#scheduleFunding(path.timesMs[0]);
    this.#liquidator.journal = this.#journal;
  }

  /** Marks start at the undisturbed first prices, whatever the oracle will publish later. */
  #openMarkets(path: PricePath): void {
    this.#nowMs = path.timesMs[0];
    this.markets.setTick(0);
    for (let market = 0; market < this.markets.count; market++) {
      this.markets.setMark(market, this.markets.price[market]);
      this.#markStart[market] = this.markets.price[market];
      this.#markLow[market] = this.markets.price[market];
      this.#setExogenousMark(market, this.markets.price[market]);
    }
    this.#readFunds();
    this.#fundOpeningUsd.set(this.#fundNowUsd);
    this.#fundLowUsd.set(this.#fundNowUsd);
  }

  #makeBreakers(): void {
    if (!this.#hasBreakers) return;
    this.spec.instruments.forEach((instrument, index) => {
      this.#breakers[index] = this.spec.venues[instrument.venue].breakers.map((rule) => rule.create());
    });
    this.#liquidator.breakers = this.#breakers;
    this.#liquidator.hasBreakers = true;
  }

  #scheduleFunding(startMs: number): void {
    for (const { venue, intervalMs } of this.#fundingRules) {
      this.#queue.push((Math.floor(startMs / intervalMs) + 1) * intervalMs, phase.funding, venue);
    }
  }

  // Passing over quiet ticks -----------------------------------------------------------------------------------------------------

  #maySkip(): boolean {
    return !this.#everyInstant && this.#deferred.length === 0 && this.#stalled.length === 0 && this.#radii.isEmpty;
  }

  #skipQuietTicks(tick: number, eventMs: number): number {
    const prepared = this.#prepared as PreparedPath;
    const { timesMs } = prepared.path;
    let limit = timesMs.length;
    if (eventMs <= timesMs[limit - 1]) limit = firstAtOrAfter(timesMs, tick, eventMs);
    this.#widenRanges();
    const loud = firstLoudTick(prepared, this.#ranges, tick, limit);
    if (loud > tick) this.markets.setTick(loud - 1);
    return loud;
  }

  /** Until the next fill a mark stays between its price and its price displaced as now, because volume only decays. */
  #widenRanges(): void {
    for (let market = 0; market < this.#ranges.length; market++) {
      const range = this.#ranges[market];
      const instrument = market < this.spec.instruments.length;
      const wakeLow = instrument ? this.#triggers.wakeLow[market] : -Infinity;
      const needlessLow = instrument ? this.#needless.wakeLow[market] : -Infinity;
      range.wakeLow = Math.max(wakeLow, needlessLow, this.#markLow[market]);
      range.wakeHigh = instrument ? Math.min(this.#triggers.wakeHigh[market], this.#needless.wakeHigh[market]) : Infinity;
      this.#widenRange(range, market);
    }
  }

  #widenRange(range: QuietRange, market: number): void {
    const displacement = this.markets.displacementNow[market];
    range.factorLow = 1;
    range.factorHigh = 1;
    range.shiftLow = 0;
    range.shiftHigh = 0;
    if (displacement === 0) return;
    if ((this.#prepared as PreparedPath).path.depthScale[market]) {
      range.shiftLow = -Infinity;
      range.shiftHigh = Infinity;
      return;
    }
    const { price, feed } = this.markets;
    const guard = 1e-9;
    if (this.spec.markets[market].liquidity.unit === 'log') {
      const factor = feed[market] / price[market];
      range.factorLow = Math.min(1, factor) * (1 - guard);
      range.factorHigh = Math.max(1, factor) * (1 + guard);
      return;
    }
    const shift = feed[market] - price[market];
    range.shiftLow = Math.min(0, shift) - guard * Math.abs(price[market]);
    range.shiftHigh = Math.max(0, shift) + guard * Math.abs(price[market]);
  }

  // One instant ------------------------------------------------------------------------------------------------------------------

  #instant(nowMs: number, tick: number): void {
    this.#nowMs = nowMs;
    if (tick >= 0) this.markets.setTick(tick);
    this.markets.recover(nowMs);
    if (this.#deferred.length > 0) this.#unpark(this.#deferred, deferred);
    if (this.#oracles.isActive) this.#drainOracleEvents(nowMs);
    const loud = this.#publish();
    if (!loud && this.#queue.nextTimeMs > nowMs && this.#journal?.instant === undefined) return;
    this.#liquidator.startInstant(nowMs);
    this.cascade.startInstant();
    this.#drainEvents(nowMs);
    this.#settleInstant();
    this.#afterInstant();
  }

  /** Oracle and marks, then breakers, for all markets at the start of an instant. True when somebody may be woken by them. */
  #publish(): boolean {
    let loud = false;
    for (let market = 0; market < this.markets.count; market++) {
      this.#publishMarket(market, true);
      if (market < this.spec.instruments.length && this.#isLoud(market)) loud = true;
    }
    if (!this.#radii.isEmpty && this.#radii.advance(this.markets)) loud = true;
    return loud || this.#needless.isDue(this.#radii.travelled);
  }

  #isLoud(instrument: number): boolean {
    const mark = this.markets.mark[instrument];
    if (mark <= this.#triggers.wakeLow[instrument] || mark >= this.#triggers.wakeHigh[instrument]) return true;
    return mark <= this.#needless.wakeLow[instrument] || mark >= this.#needless.wakeHigh[instrument];
  }

  #publishMarket(market: number, startOfInstant: boolean): void {
    const { markets } = this;
    const before = markets.mark[market];
    if (this.#oracles.follows(market)) {
      const price = this.#oracles.observe(market, this.#nowMs, markets.feed[market], this.#queue, phase.oracle);
      if (price === price) markets.setMark(market, price);
      if (startOfInstant) this.#publishExogenous(market);
    } else if (markets.feed[market] !== before) {
      markets.setMark(market, markets.feed[market]);
    }
    if (markets.mark[market] < this.#markLow[market]) this.#markLow[market] = markets.mark[market];
    if (this.#hasBreakers && market < this.spec.instruments.length) this.#observeBreakers(market);
  }

  #publishExogenous(market: number): void {
    this.markets.refreshExogenous(market);
    const price = this.#oracles.observeExogenous(market, this.#nowMs, this.markets.exogenousFeed[market], this.#queue, phase.oracle);
    if (price === price) this.#setExogenousMark(market, price);
  }

  #setExogenousMark(market: number, price: number): void {
    setView(this.#exogenousView, this.spec, market, price);
  }

  #observeBreakers(instrument: number): void {
    for (const breaker of this.#breakers[instrument]) {
      const until = breaker.observe(this.#nowMs, this.markets.mark[instrument]);
      if (until > this.#nowMs && until > this.#haltedUntilMs[instrument]) {
        this.#haltedUntilMs[instrument] = until;
        this.#queue.push(until, phase.haltEnd, instrument);
      }
    }
  }

  #drainOracleEvents(nowMs: number): void {
    while (this.#queue.nextTimeMs <= nowMs && this.#queue.nextPhase === phase.oracle) {
      const delivered = this.#oracles.deliver(this.#queue.nextPayload);
      this.#queue.pop();
      if (delivered === null) continue;
      if (delivered.exogenous) this.#setExogenousMark(delivered.market, delivered.price);
      else this.markets.setMark(delivered.market, delivered.price);
    }
  }

  #drainEvents(nowMs: number): void {
    while (this.#queue.nextTimeMs <= nowMs) {
      const kind = this.#queue.nextPhase;
      const payload = this.#queue.nextPayload;
      this.#queue.pop();
      if (kind === phase.funding) this.#fund(payload);
      else if (kind === phase.pacing) this.#resume(payload);
      else if (kind === phase.haltEnd) this.#unpark(this.#stalled, stalled);
    }
  }

  #fund(venue: number): void {
    const rule = this.spec.venues[venue].funding;
    assert(rule !== null, 'funding is only scheduled where there is a rule');
    this.spec.instruments.forEach((instrument, index) => {
      if (instrument.venue !== venue) return;
      const value = this.markets.lotValue[index];
      const rate = rule.rate(this.markets.bookPrice(index), this.markets.mark[index]);
      const units = this.ledger.accrueFunding(index, rate * (instrument.contract === 'inverse' ? Math.abs(value) : value));
      this.#journal?.funding?.(this.#nowMs, index, units);
      if (units !== 0) this.#fundingMoved(index, units);
    });
    this.#queue.push(this.#nowMs + rule.intervalMs, phase.funding, venue);
  }

  #fundingMoved(instrument: number, units: number): void {
    this.#triggers.refreshWakes(instrument);
    this.#needless.refreshWakes(instrument);
    this.#radii.noteFunding(instrument, units);
    if (this.spec.instruments[instrument].maintenanceTiers.length === 1) return;
    const drift = Math.abs(this.ledger.fundingIndex[instrument]) / Math.abs(this.markets.lotValue[instrument]);
    if (drift < tierDriftLimit) return;
    for (const account of this.#triggers.evictTiered(instrument)) this.#radii.watch(account, this.markets);
  }

  // Rounds -----------------------------------------------------------------------------------------------------------------------

  #settleInstant(): void {
    let round = 0;
    for (;;) {
      this.#woken.count = 0;
      this.#collect();
      if (this.#woken.count === 0) {
        if (!this.#waterfall.socializeDebts(this.#nowMs, this.markets, this.#journal, (account) => this.#reindexIfIndexed(account))) return;
        continue;
      }
      if (round >= this.spec.limits.roundsPerInstant) this.#failCascade();
      this.#liquidator.round = round++;
      this.#runRound();
    }
  }

  #failCascade(): never {
    const rounds = this.spec.limits.roundsPerInstant;
    throw new CascadeLimitError(exitCodes.inputInvalid, [
      {
        what: `a cascade did not end within ${rounds} rounds at one instant (${this.#nowMs} ms since 1970)`,
        expected: 'liquidations that stop moving the price after finitely many rounds',
        suggestion: 'more market depth, a halt or price band, or a higher limit on rounds per instant',
      },
    ]);
  }

  #collect(): void {
    const { markets } = this;
    for (let instrument = 0; instrument < this.spec.instruments.length; instrument++) {
      const mark = markets.mark[instrument];
      if (mark > this.#triggers.wakeLow[instrument] && mark < this.#triggers.wakeHigh[instrument]) continue;
      if (this.#haltedUntilMs[instrument] > this.#nowMs) continue;
      this.#triggers.collect(instrument, markets.lotValue[instrument], this.#woken);
    }
    if (this.#radii.isEmpty || !this.#radii.isDue) return;
    const from = this.#woken.count;
    this.#radii.collect(markets, this.#woken);
    if (this.#hasBreakers) this.#stallHalted(from);
  }

  /** Woken portfolios whose every position is halted wait for the end of a halt. */
  #stallHalted(from: number): void {
    let kept = from;
    for (let index = from; index < this.#woken.count; index++) {
      const account = this.#woken.accounts[index];
      if (this.#isHalted(account)) this.#park(account, this.#stalled, stalled);
      else this.#woken.accounts[kept++] = account;
    }
    this.#woken.count = kept;
  }

  #isHalted(account: number): boolean {
    const portfolio = account - this.layout.singleCount;
    const start = portfolio < 0 ? account : this.layout.positionStart[portfolio];
    const end = portfolio < 0 ? account + 1 : this.layout.positionStart[portfolio + 1];
    for (let slot = start; slot < end; slot++) {
      if (this.ledger.lots[slot] !== 0 && this.#haltedUntilMs[this.layout.slotInstrument[slot]] <= this.#nowMs) return false;
    }
    return true;
  }

  #runRound(): void {
    this.cascade.startRound();
    this.#sortWoken();
    const { accounts, count } = this.#woken;
    for (let index = 0; index < count; index++) this.#status[accounts[index]] = woken;
    for (let index = 0; index < count; index++) {
      this.ledger.touch(accounts[index]);
      this.#process(accounts[index]);
    }
    this.#refreshTraded();
  }

  /** Deepest past its trigger first, then stable account id. */
  #sortWoken(): void {
    const { accounts, count } = this.#woken;
    if (count < 2) return;
    if (this.#depths.length < count) this.#depths = new Float64Array(accounts.length);
    const depths = this.#depths;
    for (let index = 0; index < count; index++) depths[index] = this.health.depth(accounts[index], this.markets);
    if (count > insertionLimit) this.#sortManyWoken(depths);
    else insertByDepth(accounts, depths, count, this.layout.stableOf);
  }

  #sortManyWoken(depths: Float64Array): void {
    const { accounts, count } = this.#woken;
    const before = accounts.slice(0, count);
    const keys = depths.slice(0, count);
    for (let index = 0; index < count; index++) keys[index] = -keys[index];
    const order = sortedOrder(keys);
    for (let index = 0; index < count; index++) {
      accounts[index] = before[order[index]];
      depths[index] = -keys[order[index]];
    }
    // Equal depths are still in the order of collection: one pass of insertion puts them in order of account.
    insertByDepth(accounts, depths, count, this.layout.stableOf);
  }

  #process(account: number): void {
    if (!this.health.isLiquidatable(account, this.markets)) {
      this.#status[account] = indexed;
      this.#reindex(account);
      return;
    }
    const parent = this.#findParent(account);
    this.#needless.watch(account, this.markets.lotValue, this.#radii.travelled);
    const closed = this.#liquidator.act(account, parent);
    const { intervalMs } = this.spec.venues[this.layout.accountVenue[account]].liquidation;
    if (intervalMs > 0 && this.#hasPositions(account)) {
      this.#status[account] = waiting;
      this.#queue.push(this.#nowMs + intervalMs, phase.pacing, account);
    } else if (closed === 0) {
      this.#park(account, this.#deferred, deferred);
    } else {
      this.#status[account] = indexed;
      this.#reindex(account);
    }
  }

  #hasPositions(account: number): boolean {
    const portfolio = account - this.layout.singleCount;
    if (portfolio < 0) return this.ledger.lots[account] !== 0;
    for (let slot = this.layout.positionStart[portfolio]; slot < this.layout.positionStart[portfolio + 1]; slot++) {
      if (this.ledger.lots[slot] !== 0) return true;
    }
    return false;
  }

  #park(account: number, list: number[], status: number): void {
    this.#status[account] = status;
    this.ledger.touch(account);
    list.push(account);
  }

  #unpark(list: number[], status: number): void {
    if (list.length === 0) return;
    const accounts = list.splice(0);
    for (const account of accounts) {
      if (this.#status[account] !== status) continue;
      this.#status[account] = indexed;
      this.#reindex(account);
    }
  }

  #resume(account: number): void {
    this.#status[account] = indexed;
    this.#reindex(account);
  }

  #reindexIfIndexed(account: number): void {
    if (this.#status[account] === indexed) this.#reindex(account);
  }

  /** Puts an account where it is watched, after its cash or lots changed or it came back from elsewhere. */
  #reindex(account: number): void {
    if (account >= this.layout.singleCount) {
      this.#radii.watch(account, this.markets);
      return;
    }
    this.#radii.remove(account);
    if (this.ledger.lots[account] === 0) {
      this.#triggers.remove(account);
    } else if (!this.#triggers.insert(account)) {
      this.#radii.watch(account, this.markets);
    }
  }

  #noteTrade(market: number): void {
    this.#tradedMarkets[market] = 1;
  }

  #refreshTraded(): void {
    let moved = false;
    for (let market = 0; market < this.markets.count; market++) {
      if (this.#tradedMarkets[market] === 0) continue;
      this.#tradedMarkets[market] = 0;
      if (this.#feedback === 'none' || this.spec.markets[market].liquidity.delay === 'next-tick') continue;
      this.#publishMarket(market, false);
      moved = true;
    }
    if (moved && !this.#radii.isEmpty) this.#radii.advance(this.markets);
  }

  // Roots and parents ------------------------------------------------------------------------------------------------------------

  /** The fill that carried the account over its trigger, -1 for a root. */
  #findParent(account: number): number {
    if (this.#feedback === 'none') return -1;
    if (account >= this.layout.singleCount || this.#oracles.isActive) return this.#findParentByView(account);
    const instrument = this.layout.slotInstrument[account];
    if (this.markets.mark[instrument] === this.markets.price[instrument] && this.#feedback === 'full') return -1;
    this.markets.refreshExogenous(instrument);
    if (this.#crossedAt(account, instrument, this.markets.exogenousFeed[instrument])) return -1;
    const crossing = this.#firstCrossing(account, instrument);
    return crossing >= 0 ? crossing : this.cascade.lastFillOn(instrument);
  }

  #findParentByView(account: number): number {
    this.#refreshExogenousView();
    if (this.health.isLiquidatable(account, this.#exogenousView)) return -1;
    if (account >= this.layout.singleCount) return this.#latestFill(account);
    const instrument = this.layout.slotInstrument[account];
    const crossing = this.#oracles.follows(instrument) ? -1 : this.#firstCrossing(account, instrument);
    return crossing >= 0 ? crossing : this.cascade.lastFillOn(instrument);
  }

  /** The first fill of the previous round at whose feed price the account was over its trigger, or -1. Extremes only grow: bisection. */
  #firstCrossing(account: number, instrument: number): number {
    const fills = this.cascade.previousFills(instrument);
    const { count } = fills;
    if (count === 0) return -1;
    const extremes = this.ledger.lots[account] > 0 ? fills.lowest : fills.highest;
    if (!this.#crossedAt(account, instrument, extremes[count - 1])) return -1;
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#crossedAt(account, instrument, extremes[middle])) high = middle;
      else low = middle + 1;
    }
    return fills.sequence[low];
  }

  #crossedAt(account: number, instrument: number, price: number): boolean {
    this.#probeView.lotValue[instrument] = lotValue(this.spec.instruments[instrument], price);
    return this.health.isLiquidatable(account, this.#probeView);
  }

  #refreshExogenousView(): void {
    for (let market = 0; market < this.markets.count; market++) {
      if (this.#oracles.follows(market)) continue;
      this.markets.refreshExogenous(market);
      this.#setExogenousMark(market, this.markets.exogenousFeed[market]);
    }
  }

  #latestFill(account: number): number {
    const portfolio = account - this.layout.singleCount;
    let latest = -1;
    for (let slot = this.layout.positionStart[portfolio]; slot < this.layout.positionStart[portfolio + 1]; slot++) {
      if (this.ledger.lots[slot] !== 0) latest = Math.max(latest, this.cascade.lastFillOn(this.layout.slotInstrument[slot]));
    }
    return latest;
  }

  // Measuring --------------------------------------------------------------------------------------------------------------------

  #afterInstant(): void {
    for (let instrument = 0; instrument < this.spec.instruments.length; instrument++) {
      this.#needless.observe(instrument, this.markets.lotValue[instrument], this.markets.mark[instrument]);
    }
    this.#needless.observePortfolios(this.health, this.markets, this.#radii.travelled);
    if (this.#waterfall.fundMoved) this.#noteFunds();
    if (this.#journal?.instant) this.#reportInstant(this.#journal.instant.bind(this.#journal));
  }

  #reportInstant(report: NonNullable<Journal['instant']>): void {
    this.#readFunds();
    this.#refreshExogenousView();
    report(this.#nowMs, this.markets.mark, this.#exogenousView.mark, this.#fundNowUsd);
  }

  #noteFunds(): void {
    this.#waterfall.fundMoved = false;
    this.#readFunds();
    this.#fundTimesMs.push(this.#nowMs);
    for (let venue = 0; venue < this.#fundLowUsd.length; venue++) {
      this.#fundTraceUsd.push(this.#fundNowUsd[venue]);
      this.#fundLowUsd[venue] = Math.min(this.#fundLowUsd[venue], this.#fundNowUsd[venue]);
    }
  }

  #readFunds(): void {
    for (let venue = 0; venue < this.#fundNowUsd.length; venue++) {
      let usd = 0;
      const slot = this.ledger.cashSlotOf(venue, partyIndex.fund, 0);
      for (let asset = 0; asset < this.spec.assets.length; asset++) {
        const units = this.ledger.cash[slot + asset];
        if (units !== 0) usd += units * this.spec.assets[asset].unit * this.health.assetPrice(asset, this.markets);
      }
      this.#fundNowUsd[venue] = usd;
    }
  }

  #finish(path: PricePath): PathOutcome {
    this.#countOpenShortfalls();
    this.tally.check();
    auditConservation(this.ledger, this.#opening);
    this.#readFunds();
    const prepared = this.#prepared as PreparedPath;
    return {
      waterfall: this.tally.waterfall.map((venue) => venue.map((totals) => ({ ...totals }))),
      usd: this.tally.usd.map((totals) => ({ ...totals })),
      liquidations: this.cascade.liquidations,
      roots: this.cascade.roots,
      generationCount: [...this.cascade.generationCount],
      generationNotionalUsd: [...this.cascade.generationNotionalUsd],
      largestCascadeUsd: this.cascade.largestTreeUsd,
      liquidatedAccounts: this.tally.liquidatedAccounts,
      liquidatedOwners: this.tally.liquidatedOwners,
      insolventAccounts: this.tally.insolventAccounts,
      deleveragedAccounts: this.tally.deleveragedAccounts,
      needlessLiquidations: this.#needless.remaining,
      peakLiquidationUsdPerMinute: this.tally.peakUsdPerMinute,
      firstLiquidationMs: this.tally.firstLiquidationMs,
      firstDeleveragingMs: this.tally.firstDeleveragingMs,
      markStart: this.#markStart.slice(),
      markLow: this.#markLow.slice(),
      exogenousStart: Float64Array.from(this.spec.markets, (market) => path.prices[market.series][0]),
      exogenousLow: Float64Array.from(this.spec.markets, (market) => prepared.lowest[market.series]),
      fundOpeningUsd: this.#fundOpeningUsd.slice(),
      fundLowUsd: this.#fundLowUsd.slice(),
      fundClosingUsd: this.#fundNowUsd.slice(),
      fundChanges: { timesMs: [...this.#fundTimesMs], usd: [...this.#fundTraceUsd] },
      baseline: this.markets.trace,
      digest: this.#digest(),
    };
  }

  /** Accounts that still hold positions with negative equity at the horizon. Only accounts in no index can. */
  #countOpenShortfalls(): void {
    for (const account of this.ledger.touchedAccounts) {
      if (!this.#hasPositions(account)) continue;
      this.health.evaluate(account, this.markets);
      const equity = Math.floor(this.health.equity);
      if (equity < 0) this.#waterfall.noteOpenShortfall(account, -equity, this.markets);
    }
    for (let instrument = 0; instrument < this.spec.instruments.length; instrument++) {
      if (this.#haltedUntilMs[instrument] > this.#nowMs) this.#countHaltedShortfalls(instrument);
    }
  }

  /** While an instrument is halted its singles stay in the index: look at all that were not counted above. */
  #countHaltedShortfalls(instrument: number): void {
    const touched = new Set(this.ledger.touchedAccounts);
    for (let account = 0; account < this.layout.singleCount; account++) {
      if (this.layout.slotInstrument[account] !== instrument || touched.has(account) || this.ledger.lots[account] === 0) continue;
      this.health.evaluate(account, this.markets);
      const equity = Math.floor(this.health.equity);
      if (equity < 0) this.#waterfall.noteOpenShortfall(account, -equity, this.markets);
    }
  }

  #digest(): string {
    const digest = new Digest();
    const { stableOf } = this.layout;
    for (const account of this.ledger.touchedAccounts) digest.number(stableOf[account]).number(this.ledger.trueCash(account));
    digest.numbers(this.ledger.cash.subarray(this.layout.firstPartyCash));
    digest.numbers(this.ledger.lots.subarray(this.layout.firstMarketSlot));
    digest.numbers(this.ledger.fundingIndex);
    digest.numbers(this.ledger.movementTotals);
    digest.number(this.cascade.liquidations).number(this.cascade.roots);
    digest.numbers(this.markets.mark);
    return digest.hex();
  }
}

/** Funding index relative to the lot value from which clear tiers are no longer trusted; half of the margin in layout.ts. */
const tierDriftLimit = 0.02;

/** Rounds up to this size are sorted by insertion: they arrive almost sorted. */
const insertionLimit = 48;

/** Sorts accounts by depth descending, then stable id; depths move along. */
function insertByDepth(accounts: Int32Array, depths: Float64Array, count: number, stableOf: Int32Array): void {
  for (let index = 1; index < count; index++) {
    const account = accounts[index];
    const depth = depths[index];
    let place = index;
    while (place > 0 && (depths[place - 1] < depth || (depths[place - 1] === depth && stableOf[accounts[place - 1]] > stableOf[account]))) {
      accounts[place] = accounts[place - 1];
      depths[place] = depths[place - 1];
      place--;
    }
    accounts[place] = account;
    depths[place] = depth;
  }
}

const emptyPath: PricePath = { timesMs: new Float64Array(1), prices: [], depthScale: [] };

function emptyView(spec: WorldSpec): { readonly lotValue: Float64Array; readonly mark: Float64Array } {
  return { lotValue: new Float64Array(spec.instruments.length), mark: new Float64Array(spec.markets.length) };
}

function setView(view: PriceView, spec: WorldSpec, market: number, price: number): void {
  view.mark[market] = price;
  if (market < spec.instruments.length) view.lotValue[market] = lotValue(spec.instruments[market], price);
}

function firstAtOrAfter(timesMs: Float64Array, from: number, timeMs: number): number {
  let low = from;
  let high = timesMs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timesMs[middle] < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
