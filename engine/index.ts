/**
 * The public surface of the library, for researchers who script it: everything else may change without notice. Values first, then the
 * types that name their inputs and results. Files are read by the command line, not by the library: a study is plain data
 * (docs/concepts/scripting.md).
 */

// Studies: plan, run, summarise.
export { outcomesOf, planStudy } from './study/study.ts';
export { outcomeColumns, toDataFrame } from './study/data-frame.ts';
export { compareSets, gatingMetrics } from './study/comparison.ts';
export { planComparison } from './study/hybrids.ts';
export { estimateRareEvent } from './study/rare/estimate.ts';
export { parseEvent } from './study/rare/event.ts';
export { runInline, RunStopped } from './runner/inline.ts';
export { summarizeMetric, summarizeStudy } from './study/summary.ts';
export { gatherEvidence } from './study/evidence.ts';
export { metricDefinitions } from './study/metrics.ts';
export { verdictOf } from './study/verdict.ts';
export { PathRunner, totalUsd } from './study/path-runner.ts';
export { pathSource, depthScale } from './study/price-paths.ts';
export { hooksOf, planWorld, worldWith } from './study/world-plan.ts';
export { bookFor } from './study/books.ts';
export { bookNow } from './study/book-snapshot.ts';
export { criticalityMax, openingMargin, triggerMap, triggerPrices } from './study/trigger-map.ts';
export { marginFormulas, marginStatement } from './study/margin-statement.ts';
export { parameterRows } from './study/parameter-rows.ts';

// The kernel: one world along one path.
export { CascadeLimitError, Simulation } from './kernel/simulation.ts';
export { bankruptcyPrice, liquidationPrice } from './kernel/liquidation-price.ts';

// Policies: what there is, and how to write one.
export { definePolicy } from './policies/contract.ts';
export { allPolicies, findPolicy, policiesOfKind } from './policies/registry.ts';

// Prices, theory of cascades, books of accounts.
export { pointCount, rebuildBar } from './market/rebuild.ts';
export { bridgeCrossingProbability, bridgeMaximum, bridgeMinimum, bridgeStayProbability } from './market/bridge.ts';
export { meanFieldCascade } from './market/cascade-theory.ts';
export { BookBuilder, bookOf, largestAccounts, withoutAccounts } from './population/book.ts';
export { explicitBook } from './population/explicit.ts';
export { measureBook } from './population/measure.ts';
export { defaultPins } from './population/pins.ts';
export { generateBook } from './population/synthetic.ts';

// Statistics.
export { clopperPearson, meanInterval, ruleOfThree, wilson } from './statistics/intervals.ts';
export { orderStatisticInterval, sampleQuantile } from './statistics/quantiles.ts';
export { expectedShortfall } from './statistics/expected-shortfall.ts';
export { summarize } from './statistics/summary.ts';
export { bcaBootstrap, percentileBootstrap } from './statistics/bootstrap.ts';
export { christoffersen } from './statistics/christoffersen.ts';
export { ConfidenceSequence, tuningFor } from './statistics/confidence-sequence.ts';
export { combineDependentEValues, combineIndependentEValues, rateEValue } from './statistics/e-value.ts';
export { heavyTailWarning, hillEstimator } from './statistics/hill.ts';
export { benjaminiHochberg, holm } from './statistics/holm.ts';
export { importanceEstimate } from './statistics/importance.ts';
export { kupiec } from './statistics/kupiec.ts';
export {
  discordantPairs,
  mcnemarExact,
  pairedDifference,
  pairedQuantileDifference,
  pairedShortfallDifference,
} from './statistics/paired.ts';
export { SobolSequence, sobolDimensionsMax } from './statistics/sobol.ts';
export { Sprt, planSprt } from './statistics/sprt.ts';

