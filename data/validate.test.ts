import { describe, expect, it } from 'vitest';
import { csvOf, header, importText, makeBars, minuteMs, refusalOf, startMs, type TestBar } from './testing/bars.ts';
import { formatDuration } from './validate.ts';

const bars = makeBars(6);
/** The file with some fields of row `row` (from 0) changed. */
const withBar = (row: number, change: Partial<TestBar>): string =>
  csvOf(bars.map((bar, index) => (index === row ? { ...bar, ...change } : bar)));
const unpaid = bars.map((bar) => ({ ...bar, open: 0.0001, high: 0, low: 0, close: 0 }));

describe('validateBars', () => {
  it.each([
    ['high below low', withBar(2, { high: 1 }), 'candles.csv:4:20: high 1 is below low'],
    ['open above high', withBar(2, { open: 9999 }), 'candles.csv:4:15: open 9999 is outside low'],
    ['close below low', withBar(2, { close: 1 }), 'close 1 is outside low'],
    ['a zero among prices', withBar(2, { open: 0, low: 0 }), 'candles.csv:4:15: open is 0'],
    ['a bar of zeros', withBar(2, { open: 0, high: 0, low: 0, close: 0 }), 'open is 0'],
    ['a negative volume', withBar(2, { volume: -1 }), 'volume is -1'],
    ['a duplicate time', withBar(2, { timeMs: startMs + minuteMs }), 'candles.csv:4:1: time 2020-03-12T10:46:00Z appears twice'],
    ['a bar out of order', withBar(2, { timeMs: startMs - minuteMs }), 'time 2020-03-12T10:44:00Z breaks the ascending order'],
    ['a bar off by a second', withBar(2, { timeMs: startMs + 2 * minuteMs + 1000 }), 'does not fit bars of 59 s'],
    ['a series of holes', csvOf([...bars.slice(0, 3), { ...bars[3], timeMs: startMs + 9000 * minuteMs }]), 'does not fit bars of 1 min'],
    ['mark prices', csvOf(bars.map((bar) => ({ ...bar, volume: 0 }))), 'this looks like mark or index prices'],
    ['funding in candle columns', csvOf(unpaid), 'this looks like funding rates'],
  ])('refuses %s', async (_, text, message) => {
    // Goal: every impossible bar is named with its line and column.
    expect(await refusalOf(text)).toContain(message);
  });

  it('refuses swapped columns with a hint', async () => {
    // Goal: high and low exchanged in the header is the commonest slip.
    const text = csvOf(bars).replace('high,low', 'low,high');
    expect(await refusalOf(text)).toContain('two columns may be swapped');
  });

  it('refuses base and quote volume that are swapped, from the row where it starts', async () => {
    // Goal: a data site swapped the two columns in a part of its files.
    const line = (bar: TestBar, row: number): string => {
      const quote = bar.volume * bar.close;
      const volumes = row < 3 ? [bar.volume, quote] : [quote, bar.volume];
      return [bar.timeMs, bar.open, bar.high, bar.low, bar.close, ...volumes].join(',');
    };
    const text = ['unix,open,high,low,close,Volume BTC,Volume USD', ...bars.map(line), ''].join('\n');
    expect(await refusalOf(text)).toMatch(/^candles\.csv:5:\d+: base volume .* are swapped .*\(the first of 3 such rows\)/);
    expect((await importText(text.split('\n').slice(0, 4).join('\n') + '\n')).candles.volume?.[0]).toBe(10);
  });

  it('refuses every row of a file in mixed order once', async () => {
    // Goal: a shuffled file gives one sentence.
    const shuffled = [3, 0, 5, 1, 4, 2].map((row) => bars[row]);
    expect((await refusalOf(csvOf(shuffled))).split('\n').filter((line) => line.startsWith('candles.csv'))).toHaveLength(1);
  });

  it('accepts negative prices when the bar is consistent', async () => {
    // Goal: WTI settled at -37.63 on 20 April 2020; linear contracts replay it.
    const rows = [[10, 11, -5, -2], [-2, 0, -40.32, -37.63], [0, 1, -37, 1]];
    const text = [header, ...rows.map((prices, row) => [startMs + row * minuteMs, ...prices, 1].join(',')), ''].join('\n');
    expect([...(await importText(text)).candles.low]).toEqual([-5, -40.32, -37]);
  });

  it('counts gaps, flat bars and jumps in warnings', async () => {
    // Goal: what is unusual but possible is imported and said.
    const sparse = [bars[0], bars[1], bars[4], { ...bars[5], open: 7, high: 7, low: 7, close: 7, volume: 0 }];
    const { gaps, warnings } = await importText(csvOf(sparse));
    expect(gaps).toEqual({ count: 2, longestMs: 2 * minuteMs });
    expect(warnings).toEqual([
      '2 missing bars of 1 min, the longest gap is 2 min',
      '1 flat bar without volume: no trades, or filled in by the source',
      '1 close more than a factor of ten from the one before',
    ]);
  });

  it('imports mark prices when the volume column is gone', async () => {
    // Goal: the advice that the refusal gives works.
    const text = csvOf(bars).split('\n').map((line) => line.split(',').slice(0, 5).join(',')).join('\n');
    expect((await importText(text)).candles.volume).toBeNull();
  });
});

describe('formatDuration', () => {
  it('uses the largest whole unit', () => {
    // Goal: messages speak of 5 min and 1 h, not of milliseconds.
    expect([60_000, 3_600_000, 86_400_000, 90_000, 1500].map(formatDuration)).toEqual(['1 min', '1 h', '1 d', '90 s', '1500 ms']);
  });
});
