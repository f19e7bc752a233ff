import { describe, expect, it } from 'vitest';
import { csvOf, header, importText, makeBars, refusalOf, startMs } from '../testing/bars.ts';

const bars = makeBars(4);
const plain = csvOf(bars);
const iso = (timeMs: number): string => new Date(timeMs).toISOString();
/** Replaces one line (counting from 1) of the plain file. */
const withLine = (line: number, text: string): string =>
  plain.split('\n').map((old, index) => (index === line - 1 ? text : old)).join('\n');

describe('readCsv', () => {
  it('reads the plain file exactly', async () => {
    // Goal: every number arrives unchanged.
    const { candles, format, warnings, gaps, rows } = await importText(plain);
    expect(format).toBe('CSV, comma-separated, with header');
    expect([warnings, gaps, rows]).toEqual([[], { count: 0, longestMs: 0 }, 4]);
    expect([...candles.openTimeMs]).toEqual(bars.map(({ timeMs }) => timeMs));
    for (const field of ['open', 'high', 'low', 'close', 'volume'] as const) {
      expect([...(candles[field] ?? [])]).toEqual(bars.map((bar) => bar[field]));
    }
    expect([candles.symbol, candles.stepMs]).toEqual(['candles', 60_000]);
  });

  it.each([
    ['a byte order mark', `\uFEFF${plain}`],
    ['CRLF', plain.replaceAll('\n', '\r\n')],
    ['CR', plain.replaceAll('\n', '\r')],
    ['mixed line ends', plain.replace('\n', '\r\n')],
    ['semicolons', plain.replaceAll(',', ';')],
    ['tabs', plain.replaceAll(',', '\t')],
    ['bars', plain.replaceAll(',', '|')],
    ['spaces around cells', plain.replaceAll(',', ' , ')],
    ['blank lines', plain.replaceAll('\n', '\n\n')],
    ['quoted cells', plain.replace(/[^,\n]+/g, '"$&"')],
    ['ISO times', csvOf(bars, { time: iso })],
    ['offsets', csvOf(bars, { time: (timeMs) => iso(timeMs).replace('T', ' ').replace('.000Z', '+00:00') })],
    ['seconds', csvOf(bars, { time: (timeMs) => String(timeMs / 1000) })],
    ['microseconds', csvOf(bars, { time: (timeMs) => `${timeMs}000` })],
    ['nanoseconds', csvOf(bars, { time: (timeMs) => `${timeMs}000000` })],
  ])('reads the same bars with %s', async (_, text) => {
    // Goal: the outer form does not change the data.
    const { candles, warnings } = await importText(text);
    expect(candles).toEqual((await importText(plain)).candles);
    expect(warnings).toEqual([]);
  });

  it('skips banners and comments and counts lines as the file has them', async () => {
    // Goal: data sites put their address first, and errors still name the true line.
    const site = `https://www.example.com\n${plain}`;
    expect((await importText(site)).warnings).toEqual(['1 line before the header skipped']);
    expect((await importText(`# exported\n# twice\nCreated on 12-30-2020,https://www.example.com\n${plain}`)).rows).toBe(4);
    expect(await refusalOf(site.replace(/6000,.*/, 'x,1,1,1,1'))).toContain('candles.csv:3:15: open is "x"');
  });

  it('reads headerless klines by their width only', async () => {
    // Goal: 12, 8, 7 and 6 columns are known layouts, others are not guessed.
    const row = ({ timeMs, open, high, low, close, volume }: (typeof bars)[number]) => [timeMs, open, high, low, close, volume];
    const lines = (extend: (bar: (typeof bars)[number]) => unknown[]): string => bars.map((bar) => extend(bar).join(',')).join('\n') + '\n';
    const binance = lines((bar) => [...row(bar), bar.timeMs + 59_999, bar.volume * bar.close, 9, 1, 2, 0]);
    const kraken = lines((bar) => [...row(bar), 9]);
    const krakenRest = lines((bar) => [...row(bar).slice(0, 5), bar.close, bar.volume, 9]);
    const { candles } = await importText(plain);
    for (const text of [binance, kraken, krakenRest, lines(row)]) {
      const imported = await importText(text);
      expect(imported.candles).toEqual(candles);
      expect(imported.warnings[0]).toContain('no column names: read as');
    }
    const unknown = await refusalOf(lines((bar) => [...row(bar), 1, 2, 3]));
    expect(unknown).toContain('9 columns starting with "1584009900000" are no known candle layout');
  });

  it('reverses a descending file with a note', async () => {
    // Goal: data sites list the newest bar first.
    const descending = [header, ...plain.trimEnd().split('\n').slice(1).reverse(), ''].join('\n');
    const { candles, warnings } = await importText(descending);
    expect(candles).toEqual((await importText(plain)).candles);
    expect(warnings).toEqual(['rows were in descending order and have been reversed']);
  });

  it.each([
    ['a header only', `${header}\n`, 'no rows'],
    ['one row', plain.split('\n').slice(0, 2).join('\n') + '\n', 'one row only'],
    ['a decimal comma', plain.replaceAll(',', ';').replace('6000;', '6000,5;'), 'csv:2:15: open is "6000,5" (a decimal comma'],
    ['a short row', withLine(3, '1584009960000,6037'), 'candles.csv:3: the row has 2 columns'],
    ['a cut last row', plain.trimEnd().slice(0, -12), 'the file may be cut short'],
    ['a long row', withLine(3, '1,2,3,4,5,6,7'), 'candles.csv:3: the row has 7 columns'],
    ['an unclosed quote', withLine(3, '"1584009960000,6037,1,1,1,1'), 'a quotation mark'],
    ['a quote inside a cell', withLine(3, '15840099"60000,6037,1,1,1,1'), 'candles.csv:3: a quotation mark'],
    ['one huge cell', withLine(3, '9'.repeat(100_000)), 'candles.csv:3: a row longer than 65536 bytes'],
    ['an empty price', withLine(4, '1584010020000,,1,1,1,1'), 'candles.csv:4:15: open is empty'],
    ['a word for a price', withLine(4, '1584010020000,1,1,1,NULL,1'), 'candles.csv:4:21: close is "NULL"'],
    ['a formula', withLine(4, '=1+1,1,1,1,1,1'), 'candles.csv:4:1: time is "=1+1"'],
    ['one column', 'price\n1\n2\n', 'has no columns by comma, semicolon, tab or bar'],
    ['many columns', `${'a,'.repeat(400)}b\n`, '401 columns'],
    ['twelve-hour dates', csvOf(bars, { time: () => '2020-03-12 10-AM' }), 'a 12-hour clock'],
    ['two instruments', `symbol,${header}\nBTC,${plain.split('\n')[1]}\nETH,${plain.split('\n')[2]}\n`, 'csv:3:1: "ETH" after "BTC"'],
    ['prose', 'Dear sir, I am writing to you,\nbecause, as you know, it rains.\n', 'no column for time'],
  ])('refuses %s', async (_, text, message) => {
    // Goal: each fault names its line and itself.
    expect(await refusalOf(text)).toContain(message);
  });

  it('shows different faults together and equal ones once', async () => {
    // Goal: one look at the message is enough to repair the file.
    const message = await refusalOf(plain.replaceAll(/,(6\d+),/g, ',$1_,').replace(',11\n', ',-11\n'));
    expect(message).toContain('candles.csv:2:15: open is "6000_" (the first of 4 such rows)');
    expect(message).toContain('candles.csv:3:45: volume is -11');
  });

  it('warns of a missing last line break and of assumed UTC', async () => {
    // Goal: what was assumed is said.
    const { warnings } = await importText(csvOf(bars, { time: (timeMs) => iso(timeMs).slice(0, 19) }).trimEnd());
    expect(warnings.join(' ')).toContain('make sure that the file is complete');
    expect(warnings.join(' ')).toContain('were read as UTC');
  });

  it('takes the symbol from its column', async () => {
    // Goal: a file that knows its instrument need not be told.
    const text = [`symbol,${header}`, ...plain.trimEnd().split('\n').slice(1).map((line) => `BTC/USDT,${line}`), ''].join('\n');
    expect((await importText(text)).candles.symbol).toBe('BTC/USDT');
    expect((await importText(text)).candles.openTimeMs[0]).toBe(startMs);
  });
});
