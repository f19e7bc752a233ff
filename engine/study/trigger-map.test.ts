import { describe, expect, it } from 'vitest';
import { account, choice, parameterInput, simulationOf, studyInput, ticks } from '../../test/golden/study-inputs.ts';
import { meanFieldCascade } from '../market/cascade-theory.ts';
import type { MarginTier, WorldSpec } from '../kernel/world-spec.ts';
import { Simulation } from '../kernel/simulation.ts';
import { RandomStream } from '../math/random.ts';
import { exp, log } from '../math/transcendental.ts';
import type { AccountInput, InstrumentInput } from './inputs.ts';
import { triggerLotValue } from '../kernel/liquidation-price.ts';
import { criticalityMax, openingMargin, triggerMap, triggerPrices } from './trigger-map.ts';

const tiers: readonly MarginTier[] = [
  { notionalFloor: 0, rate: 0.01, deduction: 0 },
  { notionalFloor: 1000, rate: 0.03, deduction: 20 },
  { notionalFloor: 5000, rate: 0.1, deduction: 370 },
];

/** Margin equity less requirement as a function of the lot value. */
function slackAt(value: number, lots: number, others: number): number {
  const notional = Math.abs(lots * value);
  return lots * value + others - Math.max(...tiers.map(({ rate, deduction }) => rate * notional - deduction));
}

describe('the trigger of a position', () => {
  it('closedFormVsBisection: is the zero of the health function, for longs and shorts, linear and inverse', () => {
    // Goal: the highest zero of the tiers for a long, the lowest for a short, found again by halving an interval.
    const stream = RandomStream.fromKey('trigger');
    for (let draw = 0; draw < 500; draw++) {
      const sign = draw % 2 === 0 ? 1 : -1; // lot values of inverse contracts are negative
      const lots = (draw % 4 < 2 ? 1 : -1) * (1 + Math.floor(1000 * stream.uniform()));
      const start = sign * (1 + 20 * stream.uniform());
      const others = -lots * start + Math.abs(lots * start) * (0.12 + 0.5 * stream.uniform());
      const trigger = triggerLotValue({ lots, otherSlack: others, tiers });
      if (trigger * start <= 0) continue;
      let [healthy, ill] = [start, start + (lots > 0 ? -1 : 1) * 3 * Math.abs(start)];
      if (ill * start < 0) ill = start * 1e-9;
      for (let step = 0; step < 200; step++) {
        const middle = (healthy + ill) / 2;
        if (slackAt(middle, lots, others) > 0) healthy = middle;
        else ill = middle;
      }
      expect(trigger / healthy).toBeCloseTo(1, 9);
    }
  });
});

const instruments: InstrumentInput[] = [
  { id: 'LIN', underlying: 'X', contract: 'linear', settle: 'USD', lot: 0.01, multiplier: 1 },
  { id: 'INV', underlying: 'X', contract: 'inverse', settle: 'X', lot: 1, multiplier: 1 },
  { id: 'QUA', underlying: 'Y', contract: 'quanto', settle: 'X', lot: 1, multiplier: 1e-4 },
];
const margin = choice('margin', 'brackets', {
  brackets: [
    { floor: 0, maintenance: 0.01, 'max-leverage': 50 },
    { floor: 20e3, maintenance: 0.03, 'max-leverage': 20 },
    { floor: 200e3, maintenance: 0.1, 'max-leverage': 5 },
  ],
});
const collateral = choice('collateral', 'haircut', { haircuts: { USD: 0, X: 0.2, Y: 0.3 } });
const accounts: AccountInput[] = [
  account('long', 900, { LIN: 5 }),
  account('short', 1200, { LIN: -6 }),
  account('long-large', 60_000, { LIN: 400 }),
  account('inverse-long', 1, { INV: 5000 }),
  account('inverse-short', 1.5, { INV: -9000 }),
  account('quanto-long', 0.5, { QUA: 300 }),
  account('quanto-short', 2.5, { QUA: -250 }),
  account('with-coins', -3000, { LIN: 3 }, { balances: { Y: 100 } }),
  account('two-positions', 0.4, { INV: 10_000, QUA: 100 }),
];
const input = studyInput({
  series: { X: ticks([1000]), Y: ticks([50]) },
  scenario: { instruments, accounts },
  sets: [parameterInput({ margin, collateral })],
});

/** Accounts that were liquidated on a path of three ticks that moves one series and leaves the other. */
function liquidatedAt(world: WorldSpec, series: number, prices: readonly number[], start: readonly number[]): Set<number> {
  const hit = new Set<number>();
  const timesMs = Float64Array.from(prices, (_, tick) => tick * 1000);
  const path = {
    timesMs,
    prices: start.map((price, index) => Float64Array.from(prices, (moved) => (index === series ? moved : price))),
    depthScale: world.markets.map(() => null),
  };
  new Simulation(world).run(path, { feedback: 'none', journal: { liquidation: ({ account: number }) => hit.add(number) } });
  return hit;
}

