/** `simulate fit`: parameters of price models from candles, what they are worth, and a scenario that uses them. */
import { existsSync, writeFileSync } from 'node:fs';
import { formatTime } from '../data/times.ts';
import { exitCodes, UserError } from '../engine/errors.ts';
import type { Estimator, Fit, FitOptions } from '../engine/market/fit/contract.ts';
import { durationOf } from '../engine/market/fit/duration.ts';
import { estimators } from '../engine/market/fit/estimators.ts';
import { returnSeries } from '../engine/market/fit/returns.ts';
import type { ReturnSeries } from '../engine/market/fit/returns.ts';
import { durationMs, positiveDurationText } from '../engine/policies/parameter-types.ts';
import { scenarioSchema } from '../scenarios/schema.ts';
import { nearestName } from '../scenarios/suggest.ts';
import { checkDocument } from '../scenarios/validate.ts';
import { parseYaml } from '../scenarios/yaml.ts';
import { choiceOf, numberIn, valueOf, valuesOf } from './arguments.ts';
import { outputError } from './failure.ts';
import { fitCandles } from './fit-candles.ts';
import type { FitCandles } from './fit-candles.ts';
import { fitPage } from './fit-page.ts';
import { fittedScenario, scenarioName, underlyingName } from './fit-scenario.ts';
import type { FlagValues, ParsedArguments } from './flags.ts';
import { printableSentence } from './printable.ts';
import { jsonText } from './run-json.ts';
import type { Terminal } from './terminal.ts';
import { usageError } from './usage-error.ts';

/** A model that was asked for: its fit, or why there is none. */
export interface FitAttempt {
  readonly model: string;
  readonly method: string;
  readonly fit: Fit | null;
  readonly objection: string | null;
}

const defaultJumpShare = 0.02;

export async function fitCommand({ values, positionals }: ParsedArguments, terminal: Terminal): Promise<number> {
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) {
    const what = file === undefined ? 'no candles are named' : `${positionals.length} files: ${positionals.join(', ')}`;
    throw usageError({ what, expected: 'one file of candles', suggestion: 'simulate fit btc-usdt-1h.csv' });
  }
  const wanted = modelsOf(values);
  const options = optionsOf(values);
  const stepMs = stepOf(values);
  const out = valueOf(values, 'out');
  if (out !== undefined) checkTarget(out, values.force !== undefined);
  const underlying = valueOf(values, 'underlying');
  const source = await fitCandles(file);
  const series = returnSeries(source.candles, stepMs);
  const attempts = wanted.map((estimator) => attempt(estimator, { series, options, isAlone: wanted.length === 1, terminal }));
  const best = bestOf(attempts);
  const written = out === undefined ? null : writeScenario(out, { source, series, fit: needed(best), underlying });
  report({ attempts, best, source, series, written, values }, terminal);
  return exitCodes.ok;
}

function modelsOf(values: FlagValues): readonly Estimator[] {
  const names = valuesOf(values, 'model');
  return names.length === 0 ? estimators : names.map(estimatorOf);
}

const withoutEstimator: Readonly<Record<string, string>> = {
  heston: 'its variance is not observed and its likelihood has no closed form; garch and regime show the same clusters',
  bates: 'its variance is not observed and its likelihood has no closed form; garch and regime show the same clusters',
  bootstrap: 'it has nothing to fit: name the candles in the scenario',
  fhs: 'it resamples the candles named in the scenario; its recursion is that of garch',
};

function estimatorOf(name: string): Estimator {
  const found = estimators.find(({ model }) => model === name);
  if (found) return found;
  const names = estimators.map(({ model }) => model);
  const reason = Object.hasOwn(withoutEstimator, name) ? `: ${withoutEstimator[name]}` : '';
  const what = `--model is "${name}", which cannot be fitted${reason}`;
  throw usageError({ what, expected: names.join(', '), suggestion: nearestName(name, names) });
}

function optionsOf(values: FlagValues): FitOptions {
  const share = valueOf(values, 'jump-share');
  const jumpShare = share === undefined ? defaultJumpShare : numberIn(share);
  if (!(jumpShare >= 0.0001 && jumpShare <= 0.2)) {
    throw usageError({ what: `--jump-share is ${JSON.stringify(share)}`, expected: 'a fraction from 0.0001 to 0.2' });
  }
  return { longRunVariance: choiceOf(values, 'long-run-variance', ['sample', 'fitted']) ?? 'sample', jumpShare };
}

