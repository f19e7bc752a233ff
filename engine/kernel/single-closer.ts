/**
 * The common case of section 4 of docs/semantics.md: accounts with one position and nothing else that are closed completely at market.
 * Neighbours in the order of a round that share an instrument make a run (close-run.ts). The numbers and their order are those of the
 * general way in liquidator.ts; what is constant per instrument was looked up beforehand. An account whose loss is more than the
 * stages before auto-deleveraging can pay is split by the liquidator, a hole that the fund alone cannot fill is settled by the waterfall.
 */
import { mapped } from '../math/mapped.ts';
import { roundHalfAway } from '../math/round.ts';
import type { Ancestry } from './ancestry.ts';
import type { Cascade } from './cascade.ts';
import { CloseRun, runCapacity } from './close-run.ts';
import type { Health } from './health.ts';
import type { CloseRoute, Ledger } from './ledger.ts';
import type { Liquidator } from './liquidator.ts';
import type { Markets } from './markets.ts';
import type { NeedlessWatch } from './needless.ts';
import type { Journal } from './outcome.ts';
import { partyIndex } from './parties.ts';
import type { Tally } from './tally.ts';
import type { WokenList } from './trigger-index.ts';
import type { Watch } from './watch.ts';
import type { FundLimits, Waterfall } from './waterfall.ts';

/** What is left is surely no loss when it is above one unit by this much of the amounts it was computed from. */
const clearly = 1e-9;

/** Constants of the accounts of one instrument. */
interface ClosePlan extends CloseRoute {
  /** The policy closes everything at once and no breaker can limit it. */
  readonly closesWhole: boolean;
  readonly venue: number;
  readonly inverse: boolean;
  readonly valueScale: number;
  readonly feeRate: number;
  /** Share of the fee that goes to the fund: 0 without one. */
  readonly feeShare: number;
  readonly takesSurplus: boolean;
  readonly deleverages: boolean;
  readonly limits: FundLimits;
}

/** The instant in which accounts are closed. */
export interface CloseMoment {
  readonly nowMs: number;
  readonly round: number;
  readonly journal: Journal | null;
}

interface CloserParts {
  readonly ledger: Ledger;
  readonly health: Health;
  readonly markets: Markets;
  readonly waterfall: Waterfall;
  readonly liquidator: Liquidator;
  readonly tally: Tally;
  readonly cascade: Cascade;
  readonly ancestry: Ancestry;
  readonly needless: NeedlessWatch;
  readonly watch: Watch;
  readonly hasBreakers: boolean;
}

/** Closes runs of accounts, with the policies of their venue looked up once. */
export class SingleCloser {
  readonly #parts: CloserParts;
  readonly #traded: (market: number) => void;
  readonly #plans: readonly ClosePlan[];
  readonly #run = new CloseRun();
  /** Runs are doubled while nothing ends them early: what was quoted behind an early end was quoted in vain. */
  #most = runCapacity;

  /** `traded` hears of every market that had a fill. */
  constructor(parts: CloserParts, traded: (market: number) => void) {
    this.#parts = parts;
    this.#traded = traded;
    this.#plans = mapped(parts.ledger.spec.instruments, (_, instrument) => planOf(parts, instrument));
  }

  /** Closes accounts of a round from `from` on, as far as this can. Returns the first that is left to the general way. */
  close(list: WokenList, from: number, moment: CloseMoment): number {
    let next = from;
    while (next < list.count) {
      const plan = this.#planFor(list.accounts[next]);
      if (plan === null) break;
      const gathered = this.#gather(list, next, Math.min(list.count, next + this.#most), plan);
      if (gathered === 0) break;
      this.#quote(plan, gathered);
      const closed = this.#decide(plan, gathered);
      if (closed > 0) this.#book(plan, closed, moment);
      else this.#split(list.accounts[next]);
      next += Math.max(1, closed);
      this.#most = closed === gathered ? Math.min(2 * this.#most, runCapacity) : 1;
    }
    return next;
  }