// Closed forms: what theory says, to hold a simulation against.
export { optimalExecution } from './theory/almgren-chriss.ts';
export { correctedDownAndOutCall, discreteDownAndOutCall, downAndOutCall } from './theory/barrier-option.ts';
export { blackScholes } from './theory/black-scholes.ts';
export { cascadeSizeMoments, cascadeSizeProbability, cascadeSizeTail } from './theory/borel.ts';
export { correlationOfTau, jointQuantileProbability, kendallTau, tailDependence } from './theory/copula.ts';
export { coverRequirement } from './theory/cover.ts';
export { correctedHitProbability, discreteHitProbability, shiftedBarrier } from './theory/discrete-monitoring.ts';
export { bestNormalTilt, normalTilt } from './theory/exponential-tilting.ts';
export {
  everHitProbability,
  hitBeforeClockProbability,
  hitProbability,
  stayProbability,
  upperFirstProbability,
} from './theory/first-passage.ts';
export { fourierCall } from './theory/fourier-call.ts';
export { garchForecast, garchForecastSum, garchKurtosis, garchVariance, studentKurtosis } from './theory/garch.ts';
export { hawkesMeanFromEmpty, hawkesStationaryCount, hawkesStationaryRate } from './theory/hawkes.ts';
export { batesCall, hestonCall } from './theory/heston.ts';
export { drawdownProbability, kelly } from './theory/kelly.ts';
export { kouCall } from './theory/kou.ts';
export { mertonOptions, mertonProbabilityBelow, mertonTailLoss } from './theory/merton.ts';
export { optimalFund } from './theory/optimal-fund.ts';
export { regimeMoments, regimeSquareAutocorrelation } from './theory/regime.ts';
export { adjustmentCoefficient, brownianRuin, claimsRuin, fundForRuin, gamblersRuin } from './theory/ruin.ts';
export { stationaryBootstrapError } from './theory/stationary-bootstrap.ts';
export { normalTail, studentTail } from './theory/tail-measures.ts';

// Mathematics with the same bits on every machine, and what goes wrong.
export { exp, log, pow } from './math/transcendental.ts';
export { openStream, RandomStream } from './math/random.ts';
export { Digest } from './math/digest.ts';
export { InvariantError } from './math/assert.ts';
export { exitCodes, formatProblem, UserError } from './errors.ts';

// Types -------------------------------------------------------------------------------------------------------------------------------

