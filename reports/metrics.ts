/** How metrics are named and written in reports. Meaning and value come from the run folder. */
import type { Interval, MetricSummary } from '../engine/study/run-folder-types.ts';
import { formatCount, formatPercent, formatRatio, formatSeconds, formatUsd } from './format.ts';

/** The six figures a reader sees first, in this order. */
export const headlineMetrics = [
  'insolvent_accounts',
  'shortfall_usd',
  'insurance_fund_used_usd',
  'adl_notional_usd',
  'socialized_loss_usd',
  'peak_liquidation_usd_per_min',
] as const;

const titles: Readonly<Record<string, string>> = {
  liquidated_accounts: 'Liquidated accounts',
  liquidated_owners: 'Liquidated owners',
  liquidated_notional_usd: 'Liquidated notional',
  insolvent_accounts: 'Insolvent accounts',
  shortfall_usd: 'Shortfall',
  largest_owner_shortfall_usd: 'Shortfall of the largest owner (Cover 1)',
  two_largest_owners_shortfall_usd: 'Shortfall of the two largest owners (Cover 2)',
  insurance_fund_used_usd: 'Insurance fund used',
  insurance_fund_income_usd: 'Insurance fund income',
  insurance_fund_low_usd: 'Insurance fund at its lowest',
  insurance_fund_exhausted: 'Insurance fund exhausted',
  backstop_used_usd: 'Backstop used',
  adl_notional_usd: 'Auto-deleveraged notional',
  adl_accounts: 'Auto-deleveraged accounts',
  adl_paid_usd: 'Paid by auto-deleveraged accounts',
  socialized_loss_usd: 'Socialised loss',
  unfunded_loss_usd: 'Unfunded loss',
  price_low_ratio: 'Lowest price to first',
  endogenous_drop_ratio: 'Endogenous share of the drop',
  cascade_amplification_ratio: 'Cascade amplification',
  cascade_branching_ratio: 'Cascade branching ratio',
  cascade_largest_usd: 'Largest cascade',
  criticality_max_ratio: 'Highest criticality n(p)',
  peak_liquidation_usd_per_min: 'Peak liquidation per minute',
  first_adl_s: 'Time to first auto-deleveraging',
  needless_liquidations: 'Needless liquidations',
  initial_margin_usd: 'Initial margin',
  margin_to_open_interest_ratio: 'Margin to open interest',
  keeper_profit_usd: 'Keeper profit',
};

/** `shortfall_usd` -> `Shortfall`; a metric not known here is spelled out of its name. */
export function metricTitle(name: string): string {
  const known = titles[name];
  if (known) return known;
  const words = name.replace(/_usd_per_min$/, '_per_minute').replace(/_(usd|s|ratio)$/, '').split('_').join(' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

type Writer = (value: number | null) => string;

/** The writer of a metric: its unit decides, and where the unit is silent the end of its name (`_usd`, `_s`, `_ratio`). */
export function metricWriter({ name, unit }: { name: string; unit: string }): Writer {
  const said = unit.toLowerCase();
  if (/^usd\b/.test(said) || /_usd(_per_min)?$/.test(name)) return formatUsd;
  if (said === 's' || said === 'seconds' || name.endsWith('_s')) return formatSeconds;
  if (said === 'share' || said === '%') return formatPercent;
  if (said === 'ratio' || name.endsWith('_ratio')) return formatRatio;
  return formatCount;
}

/** `$1.2M to $1.9M`, or null without an interval. */
export function writeInterval(interval: Interval | null, write: Writer): string | null {
  return interval === null ? null : `${write(interval[0])} to ${write(interval[1])}`;
}

/** True when the event the metric counts happened on no path. */
export function neverHappened(metric: MetricSummary): boolean {
  return metric.value === 0 && metric.n > 0 && (metric.statistics.max ?? 0) === 0 && (metric.statistics.rate ?? 0) === 0;
}

/**
 * Upper bound for an event seen on none of n paths, the rule of three: with 95 % confidence it happens on at most 3/n of all
 * paths (Hanley and Lippman-Hand, JAMA 249, 1983).
 */
export function zeroBound(n: number): string {
  return n <= 3 ? `95 % upper bound 3/${n}, which says nothing` : `95 % upper bound 3/${n} = ${formatPercent(3 / n)} of paths`;
}
