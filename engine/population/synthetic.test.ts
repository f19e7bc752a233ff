import { describe, expect, it } from 'vitest';
import { UserError } from '../errors.ts';
import type { AssetSpec, Book, ContractKind, InstrumentSpec } from '../kernel/world-spec.ts';
import { openStream } from '../math/random.ts';
import { roundHalfAway } from '../math/round.ts';
import { log } from '../math/transcendental.ts';
import { lotValue } from '../kernel/layout.ts';
import { drawEquities, drawNaturalEquities } from './equity-draws.ts';
import { measureBook } from './measure.ts';
import { defaultPins, type SyntheticPins } from './pins.ts';
import { drawPositions } from './position-draws.ts';
import { generateBook, type PopulationRequest } from './synthetic.ts';
import { frameVenue } from './venue-frame.ts';

const assets: AssetSpec[] = [
  { id: 'USD', unit: 1e-4, market: -1 },
  { id: 'BTC', unit: 1e-8, market: 0 },
  { id: 'ETH', unit: 1e-8, market: 1 },
  { id: 'SOL', unit: 1e-8, market: 2 },
];
const startPrices = [7934.58, 194.61, 20.4];
const tiers = [
  { notionalFloor: 0, rate: 0.02, deduction: 0 },
  { notionalFloor: 1e6, rate: 0.05, deduction: 3e4 },
  { notionalFloor: 1e7, rate: 0.1, deduction: 5.3e5 },
];

interface Terms {
  readonly settleAsset: number;
  readonly lotSize: number;
  readonly multiplier?: number;
}

function instrument(id: string, contract: ContractKind, { settleAsset, lotSize, multiplier = 1 }: Terms): InstrumentSpec {
  const valueScale = (lotSize * multiplier) / assets[settleAsset].unit;
  return { id, venue: 0, contract, settleAsset, valueScale, lotSize, maintenanceTiers: tiers, initialTiers: tiers };
}

const linear = [
  instrument('BTC-PERP', 'linear', { settleAsset: 0, lotSize: 0.001 }),
  instrument('ETH-PERP', 'linear', { settleAsset: 0, lotSize: 0.01 }),
  instrument('SOL-PERP', 'linear', { settleAsset: 0, lotSize: 0.1 }),
];

type Over = Partial<PopulationRequest> & { readonly draw?: Partial<SyntheticPins>; readonly seed?: number; readonly path?: number };

function request({ draw = {}, seed = 1, path = 0, ...over }: Over = {}): PopulationRequest {
  const base: PopulationRequest = {
    pins: { accounts: 4000, openInterestUsd: { 'BTC-PERP': 8.4e8, 'ETH-PERP': 2e8 }, ...defaultPins, ...draw },
    instruments: linear, assets, venue: 0, startPrices,
    initialRateOf: (index, units) => rateOf(units * assets[(over.instruments ?? linear)[index].settleAsset].unit),
    maxLeverageOf: () => 50,
    streams: (purpose) => openStream({ seed, scenario: 'test', path, component: 'population', purpose }),
  };
  return { ...base, ...over };
}

/** Requirement / notional of the tiers above. */
function rateOf(notional: number): number {
  return Math.max(...tiers.map(({ rate, deduction }) => rate - deduction / notional));
}

const measure = (asked: PopulationRequest, book: Book) => measureBook(book, asked, asked.startPrices);

/** Initial margin by the kernel's own arithmetic. Returns the worst margin equity less requirement, cash units. */
function worstSlack(asked: PopulationRequest, book: Book): number {
  let worst = Infinity;
  for (let account = 0; account < book.count; account++) {
    const margin = book.marginAsset[account];
    const unitUsd = (asset: number): number => assets[asset].unit * (asset === 0 ? 1 : startPrices[assets[asset].market]);
    let slack = book.cash[account];
    for (let slot = book.positionStart[account]; slot < book.positionStart[account + 1]; slot++) {
      const index = book.positionInstrument[slot];
      const spec = asked.instruments[index];
      const value = book.positionLots[slot] * lotValue(spec, startPrices[index]);
      slack += value - roundHalfAway(book.positionLots[slot] * lotValue(spec, book.positionEntryPrice[slot]));
      slack -= Math.max(asked.initialRateOf(index, Math.abs(value)), 1 / asked.maxLeverageOf(index)) * Math.abs(value);
    }
    for (let place = book.balanceStart[account]; place < book.balanceStart[account + 1]; place++) {
      const asset = book.balanceAsset[place];
      slack += (book.balanceUnits[place] * unitUsd(asset) * (asked.collateralWeightOf?.(asset) ?? 1)) / unitUsd(margin);
    }
    worst = Math.min(worst, slack);
  }
  return worst;
}

