/** The sections of reports in their order. */
import { allMetrics } from './all-metrics.ts';
import { assumptions } from './assumptions.ts';
import { cascadeGenerations } from './cascade-generations.ts';
import { comparison } from './comparison.ts';
import { criticalityProfile } from './criticality-profile.ts';
import { fundLevel } from './fund-level.ts';
import { keyFigures } from './key-figures.ts';
import { largestAccounts } from './largest-accounts.ts';
import { lossWaterfall } from './loss-waterfall.ts';
import { parameters } from './parameters.ts';
import { priceAndLiquidations } from './price-and-liquidations.ts';
import { reproduce } from './reproduce.ts';
import { ruleAttribution } from './rule-attribution.ts';
import type { Section } from './section.ts';
import { startingTriggers } from './starting-triggers.ts';
import { verdict } from './verdict.ts';

/** Of the report that a run leaves. */
export const briefSections: readonly Section[] = [
  verdict,
  comparison,
  ruleAttribution,
  keyFigures,
  priceAndLiquidations,
  lossWaterfall,
  fundLevel,
  cascadeGenerations,
  startingTriggers,
  criticalityProfile,
  largestAccounts,
  parameters,
  assumptions,
  allMetrics,
  reproduce,
];

/** Of the whole report. */
export const sections: readonly Section[] = briefSections;
