/** Small policies for random worlds: each obeys its contract in the simplest way, none is a venue's real rule. */
import { exp, expm1 } from '../../engine/math/transcendental.ts';
import type {
  Breaker, BreakerRule, FundingRule, LiquidationRequest, LiquidationRule, LiquidityModel, OracleFeed, OracleRule,
} from '../../engine/kernel/world-spec.ts';

export function fullLiquidation(feeRate: number): LiquidationRule {
  return { fractionToClose: () => 1, intervalMs: 0, alwaysFull: true, feeRate };
}

export interface PacedOptions {
  readonly fraction: number;
  readonly intervalMs: number;
  readonly feeRate: number;
  /** Positions of at most this many lots are closed whole. */
  readonly wholeLots: number;
}

/** A fixed fraction, then a pause. */
export function pacedLiquidation({ fraction, intervalMs, feeRate, wholeLots }: PacedOptions): LiquidationRule {
  return { fractionToClose: (request) => (request.lots <= wholeLots ? 1 : fraction), intervalMs, alwaysFull: false, feeRate };
}

export interface TargetOptions {
  /** Margin equity wanted afterwards, as a multiple of the requirement. */
  readonly buffer: number;
  readonly intervalMs: number;
  readonly feeRate: number;
}

const STEPS = 64;

/** The smallest number of 64ths that restores the buffer, by bisection; all when nothing does. */
export function targetLiquidation({ buffer, intervalMs, feeRate }: TargetOptions): LiquidationRule {
  const restores = (request: LiquidationRequest, step: number): boolean => {
    const fraction = step / STEPS;
    return request.marginEquityAfter(fraction) >= buffer * request.requirementAfter(fraction);
  };
  const fractionToClose = (request: LiquidationRequest): number => {
    if (request.marginEquity <= 0 || !restores(request, STEPS - 1)) return 1;
    let low = 0;
    let high = STEPS - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (restores(request, middle)) high = middle;
      else low = middle;
    }
    return high / STEPS;
  };
  return { fractionToClose, intervalMs, alwaysFull: false, feeRate };
}

/** Rank of the common auto-deleveraging queues: profit rate x leverage (science of the venues: Binance, Bybit, Hyperliquid). */
export function profitTimesLeverage(positionValue: number, positionCost: number, accountNotional: number, accountEquity: number): number {
  return ((positionValue - positionCost) / Math.abs(positionCost)) * (accountNotional / accountEquity);
}

export interface LiquidityOptions {
  /** Displacement per lot (linear) or per square root of a lot. */
  readonly slope: number;
  readonly passThrough: number;
  readonly halfLifeMs: number;
  readonly delay: LiquidityModel['delay'];
}

type Shape = Pick<LiquidityModel, 'name' | 'unit' | 'displacement' | 'averagePrice'>;

function withShape(options: LiquidityOptions, shape: Shape): LiquidityModel {
  const { passThrough, halfLifeMs, delay } = options;
  return { ...shape, passThrough, halfLifeMs, delay, frictionless: false };
}

export function frictionless(): LiquidityModel {
  return {
    name: 'none', unit: 'log', passThrough: 1, halfLifeMs: Infinity, delay: 'same-instant', frictionless: true,
    displacement: () => 0, averagePrice: (price) => price,
  };
}

/** Log-price moves in proportion to the volume; the average is the integral of the exponential. */
export function linearLog(options: LiquidityOptions): LiquidityModel {
  return withShape(options, {
    name: 'linear-log', unit: 'log',
    displacement: (volume, scale) => options.slope * scale * volume,
    averagePrice: (price, before, after, scale) => {
      const slope = options.slope * scale;
      const move = slope * (after - before);
      return move === 0 ? price * exp(slope * before) : (price * exp(slope * before) * expm1(move)) / move;
    },
  });
}

export function linearPrice(options: LiquidityOptions): LiquidityModel {
  return withShape(options, {
    name: 'linear-price', unit: 'price',
    displacement: (volume, scale) => options.slope * scale * volume,
    averagePrice: (price, before, after, scale) => price + (options.slope * scale * (before + after)) / 2,
  });
}

const SERIES_TERMS = 16;

/** (r - 1) e^r + 1 = sum of (k - 1) / k! r^k over k >= 2, without cancellation near 0. */
function squareRootPrimitive(r: number): number {
  if (Math.abs(r) > 0.5) return (r - 1) * exp(r) + 1;
  let sum = 0;
  let term = r;
  for (let k = 2; k <= SERIES_TERMS; k++) {
    term = (term * r) / k;
    sum += (k - 1) * term;
  }
  return sum;
}

/** Integral of exp(sign(u) y sqrt(|u|)) from 0 to u. */
function squareRootIntegral(y: number, u: number): number {
  const side = u < 0 ? -1 : 1;
  return (side * 2 * squareRootPrimitive(side * y * Math.sqrt(Math.abs(u)))) / (y * y);
}

