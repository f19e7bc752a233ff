/**
 * The common case of section 4 of docs/semantics.md in one straight line: an account with one position and nothing else is closed
 * completely at market. The numbers and their order are those of the general way in liquidator.ts; what is constant per instrument was
 * looked up beforehand. When the loss is more than the stages before auto-deleveraging can pay, the general way takes over.
 */
import { roundHalfAway } from '../math/round.ts';
import type { Cascade } from './cascade.ts';
import type { Health } from './health.ts';
import { closeEntry } from './ledger.ts';
import type { CloseRoute, Ledger } from './ledger.ts';
import type { Markets } from './markets.ts';
import type { Journal } from './outcome.ts';
import { partyIndex } from './parties.ts';
import { usdTotal, usdTotals, volumeSum } from './tally.ts';
import type { Tally } from './tally.ts';
import type { Waterfall } from './waterfall.ts';

/** What is left is surely no loss when it is above one unit by this much of the amounts it was computed from. */
const clearly = 1e-9;

/** Constants of the accounts of one instrument. */
interface ClosePlan extends CloseRoute {
  readonly venue: number;
  readonly inverse: boolean;
  readonly valueScale: number;
  readonly feeRate: number;
  /** Share of the fee that goes to the fund: 0 without one. */
  readonly feeShare: number;
  readonly takesSurplus: boolean;
  readonly deleverages: boolean;
  /** USD per cash unit, NaN when it moves with an index price. */
  readonly unitUsd: number;
  /** Where the venue's USD sums begin in the tally. */
  readonly usdPlace: number;
}

/** The instant in which accounts are closed. */
export interface CloseMoment {
  readonly nowMs: number;
  readonly round: number;
  readonly journal: Journal | null;
}

interface CloseParts {
  readonly ledger: Ledger;
  readonly health: Health;
  readonly markets: Markets;
  readonly waterfall: Waterfall;
  readonly tally: Tally;
  readonly cascade: Cascade;
}

/** Closes accounts one after the other, with the policies of their venue looked up once. Amounts are cash units. */
export class SingleClose {
  readonly #ledger: Ledger;
  readonly #health: Health;
  readonly #markets: Markets;
  readonly #waterfall: Waterfall;
  readonly #tally: Tally;
  readonly #cascade: Cascade;
  readonly #traded: (market: number) => void;
  readonly #plans: readonly ClosePlan[];
  readonly #slotInstrument: Uint16Array;
  readonly #cash: Float64Array;
  readonly #lots: Float64Array;
  readonly #fundingIndex: Float64Array;
  readonly #entry: Float64Array;
  readonly #recordEntry: Float64Array;
  readonly #usdSums: Float64Array;
  readonly #volumeSums: Float64Array;

  /** `traded` hears of every market that had a fill. */
  constructor(parts: CloseParts, traded: (market: number) => void) {
    this.#ledger = parts.ledger;
    this.#health = parts.health;
    this.#markets = parts.markets;
    this.#waterfall = parts.waterfall;
    this.#tally = parts.tally;
    this.#cascade = parts.cascade;
    this.#traded = traded;
    this.#plans = parts.ledger.spec.instruments.map((_, instrument) => planOf(parts, instrument));
    this.#slotInstrument = parts.ledger.layout.slotInstrument;
    this.#cash = parts.ledger.cash;
    this.#lots = parts.ledger.lots;
    this.#fundingIndex = parts.ledger.fundingIndex;
    this.#entry = parts.ledger.closeEntry;
    this.#recordEntry = parts.cascade.closeEntry;
    this.#usdSums = parts.tally.usdSums;
    this.#volumeSums = parts.tally.volumeSums;
  }

