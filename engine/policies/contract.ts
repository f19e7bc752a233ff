/**
 * The plug-in contract. A policy is one file that exports one `definePolicy({...})`: metadata, a zod schema of its parameters
 * (units and bounds written once, used for validation, editors, `simulate list --explain` and the docs) and `create`, which turns
 * checked parameters into the hooks of its kind. Hooks return decisions; only the kernel moves money. A policy never imports another.
 */
import type { z } from 'zod';
import type { PriceModelMaker } from '../market/price-model.ts';
import type {
  BreakerRule, ContractKind, FundingRule, LiquidityModel, LiquidationRule, LossStage, MarginTier, OracleRule,
} from '../kernel/world-spec.ts';

/** What a policy may know about an instrument when it is created. Amounts in the settlement asset, not in cash units. */
export interface InstrumentFacts {
  readonly id: string;
  readonly underlying: string;
  readonly contract: ContractKind;
  readonly settleAsset: string;
  /** Cash units per settlement asset, for turning amounts into units. */
  readonly unitsPerAsset: number;
  /** Asset amount of one lot at price 1, see InstrumentSpec.valueScale (there in cash units). */
  readonly lotSize: number;
  /** First price of the underlying on this path. */
  readonly startPrice: number;
  /** Settlement-asset price in USD at the start (1 for USD). */
  readonly settleAssetPriceUsd: number;
}

export interface MarginHooks {
  readonly trigger: 'below' | 'at-or-below';
  /** Tiers with notional and deduction in the settlement asset (not cash units). */
  maintenanceTiers(instrument: InstrumentFacts): readonly MarginTier[];
  initialTiers(instrument: InstrumentFacts): readonly MarginTier[];
  /** Highest leverage a new position may have. */
  maxLeverage(instrument: InstrumentFacts): number;
}

export interface CollateralHooks {
  /** 1 - haircut of an asset; 0 when it is not accepted. */
  weight(assetId: string): number;
  /** Asset ids, first sold first. Assets not named follow in id order. */
  readonly saleOrder: readonly string[];
}

/** What loss stages need to turn amounts into cash units. */
export interface LossContext {
  readonly assets: readonly { readonly id: string; readonly unit: number; readonly startPriceUsd: number }[];
}

export interface LiquidityContext {
  /** Lots per USD of notional at the start price. */
  readonly lotsPerUsd: number;
  readonly startPrice: number;
}

export interface PolicyHooks {
  margin: MarginHooks;
  collateral: CollateralHooks;
  liquidation: LiquidationRule;
  loss: (context: LossContext) => LossStage;
  oracle: OracleRule;
  breaker: BreakerRule;
  funding: FundingRule;
  liquidity: (context: LiquidityContext) => LiquidityModel;
  price: PriceModelMaker;
}

export type PolicyKind = keyof PolicyHooks;

export interface Reference {
  readonly text: string;
  readonly url?: string;
}

export interface PolicyDefinition<Kind extends PolicyKind = PolicyKind, Schema extends z.ZodType = z.ZodType> {
  readonly kind: Kind;
  readonly name: string;
  readonly version: number;
  readonly summary: string;
  readonly references: readonly Reference[];
  /** Every property has `.describe('text, unit')` and bounds. */
  readonly parameters: Schema;
  create(parameters: z.output<Schema>): PolicyHooks[Kind];
}

/** Gives a definition its types; returns it as it is. `create` receives parameters that the schema has checked. */
export function definePolicy<Kind extends PolicyKind, Schema extends z.ZodType>(
  definition: PolicyDefinition<Kind, Schema>,
): PolicyDefinition<Kind, Schema> {
  return definition;
}
