/** Random venues: every rule from the doubles, in any combination. */
import type {
  BreakerRule, FundingRule, LiquidationRule, LiquidityModel, LossStage, MarginTier, OracleRule, VenueSpec,
} from '../../engine/kernel/world-spec.ts';
import type { Dice } from './dice.ts';
import {
  bandBreaker, deviationOracle, frictionless, fullLiquidation, haltBreaker, linearLog, linearPrice, pacedLiquidation, premiumFunding,
  profitTimesLeverage, squareRootLog, squareRootPrice, targetLiquidation,
} from './doubles.ts';

/** Facts about the path and the money that rules are scaled by. */
export interface Scale {
  readonly stepMs: number;
  /** Per asset: cash units of one USD. */
  readonly unitsPerUsd: readonly number[];
  /** Total notional of all positions, USD. */
  readonly notionalUsd: number;
}

export interface Described<Value> {
  readonly value: Value;
  readonly text: string;
}

export function randomLiquidation(dice: Dice, { stepMs }: Scale): Described<LiquidationRule> {
  const feeRate = dice.pick([0, 0.0005, 0.005, 0.015]);
  const intervalMs = dice.pick([0, stepMs, Math.round(0.4 * stepMs), 3 * stepMs + 7]);
  const kind = dice.below(3);
  if (kind === 0) return { value: fullLiquidation(feeRate), text: `full, fee ${feeRate}` };
  if (kind === 1) {
    const fraction = dice.pick([0.1, 0.25, 0.5, 1 / 3]);
    const wholeLots = dice.integerBetween(1, 20);
    const text = `paced ${fraction} every ${intervalMs} ms, fee ${feeRate}`;
    return { value: pacedLiquidation({ fraction, intervalMs, feeRate, wholeLots }), text };
  }
  const buffer = dice.pick([1, 1.1, 1.5]);
  return { value: targetLiquidation({ buffer, intervalMs, feeRate }), text: `to target ${buffer} every ${intervalMs} ms, fee ${feeRate}` };
}

export function randomLosses(dice: Dice, scale: Scale): Described<LossStage[]> {
  const stages: LossStage[] = [];
  if (dice.chance(0.7)) stages.push(randomFund(dice, scale));
  if (dice.chance(0.6)) {
    const price = dice.chance(0.7) ? 'bankruptcy' : 'mark';
    stages.push({ stage: 'adl', score: profitTimesLeverage, price, monotone: true });
  }
  if (dice.chance(0.6)) stages.push({ stage: 'socialized', maxHaircut: dice.pick([0.1, 0.5, 1, 1]) });
  const value = dice.chance(0.6) ? stages : dice.shuffled(stages);
  return { value, text: value.map(describeStage).join(' > ') || 'no stages' };
}

function describeStage(stage: LossStage): string {
  if (stage.stage === 'insurance-fund') {
    return `fund ${stage.openingUnits.join('/')} cap ${stage.drawCapUnits}${stage.takesSurplus ? ' +surplus' : ''}`;
  }
  return stage.stage === 'adl' ? `adl at ${stage.price}` : `socialized up to ${stage.maxHaircut}`;
}

function randomFund(dice: Dice, { unitsPerUsd, notionalUsd }: Scale): LossStage {
  const sizeUsd = dice.chance(0.25) ? 0 : notionalUsd * dice.pick([0.0005, 0.003, 0.01]) * dice.between(0.2, 1);
  const openingUnits = unitsPerUsd.map((units) => Math.floor(units * sizeUsd));
  const drawCapUnits = dice.chance(0.5) ? Infinity : Math.floor(unitsPerUsd[0] * notionalUsd * dice.between(0.00005, 0.001));
  return { stage: 'insurance-fund', openingUnits, feeShare: dice.pick([0, 0.5, 0.73, 1]), takesSurplus: dice.chance(0.6), drawCapUnits };
}

export function randomOracle(dice: Dice, { stepMs }: Scale): Described<OracleRule | null> {
  if (!dice.chance(0.25)) return { value: null, text: 'none' };
  const latencyMs = dice.pick([0, 0, Math.round(0.3 * stepMs), stepMs, Math.round(2.5 * stepMs)]);
  const deviation = dice.pick([0.0005, 0.002, 0.01]);
  const heartbeatMs = dice.pick([Infinity, 5 * stepMs, Math.round(1.7 * stepMs)]);
  const text = `latency ${latencyMs} ms, deviation ${deviation}, heartbeat ${heartbeatMs} ms`;
  return { value: deviationOracle({ latencyMs, deviation, heartbeatMs }), text };
}

