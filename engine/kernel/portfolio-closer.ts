/**
 * The common case of section 4 of docs/semantics.md for portfolios: every position is closed completely at market and there is nothing
 * else to sell. The positions make a run (close-run.ts): gathered, quoted, decided and booked in columns. The numbers and their order
 * are those of the general way in liquidator.ts. A portfolio one of whose positions needs auto-deleveraging is left to it untouched.
 */
import { roundHalfAway } from '../math/round.ts';
import type { Cascade } from './cascade.ts';
import { CloseRun, runCapacity } from './close-run.ts';
import type { Ledger, PartyRoute } from './ledger.ts';
import type { Markets } from './markets.ts';
import type { Journal } from './outcome.ts';
import { partyIndex } from './parties.ts';
import type { CloseMoment } from './single-closer.ts';
import type { Tally } from './tally.ts';
import type { FundLimits, Waterfall } from './waterfall.ts';

/** Constants of the portfolios of one venue with one margin asset. */
interface PortfolioPlan extends PartyRoute {
  /** The policy closes everything at once and no breaker can limit it. */
  readonly closesWhole: boolean;
  readonly venue: number;
  readonly feeRate: number;
  readonly feeShare: number;
  readonly deleverages: boolean;
  readonly limits: FundLimits;
}

interface CloserParts {
  readonly ledger: Ledger;
  readonly markets: Markets;
  readonly waterfall: Waterfall;
  readonly tally: Tally;
  readonly cascade: Cascade;
  readonly hasBreakers: boolean;
}

/** Closes portfolios, with the policies of their venue looked up once. */
export class PortfolioCloser {
  readonly #parts: CloserParts;
  readonly #traded: (market: number) => void;
  /** By venue x assets + margin asset. */
  readonly #plans: readonly PortfolioPlan[];
  readonly #run = new CloseRun();
  /** What each position of the run adds to equity at the marks. */
  readonly #worth = new Float64Array(runCapacity);

  /** `traded` hears of every market that had a fill. */
  constructor(parts: CloserParts, traded: (market: number) => void) {
    this.#parts = parts;
    this.#traded = traded;
    const { venues, assets } = parts.ledger.spec;
    this.#plans = venues.flatMap((_, venue) => assets.map((_unused, asset) => planOf(parts, venue, asset)));
  }

