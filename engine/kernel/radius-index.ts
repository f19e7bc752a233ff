/**
 * Wakes accounts whose health depends on several prices. What the path will do to an account is known, so each is looked at again at
 * the tick at which the path may bring it to its limit; deviations from the path (our displacement, oracles, funding) are paid from
 * a reserve (vigil.ts). Bounds are only ever early: the decision is the exact test of health.ts.
 *
 * The opening population sleeps together: each account has a radius, its slack in units of a joint move of everything, and only those
 * within reach of the path get a vigil of their own.
 */
import { AccountLines } from './account-lines.ts';
import { Deviations } from './deviations.ts';
import type { Health } from './health.ts';
import type { Ledger } from './ledger.ts';
import type { Markets } from './markets.ts';
import { OpeningPopulation } from './opening-population.ts';
import type { LineSource } from './opening-population.ts';
import { SlackLine } from './slack-line.ts';
import type { WokenList } from './trigger-index.ts';
import { IdList, Vigil } from './vigil.ts';

/** Portfolios, and singles whose bracket at the trigger is not clear, by how far prices may move before they must be looked at. */
export class RadiusIndex implements LineSource {
  readonly deviations: Deviations;
  readonly #health: Health;
  readonly #markets: Markets;
  readonly #line: SlackLine;
  readonly #lines: AccountLines;
  readonly #vigil: Vigil;
  readonly #taken = new IdList();
  /** Accounts that no longer sleep with the opening population. */
  readonly #apart: Uint8Array;
  /** Accounts from this one on belong to the opening population. */
  readonly #firstWatched: number;
  #watchedCount: number;
  readonly #population: OpeningPopulation;
  /** What the opening population can bear of deviations, and the sum of moves from which it has to be looked at. */
  #openingReserve = NaN;
  #openingDue = Infinity;
  readonly #noOffset: Float64Array;
  readonly #noFunding: Float64Array;

  constructor(health: Health, ledger: Ledger, markets: Markets) {
    const { accountCount, keyedCount } = ledger.layout;
    const watchable = accountCount > keyedCount || hasTiers(ledger) ? accountCount : 0;
    this.#health = health;
    this.#markets = markets;
    this.deviations = new Deviations(ledger.spec, markets, ledger.fundingIndex);
    this.#line = new SlackLine(this.deviations);
    this.#lines = new AccountLines({ ledger, health, markets, deviations: this.deviations, line: this.#line });
    this.#vigil = new Vigil(this.deviations, ledger.fundingIndex, watchable);
    this.#apart = new Uint8Array(watchable);
    this.#firstWatched = keyedCount;
    this.#watchedCount = accountCount - keyedCount;
    this.#population = new OpeningPopulation(this.deviations, markets);
    this.#noOffset = new Float64Array(markets.count);
    this.#noFunding = new Float64Array(ledger.fundingIndex.length);
  }

  /** True when no account needs watching at all. */
  get isEmpty(): boolean {
    return this.#watchedCount === 0;
  }

  /** Forgets everything and watches the opening population along the path that begins at these prices. */
  reset(): void {
    this.#watchedCount = Math.max(0, this.#apart.length - this.#firstWatched);
    this.#openingDue = Infinity;
    if (this.#apart.length === 0) return;
    this.#begin();
    if (this.isEmpty) return;
    this.#population.reset({ from: this.#firstWatched, to: this.#apart.length }, this.#line, this);
    this.#openingReserve = 0;
    this.#openingDue = 0;
  }

  /** Notes the prices of this instant. True when somebody may have to be looked at. */
  advance(): boolean {
    this.deviations.advance();
    return this.isDue;
  }

  /** Funding moved by some units per lot. */
  noteFunding(instrument: number, units: number): void {
    if (!this.isEmpty) this.deviations.noteFunding(instrument, units);
  }

  get isDue(): boolean {
    return this.deviations.travelled >= this.#openingDue || this.#vigil.isDue(this.#markets.tick);
  }

  /** The tick before which the path wakes nobody, as long as deviations do not. */
  get dueTick(): number {
    return this.#vigil.dueTick;
  }

  /** True when nobody is due whatever deviations do until the next fill: `move` is what their `foresee` returned. */
  canBear(move: number): boolean {
    const { deviations } = this;
    if (deviations.travelled + move >= this.#openingDue) {
      if (deviations.reachFrom(this.#noOffset, this.#noFunding) >= this.#openingReserve) return false;
    }
    return this.#vigil.canBear(move);
  }

  /** Looks at what is due: liquidatable accounts go to `woken` and leave the index, the others sleep on. */
  collect(woken: WokenList): void {
    if (this.deviations.travelled >= this.#openingDue) this.#collectOpening(woken);
    const taken = this.#taken;
    taken.count = 0;
    this.#vigil.gather(this.#markets.tick, taken);
    for (let index = 0; index < taken.count; index++) this.#judge(taken.ids[index], woken);
  }

  /** Watches an account from now on, as it stands. */
  watch(account: number): void {
    if (this.#watchedCount++ === 0) this.deviations.read();
    this.#apart[account] = 1;
    this.describe(account);
    if (this.#line.gross > 0) this.#vigil.place(account, this.#line, this.#markets.tick + 1);
    else this.#vigil.remove(account);
  }

  /** Stops watching an account. */
  remove(account: number): void {
    if (account >= this.#apart.length) return;
    this.#apart[account] = 1;
    this.#vigil.remove(account);
  }

  #begin(): void {
    this.#apart.fill(0);
    this.deviations.reset();
    this.#lines.reset();
    this.#vigil.reset();
  }

  /** Fills the line of an account that is not judged now. */
  describe(account: number): void {
    if (this.#lines.isLinear(account)) {
      this.#lines.fillLinear(account);
      return;
    }
    this.#health.evaluate(account, this.#markets);
    this.#lines.fillSteepest(account);
  }

  /** Accounts whose radius has come within reach get a vigil of their own, with a reserve for twice the deviations so far. */
  #collectOpening(woken: WokenList): void {
    const { travelled } = this.deviations;
    const distance = this.deviations.distance(this.#noOffset, this.#noFunding);
    if (distance < this.#openingReserve) {
      this.#openingDue = travelled + (this.#openingReserve - distance);
      return;
    }
    this.#openingReserve = Math.max(this.#vigil.aim, 2 * distance);
    this.#openingDue = travelled + (this.#openingReserve - distance);
    const population = this.#population;
    const fresh = distance === 0 && this.#markets.tick === 0;
    const count = population.countWithin(this.#openingReserve);
    for (let rank = 0; (rank = population.nextAwake(rank, count, this.#openingReserve)) < count; rank++) {
      const account = population.accounts[rank];
      if (this.#apart[account] !== 0) continue;
      if (fresh && population.load(rank, this.#line)) this.#sleep(account);
      else this.#judge(account, woken);
    }
  }

  #judge(account: number, woken: WokenList): void {
    this.#apart[account] = 1;
    if (this.#lines.isLinear(account)) {
      this.#lines.fillLinear(account);
      if (this.#line.isSafe || this.#line.gross === 0) {
        this.#sleep(account);
        return;
      }
    }
    if (this.#health.isLiquidatable(account, this.#markets)) {
      woken.push(account);
      return;
    }
    this.describe(account);
    this.#sleep(account);
  }

  #sleep(account: number): void {
    this.#apart[account] = 1;
    if (this.#line.gross > 0) this.#vigil.place(account, this.#line, this.#markets.tick + 1);
  }
}

function hasTiers(ledger: Ledger): boolean {
  return ledger.spec.instruments.some((instrument) => instrument.maintenanceTiers.length > 1);
}