/** Share of a side's open interest in accounts below a leverage, and the largest share of one account. */
function belowMedian(asked: PopulationRequest, book: Book, side: number): { below: number; largest: number } {
  const { equityUsd, notionalUsd } = measure(asked, book);
  const median = side > 0 ? asked.pins.leverage.long : asked.pins.leverage.short;
  let [below, total, largest] = [0, 0, 0];
  for (let account = 0; account < book.count; account++) {
    for (let slot = book.positionStart[account]; slot < book.positionStart[account + 1]; slot++) {
      if (book.positionLots[slot] * side < 0) continue;
      const index = book.positionInstrument[slot];
      const usd = Math.abs(book.positionLots[slot] * lotValue(asked.instruments[index], startPrices[index])) * assets[0].unit;
      total += usd;
      largest = Math.max(largest, usd);
      if (notionalUsd[account] < median * equityUsd[account]) below += usd;
    }
  }
  return { below: below / total, largest: largest / total };
}

const alike: Over = { draw: { accounts: 200, equityLogSd: 0, leverageLogSd: 0, leverage: { long: 10, short: 3.7 } } };
const mix = { USD: 0.75, BTC: 0.12, ETH: 0.08, SOL: 0.05 };

describe('generateBook hits the pins', () => {
  it.each<[string, Over]>([
    ['defaults', {}],
    ['a collateral mix', { draw: { collateral: mix } }],
    ['total equity', { draw: { equityUsd: 1.2e9 } }],
    ['tight equity', { draw: { equityUsd: 6.6e8 } }],
    [
      'high leverage',
      { draw: { leverage: { long: 15, short: 12 }, leverageLogSd: 0.5 }, initialRateOf: () => 0.01, maxLeverageOf: () => 100 },
    ],
    ['haircuts', { draw: { collateral: mix, equityUsd: 1e9 }, collateralWeightOf: (asset) => [1, 0.9, 0.85, 0.5][asset] }],
    [
      'three instruments',
      { draw: { openInterestUsd: { 'BTC-PERP': 8e8, 'ETH-PERP': 2e8, 'SOL-PERP': 3e7 }, crossShare: 1, multiInstrumentShare: 1 } },
    ],
    ['few accounts', { draw: { accounts: 60 } }],
    ['four accounts', { draw: { accounts: 4 } }],
    ['everyone alike at the edge of margin', alike],
    ['one instrument', { draw: { openInterestUsd: { 'ETH-PERP': 1e8 }, crossShare: 0 } }],
  ])('with %s', (_, over) => {
    // Goal: open interest to a lot, equity to the unit per account, everybody above initial margin, nobody without a lot.
    for (const seed of [1, 2, 3]) {
      const asked = request({ ...over, seed });
      const { book } = generateBook(asked);
      const { pins } = asked;
      const measured = measure(asked, book);
      linear.forEach(({ id }, index) => {
        const lotUsd = lotValue(linear[index], startPrices[index]) * assets[0].unit;
        expect(Math.abs(measured.longUsd[index] - (pins.openInterestUsd[id] ?? 0))).toBeLessThan(lotUsd);
        expect(measured.shortUsd[index]).toBeCloseTo(measured.longUsd[index], 3);
      });
      if (pins.equityUsd !== null) expect(Math.abs(measured.totalEquityUsd - pins.equityUsd)).toBeLessThan(book.count * assets[0].unit);
      assets.forEach(({ id }, index) => expect(measured.collateral[index]).toBeCloseTo(pins.collateral[id] ?? 0, 6));
      expect(worstSlack(asked, book)).toBeGreaterThanOrEqual(0);
      expect(book.positionLots.every((lots) => Number.isInteger(lots) && lots !== 0)).toBe(true);
    }
  });

  it('puts half of the open interest of each side below the pinned median leverage', () => {
    // Goal: exact but for the one account that crosses the middle, and the little that whole lots and margin limits move.
    for (const draw of [{}, { equityUsd: 1.2e9 }, { leverage: { long: 8, short: 5 } }]) {
      for (const seed of [1, 2, 3, 4]) {
        const asked = request({ draw: { accounts: 10_000, ...draw }, seed });
        const { book } = generateBook(asked);
        for (const side of [1, -1]) {
          const { below, largest } = belowMedian(asked, book, side);
          expect(Math.abs(below - 0.5)).toBeLessThan(largest + 0.015);
        }
      }
    }
  });

  it('keeps shares of accounts', () => {
    // Goal: cross and multi-instrument accounts to within one, sides to sampling error (4 standard errors), one account's equity capped.
    const asked = request({ draw: { accounts: 10_000, crossShare: 0.25, multiInstrumentShare: 0.4, whaleEquityUsd: 1e5 } });
    const { book, report } = generateBook(asked);
    expect(Math.abs(report.crossAccounts - 2500)).toBeLessThanOrEqual(1);
    expect(Math.abs(report.multiInstrumentAccounts - 1000)).toBeLessThanOrEqual(1);
    const { equityUsd, largestShare } = measure(asked, book);
    const isLong = (account: number): boolean => book.positionLots[book.positionStart[account]] > 0;
    const shareOfLongs = (accounts: number[]): number => accounts.filter(isLong).length / accounts.length;
    const all = [...equityUsd.keys()].filter((account) => book.positionStart[account + 1] - book.positionStart[account] === 1);
    const small = all.filter((account) => equityUsd[account] < 2e4);
    const whales = all.filter((account) => equityUsd[account] > 3e5);
    expect(Math.abs(shareOfLongs(small) - 0.62)).toBeLessThan(4 * Math.sqrt(0.25 / small.length));
    expect(Math.abs(shareOfLongs(whales) - 0.45)).toBeLessThan(4 * Math.sqrt(0.25 / whales.length));
    expect(largestShare).toBeLessThan(0.0525);
  });

  it('hedges whale shorts with their coin', () => {
    // Goal: a basis trade: coin worth the short, leverage 1, as many as the mix has coins for.
    const asked = request({ draw: { accounts: 10_000, collateral: mix, hedgedWhaleShare: 0.5, whaleEquityUsd: 2e5 } });
    const { book, report } = generateBook(asked);
    expect(report.hedgedWhaleShorts).toBeGreaterThan(10);
    expect(report.hedgedWhaleShorts).toBeLessThanOrEqual(report.whaleShorts);
    let hedges = 0;
    for (let account = 0; account < book.count; account++) {
      const [slot, place] = [book.positionStart[account], book.balanceStart[account]];
      const [positions, balances] = [book.positionStart[account + 1] - slot, book.balanceStart[account + 1] - place];
      if (positions !== 1 || balances !== 1 || book.positionLots[slot] > 0) continue;
      const index = book.positionInstrument[slot];
      const coins = book.balanceUnits[place] * assets[book.balanceAsset[place]].unit;
      const short = -book.positionLots[slot] * linear[index].lotSize;
      if (book.balanceAsset[place] === index + 1 && Math.abs(coins / short - 1) < 0.005) hedges++;
    }
    expect(hedges).toBe(report.hedgedWhaleShorts);
  });

  it('counts tiny lots exactly', () => {
    // Goal: with 1e12 lots a relative tolerance is not enough: the count itself must be the target.
    const tiny = instrument('BTC-PERP', 'linear', { settleAsset: 0, lotSize: 1e-7 });
    const asked = request({ instruments: [tiny], draw: { openInterestUsd: { 'BTC-PERP': 8.4e8 } } });
    const { book } = generateBook(asked);
    let [long, short] = [0, 0];
    for (const lots of book.positionLots) [long, short] = lots > 0 ? [long + lots, short] : [long, short - lots];
    const target = Math.round(8.4e8 / (1e-7 * startPrices[0]));
    expect([long, short]).toEqual([target, target]);
  });

  it('keeps isolated accounts isolated', () => {
    // Goal: without cross margin there is one position and no other asset.
    const { book } = generateBook(request({ draw: { crossShare: 0 } }));
    expect([book.positionLots.length, book.balanceUnits.length]).toEqual([book.count, 0]);
  });
});

