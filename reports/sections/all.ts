/** The sections of reports in their order. */
import { allMetrics } from './all-metrics.ts';
import { assumptions } from './assumptions.ts';
import { cascadeDistribution } from './cascade-distribution.ts';
import { cascadeGenerations } from './cascade-generations.ts';
import { comparison } from './comparison.ts';
import { crisisGallery } from './crisis-gallery.ts';
import { criticalityProfile } from './criticality-profile.ts';
import { dataQuality } from './data-quality.ts';
import { fundAndAdl } from './fund-and-adl.ts';
import { fundLevel } from './fund-level.ts';
import { glossary } from './glossary.ts';
import { insolvencyCohorts } from './insolvency-cohorts.ts';
import { keyFigures } from './key-figures.ts';
import { largestAccounts } from './largest-accounts.ts';
import { limits } from './limits.ts';
import { lossDistribution } from './loss-distribution.ts';
import { lossWaterfall } from './loss-waterfall.ts';
import { marginBacktest } from './margin-backtest.ts';
import { method } from './method.ts';
import { oracleAndBreakers } from './oracle-and-breakers.ts';
import { parameters } from './parameters.ts';
import { priceAndLiquidations } from './price-and-liquidations.ts';
import { reproduce } from './reproduce.ts';
import { ruleAttribution } from './rule-attribution.ts';
import type { Section } from './section.ts';
import { sensitivity } from './sensitivity.ts';
import { solvencyAudit } from './solvency-audit.ts';
import { startingTriggers } from './starting-triggers.ts';
import { verdict } from './verdict.ts';
import { waterfallPercentiles } from './waterfall-percentiles.ts';
import { whatWasCompared } from './what-was-compared.ts';
import { worstPaths } from './worst-paths.ts';

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

/** Of the whole report: what was found, why it can be trusted, and annexes. */
export const sections: readonly Section[] = [
  ...[verdict, keyFigures, whatWasCompared, comparison, ruleAttribution],
  ...[lossWaterfall, waterfallPercentiles, lossDistribution],
  ...[insolvencyCohorts, largestAccounts, marginBacktest],
  ...[priceAndLiquidations, cascadeGenerations, cascadeDistribution, startingTriggers, criticalityProfile],
  ...[fundAndAdl, oracleAndBreakers, sensitivity, crisisGallery],
  ...[method, assumptions, limits, dataQuality, parameters, glossary, allMetrics, solvencyAudit, worstPaths, reproduce],
];
