/** Who is liquidatable, and how far past the trigger (docs/semantics.md, section 3). */
import { roundHalfAway } from '../../engine/math/round.ts';
import type { InstrumentSpec } from '../../engine/kernel/world-spec.ts';
import { instrumentsHeld, lotValue, otherBalances, type Trader, type World } from './dense-world.ts';

/** Prices that a venue sees, per market. */
export type Marks = readonly number[];

/** Price of an asset in the valuation currency: 1 for the currency itself. */
export function indexPrice(world: World, marks: Marks, asset: number): number {
  const { market } = world.spec.assets[asset];
  return market === -1 ? 1 : marks[market];
}

/** Cash units of the margin asset per cash unit of another asset. */
function balancePrice(world: World, marks: Marks, pair: { readonly asset: number; readonly marginAsset: number }): number {
  const { assets } = world.spec;
  const ratio = indexPrice(world, marks, pair.asset) / indexPrice(world, marks, pair.marginAsset);
  return ratio * (assets[pair.asset].unit / assets[pair.marginAsset].unit);
}

/** Cash and positions at mark, without other balances. */
function equityOfPositions(world: World, trader: Trader, marks: Marks): number {
  let equityCash = trader.cash[trader.marginAsset];
  for (const index of instrumentsHeld(trader)) {
    const { spec, fundingIndex } = world.instruments[index];
    equityCash = equityCash + trader.lots[index] * (lotValue(spec, marks[index]) - fundingIndex);
  }
  return equityCash;
}

export function equity(world: World, trader: Trader, marks: Marks): number {
  let sum = equityOfPositions(world, trader, marks);
  for (const asset of otherBalances(trader)) {
    sum = sum + trader.cash[asset] * balancePrice(world, marks, { asset, marginAsset: trader.marginAsset });
  }
  return sum;
}

export function marginEquity(world: World, trader: Trader, marks: Marks): number {
  const weights = world.spec.venues[trader.venue].collateralWeights;
  let sum = equityOfPositions(world, trader, marks);
  for (const asset of otherBalances(trader)) {
    sum = sum + trader.cash[asset] * balancePrice(world, marks, { asset, marginAsset: trader.marginAsset }) * weights[asset];
  }
  return sum;
}

/** The lowest tier that gives the largest rate x notional - deduction. */
export function bindingTier(instrument: InstrumentSpec, notional: number): { readonly tier: number; readonly requirement: number } {
  let best = { tier: -1, requirement: -Infinity };
  instrument.maintenanceTiers.forEach(({ rate, deduction }, tier) => {
    const requirement = rate * notional - deduction;
    if (requirement > best.requirement) best = { tier, requirement };
  });
  return best;
}

export function requirement(world: World, trader: Trader, marks: Marks): number {
  let sum = 0;
  for (const index of instrumentsHeld(trader)) {
    const { spec } = world.instruments[index];
    sum = sum + bindingTier(spec, Math.abs(trader.lots[index] * lotValue(spec, marks[index]))).requirement;
  }
  return sum;
}

function singleIsLiquidatable(world: World, trader: Trader, marks: Marks): boolean {
  const [index] = instrumentsHeld(trader);
  const { spec, fundingIndex } = world.instruments[index];
  const touching = world.spec.venues[trader.venue].trigger === 'at-or-below';
  const lots = trader.lots[index];
  const side = Math.sign(lots);
  const v = lotValue(spec, marks[index]);
  return spec.maintenanceTiers.some(({ rate, deduction }) => {
    const h = v - side * rate * Math.abs(v) - fundingIndex;
    const key = -(trader.cash[trader.marginAsset] + deduction) / lots;
    if (touching && h === key) return true;
    return lots > 0 ? h < key : h > key;
  });
}

function portfolioIsLiquidatable(world: World, trader: Trader, marks: Marks): boolean {
  const margin = marginEquity(world, trader, marks) - requirement(world, trader, marks);
  return world.spec.venues[trader.venue].trigger === 'at-or-below' ? margin <= 0 : margin < 0;
}

export function isLiquidatable(world: World, trader: Trader, marks: Marks): boolean {
  if (instrumentsHeld(trader).length === 0) return false;
  return trader.isSingle ? singleIsLiquidatable(world, trader, marks) : portfolioIsLiquidatable(world, trader, marks);
}

/** How far, in relative price, the account is past its trigger: the trigger that a move crossed first is the deepest. */
export function depthPastTrigger(world: World, trader: Trader, marks: Marks): number {
  let slope = 0;
  for (const index of instrumentsHeld(trader)) {
    const { spec } = world.instruments[index];
    const v = lotValue(spec, marks[index]);
    const notional = Math.abs(trader.lots[index] * v);
    const { rate } = spec.maintenanceTiers[bindingTier(spec, notional).tier];
    slope = slope + notional * (1 - Math.sign(trader.lots[index]) * Math.sign(v) * rate);
  }
  return -(marginEquity(world, trader, marks) - requirement(world, trader, marks)) / slope;
}

/** Unrealised price profit of one position, funding not counted (section 5). */
export function positionProfit(world: World, trader: Trader, index: number): number {
  const v = lotValue(world.instruments[index].spec, world.venues[trader.venue].marks[index]);
  return roundHalfAway(trader.lots[index] * v) - trader.cost[index];
}