describe('generateBook with odd pins', () => {
  it('gives a sound book or a reason, never a broken one', () => {
    // Goal: extreme shares, spreads and sizes in all combinations that a file may hold.
    const choose = openStream({ seed: 5, scenario: 'odd', path: 0, component: 'test', purpose: 'pins' });
    const pick = <T>(options: readonly T[]): T => options[choose.integerBelow(options.length)];
    let sound = 0;
    for (let round = 0; round < 150; round++) {
      const asked = request({ seed: round, draw: {
        accounts: pick([4, 50, 300]),
        openInterestUsd: pick<Record<string, number>>([{ 'BTC-PERP': 1e8 }, { 'BTC-PERP': 1e6, 'ETH-PERP': 3e8 }]),
        leverage: { long: pick([0.5, 3.7, 20]), short: pick([0.5, 3.7]) }, leverageLogSd: pick([0, 0.61, 1.5]),
        equityLogSd: pick([0, 2.4, 4]),
        longShare: pick([0, 0.62, 1]), whaleLongShare: pick([0, 0.45, 1]), whaleEquityUsd: pick([1e4, 1e6]), hedgedWhaleShare: pick([0, 1]),
        crossShare: pick([0.1, 1]), multiInstrumentShare: pick([0, 1]),
        collateral: pick<Record<string, number>>([{ USD: 1 }, mix]), equityUsd: pick([null, null, 2e8]),
        largestShareOfEquity: pick([0.01, 0.05, 1]), minimumEquityUsd: pick([0, 1e4]), entryLogSd: pick([0, 1]),
      } });
      try {
        const { book } = generateBook(asked);
        const { longUsd, shortUsd, equityUsd } = measure(asked, book);
        expect(longUsd.every((usd, index) => Math.abs(usd - shortUsd[index]) < 1e-3)).toBe(true);
        expect(worstSlack(asked, book)).toBeGreaterThanOrEqual(0);
        expect(Math.min(...equityUsd)).toBeGreaterThanOrEqual(asked.pins.minimumEquityUsd - 1e-3);
        sound++;
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
      }
    }
    expect(sound).toBeGreaterThan(60);
  });
});