/** Square-root law on the cumulative volume, in log-price. */
export function squareRootLog(options: LiquidityOptions): LiquidityModel {
  return withShape(options, {
    name: 'square-root-log', unit: 'log',
    displacement: (volume, scale) => options.slope * Math.sign(volume) * Math.sqrt(Math.abs(volume) * scale),
    averagePrice: (price, before, after, scale) => {
      const y = options.slope * Math.sqrt(scale);
      return (price * (squareRootIntegral(y, after) - squareRootIntegral(y, before))) / (after - before);
    },
  });
}

/** Square-root law in absolute price: the integral of sign(u) sqrt(|u|) is 2/3 |u|^1.5. */
export function squareRootPrice(options: LiquidityOptions): LiquidityModel {
  const powered = (volume: number): number => Math.abs(volume) * Math.sqrt(Math.abs(volume));
  return withShape(options, {
    name: 'square-root-price', unit: 'price',
    displacement: (volume, scale) => options.slope * Math.sign(volume) * Math.sqrt(Math.abs(volume) * scale),
    averagePrice: (price, before, after, scale) =>
      price + (options.slope * Math.sqrt(scale) * 2 * (powered(after) - powered(before))) / (3 * (after - before)),
  });
}

export interface HaltOptions {
  /** Relative move against the reference that halts. */
  readonly threshold: number;
  readonly windowMs: number;
  readonly haltMs: number;
}

/** Halts when the mark leaves its reference by more than a threshold within a window. */
export function haltBreaker({ threshold, windowMs, haltMs }: HaltOptions): BreakerRule {
  const create = (): Breaker => {
    let reference = NaN;
    let referenceMs = -Infinity;
    return {
      fillLow: -Infinity, fillHigh: Infinity,
      observe: (timeMs, mark) => {
        const moved = Math.abs(mark - reference) > threshold * Math.abs(reference);
        if (moved || timeMs - referenceMs >= windowMs) {
          reference = mark;
          referenceMs = timeMs;
        }
        return moved ? timeMs + haltMs : 0;
      },
    };
  };
  return { create };
}

export interface BandOptions {
  readonly width: number;
  readonly windowMs: number;
}

class PriceBand implements Breaker {
  fillLow = -Infinity;
  fillHigh = Infinity;
  readonly #options: BandOptions;
  #anchoredMs = -Infinity;

  constructor(options: BandOptions) {
    this.#options = options;
  }

  observe(timeMs: number, mark: number): number {
    if (timeMs - this.#anchoredMs < this.#options.windowMs) return 0;
    this.#anchoredMs = timeMs;
    this.fillLow = mark - this.#options.width * Math.abs(mark);
    this.fillHigh = mark + this.#options.width * Math.abs(mark);
    return 0;
  }
}

/** Liquidations fill only within a band around a mark that is renewed once per window. */
export function bandBreaker(options: BandOptions): BreakerRule {
  return { create: () => new PriceBand(options) };
}

export interface OracleOptions {
  readonly latencyMs: number;
  /** Relative deviation that makes it publish. */
  readonly deviation: number;
  readonly heartbeatMs: number;
}

class DeviationFeed implements OracleFeed {
  pendingPrice = NaN;
  readonly #options: OracleOptions;
  #publishedMs = -Infinity;

  constructor(options: OracleOptions) {
    this.#options = options;
  }

  observe(timeMs: number, feedPrice: number): number {
    const moved = Math.abs(feedPrice - this.pendingPrice) >= this.#options.deviation * Math.abs(this.pendingPrice);
    const due = timeMs - this.#publishedMs >= this.#options.heartbeatMs;
    if (!moved && !due) return -1;
    this.pendingPrice = feedPrice;
    this.#publishedMs = timeMs;
    return timeMs + this.#options.latencyMs;
  }

  nextWakeMs(timeMs: number): number {
    const next = this.#publishedMs + this.#options.heartbeatMs;
    return next > timeMs ? next : Infinity;
  }
}

export function deviationOracle(options: OracleOptions): OracleRule {
  return { create: () => new DeviationFeed(options) };
}

export interface FundingOptions {
  readonly intervalMs: number;
  readonly baseRate: number;
  readonly maximumRate: number;
}

/** Premium of the book over the index plus a base rate, clamped. */
export function premiumFunding({ intervalMs, baseRate, maximumRate }: FundingOptions): FundingRule {
  const rate = (book: number, index: number): number => {
    const premium = index === 0 ? 0 : (book - index) / Math.abs(index);
    return Math.max(-maximumRate, Math.min(maximumRate, premium + baseRate));
  };
  return { intervalMs, rate };
}
