/**
 * One world, run along one price path after another. An instant is everything that happens at one time: prices, recovery, oracle, marks,
 * breakers, funding, then rounds of liquidations until nobody is liquidatable (docs/semantics.md). Instants that cannot wake anybody are
 * passed over; what wakes is decided by the trigger index (one-instrument accounts) and the radius index (portfolios).
 */
import { exitCodes, UserError } from '../errors.ts';
import { assert } from '../math/assert.ts';
import { Ancestry } from './ancestry.ts';
import { Cascade } from './cascade.ts';
import { EventQueue } from './event-queue.ts';
import { FundTrace } from './fund-trace.ts';
import { Health } from './health.ts';
import { auditConservation, openingTotals } from './invariants.ts';
import type { OpeningTotals } from './invariants.ts';
import { layOut } from './layout.ts';
import type { Layout } from './layout.ts';
import { Ledger } from './ledger.ts';
import { undoOpening } from './left-out.ts';
import { Liquidator } from './liquidator.ts';
import { Markets } from './markets.ts';
import { NeedlessWatch } from './needless.ts';
import type { Journal, PathOutcome, RunOptions } from './outcome.ts';
import { countOpenShortfalls, digestOf, outcomeOf } from './path-end.ts';
import { eventPhase } from './phases.ts';
import { PortfolioCloser } from './portfolio-closer.ts';
import { Publisher } from './publisher.ts';
import { firstAtOrAfter } from './quiet-ticks.ts';
import { QuietWatch } from './quiet-watch.ts';
import { RoundOrder } from './round-order.ts';
import { SingleCloser } from './single-closer.ts';
import { Tally } from './tally.ts';
import { WokenList } from './trigger-index.ts';
import { Watch } from './watch.ts';
import { Waterfall } from './waterfall.ts';
import type { PricePath, WorldSpec } from './world-spec.ts';

/** A cascade went on for more rounds in one instant than the world allows. */
export class CascadeLimitError extends UserError {}

/** A world ready to run. Everything readable here describes the end of the last path. */
export class Simulation {
  readonly layout: Layout;
  readonly ledger: Ledger;
  readonly markets: Markets;
  readonly health: Health;
  readonly tally: Tally;
  readonly cascade: Cascade;
  readonly publisher: Publisher;
  readonly funds: FundTrace;
  readonly needless: NeedlessWatch;

  readonly #queue = new EventQueue();
  readonly #watch: Watch;
  readonly #waterfall: Waterfall;
  readonly #liquidator: Liquidator;
  readonly #singles: SingleCloser;
  readonly #portfolios: PortfolioCloser;
  readonly #ancestry: Ancestry;
  readonly #quiet: QuietWatch;
  readonly #order = new RoundOrder();
  readonly #woken = new WokenList();
  readonly #tradedMarkets: Uint8Array;
  readonly #opening: OpeningTotals;
  /** Instruments that accounts with one position may hold: all of them, or none when there is no such account. */
  readonly #singleInstruments: number;
  #journal: Journal | null = null;
  #nowMs = NaN;
  #everyInstant = false;