describe('generateBook draws', () => {
  it('heavy tails, more leverage in small accounts, the pinned spread', () => {
    // Goal: the moments of the calibration: median and deviation of the body, Gini near 0.9, deviation of log leverage.
    const pins = { ...request({ draw: { accounts: 100_000 } }).pins };
    const { logEquity, tailAccounts } = drawNaturalEquities(pins, request().streams);
    const sorted = logEquity.slice().sort();
    expect(Math.abs(sorted[50_000] - 7.1)).toBeLessThan(0.04);
    expect(Math.abs(sorted[84_134] - sorted[50_000] - 2.4)).toBeLessThan(0.06);
    expect(Math.abs(tailAccounts.length / 100_000 - 0.0122)).toBeLessThan(0.0015);

    const asked = request({ draw: { accounts: 20_000 } });
    const { book } = generateBook(asked);
    const { equityUsd, notionalUsd, gini } = measure(asked, book);
    expect(gini).toBeGreaterThan(0.88);
    const logLeverage = (accounts: number[]): number[] => accounts.map((account) => log(notionalUsd[account] / equityUsd[account]));
    const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    const all = [...equityUsd.keys()];
    const center = mean(logLeverage(all));
    const deviation = Math.sqrt(mean(logLeverage(all).map((value) => (value - center) * (value - center))));
    expect(Math.abs(deviation - 0.61)).toBeLessThan(0.04);
    const small = mean(logLeverage(all.filter((account) => equityUsd[account] < 1000)));
    const large = mean(logLeverage(all.filter((account) => equityUsd[account] > 1e6)));
    expect(small - large).toBeGreaterThan(0.4);
  });

  it('the same book from the same streams, another from others', () => {
    // Goal: a function of its request.
    const [first, again, other] = [generateBook(request()), generateBook(request()), generateBook(request({ path: 1 }))];
    for (const name of ['cash', 'positionLots', 'positionEntryPrice', 'owner', 'balanceUnits'] as const) {
      expect(again.book[name]).toEqual(first.book[name]);
    }
    expect(again.report).toEqual(first.report);
    expect(other.book.cash).not.toEqual(first.book.cash);
  });

  it('earlier accounts unchanged when accounts are added', () => {
    // Goal: before rescaling, an account's draws depend on its index alone (across block borders).
    const few = request({ draw: { accounts: 1500, collateral: mix } });
    const many = request({ draw: { accounts: 3000, collateral: mix } });
    const [natural, longer] = [drawNaturalEquities(few.pins, few.streams), drawNaturalEquities(many.pins, many.streams)];
    expect(longer.logEquity.subarray(0, 1500)).toEqual(natural.logEquity);
    expect(longer.tailUniforms.subarray(0, natural.tailUniforms.length)).toEqual(natural.tailUniforms);

    const equities = drawEquities(many.pins, 1e9, many.streams);
    const cut = {
      equityUsd: equities.equityUsd.subarray(0, 1500),
      logEquity: equities.logEquity.subarray(0, 1500),
      redrawn: equities.redrawn.subarray(0, 1500),
    };
    const [fewer, all] = [drawPositions(frameVenue(few), cut), drawPositions(frameVenue(many), equities)];
    const slots = fewer.start[1500];
    expect(all.start.subarray(0, 1501)).toEqual(fewer.start);
    for (const name of ['group', 'logLeverage', 'equityUsd'] as const) expect(all[name].subarray(0, slots)).toEqual(fewer[name]);
    for (const name of ['owner', 'marks'] as const) expect(all[name].subarray(0, 1500)).toEqual(fewer[name]);
  });

  it('equity at the start that entry prices do not touch', () => {
    // Goal: entry prices move cash, legs and profits, never equity (beyond the rounding of a leg).
    const [calm, spread] = [0, 0.4].map((entryLogSd) => {
      const asked = request({ draw: { entryLogSd } });
      return measure(asked, generateBook(asked).book).equityUsd;
    });
    expect(calm.every((usd, account) => Math.abs(usd - spread[account]) < 4 * assets[0].unit)).toBe(true);
  });

  it('names from numbers, several accounts for some owners', () => {
    // Goal: ids cost nothing until they are read.
    const { book } = generateBook(request());
    const owners = new Set(book.owner).size;
    expect([book.accountId(17), book.ownerId(3)]).toEqual(['acct-000017', 'owner-000003']);
    expect(owners / book.count).toBeGreaterThan(0.88);
    expect(owners / book.count).toBeLessThan(0.96);
  });

  it('accounts again that are too small or could not have opened their position', () => {
    // Goal: they are counted, and the minimum holds.
    const { report } = generateBook(request());
    expect(report.redrawn).toBeGreaterThan(0);
    const asked = request({ draw: { minimumEquityUsd: 500, leverageLogSd: 1.2 } });
    const strict = generateBook(asked);
    expect(strict.report.redrawn).toBeGreaterThan(report.redrawn);
    expect(Math.min(...measure(asked, strict.book).equityUsd)).toBeGreaterThan(499.99);
  });
});

