import { describe, expect, it } from 'vitest';
import type { LiquidityModel } from '../../kernel/world-spec.ts';
import { linearImpact } from './linear.ts';
import { optimalExecution } from './optimal-execution.ts';

const task = { quantity: 1000, impactPerUnit: 2e-4, halfLifeS: 60, horizonS: 600 };

/** Trades against a model whose volume is forgotten between trades, as the kernel does, and adds up what it costs over the price. */
class Trader {
  private volume = 0;
  cost = 0;

  constructor(private readonly model: LiquidityModel) {}

  buy(quantity: number): void {
    const after = this.volume + quantity;
    this.cost += (this.model.averagePrice(100, this.volume, after, 1) - 100) * quantity;
    this.volume = after;
  }

  wait(ms: number): void {
    this.volume *= Math.exp((-Math.LN2 * ms) / this.model.halfLifeMs);
  }
}

const linear = linearImpact.create(linearImpact.parameters.parse({ 'price-per-contract': 2e-4, 'half-life': '60s' }));
const model = linear({ lotsPerUsd: 1 / 100, startPrice: 100 });

describe('optimal execution', () => {
  it('agrees with target D20: closed form', () => {
    const schedule = optimalExecution(task);
    expect(schedule.blockCost).toBeCloseTo(100, 12);
    expect(schedule.cost / 22.392725897047896).toBeCloseTo(1, 12);
    expect(schedule.endBlock / 111.9636294852395).toBeCloseTo(1, 12);
    expect(schedule.ratePerS / 1.2934545683825351).toBeCloseTo(1, 12);
    expect(2 * schedule.endBlock + schedule.ratePerS * 600).toBeCloseTo(1000, 9);
  });

  it('formulaVSliquidityModel: the schedule in steps of 0.1 s costs 22.39 (target D20)', () => {
    const { endBlock, ratePerS } = optimalExecution(task);
    const trader = new Trader(model);
    trader.buy(endBlock);
    for (let step = 0; step < 6000; step++) {
      trader.wait(50);
      trader.buy(ratePerS / 10);
      trader.wait(50);
    }
    trader.buy(endBlock);
    expect(Math.abs(trader.cost - 22.39)).toBeLessThan(0.05);
  });

  it('costs the same as one block when all is traded at once', () => {
    const trader = new Trader(model);
    for (let i = 0; i < 100; i++) trader.buy(10);
    expect(trader.cost).toBeCloseTo(optimalExecution(task).blockCost, 8);
  });
});
