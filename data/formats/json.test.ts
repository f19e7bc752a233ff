import { describe, expect, it } from 'vitest';
import { csvOf, importText, makeBars, refusalOf } from '../testing/bars.ts';
import { locateElement } from './json-place.ts';

const bars = makeBars(4);
const arrays = bars.map(({ timeMs, open, high, low, close, volume }) => [timeMs, open, high, low, close, volume]);
const objects = bars.map(({ timeMs, ...rest }) => ({ time: timeMs, ...rest }));
const gappy = objects.map((row, index) => ({ ...row, close: index === 2 ? null : row.close }));
const file = 'k.json';

describe('readJson', () => {
  const klines = bars.map((bar) => [
    bar.timeMs, String(bar.open), String(bar.high), String(bar.low), String(bar.close), String(bar.volume),
    bar.timeMs + 59_999, String(bar.volume * bar.close), 5, '1', '2', '0',
  ]);
  const coinapi = bars.map((bar) => ({
    time_period_start: new Date(bar.timeMs).toISOString().replace('.000Z', '.0000000Z'),
    time_open: new Date(bar.timeMs + 1).toISOString(),
    price_open: bar.open, price_high: bar.high, price_low: bar.low, price_close: bar.close, volume_traded: bar.volume,
  }));

  it.each([
    ['numbers in arrays', arrays],
    ['REST klines with texts', klines],
    ['objects', objects],
    ['objects with 7 fractional digits', coinapi],
    ['a pandas table', { schema: { fields: [] }, data: objects }],
    ['a wrapped list', { retCode: 0, result: { symbol: 'X', list: arrays } }],
    ['named candles', { candles: arrays }],
  ])('reads %s', async (_, value) => {
    // Goal: the shapes that venues and tools write give the same bars as the plain CSV.
    const expected = (await importText(csvOf(bars), 'k.csv')).candles;
    expect((await importText(JSON.stringify(value), file)).candles).toEqual(expected);
    expect((await importText(`\uFEFF${JSON.stringify(value, null, 2)}`, file)).candles).toEqual(expected);
  });

  it.each([
    ['a truncated text', JSON.stringify(arrays).slice(0, -20), 'the JSON text ends too early'],
    ['NaN', JSON.stringify(arrays).replace('6000', 'NaN'), 'NaN and Infinity are not JSON'],
    ['one value per line', objects.map((row) => JSON.stringify(row)).join('\n'), 'one JSON value per line'],
    ['no list', '{"code":-1121,"msg":"Invalid symbol."}', 'found "code", "msg"'],
    ['an empty list', '[]', 'no rows'],
    ['plain numbers', '[1,2,3]', 'k.json:1:2: row 1: the row has another shape'],
    ['a row of another width', JSON.stringify([...arrays, [1, 2]], null, 1), 'k.json:34:2: row 5: the row has another shape'],
    ['a message among rows', JSON.stringify([...arrays, 'limit reached']), 'row 5: the row has another shape'],
    ['an unknown width', JSON.stringify(arrays.map((row) => row.slice(0, 5))), '5 columns starting with "1584009900000" are no known'],
    ['events', JSON.stringify([{ timestamp: '2022-05-07T00:00:00+00:00', coin: 'LUNA', net_supply_change: 1 }]), 'a list of events'],
    ['a missing price', JSON.stringify(gappy), 'row 3: close is empty'],
    ['an absent key', JSON.stringify(objects.map((row, index) => (index === 2 ? { time: row.time } : row))), 'row 3: open is empty'],
    ['a huge number', JSON.stringify(objects).replace('6000', '1e999'), 'row 1: open is Infinity'],
    ['a nested price', JSON.stringify(objects).replace('6000', '[6000]'), 'row 1: open is an object'],
  ])('refuses %s', async (_, text, message) => {
    // Goal: every refusal says which row, and where it stands in the text.
    expect(await refusalOf(text, file)).toContain(message);
  });

  it('gives the line of a bad row in printed JSON', async () => {
    // Goal: an editor can jump to the row.
    const text = JSON.stringify({ data: objects.map((row, index) => (index === 2 ? { ...row, open: 'x' } : row)) }, null, 2);
    expect(await refusalOf(text, file)).toMatch(/^k\.json:19:5: row 3: open is "x"/);
  });

  it('survives deep nesting and dangerous keys', async () => {
    // Goal: hostile JSON ends in a refusal.
    expect(await refusalOf('['.repeat(50_000), file)).toContain('k.json');
    expect(await refusalOf('['.repeat(50_000) + ']'.repeat(50_000), file)).toContain('k.json');
    expect((await importText(JSON.stringify(objects).replaceAll('{"time"', '{"__proto__":{"open":1},"time"'), file)).rows).toBe(4);
  });
});

describe('locateElement', () => {
  it('locateElementVsParse: finds the element that JSON.parse sees', () => {
    // Goal: the walk over the text agrees with the parser on strings with brackets, escapes and commas.
    const rows = [[1, 2], 'a,]"\\', { b: [3, { c: ']' }] }, null, -1.5e3, true, []];
    for (const space of [0, 1, 4]) {
      const text = JSON.stringify({ 'x,"y': [1], meta: { list: [9] }, outer: { list: rows }, z: 1 }, null, space);
      rows.forEach((row, index) => {
        const rest = text.slice(locateElement(text, { path: ['outer', 'list'], index }));
        const compact = JSON.stringify(JSON.parse(text)).length > 0 ? JSON.stringify(row, null, space).split('\n')[0] : '';
        expect(rest.startsWith(compact)).toBe(true);
      });
    }
  });

  it('says when there is no such array', () => {
    // Goal: no place is better than a wrong one.
    expect(locateElement('{"a":1}', { path: ['b'], index: 0 })).toBe(-1);
    expect(locateElement('{"a":1}', { path: ['a'], index: 0 })).toBe(-1);
  });
});