export function randomBreakers(dice: Dice, { stepMs }: Scale): Described<BreakerRule[]> {
  const value: BreakerRule[] = [];
  const texts: string[] = [];
  if (dice.chance(0.2)) {
    const halt = { threshold: dice.between(0.03, 0.15), windowMs: 10 * stepMs, haltMs: Math.round(dice.between(0.5, 6) * stepMs) };
    value.push(haltBreaker(halt));
    texts.push(`halt ${halt.haltMs} ms beyond ${halt.threshold.toFixed(3)}`);
  }
  if (dice.chance(0.2)) {
    const band = { width: dice.between(0.005, 0.06), windowMs: Math.round(dice.between(1, 8) * stepMs) };
    value.push(bandBreaker(band));
    texts.push(`band ${band.width.toFixed(4)}`);
  }
  return { value, text: texts.join(', ') || 'none' };
}

export function randomFunding(dice: Dice, { stepMs }: Scale): Described<FundingRule | null> {
  if (!dice.chance(0.5)) return { value: null, text: 'none' };
  const intervalMs = dice.pick([5 * stepMs, 10 * stepMs, Math.round(7.3 * stepMs)]);
  const baseRate = dice.pick([0.0001, -0.0005, 0.002]);
  return { value: premiumFunding({ intervalMs, baseRate, maximumRate: 0.01 }), text: `every ${intervalMs} ms, base ${baseRate}` };
}

export interface LiquidityScale {
  readonly stepMs: number;
  readonly startPrice: number;
  /** Lots (coins on a spot market) whose trading moves the price by `moves`. */
  readonly lots: number;
  readonly moves: number;
  /** Absolute price moves are safe: the price may reach zero. */
  readonly allowsPriceUnit: boolean;
  /** A price that may turn negative needs absolute moves. */
  readonly onlyPriceUnit: boolean;
}

export function randomLiquidity(dice: Dice, scale: LiquidityScale): Described<LiquidityModel> {
  const { stepMs, startPrice, lots, moves, allowsPriceUnit, onlyPriceUnit } = scale;
  if (dice.chance(0.12)) return { value: frictionless(), text: 'frictionless' };
  const halfLifeMs = dice.pick([Infinity, 0.5 * stepMs, 4 * stepMs, 30 * stepMs]);
  const passThrough = dice.pick([0, 0.5, 0.9, 1, 1, 1, 1]);
  const options = { passThrough, halfLifeMs, delay: dice.pick(['same-instant', 'same-instant', 'next-tick'] as const) };
  const root = Math.sqrt(lots);
  const logShapes = [() => linearLog({ ...options, slope: moves / lots }), () => squareRootLog({ ...options, slope: moves / root })];
  const move = 0.4 * moves * startPrice;
  const priceShapes = [() => linearPrice({ ...options, slope: move / lots }), () => squareRootPrice({ ...options, slope: move / root })];
  const shapes = [...(onlyPriceUnit ? [] : logShapes), ...(allowsPriceUnit ? priceShapes : [])];
  const value = dice.pick(shapes)();
  return { value, text: `${value.name}, ${value.delay}, half-life ${halfLifeMs} ms, pass-through ${value.passThrough}` };
}

export interface TierPlan {
  readonly baseRate: number;
  /** Cash units of the settlement asset at which the second tier begins. */
  readonly firstFloor: number;
  readonly tiers: number;
}

/** Brackets with the cumulative deduction, so that the requirement is continuous. */
export function cumulativeTiers({ baseRate, firstFloor, tiers }: TierPlan): MarginTier[] {
  const made: MarginTier[] = [{ notionalFloor: 0, rate: baseRate, deduction: 0 }];
  for (let i = 1; i < tiers; i++) {
    const previous = made[i - 1];
    const notionalFloor = firstFloor * 4 ** (i - 1);
    const rate = baseRate * (i + 1);
    made.push({ notionalFloor, rate, deduction: previous.deduction + notionalFloor * (rate - previous.rate) });
  }
  return made;
}

export function randomVenue(dice: Dice, scale: Scale, id: string): Described<VenueSpec> {
  const liquidation = randomLiquidation(dice, scale);
  const losses = randomLosses(dice, scale);
  const oracle = randomOracle(dice, scale);
  const breakers = randomBreakers(dice, scale);
  const funding = randomFunding(dice, scale);
  const trigger = dice.pick(['below', 'at-or-below'] as const);
  const assets = scale.unitsPerUsd.map((_, asset) => asset);
  const value: VenueSpec = {
    id, trigger, liquidation: liquidation.value, losses: losses.value, oracle: oracle.value, breakers: breakers.value,
    funding: funding.value,
    collateralWeights: assets.map(() => dice.pick([1, 0.95, 0.8])), collateralSaleOrder: dice.shuffled(assets),
  };
  const text = `${id}: ${trigger}; liquidation ${liquidation.text}; losses ${losses.text}; oracle ${oracle.text}; `
    + `breakers ${breakers.text}; funding ${funding.text}`;
  return { value, text };
}
