import { describe, expect, it } from 'vitest';
import { makeRunFolder } from '../../test/fixtures/run-folder.ts';
import { pathEvents } from './path-events.ts';
import { pathSteps } from './path-steps.ts';
import type { PathEvent } from './path-steps.ts';

const [set] = makeRunFolder().evidence.sets;
const [prices] = set.prices;
const [liquidations] = set.liquidations;
const { fund } = set;

function eventAt(index: number, notionalUsd: number, account = 'a'): PathEvent {
  const { instrument } = prices;
  const timeMs = prices.timeMs[index];
  return { timeMs, kind: 'liquidation', account, instrument, side: 'long', notionalUsd, priceUsd: 1, shortfallUsd: 0 };
}

describe('pathSteps', () => {
  // Goal: without a journal the sums come from the bins, and their end is the whole of the bins.
  it('lastStepVsSumOfBins', () => {
    const { liquidatedUsd, liquidations: counts } = pathSteps({ prices, liquidations, fund, events: [] });
    const whole = [...liquidations.longUsd, ...liquidations.shortUsd].reduce((sum, usd) => sum + usd, 0);
    expect(liquidatedUsd.at(-1)).toBeCloseTo(whole, 0);
    expect(liquidatedUsd.every((usd, step) => step === 0 || usd >= liquidatedUsd[step - 1])).toBe(true);
    expect(counts).toBeNull();
  });

  // Goal: each step tells what had happened by then: an event counts from its own time on, between two steps from the next.
  it('counts events up to each step', () => {
    const between = { ...eventAt(4, 7), timeMs: prices.timeMs[4] - 1 };
    const elsewhere = { ...eventAt(1, 100), instrument: 'other' };
    const steps = pathSteps({ prices, liquidations, fund, events: [eventAt(2, 5), elsewhere, between, eventAt(6, 1)] });
    expect(steps.liquidatedUsd.slice(0, 8)).toEqual([0, 0, 5, 5, 12, 12, 13, 13]);
    expect(steps.liquidations?.slice(0, 8)).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
  });

  // Goal: the level of the fund is the last one known, by a plain search.
  it('fundVsPlainSearch', () => {
    const { fundUsd } = pathSteps({ prices, liquidations, fund, events: [] });
    for (const step of [0, 5, 333, prices.timeMs.length - 1]) {
      const known = fund?.timeMs.findLastIndex((time) => time <= prices.timeMs[step]) ?? -1;
      expect(fundUsd?.[step]).toBeCloseTo(fund?.shownUsd[known] ?? NaN, 0);
    }
    expect(pathSteps({ prices, liquidations, fund: null, events: [] }).fundUsd).toBeNull();
  });

  // Goal: of many events in a step the three largest are told, with how many there were, and never a name of any length.
  it('tells the largest of each step', () => {
    const many = [4, 9, 1, 7].map((usd) => eventAt(3, usd, 'x'.repeat(10_000)));
    const { events } = pathSteps({ prices, liquidations, fund, events: many });
    expect(events.map(({ notionalUsd, ofKind, step }) => [notionalUsd, ofKind, step])).toEqual([[4, 4, 3], [7, 4, 3], [9, 4, 3]]);
    expect(events[0].account.length).toBeLessThanOrEqual(60);
  });
});

describe('pathEvents', () => {
  // Goal: rows of other sets and rows without a time are left out; what is missing is null.
  it('takes the rows of one set', () => {
    const keys = { parameter_set: ['a', 'b', 'a'], time_ms: [1, 2, null] };
    const columns = { ...keys, kind: ['liquidation', 'x', 'y'], notional_usd: [5, 6, 7], price: [null, 1, 1] };
    expect(pathEvents(columns, 'a')).toEqual([
      { timeMs: 1, kind: 'liquidation', account: '', instrument: '', side: '', notionalUsd: 5, priceUsd: null, shortfallUsd: null },
    ]);
    expect(pathEvents({}, 'a')).toEqual([]);
  });
});
