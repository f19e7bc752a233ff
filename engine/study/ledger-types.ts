/** The ledger of one path as it stands in evidence.json: who holds how much of what, and why it moved. */

/** Who holds cash: traders are all accounts of the book, the others are parties of the venues. */
export type LedgerHolder = 'traders' | 'market' | 'fund' | 'fees' | 'unfunded' | 'pool';

/** Whole units of an asset; what a holder owes is negative. */
export type LedgerBalances = Readonly<Record<LedgerHolder, number>>;

/** The ledger of one path, exact. */
export interface LedgerEvidence {
  readonly assets: readonly LedgerAsset[];
  readonly positions: readonly LedgerPosition[];
}

/** For every holder: opening + flows in - flows out = closing, to the unit. Sums run over all venues. */
export interface LedgerAsset {
  readonly asset: string;
  /** Size of a unit in the asset, for instance 1e-6. */
  readonly unit: number;
  /** Value of a unit at the end of the path. */
  readonly unitUsd: number;
  /** A unit is always worth the same in USD. */
  readonly isUsd: boolean;
  /** Some instrument settles in it: others are collateral only. */
  readonly isSettlement: boolean;
  /** Deposits, before the trades that opened the positions. */
  readonly openingUnits: LedgerBalances;
  readonly flows: readonly LedgerFlow[];
  /** True cash: funding settled. Positions are not in it; their values sum to zero over all holders. */
  readonly closingUnits: LedgerBalances;
  /** Closing less opening over all holders: 0. */
  readonly residueUnits: number;
  /** Units moved by kind as the ledger counted them, both directions together; funding is not counted there. */
  readonly movedUnits: Readonly<Record<string, number>>;
  /** shortfall = fund + adl + socialized + unfunded, to the unit. */
  readonly waterfallUnits: LedgerWaterfall;
}

export interface LedgerWaterfall {
  readonly shortfall: number;
  readonly fund: number;
  readonly adl: number;
  readonly socialized: number;
  readonly unfunded: number;
}

/** Units above zero that went from one holder to another. */
export interface LedgerFlow {
  /** A kind of `movedUnits`, or `funding`. */
  readonly kind: string;
  readonly from: LedgerHolder;
  readonly to: LedgerHolder;
  readonly units: number;
}

/** Lots of an instrument: traders + market = 0, at the opening and at the end. */
export interface LedgerPosition {
  readonly instrument: string;
  readonly openingLots: LedgerLots;
  readonly closingLots: LedgerLots;
}

export interface LedgerLots {
  readonly traders: number;
  readonly market: number;
}