function stepOf(values: FlagValues): number | undefined {
  const text = valueOf(values, 'step');
  if (text === undefined) return undefined;
  const isDuration = positiveDurationText().safeParse(text).success;
  if (isDuration && Number.isInteger(durationMs(text))) return durationMs(text);
  throw usageError({ what: `--step is ${JSON.stringify(text)}`, expected: 'a duration such as 5m, 1h or 1d' });
}

/** What would be refused after a long estimation is refused before it. */
function checkTarget(out: string, mayReplace: boolean): void {
  if (!/\.ya?ml$/i.test(out)) throw usageError({ what: `--out is ${JSON.stringify(out)}`, expected: 'a file that ends in .yaml' });
  if (!existsSync(out) || mayReplace) return;
  const suggestion = 'another name, or --force to replace it';
  throw new UserError(exitCodes.outputNotWritable, [{ what: `${out} is there already`, suggestion }]);
}

interface AttemptOptions {
  readonly series: ReturnSeries;
  readonly options: FitOptions;
  /** The only model that is asked for: then its objection is that of the command. */
  readonly isAlone: boolean;
  readonly terminal: Terminal;
}

function attempt({ model, method, estimate }: Estimator, { series, options, isAlone, terminal }: AttemptOptions): FitAttempt {
  if (!terminal.isQuiet && terminal.messages.isTerminal) terminal.messages.write(`fitting ${model} ...\n`);
  try {
    return { model, method, fit: estimate(series, options), objection: null };
  } catch (error) {
    if (!(error instanceof UserError) || isAlone) throw error;
    const objections = error.problems.map(({ what, expected }) => (expected === undefined ? what : `${what}; expected: ${expected}`));
    return { model, method, fit: null, objection: objections.join('; ') };
  }
}

/** The lowest Bayes criterion among likelihoods of the same thing; the only fit when there is one. */
function bestOf(attempts: readonly FitAttempt[]): Fit | null {
  const fits = attempts.flatMap(({ fit }) => (fit === null ? [] : [fit]));
  const comparable = fits.filter(({ likelihoodOf, converged }) => likelihoodOf === 'returns' && converged);
  const candidates = comparable.length > 0 ? comparable : fits;
  return candidates.reduce<Fit | null>((best, one) => (best === null || one.bic < best.bic ? one : best), null);
}

function needed(fit: Fit | null): Fit {
  if (fit) return fit;
  throw new UserError(exitCodes.dataIntegrity, [{ what: 'no model could be fitted', suggestion: 'a longer file or a shorter --step' }]);
}

interface ToWrite {
  readonly source: FitCandles;
  readonly series: ReturnSeries;
  readonly fit: Fit;
  readonly underlying: string | undefined;
}

/** Checked as `simulate validate` checks it, before anything is written. */
function writeScenario(out: string, { source, series, fit, underlying }: ToWrite): string {
  const name = underlying ?? underlyingName(source.candles.symbol);
  const text = fittedScenario({ name: scenarioName(out), underlying: name, source, series, fit });
  checkDocument(parseYaml(Buffer.from(text), out), { schema: scenarioSchema });
  try {
    writeFileSync(out, text);
  } catch (error) {
    throw outputError(out, error);
  }
  return out;
}

interface ToReport {
  readonly attempts: readonly FitAttempt[];
  readonly best: Fit | null;
  readonly source: FitCandles;
  readonly series: ReturnSeries;
  readonly written: string | null;
  readonly values: FlagValues;
}

function report({ attempts, best, source, series, written, values }: ToReport, { results, messages, isQuiet }: Terminal): void {
  if (!isQuiet) for (const warning of source.warnings) messages.write(`${printableSentence(`${source.name}: ${warning}`)}\n`);
  const { symbol } = source.candles;
  const { stepMs, startMs, endMs, missingSteps, gaps } = series;
  const data = { file: source.name, sha256: source.sha256, symbol, step: durationOf(stepMs), returns: series.returns.length };
  const span = { start: formatTime(startMs), end: formatTime(endMs), missingSteps, gaps };
  if (values.json !== undefined) {
    const models = attempts.map(({ model, method, fit, objection }) => ({ model, method, ...(fit ?? {}), objection }));
    results.write(jsonText({ schemaVersion: 1, data: { ...data, ...span }, models, chosen: best?.model ?? null, written }, { indent: 2 }));
  } else {
    results.write(fitPage({ data: { ...data, ...span }, attempts, best, written }, results));
  }
}
