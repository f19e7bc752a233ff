/**
 * The metrics of a path: name, unit, definition, which direction is good, and how it is read from an outcome. This list is what
 * summaries, tables, reports and gates know; names are snake_case with the unit last.
 */
import type { PathOutcome, UsdTotals } from '../kernel/outcome.ts';
import { log } from '../math/transcendental.ts';
import type { MetricDirection } from './run-folder-types.ts';

/** What a metric may look at. */
export interface MetricContext {
  readonly outcome: PathOutcome;
  /** Sum over venues. */
  readonly usd: UsdTotals;
  /** Facts of the book at the start. */
  readonly opening: OpeningFacts;
  /** Instruments come first among markets. */
  readonly instrumentCount: number;
}

export interface OpeningFacts {
  readonly initialMarginUsd: number;
  readonly openInterestUsd: number;
  /** Largest value of the criticality profile over price and instruments. */
  readonly criticalityMax: number;
}

export interface MetricDefinition {
  readonly name: string;
  readonly unit: string;
  readonly definition: string;
  readonly direction: MetricDirection;
  /** True for what follows from the book at the start alone. */
  readonly ofOpening?: boolean;
  /** Value on one path; NaN when the metric does not exist there. */
  read(context: MetricContext): number;
}

const lower: MetricDirection = 'lower-is-better';
const higher: MetricDirection = 'higher-is-better';

export const metricDefinitions: readonly MetricDefinition[] = [
  {
    name: 'liquidated_accounts',
    unit: 'accounts',
    definition: 'Accounts of which at least one position was closed by a liquidation.',
    direction: lower,
    read: ({ outcome }) => outcome.liquidatedAccounts,
  },
  {
    name: 'liquidated_owners',
    unit: 'owners',
    definition: 'Different owners of liquidated accounts.',
    direction: lower,
    read: ({ outcome }) => outcome.liquidatedOwners,
  },
  {
    name: 'liquidated_notional_usd',
    unit: 'USD',
    definition: 'Notional closed by liquidations, lots at the mark of the moment.',
    direction: lower,
    read: ({ usd }) => usd.liquidatedNotional,
  },
  {
    name: 'insolvent_accounts',
    unit: 'accounts',
    definition: 'Accounts that ended a liquidation, or the horizon, with less than nothing.',
    direction: lower,
    read: ({ outcome }) => outcome.insolventAccounts,
  },
  {
    name: 'shortfall_usd',
    unit: 'USD',
    definition: 'Losses beyond the margin of the accounts that made them: fund + backstop + ADL + socialised + unfunded, exactly.',
    direction: lower,
    read: ({ usd }) => usd.shortfall,
  },
  {
    name: 'largest_owner_shortfall_usd',
    unit: 'USD',
    definition: 'Shortfall of the one owner who lost most beyond margin, all accounts on all venues (Cover 1).',
    direction: lower,
    read: ({ outcome }) => outcome.largestOwnerShortfallUsd,
  },
  {
    name: 'two_largest_owners_shortfall_usd',
    unit: 'USD',
    definition: 'Shortfall of the two owners who lost most beyond margin, together (Cover 2).',
    direction: lower,
    read: ({ outcome }) => outcome.twoLargestOwnersShortfallUsd,
  },
  {
    name: 'insurance_fund_used_usd',
    unit: 'USD',
    definition: 'Paid out by the insurance fund, gross of its income.',
    direction: lower,
    read: ({ usd }) => usd.fund,
  },
  {
    name: 'insurance_fund_income_usd',
    unit: 'USD',
    definition: 'Liquidation fees and surplus margin that the insurance fund took in.',
    direction: 'neutral',
    read: ({ usd }) => usd.fundIncome,
  },
  {
    name: 'insurance_fund_low_usd',
    unit: 'USD',
    definition: 'Lowest level of the insurance fund.',
    direction: higher,
    read: ({ outcome }) => sum(outcome.fundLowUsd),
  },
  {
    name: 'insurance_fund_exhausted',
    unit: 'share of paths',
    definition: '1 when the insurance fund had something at the start and was empty at some moment.',
    direction: lower,
    read: ({ outcome }) => (outcome.fundOpeningUsd.some((opening, venue) => opening > 0 && outcome.fundLowUsd[venue] <= 0) ? 1 : 0),
  },
  {
    name: 'backstop_used_usd',
    unit: 'USD',
    definition: 'Losses taken over by a backstop vault (no parameter set has one yet).',
    direction: lower,
    read: () => 0,
  },
  {
    name: 'adl_notional_usd',
    unit: 'USD',
    definition: 'Notional of winning positions closed by auto-deleveraging, at the mark.',
    direction: lower,
    read: ({ usd }) => usd.adlNotional,
  },
  {
    name: 'adl_accounts',
    unit: 'accounts',
    definition: 'Accounts with a position reduced by auto-deleveraging.',
    direction: lower,
    read: ({ outcome }) => outcome.deleveragedAccounts,
  },
  {
    name: 'adl_paid_usd',
    unit: 'USD',
    definition: 'What deleveraged winners gave up: lots x distance between their closing price and the mark.',
    direction: lower,
    read: ({ usd }) => usd.adl,
  },
  {
    name: 'socialized_loss_usd',
    unit: 'USD',
    definition: 'Losses taken from the unrealised profit of winners by haircut.',
    direction: lower,
    read: ({ usd }) => usd.socialized,
  },
  {
    name: 'unfunded_loss_usd',
    unit: 'USD',
    definition: 'Losses that nothing covered, negative equity still open at the horizon included.',
    direction: lower,
    read: ({ usd }) => usd.unfunded,
  },
  {
    name: 'price_low_ratio',
    unit: 'ratio',
    definition: 'Lowest mark price over the first one, of the instrument that fell furthest.',
    direction: 'neutral',
    read: ({ outcome, instrumentCount }) => least(outcome.markLow, outcome.markStart, instrumentCount),
  },
  {
    name: 'endogenous_drop_ratio',
    unit: 'ratio',
    definition:
      '1 - exogenous drop / total drop in log price, of the instrument that fell furthest: the share our liquidations made, negative ' +
      'where the price fell less than history. Absent without a drop.',
    direction: lower,
    read: (context) => endogenousDrop(context),
  },
  {
    name: 'cascade_amplification_ratio',
    unit: 'ratio',
    definition:
      'Total drop over exogenous drop, first price to lowest, of the instrument where it is largest. Absent without an exogenous drop.',
    direction: lower,
    read: (context) => amplification(context),
  },
  {
    name: 'cascade_branching_ratio',
    unit: 'ratio',
    definition: '1 - roots / liquidations: the share of liquidations that would not have happened without the impact of earlier ones.',
    direction: lower,
    read: ({ outcome }) => (outcome.liquidations === 0 ? NaN : 1 - outcome.roots / outcome.liquidations),
  },
  {
    name: 'cascade_largest_usd',
    unit: 'USD',
    definition: 'Notional of the largest tree of liquidations that caused each other.',
    direction: lower,
    read: ({ outcome }) => outcome.largestCascadeUsd,
  },
  {
    name: 'criticality_max_ratio',
    unit: 'ratio',
    definition: 'Largest n(p) along the price axis at the start: impact of selling what triggers within the next 1 % of price, over 1 %.',
    direction: lower,
    ofOpening: true,
    read: ({ opening }) => opening.criticalityMax,
  },
  {
    name: 'peak_liquidation_usd_per_min',
    unit: 'USD per minute',
    definition: 'Most notional liquidated in one minute of the clock.',
    direction: lower,
    read: ({ outcome }) => outcome.peakLiquidationUsdPerMinute,
  },
  {
    name: 'first_adl_s',
    unit: 's',
    definition: 'From the first liquidation to the first auto-deleveraging. Absent when there was none.',
    direction: higher,
    read: ({ outcome }) => (outcome.firstDeleveragingMs - outcome.firstLiquidationMs) / 1000,
  },
  {
    name: 'needless_liquidations',
    unit: 'accounts',
    definition:
      'Liquidated accounts whose equity, positions kept and others unchanged, would have stayed positive on the realised path to the ' +
      'horizon.',
    direction: lower,
    read: ({ outcome }) => outcome.needlessLiquidations,
  },
  {
    name: 'initial_margin_usd',
    unit: 'USD',
    definition: 'Initial margin requirement of all positions at the start.',
    direction: 'neutral',
    ofOpening: true,
    read: ({ opening }) => opening.initialMarginUsd,
  },
  {
    name: 'margin_to_open_interest_ratio',
    unit: 'ratio',
    definition: 'Initial margin requirement over open interest (notional of the larger side) at the start.',
    direction: 'neutral',
    ofOpening: true,
    read: ({ opening }) => (opening.openInterestUsd > 0 ? opening.initialMarginUsd / opening.openInterestUsd : NaN),
  },
  {
    name: 'liquidation_fees_usd',
    unit: 'USD',
    definition: 'Fees charged on liquidations.',
    direction: 'neutral',
    read: ({ usd }) => usd.liquidationFees,
  },
];

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let index = 0; index < values.length; index++) total += values[index];
  return total;
}