  /** Closes and settles a portfolio that was found liquidatable. False when nothing was done because it needs the general way. */
  close(account: number, parent: number, moment: CloseMoment): boolean {
    const { markets, ledger } = this.#parts;
    const { accountVenue, accountAsset } = ledger.layout;
    const plan = this.#plans[accountVenue[account] * ledger.spec.assets.length + accountAsset[account]];
    if (!plan.closesWhole || !markets.followsVolume()) return false;
    const count = this.#gather(account, parent);
    if (count === 0) return false;
    for (let index = 0; index < count; index++) markets.quoteRun(this.#run.instrument[index], this.#run, index + 1, index);
    if (!this.#decide(plan, account, count)) return false;
    this.#book(plan, account, count);
    if (moment.journal !== null) this.#report(count, parent, moment, moment.journal);
    this.#parts.waterfall.settle(account, true, moment.nowMs, markets, moment.journal);
    return true;
  }

  /** Takes the positions of an account; 0 when it has a balance to sell or two positions that share a book. */
  #gather(account: number, parent: number): number {
    const { ledger, markets } = this.#parts;
    const { layout, lots, fundingIndex } = ledger;
    const { positionStart, slotInstrument } = layout;
    const portfolio = account - layout.singleCount;
    const end = positionStart[portfolio + 1];
    if (end - positionStart[portfolio] > runCapacity || this.#hasBalance(portfolio)) return 0;
    const run = this.#run;
    let count = 0;
    for (let slot = positionStart[portfolio]; slot < end; slot++) {
      const held = lots[slot];
      if (held === 0) continue;
      const instrument = slotInstrument[slot];
      if (count > 0 && instrument <= run.instrument[count - 1]) return 0;
      run.account[count] = account;
      run.parent[count] = parent;
      run.slot[count] = slot;
      run.instrument[count] = instrument;
      run.held[count] = held;
      this.#worth[count++] = held * (markets.lotValue[instrument] - fundingIndex[instrument]);
    }
    return count;
  }

  #hasBalance(portfolio: number): boolean {
    const { layout, cash } = this.#parts.ledger;
    const end = layout.balanceStart[portfolio + 1];
    for (let slot = layout.balanceStart[portfolio]; slot < end; slot++) if (cash[slot] !== 0) return true;
    return false;
  }

  /** Decides leg and fee of every position. False when margin and the stages before auto-deleveraging do not bear a loss. */
  #decide(plan: PortfolioPlan, account: number, count: number): boolean {
    const { ledger, markets, waterfall } = this.#parts;
    const { feeRate, feeShare, deleverages, limits } = plan;
    const { lotValue } = markets;
    const run = this.#run;
    const unitUsd = waterfall.unitUsd(plan.asset, markets);
    let cash = ledger.cash[account];
    let fund = ledger.cash[plan.fundCash];
    for (let index = 0; index < count; index++) {
      const instrument = run.instrument[index];
      const held = run.held[index];
      const lots = Math.abs(held);
      const side = held > 0 ? 1 : -1;
      const fillValue = markets.valueAt(instrument, run.averagePrice[index]);
      const markValue = lotValue[instrument];
      if (deleverages) {
        const bankruptcy = markValue - side * (this.#equity(cash, index, count) / lots);
        const loss = lots * (side * (bankruptcy - fillValue));
        if (!(loss <= Math.max(limits.coverOfOthers, Math.min(fund, limits.coverOfFund)))) return false;
      }
      const leg = roundHalfAway(lots * fillValue);
      const paid = leg - lots * ledger.fundingIndex[instrument];
      cash = held > 0 ? cash + paid : cash - paid;
      const left = Math.max(0, Math.floor(this.#equity(cash, index + 1, count)));
      const fee = Math.min(roundHalfAway(feeRate * Math.abs(leg)), left);
      const share = Math.floor(fee * feeShare);
      cash -= fee;
      fund += share;
      run.leg[index] = leg;
      run.feeToFund[index] = share;
      run.feeToFees[index] = fee - share;
      run.notionalUsd[index] = lots * Math.abs(markValue) * unitUsd;
    }
    return true;
  }

  /** Equity with some cash and the positions from `from` on, added up as in health.ts. */
  #equity(cash: number, from: number, count: number): number {
    let equity = cash;
    for (let index = from; index < count; index++) equity += this.#worth[index];
    return equity;
  }

  /** What was decided happens. */
  #book(plan: PortfolioPlan, account: number, count: number): void {
    const { ledger, markets, waterfall, tally, cascade } = this.#parts;
    const run = this.#run;
    const fundBefore = ledger.cash[plan.fundCash];
    ledger.closePortfolio(run, count, account, plan);
    if (ledger.cash[plan.fundCash] !== fundBefore) waterfall.fundMoved = true;
    for (let index = 0; index < count; index++) {
      const instrument = run.instrument[index];
      markets.fillRun(instrument, run, index + 1, index);
      cascade.recordRun(run, index + 1, instrument, index);
      this.#traded(instrument);
    }
    tally.noteRun(run, count, plan, waterfall.unitUsd(plan.asset, markets));
  }

  #report(count: number, parent: number, { nowMs, round }: CloseMoment, journal: Journal): void {
    const { ledger, markets, cascade } = this.#parts;
    const run = this.#run;
    for (let index = 0; index < count; index++) {
      const instrument = run.instrument[index];
      journal.liquidation?.({
        seq: cascade.liquidations - count + index,
        timeMs: nowMs,
        round,
        account: ledger.layout.stableOf[run.account[index]],
        instrument,
        side: run.held[index] > 0 ? 1 : -1,
        marketLots: Math.abs(run.held[index]),
        deleveragedLots: 0,
        averagePrice: run.averagePrice[index],
        markPrice: markets.mark[instrument],
        notionalUsd: run.notionalUsd[index],
        fee: run.feeToFund[index] + run.feeToFees[index],
        absorbed: 0,
        parent,
        generation: cascade.generationOf(parent),
      });
    }
  }
}

function planOf({ ledger, waterfall, hasBreakers }: CloserParts, venue: number, asset: number): PortfolioPlan {
  const { liquidation, losses } = ledger.spec.venues[venue];
  return {
    closesWhole: liquidation.alwaysFull && !hasBreakers,
    venue,
    asset,
    marketCash: ledger.cashSlotOf(venue, partyIndex.market, asset),
    fundCash: ledger.cashSlotOf(venue, partyIndex.fund, asset),
    feesCash: ledger.cashSlotOf(venue, partyIndex.fees, asset),
    feeRate: liquidation.feeRate,
    feeShare: waterfall.feeShareOf(venue),
    deleverages: losses.some((stage) => stage.stage === 'adl'),
    limits: waterfall.limitsOf(venue),
  };
}