describe('trigger prices', () => {
  const { simulation, plan } = simulationOf(input);
  const world = simulation.spec;
  const prices = triggerPrices(world, plan.startPrices);

  it('triggerPriceVsKernel: an account is liquidated exactly when the mark crosses its trigger', () => {
    // Goal: the map that people read and the kernel that decides agree on every contract, side, tier and collateral. An account whose
    // coin collateral or whose other position moves with the same price is left out: its trigger holds everything else still.
    const { book } = world;
    let checked = 0;
    for (let slot = 0; slot < prices.length; slot++) {
      const owner = book.positionStart.findLastIndex((start) => start <= slot);
      const market = book.positionInstrument[slot];
      const { series } = world.markets[market];
      const settles = world.assets[book.marginAsset[owner]].market;
      const balance = book.balanceStart[owner];
      const alone = balance === book.balanceStart[owner + 1] || world.assets[book.balanceAsset[balance]].id === 'Y';
      if (!alone || settles === market || !(prices[slot] > 0)) continue;
      const side = book.positionLots[slot] > 0 ? 1 : -1;
      const start = [1000, 50];
      const near = prices[slot] * (1 + side * 1e-6);
      const beyond = prices[slot] * (1 - side * 1e-6);
      const name = book.accountId(owner);
      expect(liquidatedAt(world, series, [start[series], near], start).has(owner), `${name} before its trigger`).toBe(false);
      expect(liquidatedAt(world, series, [start[series], near, beyond], start).has(owner), `${name} beyond it`).toBe(true);
      checked++;
    }
    expect(checked).toBe(prices.length);
  });

  it('do not exist where no price above zero endangers the position', () => {
    // Goal: a long with more cash than notional has none; the map leaves it out.
    const rich = [account('rich', 1000, { 'X-PERP': 1 })];
    const safe = simulationOf(studyInput({ series: { X: ticks([100]) }, scenario: { accounts: rich } }));
    expect(triggerPrices(safe.simulation.spec, safe.plan.startPrices)[0]).toBeNaN();
    expect(Math.max(...triggerMap(safe.simulation.spec, safe.plan.startPrices)[0].longUsd)).toBe(0);
  });
});

/** Longs whose triggers are spread evenly in log price below 100, each of the same notional. */
function evenLongs(count: number, deepest: number, size: number): AccountInput[] {
  const rate = 0.025;
  return Array.from({ length: count }, (_, index) => {
    const trigger = 100 * exp((-deepest * (index + 0.5)) / count);
    const cash = size * (100 - trigger * (1 - rate));
    return account(`long-${index}`, Math.round(cash * 1e6) / 1e6, { 'X-PERP': size });
  });
}

describe('the trigger map', () => {
  const depth = 1e6;
  const longs = evenLongs(100, 0.2, 10);
  const { simulation, plan } = simulationOf(
    studyInput({ series: { X: ticks([100]) }, liquidity: choice('liquidity', 'linear', { depth }), scenario: { accounts: longs } }),
  );
  const world = simulation.spec;
  const [bins] = triggerMap(world, plan.startPrices);

  it('puts every position into the bin of its trigger, at its notional at the start', () => {
    // Goal: nothing is lost, and the printed centre of a bin is within half a bin of every trigger in it.
    expect(bins.longUsd.reduce((sum, usd) => sum + usd, 0)).toBeCloseTo(100 * 10 * 100, 6);
    expect(Math.max(...bins.shortUsd)).toBe(0);
    for (const trigger of triggerPrices(world, plan.startPrices)) {
      const distances = Array.from(bins.prices, (price) => Math.abs(log(trigger / price)));
      const nearest = distances.indexOf(Math.min(...distances));
      expect(distances[nearest]).toBeLessThanOrEqual(0.005 + 1e-12);
      expect(bins.longUsd[nearest]).toBeGreaterThan(0);
    }
  });

  it('criticalityVsMeanField: under linear impact n(p) is impact per USD x liquidatable notional per log price', () => {
    // Goal: science 3.1. 100,000 USD over 0.2 of log price is 500,000 USD per unit; one millionth of log price per USD makes n = 0.5.
    const { reproduction } = meanFieldCascade({ impactPerUsd: 1 / depth, liquidatablePerLogPrice: 100_000 / 0.2, shock: 0.01 });
    const inside = Array.from(bins.criticality).filter((value) => value > 0);
    expect(inside).toHaveLength(20);
    for (const value of inside) expect(value).toBeCloseTo(reproduction, 9);
    expect(criticalityMax([bins])).toBeCloseTo(0.5, 9);
  });

  it('grows with the scale of depth', () => {
    // Goal: half the depth doubles the profile.
    const [thin] = triggerMap(world, plan.startPrices, () => 2);
    bins.criticality.forEach((value, bin) => expect(thin.criticality[bin]).toBeCloseTo(2 * value, 12));
  });

  it('is zero on a market that nothing moves', () => {
    // Goal: without impact nothing cascades.
    const still = simulationOf(studyInput({ series: { X: ticks([100]) }, scenario: { accounts: longs } }));
    expect(criticalityMax(triggerMap(still.simulation.spec, still.plan.startPrices))).toBe(0);
  });
});

describe('margin at the opening', () => {
  it('is the initial requirement of all positions; open interest is the larger side', () => {
    // Goal: by hand: notionals 1000, 2000 and 500 at 20x.
    const held = [account('a', 500, { 'X-PERP': 10 }), account('b', 500, { 'X-PERP': -20 }), account('c', 500, { 'X-PERP': 5 })];
    const { simulation, plan } = simulationOf(studyInput({ series: { X: ticks([100]) }, scenario: { accounts: held } }));
    const { initialMarginUsd, openInterestUsd } = openingMargin(simulation.spec, plan.startPrices);
    expect(initialMarginUsd).toBeCloseTo(3500 / 20, 9);
    expect(openInterestUsd).toBeCloseTo(2000, 9);
  });
});
