/**
 * Equity of synthetic accounts: a log-normal body whose upper end is replaced by a Pareto tail (defaults fitted to accounts
 * auto-deleveraged on Hyperliquid on 10 October 2025), truncated at the largest share of the venue that one account may hold.
 *
 * First comes what belongs to an account alone: its draws in blocks, a fixed number per account and purpose, so that more accounts
 * change none of the earlier ones. Then everything is rescaled to the venue's equity.
 */
import { emptyNumbers } from '../math/empty-numbers.ts';
import type { RandomStream } from '../math/random.ts';
import { normalCdf, normalQuantile } from '../math/normal.ts';
import { exp, log } from '../math/transcendental.ts';
import type { SyntheticPins } from './pins.ts';

/** Accounts per block of draws. */
export const blockSize = 1024;

type Streams = (purpose: string) => RandomStream;

/** A standard normal known to lie below `limit`, from one uniform: no rejection, so every account uses one draw. */
export function normalBelow(uniform: number, limit: number): number {
  const below = normalCdf(limit);
  return below > 0 ? Math.min(limit, normalQuantile(uniform * below)) : limit;
}

/** A standard normal known to lie above `limit`, from one uniform. */
export function normalAbove(uniform: number, limit: number): number {
  return -normalBelow(uniform, -limit);
}

/**
 * Calls `visit` with consecutive blocks [from, to) of `count` accounts. The loop over the accounts belongs into a function of the module:
 * what is in `visit` itself is compiled anew again and again (docs/architecture.md, "Objects that are read in loops are written out").
 */
export function forEachBlock(count: number, visit: (from: number, to: number) => void): void {
  for (let from = 0; from < count; from += blockSize) visit(from, Math.min(count, from + blockSize));
}

/** Accounts [from, to); the draw of account a at a - from. */
export interface AccountBlock {
  readonly from: number;
  readonly to: number;
  readonly draws: Float64Array;
}

/** The same for blocks with a draw per account, which `fill` makes. */
export function forEachDrawn(count: number, fill: (target: Float64Array) => void, visit: (block: AccountBlock) => void): void {
  const draws = new Float64Array(blockSize);
  forEachBlock(count, (from, to) => {
    fill(draws.subarray(0, to - from));
    visit({ from, to, draws });
  });
}

/** Draws of the equity law before any rescaling. */
export interface NaturalEquities {
  /** Log USD of the body; where it is above the start of the tail, the tail's place is drawn instead. */
  readonly logEquity: Float64Array;
  /** Accounts in the tail and their uniforms (1 - quantile within the tail). */
  readonly tailAccounts: Int32Array;
  readonly tailUniforms: Float64Array;
}

/** Draws the law of the pins for accounts 0 .. pins.accounts - 1. An account's draw depends on its index only, not on their number. */
export function drawNaturalEquities(pins: SyntheticPins, streams: Streams): NaturalEquities {
  const bodies = streams('equity');
  const tails = streams('equity-tail');
  const logEquity = new Float64Array(pins.accounts);
  const tail: TailDraws = { accounts: [], uniforms: emptyNumbers() };
  forEachDrawn(pins.accounts, (target) => tails.fillUniforms(target), (block) => {
    bodies.fillNormals(logEquity.subarray(block.from, block.to));
    drawBlock(pins, block, logEquity, tail);
  });
  return { logEquity, tailAccounts: Int32Array.from(tail.accounts), tailUniforms: Float64Array.from(tail.uniforms) };
}

interface TailDraws {
  readonly accounts: number[];
  readonly uniforms: number[];
}

/** Makes log equities of the normals, and writes down who lies in the tail. */
function drawBlock(pins: SyntheticPins, { from, to, draws }: AccountBlock, logEquity: Float64Array, tail: TailDraws): void {
  const tailFrom = log(pins.equityTailFromUsd);
  for (let account = from; account < to; account++) {
    logEquity[account] = pins.equityLogMean + pins.equityLogSd * logEquity[account];
    if (logEquity[account] <= tailFrom) continue;
    tail.accounts.push(account);
    tail.uniforms.push(draws[account - from]);
  }
}

export interface EquityDraws {
  /** USD, summing to about the expected equity of the venue, and its logarithm. */
  readonly equityUsd: Float64Array;
  readonly logEquity: Float64Array;
  /** 1 where an account was drawn again because it was below the minimum. */
  readonly redrawn: Uint8Array;
}