  #quote({ instrument }: ClosePlan, gathered: number): void {
    const { markets } = this.#parts;
    if (markets.followsVolume()) markets.quoteRun(instrument, this.#run, gathered);
  }

  #planFor(account: number): ClosePlan | null {
    const { layout } = this.#parts.ledger;
    if (account >= layout.singleCount) return null;
    const plan = this.#plans[layout.slotInstrument[account]];
    return plan.closesWhole ? plan : null;
  }

  /** Takes the liquidatable singles of an instrument from [from, end) of the list until another account comes. */
  #gather({ accounts }: WokenList, from: number, end: number, { instrument }: ClosePlan): number {
    const { health, markets, ledger, watch } = this.#parts;
    const { singleCount, slotInstrument } = ledger.layout;
    // Marks are frozen in a round: who was collected is liquidatable, unless something of it went to a loser of the same round.
    const sure = !watch.hasChanges;
    const { account: gathered, held } = this.#run;
    for (let index = from; index < end; index++) {
      const account = accounts[index];
      if (account >= singleCount || slotInstrument[account] !== instrument) return index - from;
      if (!sure && !health.isLiquidatable(account, markets)) return index - from;
      gathered[index - from] = account;
      held[index - from] = ledger.lots[account];
    }
    return end - from;
  }

  /**
   * Decides leg, fee, surplus and the fund's payment of the accounts gathered, until one needs auto-deleveraging. An account whose hole
   * is more than the fund pays ends a run. Returns the count decided.
   */
  #decide(plan: ClosePlan, gathered: number): number {
    const { ledger, markets, waterfall } = this.#parts;
    const { instrument, inverse, valueScale, feeRate, feeShare, takesSurplus, deleverages, limits } = plan;
    const run = this.#run;
    const quoted = markets.followsVolume();
    const markValue = markets.lotValue[instrument];
    const funding = ledger.fundingIndex[instrument];
    const notionalPerLotUsd = Math.abs(markValue);
    const unitUsd = waterfall.unitUsd(plan.asset, markets);
    let fund = ledger.cash[plan.fundCash];
    for (let index = 0; index < gathered; index++) {
      const stored = ledger.cash[run.account[index]];
      const held = run.held[index];
      const lots = Math.abs(held);
      const averagePrice = quoted ? run.averagePrice[index] : markets.averagePrice(instrument, -held);
      const fillValue = inverse ? -valueScale / averagePrice : valueScale * averagePrice;
      const leg = roundHalfAway(lots * fillValue);
      const settled = leg - lots * funding;
      const left = held > 0 ? stored + settled : stored - settled;
      // Clearly solvent accounts have no loss to cover: only near zero must the definition decide.
      if (deleverages && left < 1 + clearly * (Math.abs(stored) + lots * (notionalPerLotUsd + Math.abs(funding)))) {
        const side = held > 0 ? 1 : -1;
        const equity = stored + held * (markValue - funding);
        const loss = lots * (side * (markValue - side * (equity / lots) - fillValue));
        if (loss > 0 && loss > Math.max(limits.coverOfOthers, Math.min(fund, limits.coverOfFund))) return index;
      }
      const fee = left >= 1 ? Math.min(roundHalfAway(feeRate * Math.abs(leg)), left) : 0;
      const share = feeShare === 1 ? fee : Math.floor(fee * feeShare);
      const surplus = takesSurplus && left > fee ? left - fee : 0;
      const payment = left < 0 && 0 - left <= Math.min(fund, limits.payment) ? 0 - left : 0;
      run.averagePrice[index] = averagePrice;
      run.leg[index] = leg;
      run.feeToFund[index] = share;
      run.feeToFees[index] = fee - share;
      run.surplus[index] = surplus;
      run.fundPayment[index] = payment;
      run.notionalUsd[index] = lots * notionalPerLotUsd * unitUsd;
      fund += share + surplus - payment;
      if (!quoted) {
        markets.fill(instrument, -held);
        run.fillMark[index] = markets.fillMark(instrument);
      }
      if (left < 0 && payment === 0) return index + 1;
    }
    return gathered;
  }

  /** What was decided happens. The last account may have a hole that is still open. */
  #book(plan: ClosePlan, count: number, moment: CloseMoment): void {
    const { ledger, markets, waterfall, tally, cascade, ancestry, needless, watch } = this.#parts;
    const run = this.#run;
    ancestry.findParents(run, count, plan.instrument);
    needless.watchRun(run, count, plan.instrument);
    const fundBefore = ledger.cash[plan.fundCash];
    ledger.closeRun(run, count, plan);
    if (ledger.cash[plan.fundCash] !== fundBefore) waterfall.fundMoved = true;
    if (markets.followsVolume()) markets.fillRun(plan.instrument, run, count);
    cascade.recordRun(run, count, plan.instrument);
    tally.noteRun(run, count, plan, waterfall.unitUsd(plan.asset, markets));
    watch.releaseRun(run, count);
    this.#traded(plan.instrument);
    const last = run.account[count - 1];
    const isOpen = ledger.cash[last] < 0;
    if (moment.journal !== null) for (let index = 0; index < count; index++) this.#report(plan, index, count, moment);
    if (isOpen) waterfall.settle(last, true, moment.nowMs, markets, moment.journal);
  }

  /** Part of the account goes to winners. */
  #split(account: number): void {
    const { ancestry, needless, liquidator, watch } = this.#parts;
    const parent = ancestry.parentOf(account);
    needless.watch(account);
    liquidator.splitSingle(account, parent);
    watch.release(account);
  }

  #report({ instrument }: ClosePlan, index: number, count: number, { journal, nowMs, round }: CloseMoment): void {
    const { ledger, markets, cascade } = this.#parts;
    const run = this.#run;
    const account = run.account[index];
    const stable = ledger.layout.stableOf[account];
    journal?.liquidation?.({
      seq: cascade.liquidations - count + index,
      timeMs: nowMs,
      round,
      account: stable,
      instrument,
      side: run.held[index] > 0 ? 1 : -1,
      marketLots: Math.abs(run.held[index]),
      deleveragedLots: 0,
      averagePrice: run.averagePrice[index],
      markPrice: markets.mark[instrument],
      notionalUsd: run.notionalUsd[index],
      fee: run.feeToFund[index] + run.feeToFees[index],
      absorbed: 0,
      parent: run.parent[index],
      generation: cascade.generationOf(run.parent[index]),
    });
    if (ledger.cash[account] < 0) return;
    const payment = run.fundPayment[index];
    const settled = { shortfall: payment, fund: payment, lentByPool: 0, unfunded: 0, surplus: run.surplus[index] };
    journal?.settlement?.({ timeMs: nowMs, account: stable, ...settled });
  }
}

function planOf({ ledger, waterfall, hasBreakers }: CloserParts, instrument: number): ClosePlan {
  const { contract, valueScale, venue, settleAsset } = ledger.spec.instruments[instrument];
  const { liquidation, losses } = ledger.spec.venues[venue];
  const fund = losses.find((stage) => stage.stage === 'insurance-fund');
  return {
    instrument,
    closesWhole: liquidation.alwaysFull && !hasBreakers,
    venue,
    asset: settleAsset,
    inverse: contract === 'inverse',
    valueScale,
    marketSlot: ledger.layout.firstMarketSlot + instrument,
    marketCash: ledger.cashSlotOf(venue, partyIndex.market, settleAsset),
    fundCash: ledger.cashSlotOf(venue, partyIndex.fund, settleAsset),
    feesCash: ledger.cashSlotOf(venue, partyIndex.fees, settleAsset),
    feeRate: liquidation.feeRate,
    feeShare: waterfall.feeShareOf(venue),
    takesSurplus: fund?.takesSurplus === true,
    deleverages: losses.some((stage) => stage.stage === 'adl'),
    limits: waterfall.limitsOf(venue),
  };
}
