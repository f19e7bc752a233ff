import { describe, expect, it } from 'vitest';
import { normalizeName, planColumns } from './columns.ts';

const plan = (line: string) => planColumns(line.split(','), { file: 'x.csv', line: 1 });

describe('planColumns', () => {
  it.each([
    ['binance', 'open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,ignore', [0, 1, 2, 3, 4, 5, 7]],
    ['binance docs', 'openTime,open,high,low,close,volume,closeTime,quoteVolume', [0, 1, 2, 3, 4, 5, 7]],
    ['data site', 'unix,date,symbol,open,high,low,close,Volume BTC,Volume USDT,tradecount', [0, 3, 4, 5, 6, 7, 8]],
    ['pair in bitcoin', 'unix,date,symbol,open,high,low,close,Volume ETC,Volume BTC', [0, 3, 4, 5, 6, 7, 8]],
    ['coinapi', 'time_period_start,time_open,price_open,price_high,price_low,price_close,volume_traded', [0, 2, 3, 4, 5, 6, -1]],
    ['hyperliquid', 't,T,s,i,o,c,h,l,v,n', [0, 4, 6, 7, 5, 8, -1]],
    ['kaggle', 'Timestamp,Open,High,Low,Close,Volume_(BTC),Volume_(Currency),Weighted_Price', [0, 1, 2, 3, 4, 5, 6]],
    ['stocks', 'Date,1. open,2. high,3. low,4. close,5. volume', [0, 1, 2, 3, 4, 5, -1]],
    ['no volume', 'date,Open,High,Low,Close', [0, 1, 2, 3, 4, -1, -1]],
  ])('finds the columns of %s', (_, line, [time, open, high, low, close, volume, quoteVolume]) => {
    // Goal: what venues and tools call their columns is known by name, in any order.
    const { plan: found, warnings } = plan(line);
    expect(found).toMatchObject({ time, open, high, low, close, volume, quoteVolume });
    expect(warnings).toEqual([]);
  });

  it.each([
    ['timestamp,funding_rate', 'funding rates'],
    ['timestamp,tx_count,avgGasDay,30_Perc', 'gas prices'],
    ['timestamp,coin,net_supply_change,chain', 'a list of events'],
    ['time,price,qty,side', 'single trades'],
    ['time,bid,ask', 'order-book quotes'],
    ['time,markPrice', 'mark or index prices'],
    ['timestamp,coin,price,market_cap,net_supply_change', 'one price per time'],
    ['time,sumOpenInterest', 'open interest'],
  ])('says what %s looks like', (line, guess) => {
    // Goal: a file of another kind is refused by its kind, not by the first missing column.
    expect(() => plan(line)).toThrow(guess);
  });

  it('names the missing columns and where it looked', () => {
    // Goal: a misspelt column is found at once.
    expect(() => plan('time,open,hihg,low,close')).toThrow('x.csv:1: no column for high among "time", "open", "hihg"');
  });

  it('refuses two columns for one field', () => {
    // Goal: a duplicate header must not silently take the last column.
    expect(() => plan('time,open,high,low,close,Close')).toThrow('"close" and "Close" both mean close');
    expect(() => plan('date,Date,open,high,low,close')).toThrow('both mean time');
  });

  it('ignores volume whose currency nobody knows, and says so', () => {
    // Goal: quote volume is never taken for base volume.
    const { plan: found, warnings } = plan('time,open,high,low,close,Volume USD');
    expect(found.volume).toBe(-1);
    expect(warnings[0]).toBe('volume ignored: no column says that it is in the base currency');
    expect(plan('time,open,high,low,close,Volume DOGE,Volume PEPE').plan.volume).toBe(-1);
  });

  it('names columns that were not read', () => {
    // Goal: the user sees what had no effect.
    expect(plan('time,open,high,low,close,volume,rsi_14').warnings).toEqual(['columns not read: "rsi_14"']);
  });

  it('survives names that mean something to the language', () => {
    // Goal: __proto__ and constructor are just names.
    expect(plan('time,open,high,low,close,__proto__,constructor').plan.volume).toBe(-1);
  });
});

describe('normalizeName', () => {
  it('folds case, spaces and camel case, except for one-letter names', () => {
    // Goal: t (open time) and T (close time) stay different.
    expect(['Volume BTC', 'quoteVolume', '1. open', ' Unix Timestamp ', 't', 'T', 'OPEN'].map(normalizeName)).toEqual([
      'volume_btc', 'quote_volume', '1_open', 'unix_timestamp', 't', 'T', 'open',
    ]);
  });
});
