/** A scenario file around a fitted price model. What candles cannot say is filled with placeholders that say so. */
import { basename } from 'node:path';
import { formatTime } from '../data/times.ts';
import type { Candles } from '../engine/market/candles.ts';
import type { Fit, FittedParameter } from '../engine/market/fit/contract.ts';
import { durationOf } from '../engine/market/fit/duration.ts';
import type { ReturnSeries } from '../engine/market/fit/returns.ts';
import type { FitCandles } from './fit-candles.ts';

export interface FittedScenario {
  /** Of the scenario. */
  readonly name: string;
  readonly underlying: string;
  readonly source: FitCandles;
  readonly series: ReturnSeries;
  readonly fit: Fit;
}

const dayMs = 86_400_000;
const fewestSteps = 24;
const twoSided95 = 1.96;
const placeholderVolumeUsd = 5e9;

/** The name that a scenario in this file has: letters, digits and dashes. */
export function scenarioName(file: string): string {
  const stem = basename(file).replace(/\.ya?ml$/i, '').toLowerCase();
  const name = stem.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '').slice(0, 64);
  return name === '' ? 'fitted' : name;
}

/** "btc-usdt", "BTCUSDT" and "BTC/USD" are BTC. */
export function underlyingName(symbol: string): string {
  const first = symbol.toUpperCase().split(/[^A-Z0-9]/).find((part) => part !== '') ?? 'BTC';
  return (/^(\w{2,})(USDT|USDC|BUSD|USD|PERP)$/.exec(first)?.[1] ?? first).slice(0, 20);
}

/** Text of the YAML file. */
export function fittedScenario({ name, underlying, source, series, fit }: FittedScenario): string {
  const { stepMs, endMs } = series;
  const startMs = Math.ceil(endMs / 1000) * 1000;
  const lengthMs = Math.ceil(Math.max(dayMs, fewestSteps * stepMs) / stepMs) * stepMs;
  const volume = dailyVolumeUsd(source.candles);
  return `version: 1
name: ${name}
title: ${JSON.stringify(`${underlying} as ${fit.model} fitted to ${source.name}`.slice(0, 200))}
summary: >-
  Written by "simulate fit". The price model is estimated; liquidity and population are placeholders to replace by your own.
start: ${formatTime(startMs)}
end: ${formatTime(startMs + lengthMs)}
seed: 1
paths: 1000

underlyings:
  ${underlying}:
    start-price: ${Number(series.lastPrice.toPrecision(10))}   # the last close of the data
    model:
${modelLines(fit).join('\n')}
    liquidity:
      model: square-root
      daily-volatility: ${dailyVolatility(series)}   # of the data
      daily-volume: ${volume ?? placeholderVolumeUsd}   # USD; ${volume === null ? 'a placeholder: the data has no volume' : 'of the data'}
      half-life: 5m   # nobody knows this number: try 30s and 1h
grid: {step: ${durationOf(stepMs)}, extremes: joint}

population:
  accounts: 10000
  open-interest: {${underlying}-PERP: 200e6}
  leverage: {long: 5, short: 4}
  collateral: {USD: 1}

sources:
  - text: ${JSON.stringify(sourceText({ source, series, fit }))}
assumptions:
  - Open interest, leverage and the half-life of impact are placeholders.
limits:
${limitsOf(fit).map((text) => `  - ${JSON.stringify(text)}`).join('\n')}
`;
}

function modelLines({ model, block, parameters }: Fit): string[] {
  const lines = Object.entries(block).map(([name, value]) => {
    const estimate = parameters.find((one) => one.name === name);
    const [text, remark] = writtenParameter(value, estimate);
    return `      ${name}: ${text}${remark === '' ? '' : `   # ${remark}`}`;
  });
  return [`      model: ${model}`, ...lines];
}

/** A drift that the data cannot tell from none is none: a path of a day must not inherit the luck of the sample. */
function writtenParameter(value: Fit['block'][string], estimate: FittedParameter | undefined): [text: string, remark: string] {
  const error = estimate?.standardError ?? null;
  if (!estimate || error === null) return [written(value), ''];
  const shownError = `standard error ${Number(error.toPrecision(2))}`;
  const isNoise = estimate.name === 'drift' && Math.abs(estimate.value) < twoSided95 * error;
  if (isNoise) return ['0', `estimated ${Number(estimate.value.toPrecision(2))}, ${shownError}: not to be told from 0`];
  return [written(value), shownError];
}

function written(value: Fit['block'][string]): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function dailyVolatility({ returns, stepMs }: ReturnSeries): number {
  const square = returns.reduce((sum, value) => sum + value * value, 0) / returns.length;
  return Number(Math.sqrt((square * dayMs) / stepMs).toPrecision(3));
}

/** Turnover of a mean day; null without a volume, or with none worth the name. */
function dailyVolumeUsd({ volume, close, stepMs }: Candles): number | null {
  if (volume === null) return null;
  const turnover = volume.reduce((sum, base, bar) => sum + base * close[bar], 0);
  const daily = (turnover / volume.length) * (dayMs / stepMs);
  return daily > 1000 && daily < 1e14 ? Number(daily.toPrecision(3)) : null;
}

function sourceText({ source, series, fit }: Pick<FittedScenario, 'source' | 'series' | 'fit'>): string {
  const { returns, stepMs, startMs, endMs, missingSteps } = series;
  const span = `${formatTime(startMs)} to ${formatTime(endMs)}`;
  const criteria = `log likelihood ${fit.logLikelihood.toFixed(1)} of ${fit.likelihoodOf}, BIC ${fit.bic.toFixed(1)}`;
  return (
    `${fit.model} estimated from ${returns.length} log returns of ${durationOf(stepMs)} of ${source.name} ` +
    `(SHA-256 ${source.sha256.slice(0, 16)}), ${span}, ${missingSteps} steps missing; ${criteria}.`
  );
}

function limitsOf({ warnings }: Fit): readonly string[] {
  return ['The model knows the time of its data: what did not happen then is not in it.', ...warnings];
}
