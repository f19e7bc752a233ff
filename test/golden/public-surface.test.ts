/** The names that scripts may use, and the script in docs/concepts/scripting.md, run as it stands there. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as library from '../../engine/index.ts';

const root = join(import.meta.dirname, '../..');

/** Every value that the library exports. A name that goes away or changes its meaning belongs into CHANGELOG.md. */
const values = [
  ...['BookBuilder', 'CascadeLimitError', 'ConfidenceSequence', 'Digest', 'InvariantError', 'PathRunner', 'RandomStream', 'RunStopped'],
  ...['Simulation', 'SobolSequence', 'Sprt', 'UserError', 'adjustmentCoefficient', 'allPolicies', 'bankruptcyPrice', 'batesCall'],
  ...['bcaBootstrap', 'benjaminiHochberg', 'bestNormalTilt', 'blackScholes', 'bookFor', 'bookNow', 'bookOf', 'bridgeCrossingProbability'],
  ...['bridgeMaximum', 'bridgeMinimum', 'bridgeStayProbability', 'brownianRuin', 'cascadeSizeMoments', 'cascadeSizeProbability'],
  ...['cascadeSizeTail', 'christoffersen', 'claimsRuin', 'clopperPearson', 'combineDependentEValues', 'combineIndependentEValues'],
  ...['compareSets', 'correctedDownAndOutCall', 'correctedHitProbability', 'correlationOfTau', 'coverRequirement', 'criticalityMax'],
  ...['defaultPins', 'definePolicy', 'depthScale', 'discordantPairs', 'discreteDownAndOutCall', 'discreteHitProbability'],
  ...['downAndOutCall', 'drawdownProbability', 'estimateRareEvent', 'everHitProbability', 'exitCodes', 'exp', 'expectedShortfall'],
  ...['explicitBook', 'findPolicy', 'formatProblem', 'fourierCall', 'fundForRuin', 'gamblersRuin', 'garchForecast', 'garchForecastSum'],
  ...['garchKurtosis', 'garchVariance', 'gatherEvidence', 'gatingMetrics', 'generateBook', 'hawkesMeanFromEmpty'],
  ...['hawkesStationaryCount', 'hawkesStationaryRate', 'heavyTailWarning', 'hestonCall', 'hillEstimator', 'hitBeforeClockProbability'],
  ...['hitProbability', 'holm', 'hooksOf', 'importanceEstimate', 'jointQuantileProbability', 'kelly', 'kendallTau', 'kouCall', 'kupiec'],
  ...['largestAccounts', 'liquidationPrice', 'log', 'marginFormulas', 'marginStatement', 'mcnemarExact', 'meanFieldCascade'],
  ...['meanInterval', 'measureBook', 'mertonOptions', 'mertonProbabilityBelow', 'mertonTailLoss', 'metricDefinitions', 'normalTail'],
  ...['normalTilt', 'openStream', 'openingMargin', 'optimalExecution', 'optimalFund', 'orderStatisticInterval', 'outcomeColumns'],
  ...['outcomesOf', 'pairedDifference', 'pairedQuantileDifference', 'pairedShortfallDifference', 'parameterRows', 'parseEvent'],
  ...['pathSource', 'percentileBootstrap', 'planComparison', 'planSprt', 'planStudy', 'planWorld', 'pointCount', 'policiesOfKind', 'pow'],
  ...['rateEValue', 'rebuildBar', 'regimeMoments', 'regimeSquareAutocorrelation', 'ruleOfThree', 'runInline', 'sampleQuantile'],
  ...['shiftedBarrier', 'sobolDimensionsMax', 'stationaryBootstrapError', 'stayProbability', 'studentKurtosis', 'studentTail'],
  ...['summarize', 'summarizeMetric', 'summarizeStudy', 'tailDependence', 'toDataFrame', 'totalUsd', 'triggerMap', 'triggerPrices'],
  ...['tuningFor', 'upperFirstProbability', 'verdictOf', 'wilson', 'withoutAccounts', 'worldWith'],
];

describe('the public surface', () => {
  it('exports exactly these values', () => {
    // Goal: nothing becomes public by accident, nothing public disappears unnoticed.
    expect(Object.keys(library).sort()).toEqual(values);
  });

  it('names every export: no star, no default', () => {
    // Goal: one can read in one file what is promised.
    const text = readFileSync(join(root, 'engine/index.ts'), 'utf8');
    const { statements } = ts.createSourceFile('index.ts', text, ts.ScriptTarget.ES2022, true);
    const clauses = statements.map((one) => (ts.isExportDeclaration(one) ? one.exportClause : undefined));
    expect(clauses.every((clause) => clause !== undefined && ts.isNamedExports(clause))).toBe(true);
  });
});

describe('the script in docs/concepts/scripting.md', () => {
  afterEach(() => vi.restoreAllMocks());

  it('runs, and prints what the page says', async () => {
    // Goal: the example cannot rot.
    const page = readFileSync(join(root, 'docs/concepts/scripting.md'), 'utf8');
    const [script, expected] = [/```js\n([\s\S]*?)```/, /```text\n([\s\S]*?)```/].map((block) => block.exec(page)?.[1] ?? '');
    const printed: string[] = [];
    vi.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line));
    await runScript(script.replace("'breakwater'", JSON.stringify(pathToFileURL(join(root, 'engine/index.ts')).href)));
    expect(`${printed.join('\n')}\n`).toBe(expected);
  });
});

async function runScript(script: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-'));
  const file = join(folder, 'script.mjs');
  writeFileSync(file, script);
  try {
    await import(/* @vite-ignore */ pathToFileURL(file).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