  constructor(readonly spec: WorldSpec) {
    this.layout = layOut(spec);
    this.ledger = new Ledger(spec, this.layout);
    this.markets = new Markets(spec);
    this.health = new Health(this.ledger);
    this.tally = new Tally(spec.venues.length, spec.assets.length, this.layout.accountOwner);
    this.cascade = new Cascade(spec.markets.length);
    this.funds = new FundTrace(this.ledger, this.health, this.markets);
    const { ledger, health, markets, tally, cascade } = this;
    this.#watch = new Watch({ ledger, health, markets, queue: this.#queue });
    this.needless = new NeedlessWatch({ ledger, health, markets, deviations: this.#watch.radii.deviations });
    const { needless } = this;
    this.publisher = new Publisher({ spec, markets, queue: this.#queue, haltedUntilMs: this.#watch.haltedUntilMs });
    this.#waterfall = new Waterfall(ledger, health, tally);
    const { haltedUntilMs } = this.#watch;
    this.#liquidator = new Liquidator(
      { ledger, health, markets, tally, cascade, publisher: this.publisher, waterfall: this.#waterfall, haltedUntilMs },
      { deleveraged: (account) => this.#watch.changed(account), traded: (market) => this.#noteTrade(market) },
    );
    this.#ancestry = new Ancestry({ ledger, health, markets, cascade, publisher: this.publisher });
    this.#singles = new SingleCloser(
      {
        ledger, health, markets, tally, cascade, needless,
        waterfall: this.#waterfall, liquidator: this.#liquidator, ancestry: this.#ancestry, watch: this.#watch,
        hasBreakers: this.publisher.hasBreakers,
      },
      (market) => this.#noteTrade(market),
    );
    this.#portfolios = new PortfolioCloser(
      { ledger, markets, tally, cascade, waterfall: this.#waterfall, hasBreakers: this.publisher.hasBreakers },
      (market) => this.#noteTrade(market),
    );
    this.#quiet = new QuietWatch({ spec, markets, publisher: this.publisher, triggers: this.#watch.triggers, needless });
    this.#tradedMarkets = new Uint8Array(spec.markets.length);
    this.#opening = openingTotals(ledger);
    this.#singleInstruments = this.layout.singleCount === 0 ? 0 : spec.instruments.length;
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
      if (tick > 0 && !this.#everyInstant && this.#isStillBefore(tick)) {
        tick = this.#passQuietTicks(path, tick, eventMs);
        if (tick === timesMs.length) this.#arrive(timesMs[tick - 1]);
        if (tick === timesMs.length || timesMs[tick] > eventMs) continue;
      }
      this.#instant(timesMs[tick], tick);
      tick++;
    }
    return this.#finish(path);
  }

  /** True when the last path changed anything of one of these accounts: money, positions or cost. */
  changedAny(accounts: Int32Array): boolean {
    for (let index = 0; index < accounts.length; index++) if (this.ledger.isTouched(accounts[index])) return true;
    return false;
  }

  /** The accounts with these stable ids, by the numbers that they have in this world. */
  accountsOf(stableIds: Iterable<number>): Int32Array {
    return Int32Array.from(stableIds, (stable) => this.layout.stableOf.indexOf(stable));
  }

  #start(path: PricePath, options: RunOptions): void {
    const touched = this.ledger.touchedAccounts;
    this.#watch.forget(touched);
    this.tally.reset(touched);
    this.needless.forget(touched);
    this.ledger.reset();
    this.markets.reset(path, options);
    this.#quiet.reset(path);
    this.cascade.reset();
    this.#waterfall.reset();
    this.#queue.clear();
    this.#nowMs = path.timesMs[0];
    this.markets.setTick(0);
    this.publisher.reset();
    this.funds.reset();
    this.#watch.triggers.reset();
    this.#watch.radii.reset();
    this.needless.reset();
    this.#journal = options.journal ?? null;
    this.#liquidator.journal = this.#journal;
    this.publisher.journal = this.#journal;
    const observed = this.publisher.hasOracles || this.publisher.hasBreakers || this.#journal?.instant !== undefined;
    this.#everyInstant = observed || (options.feedback === 'counterfactual' && options.baseline !== 'itself');
    this.#scheduleFunding(path.timesMs[0]);
    if (options.without !== undefined) this.#leaveOut(options.without);
  }

  /** Call when everything stands as with all accounts: what is measured at the opening is kept for other paths. */
  #leaveOut(accounts: Int32Array): void {
    for (let index = 0; index < accounts.length; index++) {
      undoOpening(this.ledger, accounts[index]);
      this.#watch.release(accounts[index]);
    }
  }

  /** Funding is due at multiples of its interval since the Unix epoch. */
  #scheduleFunding(startMs: number): void {
    this.spec.venues.forEach(({ funding }, venue) => {
      if (funding) this.#queue.push((Math.floor(startMs / funding.intervalMs) + 1) * funding.intervalMs, eventPhase.funding, venue);
    });
  }