/** Equities in USD for a venue that holds `expectedEquityUsd` in all. */
export function drawEquities(pins: SyntheticPins, expectedEquityUsd: number, streams: Streams): EquityDraws {
  const natural = drawNaturalEquities(pins, streams);
  const { logEquity } = natural;
  const equityUsd = new Float64Array(pins.accounts);
  const bodySum = bodyEquity(natural, equityUsd, log(pins.equityTailFromUsd));
  const total = bodySum + placeTail(natural, { pins, bodySum, equityUsd });
  const scale = expectedEquityUsd / total;
  const logScale = log(scale);
  rescale(equityUsd, logEquity, scale);
  const redrawn = new Uint8Array(pins.accounts);
  if (pins.minimumEquityUsd > 0 && pins.equityLogSd > 0) redrawSmall({ pins, logScale, streams }, { equityUsd, logEquity, redrawn });
  return { equityUsd, logEquity, redrawn };
}

function rescale(equityUsd: Float64Array, logEquity: Float64Array, scale: number): void {
  const logScale = log(scale);
  for (let account = 0; account < equityUsd.length; account++) {
    equityUsd[account] *= scale;
    logEquity[account] += logScale;
  }
}

/** Fills the equities of the body and returns their sum. */
function bodyEquity({ logEquity }: NaturalEquities, equityUsd: Float64Array, tailFrom: number): number {
  let sum = 0;
  for (let account = 0; account < logEquity.length; account++) {
    if (logEquity[account] > tailFrom) continue;
    equityUsd[account] = exp(logEquity[account]);
    sum += equityUsd[account];
  }
  return sum;
}

interface TailTarget {
  readonly pins: SyntheticPins;
  readonly bodySum: number;
  readonly equityUsd: Float64Array;
}

const tailRounds = 8;

/**
 * Fills the equities of the tail, Pareto from the start of the tail to the end that is the pinned share of the sum of all; since
 * the sum depends on that end, both are found together. Returns the sum of the tail.
 */
function placeTail(natural: NaturalEquities, { pins, bodySum, equityUsd }: TailTarget): number {
  const start = pins.equityTailFromUsd;
  let end = start * 100;
  let tailSum = 0;
  for (let round = 0; round < tailRounds; round++) {
    tailSum = fillTail(natural, equityUsd, { start, end, exponent: pins.equityTailExponent });
    end = Math.max(2 * start, pins.largestShareOfEquity * (bodySum + tailSum));
  }
  return tailSum;
}

/** Inverse of the truncated Pareto law: start x (1 - u (1 - (start / end)^a))^(-1 / a). */
function fillTail(
  { logEquity, tailAccounts, tailUniforms }: NaturalEquities,
  equityUsd: Float64Array,
  { start, end, exponent }: { start: number; end: number; exponent: number },
): number {
  const logStart = log(start);
  const kept = 1 - exp(exponent * (logStart - log(end)));
  let sum = 0;
  for (let place = 0; place < tailAccounts.length; place++) {
    const account = tailAccounts[place];
    logEquity[account] = logStart - log(1 - tailUniforms[place] * kept) / exponent;
    equityUsd[account] = exp(logEquity[account]);
    sum += equityUsd[account];
  }
  return sum;
}

interface RedrawRules {
  readonly pins: SyntheticPins;
  readonly logScale: number;
  readonly streams: Streams;
}

/** Draws accounts below the minimum again, from the body above it; each has its own uniform for that. */
function redrawSmall({ pins, logScale, streams }: RedrawRules, equities: EquityDraws): void {
  const stream = streams('equity-redraw');
  const mean = pins.equityLogMean + logScale;
  const minimum = log(pins.minimumEquityUsd);
  const largest = Math.max(minimum, log(pins.equityTailFromUsd) + logScale);
  const body = { mean, deviation: pins.equityLogSd, minimum, largest };
  forEachDrawn(pins.accounts, (target) => stream.fillUniforms(target), (block) => redrawBlock(body, block, equities));
}

/** Log USD. */
interface Body {
  readonly mean: number;
  readonly deviation: number;
  readonly minimum: number;
  readonly largest: number;
}

function redrawBlock(body: Body, { from, to, draws }: AccountBlock, { equityUsd, logEquity, redrawn }: EquityDraws): void {
  const { mean, deviation, minimum, largest } = body;
  const limit = (minimum - mean) / deviation;
  for (let account = from; account < to; account++) {
    if (logEquity[account] >= minimum) continue;
    const drawn = mean + deviation * normalAbove(draws[account - from], limit);
    logEquity[account] = Math.max(minimum, Math.min(largest, drawn));
    equityUsd[account] = exp(logEquity[account]);
    redrawn[account] = 1;
  }
}