export type { Outcomes, SetResult, Study, StudyResult } from './study/study.ts';
export type { DanfoModule, FrameColumn } from './study/data-frame.ts';
export type { ComparisonQuestion } from './study/comparison.ts';
export type { AttributionPlan, ComparisonPlan } from './study/hybrids.ts';
export type { RareEstimate, RareOptions, RareResult } from './study/rare/estimate.ts';
export type { RareEvent } from './study/rare/event.ts';
export type { Jump, PriceModel, PriceModelContext, PriceModelMaker, PriceWalk, WalkColumns, WalkStretch } from './market/price-model.ts';
export type {
  AccountInput,
  BookReader,
  Feedback,
  InstrumentInput,
  ParameterInput,
  PolicyChoice,
  PositionInput,
  RebuildInput,
  ScenarioInput,
  SeriesInput,
  SourceInput,
  StudyInput,
  VenueInput,
} from './study/inputs.ts';
export type { RunProgress } from './runner/inline.ts';
export type { MetricContext, MetricDefinition, OpeningFacts } from './study/metrics.ts';
export type { SetPath } from './study/path-runner.ts';
export type { PathSource, PathSourceOptions } from './study/price-paths.ts';
export type { InstrumentPlan, VenuePlan, WorldPlan } from './study/world-plan.ts';
export type { TriggerBins } from './study/trigger-map.ts';
export type { JournalTable } from './study/journal-table.ts';
export type { AccountStatement, MarginAccount, MarginQuestion, MarginStatement, PositionStatement } from './study/margin-statement.ts';
export type {
  Evidence,
  EvidenceSet,
  Manifest,
  MetricDirection,
  MetricStatistics,
  MetricSummary,
  ParameterRow,
  RunFolder,
  Summary,
  SummaryParameterSet,
  Verdict,
  VerdictLevel,
} from './study/run-folder-types.ts';
export type {
  AssetSpec,
  Book,
  Breaker,
  BreakerRule,
  ContractKind,
  DeleveragingStage,
  FundingRule,
  InstrumentSpec,
  InsuranceFundStage,
  LiquidationRequest,
  LiquidationRule,
  LiquidityModel,
  LossStage,
  MarginTier,
  MarketSpec,
  OracleFeed,
  OracleRule,
  PricePath,
  SocializationStage,
  VenueSpec,
  WorldSpec,
} from './kernel/world-spec.ts';
export type {
  BaselineTrace,
  DeleveragingRecord,
  Journal,
  LiquidationRecord,
  PathOutcome,
  RunOptions,
  SettlementRecord,
  SocializationRecord,
  UsdTotals,
  WaterfallTotals,
} from './kernel/outcome.ts';
export type { LiquidationQuestion, PriceQuestion } from './kernel/liquidation-price.ts';
export type {
  CollateralHooks,
  InstrumentFacts,
  LiquidityContext,
  LossContext,
  MarginHooks,
  PolicyDefinition,
  PolicyHooks,
  PolicyKind,
  Reference,
} from './policies/contract.ts';
export type { AnyPolicy, Policy } from './policies/registry.ts';
export type { Candles } from './market/candles.ts';
export type { Bar, FirstExtreme, RebuildOptions } from './market/rebuild.ts';
export type { BridgeStep } from './market/bridge.ts';
export type { CascadeInput, MeanFieldCascade } from './market/cascade-theory.ts';
export type { AccountEntry, BalanceEntry, BookArrays, BookNames, BookWorld, PositionEntry } from './population/book.ts';
export type { AccountDescription, DescriptionWorld, PositionDescription } from './population/explicit.ts';
export type { BookMeasures } from './population/measure.ts';
export type { SyntheticPins } from './population/pins.ts';
export type { PopulationReport, PopulationRequest, SyntheticBook } from './population/synthetic.ts';
export type { Interval, MeanEstimate, Proportion } from './statistics/intervals.ts';
export type { ExpectedShortfall } from './statistics/expected-shortfall.ts';
export type { Summary as SampleSummary } from './statistics/summary.ts';
export type { BootstrapEstimate, BootstrapOptions } from './statistics/bootstrap.ts';
export type { ChristoffersenTest } from './statistics/christoffersen.ts';
export type { RateEvidence } from './statistics/e-value.ts';
export type { TailIndex } from './statistics/hill.ts';
export type { ImportanceEstimate } from './statistics/importance.ts';
export type { LikelihoodRatioTest } from './statistics/kupiec.ts';
export type {
  DiscordantPairs,
  PairedBootstrapOptions,
  PairedDifference,
  PairedSample,
  PairedStatisticDifference,
} from './statistics/paired.ts';
export type { SprtDecision, SprtDesign, SprtPlan } from './statistics/sprt.ts';
export type { ExecutionProblem, ExecutionSchedule } from './theory/almgren-chriss.ts';
export type { DownAndOutCall } from './theory/barrier-option.ts';
export type { OptionPrices, OptionTerms } from './theory/black-scholes.ts';
export type { BranchingCascade } from './theory/borel.ts';
export type { EllipticalCopula } from './theory/copula.ts';
export type { Monitoring } from './theory/discrete-monitoring.ts';
export type { NormalTilt } from './theory/exponential-tilting.ts';
export type { Barrier, BrownianPrice, TwoBarriers } from './theory/first-passage.ts';
export type { CharacteristicFunction } from './theory/fourier-call.ts';
export type { GarchModel } from './theory/garch.ts';
export type { HawkesModel } from './theory/hawkes.ts';
export type { BatesModel, HestonModel } from './theory/heston.ts';
export type { KellyBet } from './theory/kelly.ts';
export type { KouModel } from './theory/kou.ts';
export type { MertonModel, TailLoss } from './theory/merton.ts';
export type { FundProblem, OptimalFund } from './theory/optimal-fund.ts';
export type { RegimeModel, RegimeMoments } from './theory/regime.ts';
export type { ClaimsModel } from './theory/ruin.ts';
export type { TailMeasures } from './theory/tail-measures.ts';
export type { Complex } from './math/complex.ts';
export type { StreamParts } from './math/random.ts';
export type { Place, Problem } from './errors.ts';