  /** True when portfolios sleep beyond this tick, whatever our displacement may do until the next fill. */
  #isStillBefore(tick: number): boolean {
    const { isStill, radii } = this.#watch;
    if (!isStill) return false;
    if (radii.isEmpty) return true;
    if (radii.dueTick <= tick || this.needless.dueTick <= tick) return false;
    const move = radii.deviations.foresee();
    return radii.canBear(move) && this.needless.canBear(move);
  }

  #passQuietTicks(path: PricePath, tick: number, eventMs: number): number {
    const dueTick = this.#watch.radii.isEmpty ? Infinity : Math.min(this.#watch.radii.dueTick, this.needless.dueTick);
    const isDueFirst = dueTick < path.timesMs.length && path.timesMs[dueTick] <= eventMs;
    const loud = this.#quiet.nextLoudTick(tick, isDueFirst ? dueTick : firstAtOrAfter(path.timesMs, tick, eventMs));
    if (loud > tick) this.markets.setTick(loud - 1);
    return loud;
  }

  /** The last ticks were quiet: marks still have to be those of the horizon. */
  #arrive(nowMs: number): void {
    this.#nowMs = nowMs;
    this.markets.recover(nowMs);
    this.publisher.publishAll(nowMs);
  }

  #instant(nowMs: number, tick: number): void {
    this.#nowMs = nowMs;
    if (tick >= 0) this.markets.setTick(tick);
    this.markets.recover(nowMs);
    this.#watch.releaseDeferred();
    if (this.publisher.hasOracles) this.publisher.deliver(nowMs);
    const loud = this.#publish();
    if (!loud && this.#queue.nextTimeMs > nowMs && this.#journal?.instant === undefined) return;
    this.#liquidator.startInstant(nowMs);
    this.cascade.startInstant();
    this.#drainEvents(nowMs);
    this.#settleInstant();
    this.#afterInstant();
  }

  /** Marks of all markets at the start of an instant. True when somebody may be woken by them. */
  #publish(): boolean {
    let loud = false;
    this.publisher.publishAll(this.#nowMs);
    for (let instrument = 0; instrument < this.#singleInstruments; instrument++) if (this.#isLoud(instrument)) loud = true;
    const { radii } = this.#watch;
    if (!radii.isEmpty && radii.advance()) loud = true;
    return loud || this.needless.isDue;
  }

  #isLoud(instrument: number): boolean {
    const mark = this.markets.mark[instrument];
    return this.#watch.isWakePrice(instrument) || mark <= this.needless.wakeLow[instrument] || mark >= this.needless.wakeHigh[instrument];
  }

  #drainEvents(nowMs: number): void {
    while (this.#queue.nextTimeMs <= nowMs) {
      const phase = this.#queue.nextPhase;
      const payload = this.#queue.nextPayload;
      this.#queue.pop();
      if (phase === eventPhase.funding) this.#fund(payload);
      else if (phase === eventPhase.pacing) this.#watch.release(payload);
      else if (phase === eventPhase.haltEnd) this.#watch.releaseHalted();
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
      if (units === 0) return;
      this.needless.refreshWakes(index);
      this.#watch.fundingMoved(index, units);
    });
    this.#queue.push(this.#nowMs + rule.intervalMs, eventPhase.funding, venue);
  }

  /** Rounds of liquidations, socialised losses between them, until nobody is liquidatable. */
  #settleInstant(): void {
    for (let round = 0; ; ) {
      this.#woken.count = 0;
      this.#watch.collect(this.#nowMs, this.#woken);
      if (this.#woken.count === 0) {
        const settled = this.#waterfall.socializeDebts(this.#nowMs, this.markets, this.#journal, (account) => this.#watch.changed(account));
        if (!settled) return;
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

  /** Marks are frozen in a round: all that are liquidatable now are acted on, then prices follow. */
  #runRound(): void {
    this.cascade.startRound();
    this.#order.sort(this.#woken, this.health, this.markets, this.layout.stableOf);
    const { accounts, count } = this.#woken;
    this.#watch.markWoken(this.#woken);
    for (let index = 0; index < count; index++) {
      index = this.#singles.close(this.#woken, index, this.#liquidator);
      if (index < count) this.#process(accounts[index]);
    }
    this.#refreshTraded();
  }

  #process(account: number): void {
    // Marks are frozen in a round: who was collected is liquidatable, unless something of it went to a loser of the same round.
    if (this.#watch.hasChanges && !this.health.isLiquidatable(account, this.markets)) {
      this.#watch.release(account);
      return;
    }
    const parent = this.#ancestry.parentOf(account);
    this.needless.watch(account);
    if (account >= this.layout.singleCount && this.#portfolios.close(account, parent, this.#liquidator)) {
      this.#watch.releaseClosed(account);
      return;
    }
    const closed = this.#liquidator.act(account, parent);
    const { intervalMs } = this.spec.venues[this.layout.accountVenue[account]].liquidation;
    if (intervalMs > 0 && this.#watch.hasPositions(account)) this.#watch.wait(account, this.#nowMs + intervalMs);
    else if (closed === 0) this.#watch.defer(account);
    else this.#watch.release(account);
  }

  #noteTrade(market: number): void {
    this.#tradedMarkets[market] = 1;
  }

  #refreshTraded(): void {
    let moved = false;
    for (let market = 0; market < this.markets.count; market++) {
      if (this.#tradedMarkets[market] === 0) continue;
      this.#tradedMarkets[market] = 0;
      this.markets.refresh(market);
      if (this.markets.priceTaker || this.spec.markets[market].liquidity.delay === 'next-tick') continue;
      this.publisher.publish(market, this.#nowMs, false);
      moved = true;
    }
    if (moved && !this.#watch.radii.isEmpty) this.#watch.radii.advance();
  }

  #afterInstant(): void {
    for (let instrument = 0; instrument < this.#singleInstruments; instrument++) {
      this.needless.observe(instrument, this.markets.lotValue[instrument], this.markets.mark[instrument]);
    }
    this.needless.observePortfolios();
    if (this.#waterfall.fundMoved) {
      this.#waterfall.fundMoved = false;
      this.funds.note(this.#nowMs);
    }
    if (this.#journal?.instant) this.#reportInstant(this.#journal);
  }

  #reportInstant(journal: Journal): void {
    this.funds.read();
    this.publisher.refreshExogenous();
    journal.instant?.(this.#nowMs, this.markets.mark, this.publisher.exogenous.mark, this.funds.nowUsd, this.markets.feed);
  }

  #finish(path: PricePath): PathOutcome {
    countOpenShortfalls(this, this.#waterfall, (instrument) => this.#watch.haltedUntilMs[instrument] > this.#nowMs);
    this.tally.check();
    auditConservation(this.ledger, this.#opening);
    this.funds.read();
    return outcomeOf(this, path, { lowestPrice: (series) => this.#quiet.lowestPrice(series), digest: digestOf(this) });
  }
}
