/** What the dense twin writes down, and the comparisons' common form of a result. */
import type {
  BaselineTrace, DeleveragingRecord, LiquidationRecord, SettlementRecord, SocializationRecord, WaterfallTotals,
} from '../../engine/kernel/outcome.ts';

/** The fields of a liquidation that both implementations must agree on to the bit. */
export type DenseLiquidation = Omit<LiquidationRecord, 'notionalUsd'>;

export interface CollateralSale {
  readonly timeMs: number;
  readonly account: number;
  readonly asset: number;
  readonly amountUnits: number;
  readonly proceeds: number;
}

export interface FundingPayment {
  readonly timeMs: number;
  readonly instrument: number;
  readonly unitsPerLot: number;
}

/** How often something happened that a comparison must not miss. */
export interface Occurrences {
  multiRoundInstants: number;
  deferrals: number;
  halts: number;
  higherBrackets: number;
  portfolioActions: number;
  partialActions: number;
  pacedWaits: number;
  horizonShortfalls: number;
  fundDraws: number;
  freeFills: number;
  delayedPublications: number;
  depthTies: number;
  exactTriggers: number;
}

export interface DenseRecords {
  readonly liquidations: DenseLiquidation[];
  readonly settlements: SettlementRecord[];
  readonly deleveragings: DeleveragingRecord[];
  readonly socializations: SocializationRecord[];
  readonly collateralSales: CollateralSale[];
  readonly fundings: FundingPayment[];
  readonly occurrences: Occurrences;
}

/** What a holder has in the end: true cash per asset and signed lots per instrument. */
export interface Holding {
  readonly name: string;
  readonly cash: readonly number[];
  readonly lots: readonly number[];
}

export interface VenueHoldings {
  readonly market: Holding;
  readonly fund: Holding;
  readonly fees: Holding;
  readonly unfunded: Holding;
  readonly pool: Holding;
}

export interface DenseResult extends DenseRecords {
  readonly accounts: readonly Holding[];
  readonly venues: readonly VenueHoldings[];
  /** waterfall[venue][asset]. */
  readonly waterfall: readonly (readonly WaterfallTotals[])[];
  /** marks[venue][market] after the last instant; NaN for instruments of other venues. */
  readonly marks: readonly (readonly number[])[];
  readonly trace: BaselineTrace;
}

export function emptyRecords(): DenseRecords {
  return {
    liquidations: [], settlements: [], deleveragings: [], socializations: [], collateralSales: [], fundings: [],
    occurrences: {
      multiRoundInstants: 0, deferrals: 0, halts: 0, higherBrackets: 0, portfolioActions: 0, partialActions: 0, pacedWaits: 0,
      horizonShortfalls: 0, fundDraws: 0, freeFills: 0, delayedPublications: 0, depthTies: 0, exactTriggers: 0,
    },
  };
}
