import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inputOf, smallCases } from '../../test/golden/cases.ts';
import { simulationOf } from '../../test/golden/study-inputs.ts';
import { Simulation } from '../kernel/simulation.ts';
import { bookNow } from './book-snapshot.ts';

const cases = smallCases(join(import.meta.dirname, '../..'));

/** Equity of every account by stable number, at the marks that the simulation ended with. */
function equities(simulation: Simulation): Float64Array {
  const values = new Float64Array(simulation.spec.book.count);
  simulation.layout.stableOf.forEach((stable, internal) => {
    simulation.health.evaluate(internal, simulation.markets);
    values[stable] = simulation.health.equity;
  });
  return values;
}

describe('the book at the end of a run', () => {
  it.each(cases.filter(({ name }) => name !== 'counterfactual'))('keeps the equity of every account of $name', async (one) => {
    // Goal: what the run left, opened again at its last marks, is worth the same to the unit: funding, partial closes, haircuts, sold
    // collateral and deleveraged winners included.
    const { simulation, path } = simulationOf(await inputOf(one));
    simulation.run(path, { feedback: 'full' });
    const book = bookNow(simulation);
    const again = new Simulation({ ...simulation.spec, book });
    const marks = simulation.markets.mark;
    const marketOf = (series: number): number => simulation.spec.markets.findIndex((market) => market.series === series);
    const prices = path.prices.map((_, series) => Float64Array.of(marks[marketOf(series)]));
    again.markets.reset({ timesMs: Float64Array.of(0), prices, depthScale: path.depthScale }, { feedback: 'none' });
    simulation.spec.markets.forEach((_, market) => again.markets.setMark(market, marks[market]));
    const [before, after] = [equities(simulation), equities(again)];
    before.forEach((equity, account) => expect(Math.abs(after[account] - equity), book.accountId(account)).toBeLessThanOrEqual(1));
    expect(book.count).toBe(simulation.spec.book.count);
    expect(Array.from({ length: book.count }, (_, account) => book.accountId(account))).toEqual(
      Array.from({ length: book.count }, (_, account) => simulation.spec.book.accountId(account)),
    );
  });

  it('is the opening book when nothing has happened', async () => {
    // Goal: an instant without a trade changes nothing but the entry prices.
    const input = await inputOf(cases.find(({ name }) => name === 'd30-liquidation-prices') ?? cases[0]);
    const { simulation, path } = simulationOf(input);
    simulation.run(path, { feedback: 'full' });
    const { book } = simulation.spec;
    const now = bookNow(simulation);
    expect(now.positionLots).toEqual(book.positionLots);
    expect(now.cash).toEqual(book.cash);
  });
});
