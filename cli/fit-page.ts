/** The page of `simulate fit` for people. */
import type { Fit } from '../engine/market/fit/contract.ts';
import type { FitAttempt } from './fit.ts';
import { tableLines } from './table.ts';
import { styled, wrapText } from './terminal.ts';
import type { Stream } from './terminal.ts';

export interface FitResult {
  readonly data: FitData;
  readonly attempts: readonly FitAttempt[];
  readonly best: Fit | null;
  /** File of the scenario, if one was written. */
  readonly written: string | null;
}

export interface FitData {
  readonly file: string;
  readonly symbol: string;
  readonly step: string;
  readonly returns: number;
  readonly start: string;
  readonly end: string;
  readonly missingSteps: number;
  readonly gaps: number;
}

const widestText = 100;

/** Data, one block per model, the comparison, and what to do next. */
export function fitPage({ data, attempts, best, written }: FitResult, stream: Stream): string {
  const fits = attempts.flatMap(({ fit }) => (fit === null ? [] : [fit]));
  const blocks = [
    dataLines(data, stream),
    ...attempts.map((one) => attemptLines(one, stream)),
    ...(fits.length > 1 ? [comparisonLines(fits, { best, stream })] : []),
    ...(written === null ? [] : [writtenLines(written, best)]),
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function wrapping(stream: Stream) {
  return { columns: Math.min(widestText, stream.columns), indent: 2 };
}

function dataLines({ file, symbol, step, returns, start, end, missingSteps, gaps }: FitData, stream: Stream): string[] {
  const missing = `${missingSteps} missing steps in ${gaps} ${gaps === 1 ? 'gap' : 'gaps'} left out`;
  return wrapText(`${symbol} (${file}): ${returns} log returns of ${step}, ${start} to ${end}, ${missing}`, wrapping(stream));
}

function attemptLines({ model, method, fit, objection }: FitAttempt, stream: Stream): string[] {
  const [first, ...rest] = wrapText(`${model}: ${method}`, wrapping(stream));
  const head = [`${styled(stream, 'bold', model)}${first.slice(model.length)}`, ...rest];
  if (fit === null) return [...head, ...wrapText(`  not fitted: ${objection ?? ''}`, wrapping(stream))];
  const table = {
    columns: ['parameter', 'estimate', 'standard error', 'unit'],
    rows: fit.parameters.map(({ name, value, standardError, unit }) => {
      return [name, shown(value, 5), standardError === null ? '-' : shown(standardError, 2), unit];
    }),
  };
  const warnings = fit.warnings.flatMap((text) => wrapText(text, { ...wrapping(stream), lead: '  ' }));
  return [...head, ...tableLines(table, stream), ...warnings];
}

function comparisonLines(fits: readonly Fit[], { best, stream }: { best: Fit | null; stream: Stream }): string[] {
  const table = {
    columns: ['model', 'likelihood of', 'parameters', 'log likelihood', 'AIC', 'BIC'],
    rows: fits.map((fit) => [
      fit === best ? `${fit.model} *` : fit.model,
      fit.likelihoodOf,
      ...[fit.freeParameters.toString(), fit.logLikelihood.toFixed(1), fit.aic.toFixed(1), fit.bic.toFixed(1)],
    ]),
  };
  const note =
    '* the lowest BIC among likelihoods of returns: the description that is worth its parameters. It says nothing about crashes not in ' +
    'the data.';
  return [...tableLines(table, stream), ...wrapText(note, wrapping(stream))];
}

function writtenLines(written: string, best: Fit | null): string[] {
  const path = written.includes('/') ? written : `./${written}`;
  return [`wrote ${written} with ${best?.model ?? ''}`, `next: npx simulate --scenario ${path}`];
}

function shown(value: number, digits: number): string {
  return Number(value.toPrecision(digits)).toString();
}