function least(low: Float64Array, start: Float64Array, count: number): number {
  let smallest = Infinity;
  for (let index = 0; index < count; index++) if (start[index] > 0) smallest = Math.min(smallest, low[index] / start[index]);
  return smallest === Infinity ? NaN : smallest;
}

/** The instrument with the largest log drop of the mark; how much of it is not in the exogenous price. */
function endogenousDrop({ outcome, instrumentCount }: MetricContext): number {
  let largest = 0;
  let share = NaN;
  for (let index = 0; index < instrumentCount; index++) {
    const drop = logDrop(outcome.markStart[index], outcome.markLow[index]);
    if (!(drop > largest)) continue;
    largest = drop;
    share = 1 - logDrop(outcome.exogenousStart[index], outcome.exogenousLow[index]) / drop;
  }
  return share;
}

function logDrop(start: number, low: number): number {
  return start > 0 && low > 0 ? log(start / low) : NaN;
}

function amplification({ outcome, instrumentCount }: MetricContext): number {
  let largest = NaN;
  for (let index = 0; index < instrumentCount; index++) {
    const exogenous = outcome.exogenousStart[index] - outcome.exogenousLow[index];
    if (!(exogenous > 0)) continue;
    const ratio = (outcome.markStart[index] - outcome.markLow[index]) / exogenous;
    if (!(ratio <= largest)) largest = ratio;
  }
  return largest;
}