  /**
   * Closes an account. False, and nothing has happened, when auto-deleveraging has to be asked. One room on purpose: every number
   * that another function is handed as an argument is boxed, and this runs for nearly every liquidation. The plan of it: price ->
   * what will be left -> is the loss covered -> fee and surplus -> ledger -> market -> books -> a hole, if there is one.
   */
  close(account: number, parent: number, moment: CloseMoment): boolean {
    const plan = this.#plans[this.#slotInstrument[account]];
    const { instrument } = plan;
    const markets = this.#markets;
    const held = this.#lots[account];
    const lots = Math.abs(held);
    const averagePrice = markets.averagePrice(instrument, -held);
    const fillValue = plan.inverse ? -plan.valueScale / averagePrice : plan.valueScale * averagePrice;
    const leg = roundHalfAway(lots * fillValue);

    const stored = this.#cash[account];
    const markValue = markets.lotValue[instrument];
    const funding = this.#fundingIndex[instrument];
    const settled = leg - lots * funding;
    const left = held > 0 ? stored + settled : stored - settled;
    // Clearly solvent accounts have no loss to cover: only near zero must the definition decide.
    if (plan.deleverages && left < 1 + clearly * (Math.abs(stored) + lots * (Math.abs(markValue) + Math.abs(funding)))) {
      const side = held > 0 ? 1 : -1;
      const equity = stored + held * (markValue - funding);
      const loss = lots * (side * (markValue - side * (equity / lots) - fillValue));
      if (loss > 0 && loss > this.#waterfall.coverBeforeDeleveraging(plan.venue, plan.asset)) return false;
    }

    const fee = left >= 1 ? Math.min(roundHalfAway(plan.feeRate * Math.abs(leg)), left) : 0;
    const share = plan.feeShare === 1 ? fee : Math.floor(fee * plan.feeShare);
    const surplus = plan.takesSurplus && left > fee ? left - fee : 0;
    const close = this.#entry;
    close[closeEntry.lots] = held;
    close[closeEntry.leg] = leg;
    close[closeEntry.feeToFund] = share;
    close[closeEntry.feeToFees] = fee - share;
    close[closeEntry.surplus] = surplus;
    this.#ledger.closeSingle(account, plan);
    if (share > 0 || surplus > 0) this.#waterfall.fundMoved = true;
    markets.fill(instrument, -held);

    const unitUsd = plan.unitUsd === plan.unitUsd ? plan.unitUsd : this.#unitUsdNow(plan);
    const notionalUsd = lots * Math.abs(markValue) * unitUsd;
    const record = this.#recordEntry;
    record[0] = notionalUsd;
    record[1] = markets.fillMark(instrument);
    const sequence = this.#cascade.recordClose(parent, instrument);
    this.#traded(instrument);
    const usd = this.#usdSums;
    const place = plan.usdPlace;
    usd[place + usdTotal.liquidatedNotional] += notionalUsd;
    usd[place + usdTotal.liquidationFees] += fee * unitUsd;
    usd[place + usdTotal.fundIncome] += share * unitUsd;
    usd[place + usdTotal.fundIncome] += surplus * unitUsd;
    const volume = this.#volumeSums;
    const minuteUsd = volume[volumeSum.minute] + notionalUsd;
    volume[volumeSum.minute] = minuteUsd;
    if (minuteUsd > volume[volumeSum.peak]) volume[volumeSum.peak] = minuteUsd;
    this.#tally.countClosed(account);

    const { journal } = moment;
    if (journal !== null) this.#report(account, plan, { sequence, parent, held, averagePrice, notionalUsd, fee, surplus, left }, moment);
    if (left < 0) this.#waterfall.settle(account, true, moment.nowMs, markets, journal);
    return true;
  }

  #unitUsdNow({ asset }: ClosePlan): number {
    return this.#health.assetPrice(asset, this.#markets) * this.#ledger.spec.assets[asset].unit;
  }

  #report(
    account: number,
    { instrument }: ClosePlan,
    closed: {
      sequence: number; parent: number; held: number; averagePrice: number; notionalUsd: number; fee: number; surplus: number; left: number;
    },
    { journal, nowMs, round }: CloseMoment,
  ): void {
    const stable = this.#ledger.layout.stableOf[account];
    journal?.liquidation?.({
      seq: closed.sequence,
      timeMs: nowMs,
      round,
      account: stable,
      instrument,
      side: closed.held > 0 ? 1 : -1,
      marketLots: Math.abs(closed.held),
      deleveragedLots: 0,
      averagePrice: closed.averagePrice,
      markPrice: this.#markets.mark[instrument],
      notionalUsd: closed.notionalUsd,
      fee: closed.fee,
      absorbed: 0,
      parent: closed.parent,
      generation: this.#cascade.generationOf(closed.parent),
    });
    if (closed.left < 0) return;
    const nothing = { shortfall: 0, fund: 0, lentByPool: 0, unfunded: 0 };
    journal?.settlement?.({ timeMs: nowMs, account: stable, ...nothing, surplus: closed.surplus });
  }
}

function planOf({ ledger }: CloseParts, instrument: number): ClosePlan {
  const { contract, valueScale, venue, settleAsset } = ledger.spec.instruments[instrument];
  const { liquidation, losses } = ledger.spec.venues[venue];
  const fund = losses.find((stage) => stage.stage === 'insurance-fund');
  const { market, unit } = ledger.spec.assets[settleAsset];
  return {
    instrument,
    venue,
    asset: settleAsset,
    inverse: contract === 'inverse',
    valueScale,
    marketSlot: ledger.layout.firstMarketSlot + instrument,
    marketCash: ledger.cashSlotOf(venue, partyIndex.market, settleAsset),
    fundCash: ledger.cashSlotOf(venue, partyIndex.fund, settleAsset),
    feesCash: ledger.cashSlotOf(venue, partyIndex.fees, settleAsset),
    feeRate: liquidation.feeRate,
    feeShare: fund?.feeShare ?? 0,
    takesSurplus: fund?.takesSurplus === true,
    deleverages: losses.some((stage) => stage.stage === 'adl'),
    unitUsd: market < 0 ? unit : NaN,
    usdPlace: venue * usdTotals,
  };
}
