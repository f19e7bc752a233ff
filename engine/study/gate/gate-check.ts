/** A check of a gate after its file was read: what is judged, and where that is written. Plain data. */
import type { GateLimit } from './gate-limit.ts';
import type { GatePlace } from './gate-result.ts';
import type { GateStatistic } from './gate-statistic.ts';
import type { MetricDirection } from '../run-folder-types.ts';

export interface GateMetric {
  readonly name: string;
  readonly unit: string;
  readonly definition: string;
  readonly direction: MetricDirection;
}

interface CheckBase {
  readonly id: string;
  readonly level: 'error' | 'warn';
  readonly place: GatePlace;
}

export interface MetricCheck extends CheckBase {
  readonly kind: 'metric';
  readonly metric: GateMetric;
  readonly statistic: GateStatistic;
  readonly limit: GateLimit;
  readonly minEvents: number | null;
}

export const gateInvariants = ['ledger_balanced', 'waterfall_identity'] as const;
export type GateInvariant = (typeof gateInvariants)[number];

export interface InvariantCheck extends CheckBase {
  readonly kind: 'invariant';
  readonly invariant: GateInvariant;
}

export type GateCheck = MetricCheck | InvariantCheck;

/** What an invariant promises, printed beside it. */
export const invariantDefinitions: Readonly<Record<GateInvariant, string>> = {
  ledger_balanced: 'Cash and positions sum to zero after every event; a run that breaks this stops and gives no results.',
  waterfall_identity: 'On every path: shortfall = fund + backstop + auto-deleveraging + socialised + unfunded.',
};

/** Metrics that exist only where something happened, and what: without it there is nothing to judge. */
export const eventBehindMetric: Readonly<Record<string, string>> = {
  first_adl_s: 'auto-deleveraging',
  cascade_branching_ratio: 'a liquidation',
  endogenous_drop_ratio: 'a fall of the price',
  cascade_amplification_ratio: 'a fall of the price',
};