describe('generateBook for contracts settled in coins', () => {
  it.each<[string, InstrumentSpec]>([
    ['inverse', instrument('XBTUSD', 'inverse', { settleAsset: 1, lotSize: 1 })],
    ['quanto', instrument('ETHXBT', 'quanto', { settleAsset: 1, lotSize: 1, multiplier: 1e-6 })],
  ])('%s', (kind, spec) => {
    // Goal: the same pins with cash, equity and margin in coins.
    const asked = request({
      instruments: [spec], draw: { openInterestUsd: { [spec.id]: 8.4e8 }, collateral: { BTC: 1 }, equityUsd: 9e8, entryLogSd: 0.2 },
    });
    const { book } = generateBook(asked);
    const measured = measure(asked, book);
    const lotUsd = Math.abs(lotValue(spec, startPrices[0])) * 1e-8 * startPrices[0];
    expect(Math.abs(measured.longUsd[0] - 8.4e8)).toBeLessThanOrEqual(lotUsd);
    expect(Math.abs(measured.totalEquityUsd - 9e8)).toBeLessThan(1);
    expect([measured.collateral[1], book.marginAsset.every((asset) => asset === 1)]).toEqual([1, true]);
    expect(worstSlack(asked, book)).toBeGreaterThanOrEqual(0);
    expect(kind).toBe(spec.contract);
  });

  it('accounts of several settlement assets on one venue', () => {
    // Goal: nobody's positions settle in two assets, and the mix counts what is margined in coins.
    const instruments = [linear[0], linear[1], instrument('SOLUSD', 'inverse', { settleAsset: 1, lotSize: 1 })];
    const openInterestUsd = { 'BTC-PERP': 5e8, 'ETH-PERP': 3e8, SOLUSD: 4e8 };
    const asked = request({ instruments, draw: { openInterestUsd, collateral: { USD: 0.55, BTC: 0.4, ETH: 0.05 }, crossShare: 0.5 } });
    const { book } = generateBook(asked);
    const { collateral } = measure(asked, book);
    for (let account = 0; account < book.count; account++) {
      for (let slot = book.positionStart[account]; slot < book.positionStart[account + 1]; slot++) {
        expect(instruments[book.positionInstrument[slot]].settleAsset).toBe(book.marginAsset[account]);
      }
    }
    [0.55, 0.4, 0.05].forEach((share, asset) => expect(collateral[asset]).toBeCloseTo(share, 6));
  });
});

describe('generateBook refuses', () => {
  it.each<[string, Over, string]>([
    ['an unknown instrument', { draw: { openInterestUsd: { 'BTC-PERK': 1e8 } } }, 'pinned for "BTC-PERK"'],
    ['no open interest', { draw: { openInterestUsd: {} } }, 'no open interest'],
    ['too few accounts', { draw: { accounts: 3 } }, '3 accounts for both sides of 2 instruments'],
    ['a median above the limit', { draw: { leverage: { long: 60, short: 3 } } }, 'median leverage 60'],
    ['too little equity', { draw: { equityUsd: 1e8 } }, 'expected: at least 5'],
    ['too much equity', { draw: { equityUsd: 1e18 } }, 'expected: at most'],
    ['an unknown collateral', { draw: { collateral: { DOGE: 1 } } }, '"DOGE", which is no asset'],
    ['coins without cross margin', { draw: { collateral: mix, crossShare: 0 } }, 'no account has cross margin'],
    ['coins that nobody can hold', { draw: { collateral: { BTC: 1 } } }, 'more than accounts can hold'],
    ['less than a lot', { draw: { openInterestUsd: { 'BTC-PERP': 1 } } }, 'less than one lot'],
    ['more accounts than lots', { draw: { openInterestUsd: { 'BTC-PERP': 5000 } } }, 'lots of BTC-PERP (long) for'],
    ['a worthless start', { startPrices: [0, 194.61, 20.4] }, 'worth 0 USD'],
  ])('%s', (_, over, message) => {
    // Goal: contradictions are told with numbers, before anything runs.
    expect(() => generateBook(request(over))).toThrow(UserError);
    expect(() => generateBook(request(over))).toThrow(message);
  });
});
